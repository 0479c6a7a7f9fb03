"""An interactive chart: plotly draws it in the page, from a figure made in Python, with its table beneath."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Protocol

import traitlets

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.charts.style import CHART_CSS
from nmt_widgets.core.page_files import address_of
from nmt_widgets.core.served import is_served
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import LibraryMessage, LibraryReply

_HEIGHT = 320  # of a figure that names none, as in chart.js


class Chart(MessageWidget[LibraryMessage]):
    """A plotly figure with a heading, a description and a table twin.

    The plotly library itself comes when the first chart comes near the screen, once a page, so that a page without
    charts in view does not wait for it. The workbook's server has it; elsewhere the kernel sends it.

    Parameters
    ----------
    figure : str
        The figure as JSON.
    title, description : str
        The heading; one sentence for screen readers.
    table : str
        The same numbers as an HTML table.
    table_words : str
        The words that unfold the table.
    """

    bundle = "shared/chart"
    styles = ("shared/chart",)
    more_style = CHART_CSS

    figure = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    table_words = traitlets.Unicode("Show as a table").tag(sync=True)

    def __init__(self, figure: str, **traits: Any) -> None:
        super().__init__(figure=figure, **traits)

    def take(self, message: LibraryMessage, buffers: list[Any]) -> None:
        """Send the library that draws."""
        send_library(self, message)

    def still_html(self) -> Html:
        """Return the card with room for the chart, which is drawn once it comes near the screen."""
        heading = make_element("h2", {}, self.title)
        return make_element("figure", {"class": "nmt-card nmt-chart-card"}, heading, *still_chart(self))


class ShowsChart(Protocol):
    """A widget with a chart, whose script lays out what `makeChart` makes of it."""

    figure: str
    description: str
    table_words: str


def still_chart(widget: ShowsChart) -> tuple[Html, Html]:
    """Return the room of a chart, which is drawn once it comes near the screen, and its table, folded away."""
    height = json.loads(widget.figure)["layout"].get("height") or _HEIGHT
    look = {"class": "nmt-chart", "role": "img", "aria-label": widget.description}
    room = make_element("div", {**look, "style": f"min-height: {height}px"})
    summary = make_element("summary", {}, widget.table_words)
    return room, make_element("details", {"class": "nmt-more is-quiet"}, summary)


def send_library(widget: MessageWidget[Any], message: LibraryMessage) -> None:
    """Send the library that draws to a page that asked for it; a served page is told where it is."""
    if is_served():
        reply: LibraryReply = {"type": "plotly", "address": library_address()}
        widget.send(reply)
    else:
        widget.send(message, buffers=[plotly_source().read_bytes()])


@cache
def library_address() -> str:
    """Return where the workbook's server has the library that draws."""
    return address_of("plotly.js", plotly_source().read_text(encoding="utf-8"))
