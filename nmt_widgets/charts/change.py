"""What changed between two assessments, as dumbbells: by region and domain, and by function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.domains import category_limits, category_zones
from nmt_widgets.charts.style import (
    ACCENT,
    ACCENT_FAINT,
    ACCENT_SOFT,
    GREY,
    MUTED,
    build,
    text,
    zone,
)
from nmt_widgets.charts.wording import age, named, number, percent, region_name, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Difference

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROW = 30.0
_MOST_SAID = 20  # more rows than this are counted in the description, not listed


@dataclass(frozen=True)
class _ChangeLine:
    """A heading (no difference), or a row with its difference, typical value and written ends."""

    name: str
    difference: Difference | None = None
    typical: float | None = None
    before: str = ""
    after: str = ""


def change_figure(change: Change, instrument: Instrument, *, row: float = _ROW) -> go.Figure:
    """Draw regions, domains and relational areas, in percent of typical; `row` is the height of one in pixels."""
    say = words(instrument)["charts"]["change"]
    limits = category_limits(instrument)

    def line(name: str, difference: Difference) -> _ChangeLine:
        before, after = (percent(value, limits) for value in (difference.before, difference.after))
        return _ChangeLine(name, difference, 100.0, before, after)

    lines = [
        _ChangeLine(say["regions"]),
        *(
            line(region_name(region.id, instrument), change.regions[region.id])
            for region in reversed(instrument.regions)
        ),
        _ChangeLine(say["domains"]),
        *(line(named("domains", id, instrument), difference) for id, difference in change.domains.items()),
        _ChangeLine(say["relational"]),
        *(
            line(named("relational_areas", id, instrument), difference)
            for id, difference in change.relational_areas.items()
        ),
    ]
    ends = [end for row in lines if row.difference for end in (row.difference.before, row.difference.after)]
    top = max([110.0, *(end * 1.05 for end in ends if end is not None)])
    axis = {
        "range": [0, top],
        "tickvals": [0, *limits, 100],
        "ticktext": [*(f"{tick:g}" for tick in (0, *limits)), percent(100)],
    }
    zones = [zone(z.low, min(z.high, top), z.colour) for z in category_zones(instrument)]
    return _dumbbells(change, instrument, lines, axis, zones, say["what_regions"], 140, row)


def items_figure(change: Change, instrument: Instrument, *, row: float = _ROW) -> go.Figure:
    """Draw every function, grouped by region from the top of the map down, with the typical peer's score.

    `row` is the height of one in pixels.
    """
    lines = []
    for region in reversed(instrument.regions):
        lines.append(_ChangeLine(region_name(region.id, instrument)))
        for function in instrument.region_functions(region.id):
            difference = change.items[function.id]
            before, after = number(difference.before), number(difference.after)
            typical = change.after.items[function.id].typical
            lines.append(_ChangeLine(function.name, difference, typical, before, after))
    low, high = instrument.scale.low, instrument.scale.high
    axis = {
        "range": [low - 0.6, high + 0.6],
        "tickvals": list(range(low, high + 1)),
        "showgrid": True,
    }
    unit = words(instrument)["charts"]["change"]["what_items"]
    return _dumbbells(change, instrument, lines, axis, [], unit, 92, row)


def _dumbbells(
    change: Change,
    instrument: Instrument,
    lines: Sequence[_ChangeLine],
    axis: dict[str, Any],
    zones: list[dict[str, Any]],
    unit: str,
    right: int,
    tall: float,
) -> go.Figure:
    count = len(lines)
    rows = [(count - at, line) for at, line in enumerate(lines)]
    points = [(y, line, line.difference) for y, line in rows if line.difference is not None]
    clear = [row for row in points if row[2].clear]
    faint = [row for row in points if not row[2].clear]
    say = words(instrument)["charts"]["change"]
    layout = {
        "height": 76 + count * tall + 40,
        "margin": {"l": 12, "r": right, "t": 76, "b": 40},
        "xaxis": {**axis, "automargin": False},
        "yaxis": {
            "range": [0.4, count + 0.6],
            "tickvals": [y for y, _, _ in points],
            "ticktext": [text(line.name, 0, 0)["text"] for _, line, _ in points],
            "tickfont": {"size": 13},
            "ticklabelstandoff": 6,
        },
        "shapes": zones,
        "annotations": [*_legend(change, say, right), *(_row_text(y, line, say) for y, line in rows)],
    }
    data = [
        _typical(points, min(16.0, tall / 2)),
        *_ends(faint, ACCENT_SOFT, ACCENT_FAINT, 3, 9),
        *_ends(clear, ACCENT, ACCENT, 4, 13),
    ]
    return build(data, layout, _described(change, say, points, unit))


Found = Sequence[tuple[int, _ChangeLine, Difference]]


def _typical(points: Found, size: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "hoverinfo": "skip",
        "x": [line.typical for _, line, _ in points],
        "y": [y for y, _, _ in points],
        "marker": {"symbol": "line-ns", "size": size, "line": {"color": GREY, "width": 2.5}},
    }


def _ends(points: Found, line: str, dot: str, width: float, size: float) -> list[dict[str, Any]]:
    """Return stroke, ring (before) and dot (after); a missing end is left out."""
    spans = [(y, d.before, d.after) for y, _, d in points if d.before is not None and d.after is not None]
    before = [(y, d.before) for y, _, d in points if d.before is not None]
    after = [(y, d.after) for y, _, d in points if d.after is not None]
    ring = {"color": "#ffffff", "size": size, "opacity": 1, "line": {"color": GREY, "width": 2}}
    full = {"color": dot, "size": size, "opacity": 1, "line": {"width": 0}}
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "hoverinfo": "skip",
            "x": [x for _, low, high in spans for x in (low, high, None)],
            "y": [at for y, _, _ in spans for at in (y, y, None)],
            "line": {"color": line, "width": width},
        },
        *(
            {
                "type": "scatter",
                "mode": "markers",
                "hoverinfo": "skip",
                "x": [x for _, x in points],
                "y": [y for y, _ in points],
                "marker": marker,
            }
            for points, marker in ((before, ring), (after, full))
        ),
    ]


def _row_text(y: int, line: _ChangeLine, say: dict[str, str]) -> dict[str, Any]:
    """Write a heading over the names, or the two values at the right end of a row."""
    if line.difference is None:
        return text(
            line.name,
            0,
            y,
            size=15,
            bold=True,
            xref="paper",
            xanchor="left",
            yanchor="middle",
            xshift=4,
        )
    absent = line.difference.before is None and line.difference.after is None
    words = say["missing"] if absent else say["from_to"].format(before=line.before, after=line.after)
    return text(
        words,
        1,
        y,
        size=14,
        bold=line.difference.clear,
        xref="paper",
        xanchor="left",
        xshift=8,
    )


def _legend(change: Change, say: dict[str, str], right: int) -> list[dict[str, Any]]:
    before = say["before"].format(age=age(change.before.age))
    after = say["after"].format(age=age(change.after.age))
    place: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "bottom",
        "size": 13,
        "xshift": right - 8,
    }
    return [
        text(f"○ {before} · ● {after} · | {say['typical']}", 1, 1, **place, yshift=30),
        text(f"{say['clear']} · {say['unclear']}", 1, 1, colour=MUTED, **place, yshift=8),
    ]


def _described(change: Change, say: dict[str, str], points: Found, unit: str) -> str:
    parts = [
        say["part"].format(name=line.name, before=line.before, after=line.after)
        for _, line, difference in points
        if difference.change is not None
    ]
    form = say["described"] if len(parts) <= _MOST_SAID else say["described_short"]
    return form.format(
        title=change.after.title,
        before=age(change.before.age),
        after=age(change.after.age),
        clear=sum(difference.clear for _, _, difference in points),
        of=len(points),
        what=unit,
        parts="; ".join(parts),
    )
