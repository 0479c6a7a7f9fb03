"""The layout of a brain map: sizes of boxes, places of columns, room beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nmt_widgets.charts.lettering import width, wrap
from nmt_widgets.charts.map_columns import MapColumn
from nmt_widgets.charts.wording import percent as percent_words
from nmt_widgets.charts.wording import region_lines, words
from nmt_widgets.instrument import Instrument

MARGIN = 12.0
BESIDE = 12.0
TITLE, NOTE, REGION, PERCENT = 20.0, 13.5, 15.0, 13.5
_APART = 34.0


@dataclass(frozen=True)
class Size:
    """The sizes in a column: of its boxes, their text, and the gaps between them.

    Attributes
    ----------
    box, height, radius : float
        Of one box.
    digit, label : float
        Font sizes; no label at 0.
    inset : float
        From the box's edge to its bar; no bar at 0.
    gap, between, pad : float
        Between boxes; between regions; from boxes to the edge of the region's ground.
    """

    box: float
    height: float
    digit: float
    label: float
    inset: float
    radius: float
    gap: float
    between: float
    pad: float

    def row(self, boxes: int) -> float:
        """Return the width of a row of boxes."""
        return boxes * (self.box + self.gap) - self.gap

    def rows(self, rows: int) -> float:
        """Return the height of some rows."""
        return rows * (self.height + self.gap) - self.gap


WITH_WORDS = Size(box=95, height=80, digit=29, label=12.5, inset=10, radius=9, gap=6, between=20, pad=5)
NARROW = replace(WITH_WORDS, box=44, digit=25, label=0, inset=7)
MINI = Size(box=31, height=25, digit=14, label=0, inset=0, radius=4, gap=2, between=4, pad=0)
_DECIMAL_BOX = 56.0
_LOW = 50.0  # the height of narrow boxes where none with words stands beside them


@dataclass(frozen=True)
class ColumnPlace:
    """The place of a column: left edge of its boxes, top of its header and of its boxes, title lines."""

    column: MapColumn
    size: Size
    left: float
    top: float
    boxes: float
    span: float
    title: tuple[str, ...]
    named: bool


def place_columns(
    columns: Sequence[MapColumn], instrument: Instrument, most: float | None, top: float
) -> tuple[list[ColumnPlace], float, float]:
    """Place the columns line by line, no line wider than `most`; return them, the right edge and the foot."""
    lines: list[list[ColumnPlace]] = [[]]
    x = MARGIN
    for column in columns:
        size = _size(column)
        wide = span(instrument, size)
        gutter = _gutter(column, instrument, size, wide, named=not lines[-1])
        if lines[-1] and most and x + gutter + wide + MARGIN > most:
            lines.append([])
            x = MARGIN
            gutter = _gutter(column, instrument, size, wide, named=True)
        title = wrap(column.title, wide + 20, TITLE, bold=True)
        lines[-1].append(ColumnPlace(column, size, x + gutter, 0, 0, wide, title, not lines[-1]))
        x += gutter + wide + _APART
    placed: list[ColumnPlace] = []
    foot = top
    for line in lines:
        start = foot + (30 if placed else 0)
        low = not any(place.size.label for place in line)
        header = 42.0 + max((len(place.title) for place in line), default=0) * 24
        for place in line:
            size = replace(place.size, height=_LOW) if low else place.size
            placed.append(replace(place, size=size, top=start, boxes=start + header))
            foot = max(foot, start + header + stack(instrument, size))
    return placed, max((place.left + place.span for place in placed), default=0) + MARGIN, foot


def _size(column: MapColumn) -> Size:
    if column.words:
        return WITH_WORDS
    decimals = any(value is not None and value % 1 for value in column.values.values())
    return replace(NARROW, box=_DECIMAL_BOX) if decimals else NARROW


def span(instrument: Instrument, size: Size) -> float:
    """Return the width of the widest row."""
    return size.row(max(row for region in instrument.regions for row in region.rows))


def stack(instrument: Instrument, size: Size) -> float:
    """Return the height of all regions."""
    rows = sum(size.rows(len(region.rows)) for region in instrument.regions)
    return rows + (len(instrument.regions) - 1) * size.between + 2 * size.pad


def beside(
    column: MapColumn, region: str, instrument: Instrument, named: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of a region's name and of its percent."""
    percent = (column.region_percent or {}).get(region, "")
    return region_lines(region, instrument) if named else (), tuple(percent.split("\n")) if percent else ()


def _gutter(column: MapColumn, instrument: Instrument, size: Size, wide: float, *, named: bool) -> float:
    """Return the room the words beside the regions need, left of the widest row.

    It is enough for any percent, so that boxes stay in place when scores change.
    """
    need = 0.0
    longest = str(words(instrument)["map"]["percent"]).format(percent=percent_words(88.8, 1))
    for region in instrument.regions:
        name, percent = beside(column, region.id, instrument, named)
        beneath = (*percent, longest) if percent else ()
        widths = [*(width(x, REGION, bold=True) for x in name), *(width(x, PERCENT) for x in beneath)]
        if widths:
            taper = (wide - size.row(max(region.rows))) / 2
            need = max(need, max(widths) + BESIDE + size.pad - taper)
    return need
