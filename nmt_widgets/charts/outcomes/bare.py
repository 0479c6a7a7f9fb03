"""A picture of many clients without the words around it, laid out anew: for a slide, or a page that has the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nmt_widgets.charts.lettering import width
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.outcomes.plane import plane_layout
from nmt_widgets.charts.outcomes.strips import AxisScale, Strip, row_places, strip_layout
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround, lines_of
from nmt_widgets.charts.still import still_svg
from nmt_widgets.charts.style import CLEAR, MUTED, in_light, text

SIDE = 44
"""How many pixels of a picture's width its words do not use."""

_SIZE, _LEADING, _APART = 14, 1.3, 9
_FEWEST, _MOST = 0.3, 0.64
"""The share of the width that words beside their marks take."""


class BarePicture:
    """A picture of many clients that can be drawn at any width, whole or some of its rows.

    Parameters
    ----------
    figure : mapping
        The JSON of a figure of :mod:`nmt_widgets.charts.outcomes`. It is drawn in the colours of a light page.

    Attributes
    ----------
    surround : Surround
        The words around it.
    rows : tuple of Strip
        The words of each row; empty for a picture on two axes.
    """

    def __init__(self, figure: Mapping[str, Any]) -> None:
        figure = in_light(figure)
        self._data, self._layout = figure["data"], figure["layout"]
        words = dict(self._layout["meta"]["words"])
        key = tuple(KeyEntry(**entry) for entry in words.pop("key"))
        self.rows = tuple(
            Strip(name, value, remark, is_heading=is_heading)
            for name, value, remark, is_heading in words.pop("rows", ())
        )
        self.surround = Surround(**words | {"key": key, "notes": tuple(words["notes"])})

    def draw(self, wide: float, tall: float, surround: Surround) -> tuple[str, float]:
        """Return the whole picture as an ``<svg>``, and its height.

        Parameters
        ----------
        wide : float
            Its width in pixels.
        tall : float
            The height of a plot with two axes. Rows take what they need; where it is more than twice as much, their
            words stand beside the marks, and the small print below them is left to the table.
        surround : Surround
            The words to draw around it.
        """
        if self.rows:
            return self.draw_rows(wide, 0, len(self.rows), surround, beside=self.is_long(wide, tall))
        across, up = (self._scale(name) for name in ("xaxis", "yaxis"))
        layout = plane_layout(across, up, surround, wide - SIDE, tall)
        shapes = {"shapes": self._layout.get("shapes", [])}
        return self._still(self._data, layout | shapes, wide)

    def is_long(self, wide: float, tall: float) -> bool:
        """Return whether the words of rows stand beside the marks when all of them are drawn."""
        bare = Surround("", "", "", ())
        return bool(self.rows) and self.draw_rows(wide, 0, len(self.rows), bare)[1] > 2 * tall

    def draw_rows(
        self, wide: float, first: int, end: int, surround: Surround, *, beside: bool = False
    ) -> tuple[str, float]:
        """Return some rows as an ``<svg>``, and its height; their words over the marks or beside them."""
        strips, places = self.rows[first:end], row_places(self.rows)
        start = places[first - 1] if first else 0.0
        scale = self._scale("xaxis")
        if beside:
            longest = max(_length(strip) for strip in self.rows if not strip.is_heading)
            room = min(max(longest, _FEWEST * wide), _MOST * wide)
            layout = _beside(strips, places[first:end], scale, surround, wide, room, start)
        else:
            layout = strip_layout(strips, places[first:end], scale, surround, wide - SIDE, start=start)
        data = [_part(trace, places[end - 1], start) for trace in self._data]
        return self._still(data, layout, wide)

    def _scale(self, name: str) -> AxisScale:
        axis = self._layout[name]
        lines = [shape["x0"] for shape in self._layout.get("shapes", [])] if name == "xaxis" else []
        low, high = axis["range"]
        return AxisScale(low, high, tuple(axis["tickvals"]), tuple(axis["ticktext"]), tuple(lines))

    def _still(self, data: Sequence[Any], layout: Mapping[str, Any], wide: float) -> tuple[str, float]:
        own = {name: self._layout[name] for name in ("template", "meta")} | {"paper_bgcolor": CLEAR}
        return still_svg({"data": data, "layout": {**own, **layout, "width": wide}}), float(layout["height"])


def _part(trace: Mapping[str, Any], low: float, high: float) -> dict[str, Any]:
    """Return a trace with its points between two heights only."""
    places = [at for at, y in enumerate(trace["y"]) if y is None or low - 0.01 <= y < high]
    marker = trace.get("marker", {})
    listed = {name: [value[at] for at in places] for name, value in marker.items() if isinstance(value, list)}
    return {
        **trace,
        **{name: [trace[name][at] for at in places] for name in ("x", "y")},
        **({"marker": {**marker, **listed}} if marker else {}),
    }


def _beside(
    strips: Sequence[Strip],
    places: Sequence[float],
    scale: AxisScale,
    surround: Surround,
    wide: float,
    room: float,
    start: float,
) -> dict[str, Any]:
    """Return the layout of rows whose name and value stand to the left of their marks, without remarks."""
    letterings = [_lettering(strip, wide - SIDE if strip.is_heading else room) for strip in strips]
    tall = max(len(lines) for lines in letterings) * _SIZE * _LEADING + _APART
    place: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "xshift": -room - 20}
    words = [
        text("", 0, at, size=_SIZE, align="left", yshift=-0.2 * tall if strip.is_heading else 0, **place)
        | {"text": "<br>".join(lines)}
        for strip, at, lines in zip(strips, places, letterings, strict=True)
    ]
    left = room + 20
    head, top = surround.head(wide - SIDE, left)
    foot, bottom = surround.foot(wide - SIDE, left)
    layout = strip_layout(strips, places, _thinned(scale, wide - left - 24), surround, wide, start=start)
    depth = start - places[-1] + 0.5
    return layout | {
        "height": round(top + depth * tall + bottom),
        "margin": {"l": left, "r": 24, "t": top, "b": bottom},
        "xaxis": layout["xaxis"] | {"tickfont": {"size": _SIZE}},
        "yaxis": layout["yaxis"] | {"range": [start - depth, start]},
        "annotations": [*head, *words, *foot],
    }


def _thinned(scale: AxisScale, room: float) -> AxisScale:
    """Return a scale with as many ticks as there is room for their words."""
    widest = max((width(label, _SIZE) for label in scale.labels), default=0) + 8
    step = -(-int(widest * max(len(scale.ticks) - 1, 1)) // max(int(room), 1)) or 1
    return replace(scale, ticks=scale.ticks[::step], labels=scale.labels[::step])


def _lettering(strip: Strip, room: float) -> list[str]:
    names = [f"<b>{escape(line)}</b>" for line in lines_of(strip.name, room, _SIZE, bold=True)]
    values = [
        f'<span style="color:{MUTED}">{escape(line)}</span>' for line in lines_of(strip.value, room, _SIZE)
    ]
    if len(names) == len(values) == 1 and _length(strip) <= room:
        return [f"{names[0]}  {values[0]}"]
    return names + values


def _length(strip: Strip) -> float:
    """Return how wide a row's words are in a line."""
    return width(strip.name, _SIZE, bold=True) + 14 + width(strip.value, _SIZE)
