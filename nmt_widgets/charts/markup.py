"""Text made safe for SVG and HTML, and numbers written short for them."""

from __future__ import annotations

import html
import re

# all characters but what XML allows, without those that turn the direction of the text
_UNWANTED = re.compile(
    "[^\t\n\r\u0020-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def escape(text: object) -> str:
    r"""Return `text` for use between tags or inside a quoted attribute.

    Characters XML forbids are dropped, and those that turn the direction of the text around them.

    Examples
    --------
    >>> escape('<b title="x">\x00')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(_UNWANTED.sub("", str(text)), quote=True)


def short(value: float) -> str:
    """Write a coordinate with at most two decimals.

    Examples
    --------
    >>> short(12.0), short(3.456), short(-0.001)
    ('12', '3.46', '0')
    """
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits in {"-0", ""} else digits
