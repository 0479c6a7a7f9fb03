"""The marks of a still picture, as plotly names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.charts.markup import escape, short

_SHAPES = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
    "cross": (
        (-0.4, -1), (0.4, -1), (0.4, -0.4), (1, -0.4), (1, 0.4), (0.4, 0.4),
        (0.4, 1), (-0.4, 1), (-0.4, 0.4), (-1, 0.4), (-1, -0.4), (-0.4, -0.4),
    ),
    "x": (
        (0, -0.5), (0.6, -1.1), (1.1, -0.6), (0.5, 0), (1.1, 0.6), (0.6, 1.1),
        (0, 0.5), (-0.6, 1.1), (-1.1, 0.6), (-0.5, 0), (-1.1, -0.6), (-0.6, -1.1),
    ),
}  # fmt: skip
"""Corners, in half sizes from the middle."""

_LINE = 1.4
"""Of the size: how long plotly draws a mark that is a line."""


def mark(marker: Mapping[str, Any], at: int, x: float, y: float) -> str:
    """Return one mark of a trace.

    Parameters
    ----------
    marker : mapping
        The trace's `marker`; size and colour may be a list.
    at : int
        Which point of the trace it is.
    x, y : float
        Its middle in pixels.

    Examples
    --------
    >>> mark({"color": "#1d5b9f", "size": [8, 6], "line": {"width": 0}}, 1, 10, 20)
    '<circle cx="10" cy="20" r="3" fill="#1d5b9f"/>'
    """
    half, colour = _of_point(marker["size"], at) / 2, _of_point(marker.get("color", "none"), at)
    line = marker.get("line", {})
    stroke = ""
    if line.get("width"):
        stroke = f' stroke="{escape(_of_point(line["color"], at))}" stroke-width="{short(line["width"])}"'
    symbol = marker.get("symbol", "circle")
    if symbol == "line-ns":
        half *= _LINE
        return f'<path d="M{short(x)} {short(y - half)}v{short(2 * half)}"{stroke}/>'
    if marker.get("opacity", 1) != 1:
        stroke += f' opacity="{short(marker["opacity"])}"'
    if symbol == "circle":
        return f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(half)}" fill="{escape(colour)}"{stroke}/>'
    corners = "L".join(
        f"{short(x + half * right)} {short(y + half * down)}" for right, down in _SHAPES[symbol]
    )
    return f'<path d="M{corners}Z" fill="{escape(colour)}"{stroke}/>'


def _of_point(value: Any, at: int) -> Any:
    return value[at] if isinstance(value, list) else value
