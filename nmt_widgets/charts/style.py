"""The look of the plotly charts: one template, one accent, greys that hold on light and dark pages.

Charts are written in the colours of the theme "page": transparent, with texts in ink. A page of the house puts such a
figure in an element of the class ``nmt-chart`` and includes :data:`CHART_CSS`, which recolours texts and accent where
the house's variables say so (dark pages). For a notebook the colours are exchanged for those of its theme: a notebook
has no style of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.lettering import wrap
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.options import check_option, options

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from nmt_widgets.charts.tables import ChartTable

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif'
INK, MUTED, ACCENT, GREY = "#16181d", "#565d6b", "#1d5b9f", "#7a8290"
ACCENT_SOFT = "rgba(29, 91, 159, 0.3)"
ACCENT_FAINT = "rgba(29, 91, 159, 0.4)"
LINE = "rgba(122, 130, 144, 0.35)"
ZONES = ("rgba(122, 130, 144, 0.22)", "rgba(122, 130, 144, 0.13)", "rgba(122, 130, 144, 0.05)")
CLEAR = "rgba(0, 0, 0, 0)"

NARROW = 300.0
"""The width of a chart on a phone, in pixels."""

PAGE = "page"
"""The theme of a figure for a page that includes :data:`CHART_CSS`."""


@dataclass(frozen=True)
class ThemeColours:
    """What stands for the colours of the theme "page" in another one."""

    ink: str
    muted: str
    accent: tuple[int, int, int]
    paper: str
    hover: tuple[str, str]
    zones: Mapping[str, str] = field(default_factory=dict)


_FAINT_ZONES = dict(
    zip(
        ZONES,
        ("rgba(122, 130, 144, 0.13)", "rgba(122, 130, 144, 0.07)", "rgba(122, 130, 144, 0.02)"),
        strict=True,
    )
)
"""Backgrounds that leave the grey words on them readable."""

THEME_COLOURS: Mapping[str, ThemeColours] = {
    "auto": ThemeColours("#757b87", "#757b87", (58, 123, 192), CLEAR, ("#ffffff", INK), _FAINT_ZONES),
    "light": ThemeColours(INK, MUTED, (29, 91, 159), "#ffffff", ("#ffffff", INK)),
    "dark": ThemeColours("#eceef2", "#a6aebb", (125, 180, 238), "#14171c", ("#1d2128", "#eceef2")),
}
"""The colours of each theme a person can choose. Those of "auto" can be read on white and on near black alike."""

_ACCENT_PART = re.compile(r"rgba\(29, 91, 159, ([0-9.]+)\)")

CHART_CSS = """\
.nmt-chart text { fill: var(--nmt-ink, #16181d) !important; }
.nmt-chart text tspan[style*="rgb(29, 91, 159)"] { fill: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart path[style*="fill: rgb(29, 91, 159)"] { fill: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart path[style*="stroke: rgb(29, 91, 159)"] { stroke: var(--nmt-accent, #1d5b9f) !important; }
.nmt-chart .hoverlayer text { fill: #16181d !important; }
"""


def template(theme: str = PAGE) -> dict[str, Any]:
    """Return the charts' template as plain data; plotly's own default stays untouched."""
    axis = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": LINE,
        "linecolor": LINE,
        "showgrid": False,
        "showline": False,
        "tickfont": {"size": 13},
        "ticklabeloverflow": "allow",  # else the browser measures every label anew to hide what is cut off
        "ticks": "",
        "zeroline": False,
    }
    colours = THEME_COLOURS.get(theme)
    ground, words = colours.hover if colours else ("#ffffff", INK)
    return {
        "layout": {
            "autosize": True,
            "dragmode": False,
            "font": {"family": FONT, "size": 14, "color": colours.ink if colours else INK},
            "hoverlabel": {
                "bgcolor": ground,
                "bordercolor": GREY,
                "font": {"family": FONT, "size": 13, "color": words},
            },
            "margin": {"l": 12, "r": 12, "t": 12, "b": 12, "pad": 0},
            "paper_bgcolor": colours.paper if colours else CLEAR,
            "plot_bgcolor": CLEAR,
            "showlegend": False,
            "xaxis": axis,
            "yaxis": axis,
        }
    }


def build(
    data: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    description: str,
    *,
    theme: str | None = None,
    table: Callable[[], ChartTable] | None = None,
    narrow: Callable[[], Mapping[str, Any]] | None = None,
    words: Mapping[str, Any] | None = None,
) -> go.Figure:
    """Return the figure, with its one-sentence description in ``layout.meta``, and in a notebook its table.

    `words` are those around the marks, as plain data: with them a picture is laid out anew for a slide or a page.

    For a page it also has the layout of a chart of :data:`NARROW` pixels, ``layout.meta.narrow``: the page takes that
    one where it has no more room. Plotly's validation of each property is left to the tests: it takes ten times as long
    as everything else here.
    """
    meta: dict[str, Any] = {"description": description, **({"words": dict(words)} if words else {})}
    from nmt_widgets.charts.figure import ChartFigure

    if theme == PAGE:
        if narrow is not None:
            meta["narrow"] = dict(narrow())
        whole = {"data": list(data), "layout": {**layout, "template": template(), "meta": meta}}
        return ChartFigure(whole).with_table(table)
    theme = options.theme if theme is None else check_option("theme", theme)
    if table is not None:
        meta["table"] = table().to_dict()
    colours = THEME_COLOURS[theme]
    body = {**_recolour(dict(layout), colours), "template": template(theme), "meta": meta}
    whole = {"data": _recolour(list(data), colours), "layout": body}
    return ChartFigure(whole)


def _recolour(branch: Any, colours: ThemeColours) -> Any:
    """Exchange the colours of the theme "page" for those of another one."""
    if isinstance(branch, dict):
        return {key: _recolour(value, colours) for key, value in branch.items()}
    if isinstance(branch, list):
        return [_recolour(value, colours) for value in branch]
    if not isinstance(branch, str):
        return branch
    if branch == INK:
        return colours.ink
    if branch == MUTED:
        return colours.muted
    if branch in colours.zones:
        return colours.zones[branch]
    if branch == ACCENT:
        return _hex(colours.accent)
    red, green, blue = colours.accent
    return _ACCENT_PART.sub(rf"rgba({red}, {green}, {blue}, \1)", branch)


def in_light(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a figure for a light page, whichever theme it has."""
    ink = figure["layout"]["template"]["layout"]["font"]["color"]
    before = next((colours for colours in THEME_COLOURS.values() if colours.ink == ink), None)
    light = THEME_COLOURS["light"]
    if before is None or before is light:
        return dict(figure)
    exchanged = {before.muted: light.muted, before.ink: light.ink, before.paper: light.paper}
    accents = {_hex(before.accent): _hex(light.accent)}
    parts = tuple(f"rgba({', '.join(map(str, colours.accent))}, " for colours in (before, light))
    data, layout = (
        _exchange(figure[name], colours, parts)
        for name, colours in (("data", accents), ("layout", exchanged | accents))
    )
    return {"data": data, "layout": layout | {"meta": figure["layout"].get("meta", {})}}


def _exchange(branch: Any, colours: Mapping[str, str], parts: tuple[str, ...]) -> Any:
    if isinstance(branch, dict):
        return {key: _exchange(value, colours, parts) for key, value in branch.items()}
    if isinstance(branch, list):
        return [_exchange(value, colours, parts) for value in branch]
    if not isinstance(branch, str):
        return branch
    return colours.get(branch, branch).replace(parts[0], parts[1])


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


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


def in_lines(words: str, size: float) -> str:
    """Return words in as many lines as a narrow chart needs."""
    room = NARROW - 16
    return "\n".join(part for line in words.split("\n") for part in wrap(line, room, size, most=9))


def note(words: str, below: float = 0, *, narrow: bool = False) -> dict[str, Any]:
    """Return the small print under a chart, `below` pixels under the plot."""
    place: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -below,
    }
    return text(in_lines(words, 12) if narrow else words, 0, 0, size=12, colour=MUTED, align="left", **place)


def zone(low: float, high: float, colour: str, *, across: str = "x") -> dict[str, Any]:
    """Return a quiet background between two values of an axis."""
    ends = (
        {"x0": low, "x1": high, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
        if across == "x"
        else {"x0": 0, "x1": 1, "y0": low, "y1": high, "xref": "paper", "yref": across}
    )
    return {"type": "rect", "layer": "below", "fillcolor": colour, "line": {"width": 0}, **ends}
