"""A chart of rows on a percent scale: a line to the value, its range, words over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.style import ACCENT, ACCENT_SOFT, GREY, LINE, MUTED, mark_line, note, text, zone
from nmt_widgets.metrics import Figure

_ROW, _HEAD, _FOOT = 66.0, 34.0, 62.0


@dataclass(frozen=True)
class Row:
    """One row: its name, figure, value as written, words after it, words at the right end."""

    name: str
    figure: Figure
    value: str
    after: str = ""
    right: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Zone:
    """A quiet background of the scale, named at the top."""

    low: float
    high: float
    colour: str
    name: str


def row_chart(
    rows: Sequence[Row], zones: Sequence[Zone], *, ticks: Sequence[float], small_print: str, typical: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return traces and layout: rows from the top down, 100 marked as the typical peer."""
    highs = [row.figure.high for row in rows if row.figure.high is not None]
    end = max([112.0, *(high * 1.06 for high in highs)])
    count = len(rows)
    marks: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        marks += _words(row, count - at)
    names = []
    for band in zones:
        high = min(band.high, end)
        names.append(
            text(
                band.name,
                (band.low + high) / 2,
                1,
                size=13,
                colour=MUTED,
                yref="paper",
                yanchor="bottom",
                yshift=8,
            )
        )
    layout = {
        "height": _HEAD + count * _ROW + _FOOT,
        "margin": {"l": 16, "r": 16, "t": _HEAD, "b": _FOOT},
        "xaxis": {
            "range": [0, end],
            "tickvals": list(ticks),
            "ticktext": [f"{tick:g} %" if tick != 100 else f"100 %<br>{typical}" for tick in ticks],
            "automargin": False,
        },
        "yaxis": {"range": [0.5, count + 0.5], "visible": False, "automargin": False},
        "shapes": [
            *(zone(band.low, min(band.high, end), band.colour) for band in zones),
            mark_line(100, colour=GREY, width=2),
        ],
        "annotations": [*names, *marks, note(small_print, below=42)],
    }
    return _traces(rows), layout


def _words(row: Row, y: int) -> list[dict[str, Any]]:
    size = 17 if row.strong else 15
    name = text(row.name, 0, y, bold=True, size=size)["text"]
    after = text(f"  {row.value}  {row.after}".rstrip(), 0, y)["text"]
    place = {"y": y, "yanchor": "bottom", "yshift": 1, "xref": "paper"}
    first = {
        **text("", 0, y, size=size, xanchor="left", xshift=4, align="left", **_but_y(place)),
        "text": name + after,
    }
    if not row.right:
        return [first]
    return [first, text(row.right, 1, y, size=14, xanchor="right", xshift=-4, **_but_y(place))]


def _but_y(place: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in place.items() if key != "y"}


def _traces(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return tracks, lines, ranges and dots; a row without a value has a dashed track only."""
    count, down = len(rows), 0.17
    shown = [(count - at - down, row) for at, row in enumerate(rows) if row.figure.value is not None]
    absent = [count - at - down for at, row in enumerate(rows) if row.figure.value is None]

    def lines(ends: list[tuple[float, float | None, float | None]], line: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "hoverinfo": "skip",
            "x": [x for _, low, high in ends for x in (low, high, None)],
            "y": [y for at, _, _ in ends for y in (at, at, None)],
            "line": line,
        }

    return [
        lines([(y, 0, 100) for y, _ in shown], {"color": LINE, "width": 2}),
        lines([(y, 0, 100) for y in absent], {"color": GREY, "width": 2, "dash": "dot"}),
        lines([(y, 0, row.figure.value) for y, row in shown], {"color": ACCENT, "width": 5}),
        lines(
            [(y, row.figure.low, row.figure.high) for y, row in shown], {"color": ACCENT_SOFT, "width": 15}
        ),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.figure.value for _, row in shown],
            "y": [y for y, _ in shown],
            "hovertext": [
                f"{text(row.name, 0, 0)['text']}: {row.figure.low:.1f}–{row.figure.high:.1f} %"
                for _, row in shown
            ],
            "hoverinfo": "text",
            "marker": {"color": ACCENT, "size": [17 if row.strong else 14 for _, row in shown]},
        },
    ]
