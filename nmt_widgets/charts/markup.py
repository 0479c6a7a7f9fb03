"""Text made safe for SVG and HTML, and numbers written short for them."""

from __future__ import annotations

import html
import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape(text: object) -> str:
    r"""Return `text` for use between tags or inside a quoted attribute.

    Characters XML forbids are dropped, and those that turn the direction of the text around them.

    Examples
    --------
    >>> escape('<b title="x">\x00')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(_UNSEEN.sub("", _NOT_XML.sub("", str(text))), quote=True)


def short(value: float) -> str:
    """Write a coordinate with at most two decimals.

    Examples
    --------
    >>> short(12.0), short(3.456), short(-0.001)
    ('12', '3.46', '0')
    """
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits in {"-0", ""} else digits
