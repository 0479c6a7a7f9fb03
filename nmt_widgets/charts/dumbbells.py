"""A change as dumbbells: a row for each measure, from before to after, with the typical peer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.lettering import flow
from nmt_widgets.charts.style import (
    ACCENT,
    ACCENT_FAINT,
    ACCENT_SOFT,
    GREY,
    MUTED,
    NARROW,
    text,
)
from nmt_widgets.charts.wording import age, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Difference

CHANGE_ROW = 30.0
"""The height of a row in pixels."""
_NARROW_ROW = 42.0
_MOST_LISTED = 20  # more rows than this are counted in the description, not listed


@dataclass(frozen=True)
class ChangeLine:
    """A heading (no difference), or a row with its difference, typical value and written ends."""

    name: str
    difference: Difference | None = None
    typical: float | None = None
    before: str = ""
    after: str = ""


def dumbbells(
    change: Change,
    instrument: Instrument,
    lines: Sequence[ChangeLine],
    axis: dict[str, Any],
    zones: list[dict[str, Any]],
    unit: str,
    right: int,
    tall: float,
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """Return traces, layout and description; `unit` says what the rows are, `right` is the room for their values."""
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
    return data, layout, _described(change, say, points, unit)


def narrow_dumbbells(
    change: Change, instrument: Instrument, lines: Sequence[ChangeLine], axis: dict[str, Any]
) -> dict[str, Any]:
    """Return the layout of the same rows in a narrow chart: names and values over the lines, not beside them."""
    say, count = words(instrument)["charts"]["change"], len(lines)
    legend = flow([*_ages(change, say), f"| {say['typical']}", say["clear"], say["unclear"]], NARROW - 16, 12)
    head, foot = 24 + 17 * len(legend), 40
    edge: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "bottom"}
    annotations = [
        text("\n".join(legend), 0, 1, size=12, align="left", yref="paper", yshift=8, **edge),
    ]
    for at, line in enumerate(lines):
        name = text(line.name, 0, count - at, size=13, xshift=2, yshift=8, **edge)
        if line.difference is None:
            name = text(line.name, 0, count - at, size=15, bold=True, xshift=2, **edge)
        else:
            value = _row_text(count - at, line, say)
            annotations.append({**value, "xanchor": "right", "xshift": -2, "yanchor": "bottom", "yshift": 8})
        annotations.append(name)
    return {
        "height": head + count * _NARROW_ROW + foot,
        "margin": {"l": 8, "r": 8, "t": head, "b": foot},
        "xaxis": {**axis, "tickangle": 0, "automargin": False},
        "yaxis": {"range": [0.6, count + 0.7], "visible": False},
        "annotations": annotations,
    }


Found = Sequence[tuple[int, ChangeLine, Difference]]


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


def _row_text(y: int, line: ChangeLine, say: dict[str, str]) -> dict[str, Any]:
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
    place: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "bottom",
        "size": 13,
        "xshift": right - 8,
    }
    return [
        text(" · ".join([*_ages(change, say), f"| {say['typical']}"]), 1, 1, **place, yshift=30),
        text(f"{say['clear']} · {say['unclear']}", 1, 1, colour=MUTED, **place, yshift=8),
    ]


def _ages(change: Change, say: dict[str, str]) -> tuple[str, str]:
    before = say["before"].format(age=age(change.before.age))
    after = say["after"].format(age=age(change.after.age))
    return f"○ {before}", f"● {after}"


def _described(change: Change, say: dict[str, str], points: Found, unit: str) -> str:
    parts = [
        say["part"].format(name=line.name, before=line.before, after=line.after)
        for _, line, difference in points
        if difference.change is not None
    ]
    form = say["described"] if len(parts) <= _MOST_LISTED else say["described_short"]
    return form.format(
        title=change.after.title,
        before=age(change.before.age),
        after=age(change.after.age),
        clear=sum(difference.clear for _, _, difference in points),
        of=len(points),
        what=unit,
        parts="; ".join(parts),
    )
