"""Strips: a row for each figure, its words above it, and below them a bar in parts, or a point with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.lettering import width
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.outcomes.surround import NARROW_ROOM, WIDE_ROOM, Surround, lines_of
from nmt_widgets.charts.style import ACCENT, GREY, LINE, MUTED, build, text
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number

if TYPE_CHECKING:
    import plotly.graph_objects as go

GRID = "rgba(122, 130, 144, 0.22)"
_BAR, _OVER, _UNDER, _HEADING, _SIDE = 18, 14, 24, 0.62, 16


@dataclass(frozen=True)
class Paint:
    """How a part of a bar looks: its colour, and stripes where nothing is known, which no other part has.

    Attributes
    ----------
    colour : str
        It can be told on light and on dark.
    dash : str
        The stripes, as plotly writes them; empty without.
    sign : str
        The mark that stands for it in a key.
    """

    colour: str
    dash: str = ""
    sign: str = "■"


STRIPES = "3px,3px"
BEST, BETTER, SAME, WORSE = Paint("#2f6db0"), Paint("#6b9bd1"), Paint("#8d929c"), Paint("#c2691d")
UNKNOWN, HIDDEN = Paint("#757b87", STRIPES, "▨"), Paint("#757b87", "2px,4px", "▥")
_STUB = 0.04  # of the axis: how long a hidden count is drawn where nobody knows what is left for it


@dataclass(frozen=True)
class BarPart:
    """A part of a bar."""

    low: float
    high: float
    paint: Paint


@dataclass(frozen=True)
class Strip:
    """A row.

    Attributes
    ----------
    name, value, remark : str
        Over the row: in bold, beside it, and smaller below it.
    spans : tuple of BarPart
    point, low, high : float or None
        A point and the interval around it.
    band : tuple of float, optional
        Where chance alone puts the point.
    symbol : str
        Of the point.
    is_heading : bool
        Words alone.
    """

    name: str
    value: str = ""
    remark: str = ""
    spans: tuple[BarPart, ...] = ()
    point: float | None = None
    low: float | None = None
    high: float | None = None
    band: tuple[float, float] | None = None
    symbol: str = "circle"
    is_heading: bool = False


@dataclass(frozen=True)
class AxisScale:
    """The axis across: its ends, its ticks with their words, and lines that the key explains."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    lines: tuple[float, ...] = ()


def draw_strips(
    strips: Sequence[Strip],
    scale: AxisScale,
    surround: Surround,
    table: Callable[[], ChartTable],
    theme: str | None,
) -> go.Figure:
    """Return the figure of some rows."""
    places = row_places(strips)
    parts = [
        " ".join(
            filter(None, [strip.name, strip.value, strip.remark and f"({strip.remark})".replace("\n", "; ")])
        )
        for strip in strips
        if not strip.is_heading
    ]
    return build(
        _traces(strips, places, scale),
        strip_layout(strips, places, scale, surround, WIDE_ROOM),
        surround.described(parts),
        theme=theme,
        table=table,
        narrow=lambda: strip_layout(strips, places, scale, surround, NARROW_ROOM),
        words=asdict(surround)
        | {"rows": [[strip.name, strip.value, strip.remark, strip.is_heading] for strip in strips]},
    )


def row_places(strips: Sequence[Strip]) -> list[float]:
    """Return where the marks of each row are on the upright axis, from 0 down."""
    places, at = [], 0.0
    for strip in strips:
        at += _HEADING if strip.is_heading else 1
        places.append(-at)
    return places


def strip_layout(
    strips: Sequence[Strip],
    places: Sequence[float],
    scale: AxisScale,
    surround: Surround,
    room: float,
    *,
    start: float = 0,
) -> dict[str, Any]:
    """Return the layout of some rows, the words `room` pixels wide; `start` is where the first row begins."""
    letterings = [_lettering(strip, room - 8) for strip in strips]
    tall = _OVER + _UNDER + max(high for _, high in letterings)
    marks = [
        entry | {"y": place, "yshift": entry["yshift"] + (-8 if strip.is_heading else _OVER)}
        for strip, place, (entries, _) in zip(strips, places, letterings, strict=True)
        for entry in entries
    ]
    head, top = surround.head(room, _SIDE - 8)
    foot, bottom = surround.foot(room, _SIDE - 8)
    depth = start - places[-1] + _UNDER * 0.7 / tall
    return {
        "height": round(top + depth * tall + bottom),
        "margin": {"l": _SIDE, "r": _SIDE + 8, "t": round(top), "b": round(bottom)},
        "xaxis": {
            "range": [scale.low, scale.high],
            "tickvals": list(scale.ticks),
            "ticktext": list(scale.labels),
            "tickangle": 0,
            "showgrid": True,
            "gridcolor": GRID,
            "automargin": False,
        },
        "yaxis": {"range": [start - depth, start], "visible": False, "automargin": False},
        "annotations": [*head, *marks, *foot],
    }


def _lettering(strip: Strip, room: float) -> tuple[list[dict[str, Any]], float]:
    """Return the words over a row, from the bottom up, and how high they are."""
    place: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 0}
    size = 16 if strip.is_heading else 15
    names = list(map(escape, lines_of(strip.name, room, size, bold=True)))
    values = list(map(escape, lines_of(strip.value, room, size)))
    is_one_line = (
        len(names) == len(values) == 1
        and width(strip.name, size, bold=True) + 14 + width(strip.value, size) <= room
    )
    first = "<br>".join(f"<b>{name}</b>" for name in names)
    rest = "<br>".join(values)
    markup = f"{first}  {rest}" if is_one_line else "<br>".join(filter(None, [first, rest]))
    remark = lines_of(strip.remark, room, 13)
    entries, high = [], 0.0
    if remark:
        entries.append(text("\n".join(remark), 0, 0, size=13, colour=MUTED, align="left", yshift=0, **place))
        high = len(remark) * 13 * 1.3 + 2
    if markup:
        entries.append(text("", 0, 0, size=size, align="left", yshift=high, **place) | {"text": markup})
        high += (markup.count("<br>") + 1) * size * 1.3
    return entries, high


def _traces(strips: Sequence[Strip], places: Sequence[float], scale: AxisScale) -> list[dict[str, Any]]:
    """Return bars and bands as thick lines, intervals and points."""
    rows = list(zip(strips, places, strict=True))
    gap = 0.001 * (scale.high - scale.low)
    traces = [
        _lines([(*strip.band, y) for strip, y in rows if strip.band], {"color": LINE, "width": _BAR + 4})
    ]
    paints = dict.fromkeys(span.paint for strip in strips for span in strip.spans)
    for paint in paints:
        spans = [
            (span.low, max(span.high - gap, span.low), y)
            for strip, y in rows
            for span in strip.spans
            if span.paint == paint and span.high > span.low
        ]
        line: dict[str, Any] = {"color": paint.colour, "width": _BAR}
        traces.append(_lines(spans, line | ({"dash": paint.dash} if paint.dash else {})))
    intervals = [
        (strip.low, strip.high, y) for strip, y in rows if strip.low is not None and strip.high is not None
    ]
    traces.append(_lines(intervals, {"color": ACCENT, "width": 3}))
    for symbol in dict.fromkeys(strip.symbol for strip in strips):
        points = [(strip, y) for strip, y in rows if strip.point is not None and strip.symbol == symbol]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [strip.point for strip, _ in points],
                "y": [y for _, y in points],
                "hovertext": [f"{escape(strip.name)}: {escape(strip.value)}" for strip, _ in points],
                "hoverinfo": "text",
                "marker": {"color": ACCENT, "symbol": symbol, "size": 13, "opacity": 1, "line": {"width": 0}},
            }
        )
    stages = [y for strip, y in rows if not strip.is_heading]
    traces.insert(1, _marks([(at, y) for at in scale.lines for y in stages]))
    return [trace for trace in traces if trace["x"]]


def _marks(places: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Return the lines of reference, through the marks of each row and not through its words."""
    return {
        "type": "scatter",
        "mode": "markers",
        "hoverinfo": "skip",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {"symbol": "line-ns", "size": 14, "line": {"color": GREY, "width": 2.5}},
    }


def _lines(ends: Sequence[tuple[float, float, float]], line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": [x for low, high, _ in ends for x in (low, high, None)],
        "y": [at for _, _, y in ends for at in (y, y, None)],
        "line": line,
    }


def length_of_hidden(sizes: Collection[float | None], total: float | None, highest: float) -> float:
    """Return how long each hidden count of a bar is drawn: alike, and together what is left of the whole bar.

    Where the whole is not known, it is a stub that says nothing.

    Parameters
    ----------
    sizes : collection of float or None
        None where a count is hidden.
    total : float or None
        The whole bar.
    highest : float
        The end of the axis.

    Examples
    --------
    >>> length_of_hidden([60, None, None], 100, 100), length_of_hidden([60, None], None, 100)
    (20.0, 4.0)
    """
    hidden = sum(size is None for size in sizes)
    if not hidden or total is None:
        return _STUB * highest
    return max(0.0, total - sum(size for size in sizes if size is not None)) / hidden


def percent_scale(lines: tuple[float, ...] = ()) -> AxisScale:
    """Return the scale of shares, 0 to 100 %."""
    ticks = (0.0, 25.0, 50.0, 75.0, 100.0)
    return AxisScale(0, 100, ticks, tuple(f"{tick:g} %" for tick in ticks), lines)


def scale_from_zero(highest: float, decimals: int | None = None) -> AxisScale:
    """Return a scale from 0 to a little above the highest value."""
    end = 1.04 * highest or 1.0
    ticks = even_ticks(0, end)
    if decimals == 0:
        ticks = tuple(tick for tick in ticks if tick == int(tick))
    return AxisScale(0, end, ticks, tuple(number(tick, 3) for tick in ticks))


def even_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return round numbers from `low` to `high`, at most so many.

    >>> even_ticks(0, 430), even_ticks(-0.3, 0.3)
    ((0.0, 100.0, 200.0, 300.0, 400.0), (-0.2, 0.0, 0.2))
    """
    size = 10 ** math.floor(math.log10((high - low) or 1)) / 10
    while True:
        for step in (size, 2 * size, 5 * size):
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first < most:
                return tuple(round(at * step, 10) for at in range(first, last + 1))
        size *= 10
