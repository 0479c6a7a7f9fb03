"""A chart of rows on a percent scale: a line to the value, its range, words over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.style import ACCENT, ACCENT_SOFT, GREY, LINE, MUTED, in_lines, note, text, zone
from nmt_widgets.charts.wording import spread
from nmt_widgets.core.texts import texts
from nmt_widgets.metrics import Figure

_ONE_LINE, _TWO_LINES, _HEAD, _FOOT = 64.0, 86.0, 34.0, 62.0
_LINE, _HEADING = 16.0, -14.0
_NARROW_LINE = 18.0
BESIDE = 42.0
"""The height of a row where several profiles stand under each other, in pixels."""


@dataclass(frozen=True)
class ChartRow:
    """One row: its name, figure, value as written, words after it, words at the right end.

    A row without a figure is a heading. A hollow one is an earlier assessment.
    """

    name: str
    figure: Figure | None = None
    value: str = ""
    after: str = ""
    right: str = ""
    strong: bool = False
    hollow: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Zone:
    """A quiet background of the scale, named at the top."""

    low: float
    high: float
    colour: str
    name: str


def row_chart(
    rows: Sequence[ChartRow],
    zones: Sequence[Zone],
    *,
    ticks: Sequence[float],
    small_print: str,
    typical: str,
    tall: float | None = None,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return traces and layout: rows from the top down, 100 marked as the typical peer.

    Rows of a given height, `tall` pixels, have all their words on one line.
    """
    end, count = _end(rows), len(rows)
    foot = _FOOT + _LINE * small_print.count("\n")
    two_lines = tall is None and any(row.right for row in rows)
    tick, over = (
        (14, 25) if tall else (22, 30)
    )  # of the peer's mark; room over the first row is the rest of one
    tall = tall or (_TWO_LINES if two_lines else _ONE_LINE)
    down = 14 / tall
    marks: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        marks += _words(row, count - at, two_lines=two_lines)
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
        "height": _HEAD + count * tall + foot,
        "margin": {"l": 16, "r": 16, "t": _HEAD, "b": foot},
        "xaxis": {
            "range": [0, end],
            "tickvals": list(ticks),
            "ticktext": [f"{tick:g} %" if tick != 100 else f"100 %<br>{typical}" for tick in ticks],
            "automargin": False,
        },
        "yaxis": {"range": [1 - 30 / tall, count + 1 - over / tall], "visible": False, "automargin": False},
        "shapes": [zone(band.low, min(band.high, end), band.colour) for band in zones],
        "annotations": [*names, *marks, note(small_print, below=42)],
    }
    return _traces(rows, down, tick), layout


def narrow_rows(
    rows: Sequence[ChartRow], zones: Sequence[Zone], *, ticks: Sequence[float], small_print: str, typical: str
) -> dict[str, Any]:
    """Return the layout of the same rows in a narrow chart: under the name and value a line for each remark."""
    end, count = _end(rows), len(rows)
    remarks = [
        "\n".join(in_lines(words, 13) for words in (row.after, row.right) if words).split("\n")
        for row in rows
    ]
    tall = 56 + _NARROW_LINE * max(len(lines) for lines in remarks)
    small_print = in_lines(small_print, 12)
    head, foot = (2 * _LINE + 18 if zones else 18), _FOOT + _LINE * small_print.count("\n")
    marks: list[dict[str, Any]] = []
    for at, (row, lines) in enumerate(zip(rows, remarks, strict=True)):
        place: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 4}
        over = _NARROW_LINE * len(lines) if lines[0] else 0
        first = text(row.name, 0, count - at, size=16 if row.strong else 15, bold=True, yshift=over, **place)
        first["text"] += f"  {text(row.value, 0, 0)['text']}"
        marks.append(first)
        if lines[0]:
            marks.append(text("\n".join(lines), 0, count - at, size=13, align="left", **place))
    names = []
    for at, band in enumerate(zones):
        is_last = at == len(zones) - 1
        middle = (band.low + min(band.high, end)) / 2
        place = {"yref": "paper", "yanchor": "bottom", "yshift": 8 + _LINE * (at % 2)}
        place["xanchor"] = "right" if is_last else "center"
        names.append(text(band.name, end if is_last else middle, 1, size=12, colour=MUTED, **place))
    return {
        "height": head + count * tall + foot,
        "margin": {"l": 8, "r": 8, "t": head, "b": foot},
        "xaxis": {
            "range": [0, end],
            "tickvals": list(ticks),
            "ticktext": [f"{tick:g}" if tick != 100 else f"100 %<br>{typical}" for tick in ticks],
            "tickangle": 0,
            "automargin": False,
        },
        "yaxis": {
            "range": [1 - 34 / tall, count + (tall - 20) / tall],
            "visible": False,
            "automargin": False,
        },
        "annotations": [*names, *marks, note(small_print, below=42)],
    }


def _end(rows: Sequence[ChartRow]) -> float:
    """Return the percent at the right end of the scale."""
    highs = [row.figure.high for row in rows if row.figure and row.figure.high is not None]
    return max([112.0, *(high * 1.06 for high in highs)])


def _words(row: ChartRow, y: int, *, two_lines: bool) -> list[dict[str, Any]]:
    """Write a row's words over its line: name and value, then the remarks."""
    size = 17 if row.strong else 14 if row.plain else 15
    second = bool(row.after) and two_lines
    place: dict[str, Any] = {"xref": "paper", "yanchor": "bottom"}
    first = text(row.name, 0, y, size=size, bold=not row.plain, xanchor="left", xshift=4, **place)
    rest = row.value if second else f"{row.value}  {row.after}".strip()
    first["text"] += f"  {text(rest, 0, y)['text']}"
    first["yshift"] = 20 if second else 0 if row.figure else _HEADING
    annotations = [first]
    if second:
        annotations.append(text(row.after, 0, y, size=13, xanchor="left", xshift=4, yshift=0, **place))
    if row.right:
        shift = first["yshift"]
        annotations.append(text(row.right, 1, y, size=14, xanchor="right", xshift=-4, yshift=shift, **place))
    return annotations


def _traces(rows: Sequence[ChartRow], down: float, tick: int) -> list[dict[str, Any]]:
    """Return tracks, lines, ranges and dots; a row without a value has a dashed track only."""
    count = len(rows)
    places = [(count - at - down, row, row.figure) for at, row in enumerate(rows) if row.figure]
    points = [(y, row, figure) for y, row, figure in places if figure.value is not None]
    absent = [y for y, _, figure in places if figure.value is None]
    hollow = [point for point in points if point[1].hollow]
    full = [point for point in points if not point[1].hollow]

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
        lines([(y, 0, 100) for y, _, _ in points], {"color": LINE, "width": 2}),
        lines([(y, 0, 100) for y in absent], {"color": GREY, "width": 2, "dash": "dot"}),
        lines([(y, 0, figure.value) for y, row, figure in points], {"color": ACCENT, "width": 5}),
        lines([(y, figure.low, figure.high) for y, _, figure in points], {"color": ACCENT_SOFT, "width": 15}),
        {
            "type": "scatter",
            "mode": "markers",
            "hoverinfo": "skip",
            "x": [100] * len(places),
            "y": [y for y, _, _ in places],
            "marker": {"symbol": "line-ns", "size": tick, "line": {"color": GREY, "width": 3}},
        },
        *([_dots(hollow, hollow=True)] if hollow else []),
        _dots(full, hollow=False),
    ]


def _dots(points: Sequence[tuple[float, ChartRow, Figure]], *, hollow: bool) -> dict[str, Any]:
    marker: dict[str, Any] = {
        "color": "#ffffff" if hollow else ACCENT,
        "opacity": 1,
        "line": {"color": ACCENT, "width": 3} if hollow else {"width": 0},
        "size": [(17 if row.strong else 14) - 2 * hollow for _, row, _ in points],
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [figure.value for _, _, figure in points],
        "y": [y for y, _, _ in points],
        "hovertext": [f"{text(row.name, 0, 0)['text']}: {_percents(figure)}" for _, row, figure in points],
        "hoverinfo": "text",
        "marker": marker,
    }


def _percents(figure: Figure) -> str:
    """Write the range of a figure in percent."""
    return str(texts("common")["percent"]).format(value=spread(figure, 1))
