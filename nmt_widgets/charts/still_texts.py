"""The texts of a still picture: plotly's markup of lines, bold and coloured words, as SVG."""

from __future__ import annotations

import html
import re

from nmt_widgets.charts.markup import escape, short

_TAG = re.compile(r'<(/?)(b|span)(?: style="color:(#[0-9a-f]{6})")?>')
_LEADING = 1.3
_BASELINE = 0.35  # of the size, from the middle of a line down to where its letters stand
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_PAD = 1


def block(
    markup: str, x: float, y: float, size: float, *, across: str, down: str, colour: str | None = None
) -> str:
    """Return a text at a place.

    Parameters
    ----------
    markup : str
        As plotly has it: escaped, with ``<br>``, ``<b>`` and coloured ``<span>``.
    x, y : float
        In pixels.
    size : float
    across : {"left", "center", "right"}
        Which part of the text is at `x`.
    down : {"top", "middle", "bottom"}
        Which part of it is at `y`.
    colour : str, optional
        By default that of the picture.

    Examples
    --------
    >>> block("<b>A &amp; B</b>", 5, 10, 10, across="left", down="middle")
    '<text x="6" y="13.5" font-size="10"><tspan font-weight="700">A &amp; B</tspan></text>'
    """
    lines = markup.split("<br>")
    tall = len(lines) * size * _LEADING
    top = {"top": y + _PAD, "middle": y - tall / 2, "bottom": y - tall - _PAD}[down]
    x += {"left": _PAD, "center": 0, "right": -_PAD}[across]
    anchor = "" if across == "left" else f' text-anchor="{_ANCHORS[across]}"'
    fill = f' fill="{escape(colour)}"' if colour else ""
    texts = []
    is_bold = False
    for at, line in enumerate(lines):
        inner, is_bold = _line(line, is_bold)
        base = top + (at + 0.5) * size * _LEADING + _BASELINE * size
        texts.append(
            f'<text x="{short(x)}" y="{short(base)}" font-size="{short(size)}"{anchor}{fill}>{inner}</text>'
        )
    return "".join(texts)


def plain(markup: str) -> str:
    """Return the longest line of a text without its tags.

    >>> plain("<b>Early</b><br>childhood")
    'childhood'
    """
    lines = [html.unescape(_TAG.sub("", line)) for line in markup.split("<br>")]
    return max(lines, key=len)


def _line(markup: str, is_bold: bool) -> tuple[str, bool]:
    """Return a line with its parts as ``<tspan>``, and whether it ends in bold."""
    parts, colour, start = [], "", 0
    marks = [*_TAG.finditer(markup), None]
    for tag in marks:
        words = html.unescape(markup[start : tag.start() if tag else len(markup)])
        if words:
            style = (' font-weight="700"' if is_bold else "") + (f' fill="{colour}"' if colour else "")
            parts.append(f"<tspan{style}>{escape(words)}</tspan>" if style else escape(words))
        if tag:
            start = tag.end()
            if tag[2] == "b":
                is_bold = not tag[1]
            else:
                colour = "" if tag[1] else tag[3] or ""
    return "".join(parts).replace("  ", " \u00a0"), is_bold
