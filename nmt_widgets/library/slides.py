"""A chart as a slide: 1920 x 1080, with words that can be read from the back of a room."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.lettering import wrap
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.outcomes.bare import BarePicture
from nmt_widgets.charts.outcomes.surround import Surround, key_lines, lines_of
from nmt_widgets.charts.still import FAMILY, still_svg
from nmt_widgets.charts.still_texts import block
from nmt_widgets.charts.style import CLEAR, INK, MUTED, in_light
from nmt_widgets.core.errors import as_failure, refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.private_files import part_folder, write_private
from nmt_widgets.core.texts import language

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from nmt_widgets.library.printing.browser import Browser

WIDE, TALL = 1920, 1080
"""The size of a slide in pixels."""

LEAST = 20.0
"""The smallest letters of a slide of a chart of many clients, in pixels."""

_EDGE, _GAP, _BETWEEN = 80, 22, 56
_LEADING = 1.28
_TITLES = (48, 44, 40, 36)
_BODY = 28
_MOST = 3
_SMALLEST = 13.0
"""The smallest letters of a picture before it is made larger."""

_BESIDE = 14.0
"""The letters of rows whose words stand beside their marks."""

_INSET = 16
"""How far the words of rows are from the edge of their picture."""

_LOWEST = 200
"""The least height of a plot on two axes, in letters' pixels."""

_SCALES = (2.2, 2.0, 1.85, 1.7, 1.6, 1.54, 1.43)


_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<style>body, main {{ margin: 0 }} svg {{ display: block }}</style></head>
<body><main>{svg}</main></body></html>
"""


@dataclass(frozen=True)
class _Placed:
    """A part of a slide: its markup, and the height it takes."""

    svg: str
    tall: float


def slide_svg(
    figure: go.Figure | Mapping[str, Any],
    *,
    title: str | None = None,
    caveat: str | None = None,
    source: str = "",
) -> str:
    """Return a chart as a slide of 1920 x 1080, as one ``<svg>``.

    The picture is laid out anew for this size: it is never squeezed, and nothing of it is cut off. Many rows stand in
    two columns, or with their words beside the marks and without the small print below them, which the table has.

    Parameters
    ----------
    figure : plotly figure, or its JSON
        A chart of the workbook.
    title : str, optional
        The sentence at the top; by default what the picture comes to.
    caveat : str, optional
        What has to be read with it; by default the notes of the picture.
    source : str
        The last line: where the data are from, their date, how many.

    Raises
    ------
    InputError
        When it is no chart of the workbook, or has more rows than a slide can hold.

    Examples
    --------
    >>> from nmt_widgets.charts.outcomes import plot_incident_rates
    >>> from nmt_widgets.outcomes.incidents import rates
    >>> table = rates([{"phase": phase, "count": 3, "days": 900} for phase in ("before", "after")])
    >>> slide = slide_svg(plot_incident_rates(table, synthetic=False), title="As many as before.", source="n = 12")
    >>> slide.startswith("<svg"), "As many as before." in slide, "n = 12" in slide
    (True, True, True)
    """
    whole = figure if isinstance(figure, Mapping) else json.loads(figure.to_json())
    meta = whole.get("layout", {}).get("meta")
    if not isinstance(meta, Mapping) or "description" not in meta:
        raise refusal("charts", "not_described", kind=type(figure).__name__)
    picture = BarePicture(whole) if "words" in meta else None
    words = picture.surround if picture else Surround(_caption(meta), "", "", ())
    head = list(_head(words, title))
    foot = list(_foot(" ".join(words.notes) if caveat is None else caveat, source))
    top = _EDGE * 0.7 + sum(part.tall for part in head)
    bottom = TALL - _EDGE * 0.6 - sum(part.tall for part in foot)
    body = _outcome(picture, top, bottom) if picture else _chart(whole, top, bottom)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}" '
        f'role="img" aria-label="{escape(meta["description"])}" font-family="{FAMILY}" fill="{INK}">'
        f'<rect width="{WIDE}" height="{TALL}" fill="#ffffff"/>'
        f"{''.join(_stacked(head, _EDGE * 0.7))}{body}{''.join(_stacked(foot, bottom))}</svg>"
    )


def save_slide(svg: str, path: Path, browser: Browser | None = None) -> Path:
    """Write a slide as .svg or .png, as the name says, and return the path.

    Parameters
    ----------
    svg : str
        What :func:`slide_svg` returned.
    path : pathlib.Path
    browser : Browser, optional
        The Chromium that makes a .png, where there are many slides; by default one is started.

    Raises
    ------
    InputError
        When there is no Chromium for a .png, or the file cannot be written.
    """
    try:
        if path.suffix.lower() == ".svg":
            write_private(path, svg)
            return path
        require("playwright", "pikepdf", "psutil")
        from nmt_widgets.library.printing.browser import Browser as Chromium

        with part_folder(path) as folder, nullcontext(browser) if browser else Chromium() as running:
            page = folder / "slide.html"
            write_private(page, _PAGE.format(language=escape(language()), title=escape(path.stem), svg=svg))
            running.image(page, path, width=WIDE, dots=1)
    except OSError as error:
        raise as_failure(error) from None
    return path


def _caption(meta: Mapping[str, Any]) -> str:
    return str(meta.get("table", {}).get("caption") or meta["description"])


def _head(words: Surround, title: str | None) -> Iterator[_Placed]:
    """Yield the mark of invented clients, the name of the picture, and the sentence in large letters."""
    room = WIDE - 2 * _EDGE
    if words.mark:
        yield _words(words.mark, 24, room, bold=True)
    sentence = title or words.sentence
    if sentence and words.title:
        yield _words(words.title, 26, room, colour=MUTED)
    sentences = re.split(r"(?<=[.!?])\s+", sentence or words.title)
    parts = [(" ".join(sentences[:end]), " ".join(sentences[end:])) for end in range(len(sentences), 0, -1)]
    lead, rest = next((part for part in parts if _fitting(part[0], 2 if part[1] else _MOST)), parts[-1])
    yield _words(lead, _fitting(lead, 2 if rest else _MOST) or _TITLES[-1], room, bold=True)
    if rest:
        yield _words(rest, _BODY, room)


def _fitting(words: str, most: int) -> float | None:
    """Return the largest letters in which words take so few lines; None where they take more in any."""
    room = WIDE - 2 * _EDGE
    return next((size for size in _TITLES if len(lines_of(words, room, size, bold=True)) <= most), None)


def _foot(caveat: str, source: str) -> Iterator[_Placed]:
    room = WIDE - 2 * _EDGE
    for words in (caveat, source):
        if words:
            yield _words(words, LEAST, room, colour=MUTED, gap=6)


def _words(
    words: str, size: float, room: float, *, bold: bool = False, colour: str = "", gap: float = _GAP / 2
) -> _Placed:
    lines = [line for part in words.split("\n") for line in wrap(part, room, size, most=40, bold=bold)]
    markup = "<br>".join(map(escape, lines))
    return _block(f"<b>{markup}</b>" if bold else markup, size, colour, gap)


def _block(markup: str, size: float, colour: str = "", gap: float = _GAP / 2) -> _Placed:
    svg = block(markup, _EDGE, 0, size, across="left", down="top", colour=colour or None)
    return _Placed(svg, (markup.count("<br>") + 1) * size * _LEADING + gap)


def _stacked(parts: list[_Placed], y: float) -> Iterator[str]:
    for part in parts:
        yield f'<g transform="translate(0 {short(y)})">{part.svg}</g>'
        y += part.tall


def _inside(svg: str, x: float, y: float, scale: float) -> str:
    """Return a picture at its place on the slide."""
    inner = re.sub(r"^<svg\b[^>]*>|</svg>$", "", svg)
    return f'<g transform="translate({short(x)} {short(y)}) scale({scale:.4f})">{inner}</g>'


def _chart(figure: Mapping[str, Any], top: float, bottom: float) -> str:
    """Return a chart of one client: as high as there is room, and as wide as the slide."""
    light = in_light(figure)
    layout, room = light["layout"], WIDE - 2 * _EDGE
    scale = min((bottom - top) / float(layout["height"]), 2.3)
    svg = still_svg({**light, "layout": {**layout, "width": room / scale, "paper_bgcolor": CLEAR}})
    if not svg:
        raise refusal("library", "no_still")
    return _inside(svg, _EDGE, top, scale)


def _outcome(picture: BarePicture, top: float, bottom: float) -> str:
    """Return a picture of many clients in the largest way that fits."""
    for columns, beside, scale in product((1, 2), (False, True), _SCALES):
        size = max(LEAST, _SMALLEST * scale)
        key = _key(picture.surround, size)
        axis = _words(picture.surround.axis, size, WIDE - 2 * _EDGE, colour=MUTED)
        tall = bottom - top - key.tall - axis.tall - _GAP
        body = _columns(picture, columns, scale, tall, beside=beside)
        if body and body.tall <= tall:
            parts = _stacked([key, body, axis], top)
            return "".join(parts)
    raise refusal("library", "slide_full", rows=len(picture.rows))


def _key(surround: Surround, size: float) -> _Placed:
    markup = "<br>".join(key_lines(surround.key, (WIDE - 2 * _EDGE) * _SMALLEST / size))
    return _block(markup, size) if markup else _Placed("", 0)


def _columns(
    picture: BarePicture, columns: int, scale: float, tall: float, *, beside: bool
) -> _Placed | None:
    """Return the picture in columns, at its place across the slide; nothing where the words would be too small."""
    bare, room = Surround("", "", "", ()), WIDE - 2 * _EDGE
    if scale * (_BESIDE if beside else _SMALLEST) < LEAST:
        return None
    if not picture.rows:
        around = picture.draw(room / scale, 0, bare)[1]
        svg, high = picture.draw(room / scale, tall / scale - around, bare)
        return _Placed(_inside(svg, _EDGE, 0, scale), high * scale) if high - around > _LOWEST else None
    wide = (room - (columns - 1) * _BETWEEN) / columns
    parts, highest, first = [], 0.0, 0
    for column, end in enumerate(_ends(picture, columns)):
        extra = 0 if beside else _INSET
        svg, high = picture.draw_rows(wide / scale + extra, first, end, bare, beside=beside)
        at = _EDGE + column * (wide + _BETWEEN) - extra * scale
        parts.append(_inside(svg, at, 0, scale))
        highest, first = max(highest, high * scale), end
    return _Placed("".join(parts), highest)


def _ends(picture: BarePicture, columns: int) -> list[int]:
    """Return where each column ends: never after a heading."""
    rows = picture.rows
    if columns == 1 or len(rows) < 2:
        return [len(rows)]
    middle = -(-len(rows) // 2)
    headings = [at for at, row in enumerate(rows) if row.is_heading and at]
    near = min(headings, key=lambda at: abs(at - middle), default=middle)
    end = near if abs(near - middle) <= len(rows) / 4 else middle
    return [end - rows[end - 1].is_heading, len(rows)]
