"""The look of the plotly charts: one template, one accent, greys that hold on light and dark pages.

A figure is transparent and its texts are ink; a page puts it in an element of the class ``nmt-chart`` and
includes :data:`CHART_CSS`, which recolours texts and accent where the house's variables say so (dark pages).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.markup import escape

if TYPE_CHECKING:
    import plotly.graph_objects as go

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif'
INK, MUTED, ACCENT, GREY = "#16181d", "#565d6b", "#1d5b9f", "#7a8290"
ACCENT_SOFT = "rgba(29, 91, 159, 0.3)"
ACCENT_FAINT = "rgba(29, 91, 159, 0.4)"
LINE = "rgba(122, 130, 144, 0.35)"
ZONES = ("rgba(122, 130, 144, 0.22)", "rgba(122, 130, 144, 0.13)", "rgba(122, 130, 144, 0.05)")
CLEAR = "rgba(0, 0, 0, 0)"

CONFIG: Mapping[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
"""The plotly.js configuration the charts are made for."""

CHART_CSS = """\
.nmt-chart text { fill: var(--nmt-ink, #16181d) !important; }
.nmt-chart text tspan[style*="rgb(29, 91, 159)"] { fill: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart path[style*="fill: rgb(29, 91, 159)"] { fill: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart path[style*="stroke: rgb(29, 91, 159)"] { stroke: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart .hoverlayer text { fill: #16181d !important; }
"""


def template() -> dict[str, Any]:
    """Return the charts' template as plain data; plotly's own default stays untouched."""
    axis = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": LINE,
        "linecolor": LINE,
        "showgrid": False,
        "showline": False,
        "tickfont": {"size": 13},
        "ticks": "",
        "zeroline": False,
    }
    return {
        "layout": {
            "autosize": True,
            "dragmode": False,
            "font": {"family": FONT, "size": 14, "color": INK},
            "hoverlabel": {
                "bgcolor": "#ffffff",
                "bordercolor": GREY,
                "font": {"family": FONT, "size": 13, "color": INK},
            },
            "margin": {"l": 12, "r": 12, "t": 12, "b": 12, "pad": 0},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "showlegend": False,
            "xaxis": axis,
            "yaxis": axis,
        }
    }


def build(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], description: str) -> go.Figure:
    """Return the figure, with its one-sentence description in ``layout.meta``.

    Plotly's validation of each property is left to the tests: it takes ten times as long as everything else here.
    """
    import plotly.graph_objects as go

    meta = {"description": description}
    whole = {"data": list(data), "layout": {**layout, "template": template(), "meta": meta}}
    return go.Figure(whole, _validate=False)


def describe(figure: go.Figure) -> str:
    """Return the sentence that stands for a figure where it cannot be seen."""
    return str(figure.layout.meta["description"])


def figure_json(figure: go.Figure) -> str:
    """Return a figure as JSON: keys in order, safe inside a script element."""
    text = json.dumps(json.loads(figure.to_json()), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float = 14,
    bold: bool = False,
    colour: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return an annotation without an arrow; `words` are escaped, line breaks kept."""
    markup = escape(words).replace("\n", "<br>")
    font: dict[str, Any] = {"size": size}
    if colour:
        font["color"] = colour
    return {
        "text": f"<b>{markup}</b>" if bold else markup,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": font,
        **more,
    }


def note(words: str, below: float = 0) -> dict[str, Any]:
    """Return the line of small print under a chart, `below` pixels under the plot."""
    place: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -below,
    }
    return text(words, 0, 0, size=12, colour=MUTED, align="left", **place)


def zone(low: float, high: float, colour: str, *, across: str = "x") -> dict[str, Any]:
    """Return a quiet background between two values of an axis."""
    ends = (
        {"x0": low, "x1": high, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
        if across == "x"
        else {"x0": 0, "x1": 1, "y0": low, "y1": high, "xref": "paper", "yref": across}
    )
    return {"type": "rect", "layer": "below", "fillcolor": colour, "line": {"width": 0}, **ends}
