"""The brain map as SVG: an upside-down triangle of boxes, read as a cap on a stem.

Pure functions from columns of values to the text of one ``<svg>``: the same input gives the same bytes. The
SVG needs no style sheet and no script, works inline on light and dark pages (what stands outside the boxes
is ``currentColor``), and every text in it is escaped.

What a script or a style sheet may rely on
------------------------------------------
``svg.nmt-map[data-palette]``
    Carries ``role="img"`` and ``aria-labelledby`` (``<title>``, ``<desc>``); a script that makes the boxes
    operable takes that role away and gives the boxes one of their own, and a tabindex.
``g.nmt-column[data-column]`` > ``text.nmt-column-title``, ``text.nmt-note``
``g.nmt-region[data-region]`` > ``rect.nmt-ground``, ``text.nmt-region-name``, ``text.nmt-region-percent``
``g.nmt-box``
    One for each function of each column: ``id="{uid}-{column}-{function}"``, ``data-function``,
    ``data-column``, ``data-region``, ``data-score`` (empty without a number), ``data-state`` (``scored``,
    ``not-known``, ``open``), ``data-band`` (empty without a number), ``data-confidence`` (empty where none is
    stated), ``aria-label``.
    Always in it: ``rect.nmt-fill``, ``text.nmt-digit`` (empty where not answered), ``text.nmt-label`` (not in
    narrow boxes, which have a ``<title>`` instead), ``rect.nmt-track``, ``rect.nmt-gauge`` (width 0
    without a number). Then, where they apply, ``path.nmt-typical`` (the peer's tick) and
    ``path.nmt-unsure`` (the corner of a low confidence), ``g.nmt-change[data-clear]`` (``yes``, ``no``, or ``none``
    where the change is not known). A mini map has neither bar nor marks.
``g.nmt-key``
    The key; ``g.nmt-step[data-score]`` in it.

For the same instrument and columns the boxes have the same ids, order and places whatever the scores: a
script can carry the attributes of a new map over to the one on the page, and CSS can move ``fill`` and
``width`` smoothly. (Only narrow columns grow wider when their values have decimals.) :func:`map_look` is what
a page needs to preview a change of one box by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from nmt_widgets.charts.lettering import wrap
from nmt_widgets.charts.map_boxes import draw_box
from nmt_widgets.charts.map_columns import (
    MapColumn,
    adult_column,
    client_column,
    described,
    typical_column,
)
from nmt_widgets.charts.map_key import map_key
from nmt_widgets.charts.map_layout import (
    BESIDE,
    MARGIN,
    MINI,
    NOTE,
    PERCENT,
    REGION,
    TITLE,
    WITH_WORDS,
    ColumnPlace,
    beside,
    place_columns,
    span,
    stack,
)
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.steps import Step, steps
from nmt_widgets.charts.wording import words
from nmt_widgets.core.options import options
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile

__all__ = [
    "MapColumn",
    "adult_column",
    "beside_peer",
    "brain_map",
    "case_map",
    "client_column",
    "map_look",
    "mini_map",
    "typical_column",
]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"

_UID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def brain_map(
    columns: Sequence[MapColumn],
    instrument: Instrument,
    *,
    palette: str | None = None,
    title: str | None = None,
    key: bool = True,
    uid: str = "map",
    most_width: float | None = None,
    paper: str | None = None,
) -> str:
    """Draw some columns side by side.

    Parameters
    ----------
    columns : sequence of MapColumn
    instrument : Instrument
        Its regions and their rows are the shape of the map.
    palette : str, optional
        One of the instrument's palettes; by default that of the options.
    title : str, optional
        Stands over the whole; without it only the columns have titles.
    key : bool
        Whether the steps and marks are explained below.
    uid : str
        Begins every id; two maps on one page need two.
    most_width : float, optional
        Columns that would make the map wider than this, in its own units, start a new line: a column with
        words is about 740 wide, three columns as in :func:`case_map` 1380.
    paper : str, optional
        A colour behind the map, for a file that stands alone.

    Raises
    ------
    InputError
        When there is no such palette.
    ValueError
        When `uid` is not usable as an id.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.metrics import profile
    >>> instrument = load_instrument()
    >>> james = profile(load_case("james"), 1)
    >>> svg = brain_map([client_column(james, instrument), adult_column(james, instrument)], instrument)
    >>> 'aria-label="Arousal Continuum, 2 of 12, severe, typical 10"' in svg
    True
    """
    _check(uid)
    palette = palette or options.palette
    look = steps(instrument, palette)
    placed, right, foot = place_columns(columns, instrument, most_width, 46.0 if title else 0.0)
    body = []
    if title:
        line = wrap(title, right - 2 * MARGIN, 24, most=1, bold=True)[0]
        body.append(_text(right / 2, 36, line, 24, "nmt-title", 'font-weight="700"'))
    body += [_column(place, instrument, look, uid) for place in placed]
    if key:
        key_svg, tall = map_key(
            look,
            instrument,
            uid,
            (MARGIN, foot + 24),
            right - 2 * MARGIN,
            has_changes=any(column.changes is not None for column in columns),
        )
        body.append(key_svg)
        foot += 24 + tall
    name = title or words(instrument)["map"]["label"].format(titles="; ".join(c.title for c in columns))
    desc = " ".join(described(column, instrument) for column in columns)
    return _svg(body, (right, foot + MARGIN), (name, desc), palette, uid, paper)


def case_map(
    profile: Profile,
    instrument: Instrument,
    palette: str | None = None,
    *,
    uid: str = "map",
    tall: bool = False,
    paper: str | None = None,
) -> str:
    """Draw an assessment beside the typical peer and the young adult.

    Parameters
    ----------
    profile, instrument, palette, uid, paper
        See :func:`brain_map`.
    tall : bool
        Puts the two others below the client, for a narrow page or paper upright.
    """
    columns = [
        client_column(profile, instrument),
        replace(typical_column(profile, instrument), words=False),
        replace(adult_column(profile, instrument), words=False),
    ]
    most = 780 if tall else None
    return brain_map(columns, instrument, palette=palette, uid=uid, most_width=most, paper=paper)


def beside_peer(
    profile: Profile, instrument: Instrument, palette: str | None = None, *, uid: str = "map"
) -> str:
    """Draw an assessment beside the typical peer only, without the key: for the front of a report."""
    columns = [client_column(profile, instrument), replace(typical_column(profile, instrument), words=False)]
    return brain_map(columns, instrument, palette=palette, uid=uid, key=False)


def mini_map(
    profile: Profile, instrument: Instrument, palette: str | None = None, *, uid: str = "mini"
) -> str:
    """Draw an assessment small, for a card about 200 pixels wide: digits and colours only."""
    _check(uid)
    palette = palette or options.palette
    column = client_column(profile, instrument)
    place = ColumnPlace(column, MINI, 1.0, 1.0, 1.0, span(instrument, MINI), (), named=False)
    column_svg = _column(place, instrument, steps(instrument, palette), uid)
    name = words(instrument)["map"]["label"].format(titles=column.title)
    size = (place.span + 2, stack(instrument, MINI) + 2)
    return _svg([column_svg], size, (name, described(column, instrument)), palette, uid, None)


def map_look(instrument: Instrument, palette: str | None = None) -> dict[str, Any]:
    """Return, as plain data, what a page needs to repaint one box with words by itself.

    Returns
    -------
    dict
        ``steps``: score, colour, ink, band, band_word, key_word of each; ``gauge``: x and full width of the bar;
        ``top``: of the scale; ``say``: the patterns of the aria-label, by `box`, `box_not_known`, `box_open`,
        `box_typical`, `box_unsure`; ``unsure``: the confidence that is marked.
    """
    say = words(instrument)["map"]
    return {
        "steps": [asdict(step) for step in steps(instrument, palette)],
        "gauge": {"x": WITH_WORDS.inset, "width": WITH_WORDS.box - 2 * WITH_WORDS.inset},
        "top": instrument.scale.high,
        "say": {name: text for name, text in say.items() if name.startswith("box")},
        "unsure": instrument.confidence.levels[0].id,
    }


def _check(uid: str) -> None:
    if not _UID.fullmatch(uid):
        raise ValueError(f"uid must be letters, digits, - and _, not {uid!r}")


def _column(place: ColumnPlace, instrument: Instrument, look: tuple[Step, ...], uid: str) -> str:
    column, size = place.column, place.size
    middle = place.left + place.span / 2
    parts = [
        _text(middle, place.top + 30 + 24 * at, line, TITLE, "nmt-column-title", 'font-weight="700"')
        for at, line in enumerate(place.title)
    ]
    if place.title:
        note = wrap(column.note, place.span + 20, NOTE, most=1)[0]
        y = place.top + 28 + 24 * len(place.title)
        parts.append(_text(middle, y, note, NOTE, "nmt-note", 'fill-opacity=".85"'))
    y = place.boxes + size.pad
    for region in reversed(instrument.regions):
        functions = iter(instrument.region_functions(region.id))
        wide, tall = size.row(max(region.rows)), size.rows(len(region.rows))
        inner = []
        if size.pad:
            edge = middle - wide / 2 - size.pad
            inner.append(
                f'<rect class="nmt-ground" x="{short(edge)}" y="{short(y - size.pad)}" '
                f'width="{short(wide + 2 * size.pad)}" height="{short(tall + 2 * size.pad)}" '
                f'rx="{short(size.radius + size.pad)}" fill="currentColor" fill-opacity=".06"/>'
            )
            inner += _beside(place, region.id, instrument, edge - BESIDE, y + tall / 2)
        for row, boxes in enumerate(region.rows):
            x = middle - size.row(boxes) / 2
            for at in range(boxes):
                corner = (x + at * (size.box + size.gap), y + row * (size.height + size.gap))
                inner.append(draw_box(place, next(functions), instrument, look, uid, corner))
        parts.append(
            f'<g class="nmt-region" data-region="{region.id}" font-size="{short(size.digit)}" font-weight="700">'
            f"{''.join(inner)}</g>"
        )
        y += tall + size.between
    return f'<g class="nmt-column" data-column="{escape(column.id)}">{"".join(parts)}</g>\n'


def _beside(place: ColumnPlace, region: str, instrument: Instrument, edge: float, centre: float) -> list[str]:
    """Write a region's name and percent, flush right at `edge`."""
    name, percent = beside(place.column, region, instrument, place.named)
    y = centre - (len(name) * 18 + len(percent) * 17) / 2 + 13
    bold = 'font-weight="600" text-anchor="end"'
    texts = [_text(edge, y + 18 * at, line, REGION, "nmt-region-name", bold) for at, line in enumerate(name)]
    if percent:
        spans = "".join(
            f'<tspan x="{short(edge)}" dy="{17 if at else 0}">{escape(line)}</tspan>'
            for at, line in enumerate(percent)
        )
        texts.append(
            f'<text class="nmt-region-percent" y="{short(y + 18 * len(name))}" font-size="{short(PERCENT)}" '
            f'font-weight="400" text-anchor="end" fill="currentColor" fill-opacity=".9">{spans}</text>'
        )
    return texts


def _text(x: float, y: float, text: str, size: float, name: str, more: str) -> str:
    return (
        f'<text class="{name}" x="{short(x)}" y="{short(y)}" font-size="{short(size)}" {more} '
        f'fill="currentColor">{escape(text)}</text>'
    )


def _svg(
    body: Iterable[str],
    size: tuple[float, float],
    labels: tuple[str, str],
    palette: str,
    uid: str,
    paper: str | None,
) -> str:
    wide, tall = (short(side) for side in size)
    title, desc = (escape(text) for text in labels)
    behind = f'<rect width="100%" height="100%" fill="{escape(paper)}"/>\n' if paper else ""
    colour = ' color="#16181D"' if paper else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="nmt-map" data-palette="{palette}" '
        f'viewBox="0 0 {wide} {tall}" width="100%" role="img" '
        f'aria-labelledby="{uid}-title {uid}-desc" font-family="{FONT}" text-anchor="middle"{colour}>\n'
        f'<title id="{uid}-title">{title}</title><desc id="{uid}-desc">{desc}</desc>\n'
        f'<defs><pattern id="{uid}-hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V8" stroke="currentColor" stroke-opacity=".26" '
        f'stroke-width="2"/></pattern></defs>\n{behind}{"".join(body)}</svg>'
    )
