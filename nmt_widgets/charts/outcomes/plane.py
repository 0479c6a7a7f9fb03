"""A picture on two axes, with the words around it, for a page and for a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.strips import GRID, AxisScale
from nmt_widgets.charts.outcomes.surround import NARROW_ROOM, WIDE_ROOM, Surround
from nmt_widgets.charts.style import GREY, build
from nmt_widgets.charts.tables import ChartTable

if TYPE_CHECKING:
    import plotly.graph_objects as go

_LEFT, _RIGHT = 56, 20
_TALL, _NARROW_TALL = 400, 300


def draw_plane(
    traces: Sequence[dict[str, Any]],
    across: AxisScale,
    up: AxisScale,
    surround: Surround,
    table: Callable[[], ChartTable],
    theme: str | None,
) -> go.Figure:
    """Return the figure of some traces; the lines of `across` are upright, those of `up` level."""
    return build(
        [trace for trace in traces if trace["x"]],
        plane_layout(across, up, surround, WIDE_ROOM, _TALL),
        surround.described(),
        theme=theme,
        table=table,
        narrow=lambda: plane_layout(across, up, surround, NARROW_ROOM, _NARROW_TALL),
        words=asdict(surround),
    )


def plane_layout(
    across: AxisScale, up: AxisScale, surround: Surround, room: float, tall: float
) -> dict[str, Any]:
    """Return the layout of two axes whose plot is `tall` pixels high, with the words around it `room` wide."""
    head, top = surround.head(room, _LEFT - 8)
    foot, bottom = surround.foot(room, _LEFT - 8, 34)
    return {
        "height": round(top + tall + bottom),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": round(top), "b": round(bottom)},
        "xaxis": _axis(across) | {"ticklabelstandoff": 8},
        "yaxis": _axis(up) | {"ticklabelstandoff": 6},
        "shapes": [_upright(at) for at in across.lines],
        "annotations": [*head, *foot],
    }


def _axis(scale: AxisScale) -> dict[str, Any]:
    return {
        "range": [scale.low, scale.high],
        "tickvals": list(scale.ticks),
        "ticktext": list(scale.labels),
        "tickangle": 0,
        "showgrid": True,
        "gridcolor": GRID,
        "automargin": False,
    }


def _upright(at: float) -> dict[str, Any]:
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    return {"type": "line", "layer": "below", "line": {"color": GREY, "width": 2, "dash": "dash"}, **ends}


def curve(x: Sequence[float | None], y: Sequence[float | None], **more: Any) -> dict[str, Any]:
    """Return a line; `more` is its look, and what it fills down to the line before it."""
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": list(x), "y": list(y), **more}
