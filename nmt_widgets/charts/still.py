"""A still picture of a plotly figure, as one ``<svg>``: for where a notebook is read without plotly.

It draws what the charts of the house are made of: lines, marks and bars on two axes, backgrounds, and texts. Of a
figure with anything else there is no still picture.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.lettering import width
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.still_marks import mark
from nmt_widgets.charts.still_texts import block, plain

WIDE = 760.0
"""The width of a picture whose figure has none, in pixels."""

_KNOWN = {"scatter", "bar"}
_DASHES = {"3px,3px": "3 3", "2px,4px": "2 4", "dot": "3 3", "dash": "9 9", "dashdot": "9 3 3 3"}
FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True)
class StillAxis:
    """One axis: its range, and the pixels at its ends."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool

    def at(self, value: float, *, is_log_already: bool = False) -> float:
        """Return the pixel of a value; shapes and texts on a logarithmic axis may give the logarithm itself."""
        if self.is_log and not is_log_already:
            value = math.log10(value)
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def still_svg(figure: Mapping[str, Any]) -> str:
    """Return the still picture of a figure of the house; empty where it has parts that are not known here.

    Parameters
    ----------
    figure : mapping
        The JSON of a plotly figure: `data` and `layout`.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.charts import plot_cmr
    >>> svg = plot_cmr(load_case("james")).to_svg()
    >>> svg.startswith("<svg"), "cortex can lead" in svg, "<script" in svg
    (True, True, False)
    >>> still_svg({"data": [{"type": "heatmap"}], "layout": {}})
    ''
    """
    data, layout = figure["data"], figure["layout"]
    if "template" not in layout or not all(trace.get("type") in _KNOWN for trace in data):
        return ""
    try:
        return _Still(data, layout).svg()
    except (KeyError, TypeError, ValueError):  # changed by whoever made it into something else
        return ""


class _Still:
    def __init__(self, data: list[Any], layout: Mapping[str, Any]) -> None:
        self._data, self._layout = data, layout
        self._base = layout["template"]["layout"]
        self._font = {**self._base["font"], **layout.get("font", {})}
        self._wide, self._tall = float(layout.get("width", WIDE)), float(layout["height"])
        self._axes: dict[str, dict[str, Any]] = {
            name: {**self._base[name[:5]], **layout[name]}
            for name in layout
            if re.fullmatch(r"[xy]axis\d?", name)
        }
        margin = {**self._base["margin"], **layout.get("margin", {})}
        self._left = margin["l"] + self._room("yaxis")
        self._right, self._top, self._foot = self._wide - margin["r"], margin["t"], self._tall - margin["b"]
        self._scales = {name: self._scale(name, axis) for name, axis in self._axes.items()}

    def svg(self) -> str:
        """Return the whole picture."""
        meta = self._layout.get("meta", {})
        title = escape(meta.get("description", ""))
        ground = self._layout.get("paper_bgcolor", self._base["paper_bgcolor"])
        shapes = self._layout.get("shapes", [])
        parts = [
            *(
                [f'<rect width="100%" height="100%" fill="{escape(ground)}"/>']
                if not _is_clear(ground)
                else []
            ),
            *(self._shape(shape) for shape in shapes),
            *self._grid(),
            *self._traces(),
            *self._ticks(),
            *(self._annotation(entry) for entry in self._layout.get("annotations", [])),
            *self._title(),
        ]
        size = f'viewBox="0 0 {short(self._wide)} {short(self._tall)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="nmt-still" {size} width="{short(self._wide)}" '
            f'height="{short(self._tall)}" role="img" aria-label="{title}" font-family="{FAMILY}" '
            f'fill="{escape(self._font["color"])}">{"".join(parts)}</svg>'
        )

    def _room(self, name: str) -> float:
        """Return the room that the words of an upright axis take beside the plot."""
        axis = self._axes.get(name, {})
        if axis.get("visible") is False or not axis.get("automargin") or not axis.get("ticktext"):
            return 0.0
        size = axis["tickfont"]["size"]
        widest = max(width(plain(text), size, bold="<b>" in text) for text in axis["ticktext"])
        return widest + float(axis.get("ticklabelstandoff", 0))

    def _scale(self, name: str, axis: Mapping[str, Any]) -> StillAxis:
        low, high = axis["range"]
        start, end = axis.get("domain", (0, 1))
        across = self._right - self._left, self._foot - self._top
        is_log = axis.get("type") == "log"
        if name.startswith("x"):
            return StillAxis(low, high, self._left + start * across[0], self._left + end * across[0], is_log)
        return StillAxis(low, high, self._foot - start * across[1], self._foot - end * across[1], is_log)

    def _place(self, ref: str, value: float, *, is_shape: bool = False) -> float:
        """Return the pixel of a place in the plot ("paper") or on an axis ("x", "y2")."""
        if ref == "paper":
            raise ValueError(ref)
        scale = self._scales[f"{ref[0]}axis{ref[1:]}"]
        return scale.at(value, is_log_already=scale.is_log and not is_shape)

    def _x(self, ref: str, value: float, *, is_shape: bool = False) -> float:
        if ref == "paper":
            return float(self._left + value * (self._right - self._left))
        return self._place(ref, value, is_shape=is_shape)

    def _y(self, ref: str, value: float, *, is_shape: bool = False) -> float:
        if ref == "paper":
            return float(self._foot - value * (self._foot - self._top))
        return self._place(ref, value, is_shape=is_shape)

    def _shape(self, shape: Mapping[str, Any]) -> str:
        x0, x1 = (self._x(shape["xref"], shape[end], is_shape=True) for end in ("x0", "x1"))
        y0, y1 = (self._y(shape["yref"], shape[end], is_shape=True) for end in ("y0", "y1"))
        if shape["type"] == "line":
            line = shape["line"]
            return _path(f"M{short(x0)} {short(y0)}L{short(x1)} {short(y1)}", line)
        box = f'x="{short(min(x0, x1))}" y="{short(min(y0, y1))}"'
        size = f'width="{short(abs(x1 - x0))}" height="{short(abs(y1 - y0))}"'
        return f'<rect {box} {size} fill="{escape(shape["fillcolor"])}"/>'

    def _grid(self) -> Iterator[str]:
        axis = self._axes["xaxis"]
        if axis.get("showgrid"):
            for tick in axis.get("tickvals", ()):
                x = short(self._scales["xaxis"].at(tick))
                yield _path(
                    f"M{x} {short(self._top)}V{short(self._foot)}", {"color": axis["gridcolor"], "width": 1}
                )

    def _ticks(self) -> Iterator[str]:
        for name, axis in self._axes.items():
            if axis.get("visible") is False:
                continue
            scale, size = self._scales[name], axis["tickfont"]["size"]
            values = axis.get("tickvals", [])
            words = axis.get("ticktext") or [f"{value:g}" for value in values]
            for value, word in zip(values, words, strict=True):
                if name.startswith("x"):
                    under = self._y("paper", axis["position"]) if "position" in axis else self._foot
                    yield block(word, scale.at(value), under + 1, size, across="center", down="top")
                else:
                    x = self._left - axis.get("ticklabelstandoff", 0) - 2
                    yield block(word, x, scale.at(value), size, across="right", down="middle")

    def _annotation(self, entry: Mapping[str, Any]) -> str:
        xref, yref = entry.get("xref", "x"), entry.get("yref", "y")
        x = self._x(xref, entry["x"]) + entry.get("xshift", 0)
        y = self._y(yref, entry["y"]) - entry.get("yshift", 0)
        font = {**self._font, **entry.get("font", {})}
        across, down = entry.get("xanchor", "center"), entry.get("yanchor", "middle")
        colour = font["color"] if font["color"] != self._font["color"] else None
        return block(entry["text"], x, y, font["size"], across=across, down=down, colour=colour)

    def _title(self) -> Iterator[str]:
        title = self._layout.get("title") or {}
        if words := title.get("text"):
            yield block(words, self._wide / 2, 8, 17, across="center", down="top")

    def _traces(self) -> Iterator[str]:
        before: list[tuple[float, float]] = []
        for trace in self._data:
            x_axis = self._scales["xaxis"]
            y_axis = self._scales[f"yaxis{trace.get('yaxis', 'y')[1:]}"]
            if trace["type"] == "bar":
                yield from self._bars(trace, x_axis, y_axis)
                continue
            places = [
                None if x is None or y is None else (x_axis.at(x), y_axis.at(y))
                for x, y in zip(trace["x"], trace["y"], strict=True)
            ]
            known = [place for place in places if place]
            if trace.get("fill") == "tonexty" and known:
                ring = "L".join(f"{short(x)} {short(y)}" for x, y in [*before, *reversed(known)])
                yield self._clipped(f'<path d="M{ring}Z" fill="{escape(trace["fillcolor"])}"/>')
            before = known
            if "lines" in trace["mode"] and trace["line"]["width"]:
                yield _path(_run(places), trace["line"])
            if "markers" in trace["mode"]:
                for at, place in enumerate(places):
                    if place:
                        yield mark(trace["marker"], at, *place)

    def _clipped(self, area: str) -> str:
        """Return an area without what lies outside the plot, as plotly draws it."""
        left, top, wide, tall = self._left, self._top, self._right - self._left, self._foot - self._top
        box = " ".join(map(short, (left, top, wide, tall)))
        size = f'width="{short(wide)}" height="{short(tall)}"'
        return f'<svg x="{short(left)}" y="{short(top)}" {size} viewBox="{box}">{area}</svg>'

    def _bars(self, trace: Mapping[str, Any], x_axis: StillAxis, y_axis: StillAxis) -> Iterator[str]:
        half = (1 - self._layout.get("bargap", 0.2)) / 2
        error = trace.get("error_y", {})
        for at, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            left, right, top, foot = x_axis.at(x - half), x_axis.at(x + half), y_axis.at(y), y_axis.at(0)
            yield (
                f'<rect x="{short(left)}" y="{short(min(top, foot))}" width="{short(right - left)}" '
                f'height="{short(abs(foot - top))}" fill="{escape(trace["marker"]["color"])}"/>'
            )
            if error:
                high, low = y_axis.at(y + error["array"][at]), y_axis.at(y - error["arrayminus"][at])
                middle, arm = x_axis.at(x), error["width"]
                ends = "".join(f"M{short(middle - arm)} {short(end)}h{short(2 * arm)}" for end in (high, low))
                line = {"color": error["color"], "width": error["thickness"]}
                yield _path(f"M{short(middle)} {short(high)}V{short(low)}{ends}", line)


def _run(places: list[tuple[float, float] | None]) -> str:
    """Return the path through some places; None is a gap."""
    steps, open_ = [], False
    for place in places:
        if place:
            steps.append(f"{'L' if open_ else 'M'}{short(place[0])} {short(place[1])}")
        open_ = place is not None
    return "".join(steps)


def _path(steps: str, line: Mapping[str, Any]) -> str:
    if not steps:
        return ""
    dash = f' stroke-dasharray="{_DASHES[line["dash"]]}"' if line.get("dash") in _DASHES else ""
    stroke = f'stroke="{escape(line["color"])}" stroke-width="{short(line["width"])}"'
    return f'<path d="{steps}" fill="none" {stroke}{dash}/>'


def _is_clear(colour: str) -> bool:
    return colour.replace(" ", "").endswith(",0)")
