"""A picture of many clients on a page that has its words beside it: they are not said twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.figure import ChartFigure
from nmt_widgets.charts.outcomes.bare import BarePicture
from nmt_widgets.charts.outcomes.plane import plane_layout
from nmt_widgets.charts.outcomes.strips import AxisScale, Strip, row_places, strip_layout
from nmt_widgets.charts.outcomes.surround import NARROW_ROOM, WIDE_ROOM, Surround

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ANY = AxisScale(0, 1, (), ())


def beside_words(figure: go.Figure, *words: str) -> go.Figure:
    """Return a picture without its title, and without those of its sentences that stand beside it.

    What marks invented clients, the key, the axis and every other note stay.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        One of :mod:`nmt_widgets.charts.outcomes`, of the theme :data:`nmt_widgets.charts.style.PAGE`.
    *words : str
        The texts beside it.

    Examples
    --------
    >>> from nmt_widgets.charts.outcomes import plot_incident_rates
    >>> from nmt_widgets.charts.style import PAGE
    >>> from nmt_widgets.outcomes.incidents import rates
    >>> table = rates([{"phase": phase, "count": 3, "days": 900} for phase in ("before", "after")])
    >>> figure = plot_incident_rates(table, synthetic=False, theme=PAGE)
    >>> beside_words(figure).layout.height < figure.layout.height
    True
    """
    whole = json.loads(figure.to_json())
    picture, layout = BarePicture(whole), whole["layout"]
    around = picture.surround
    surround = replace(
        around,
        title="",
        sentence="" if _is_among(around.sentence, words) else around.sentence,
        notes=tuple(note for note in around.notes if not _is_among(note, words)),
    )
    meta = layout["meta"]
    del meta["words"]
    for part, room in ((layout, WIDE_ROOM), (meta["narrow"], NARROW_ROOM)):
        part.update(_laid_out(picture.rows, surround, part, room))
    return ChartFigure(whole)


def _is_among(sentence: str, words: Sequence[str]) -> bool:
    return any(sentence in text for text in words)


def _laid_out(
    rows: Sequence[Strip], surround: Surround, layout: Mapping[str, Any], room: float
) -> dict[str, Any]:
    """Return what of a layout changes with the words around the marks."""
    if rows:
        changed = strip_layout(rows, row_places(rows), _ANY, surround, room)
    else:
        margin = layout["margin"]
        tall = layout["height"] - margin["t"] - margin["b"]
        changed = plane_layout(_ANY, _ANY, surround, room, tall)
    return {name: changed[name] for name in ("height", "margin", "annotations")}
