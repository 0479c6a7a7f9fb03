"""A finding about many clients: the sentence, the picture with its table, what it rests on, and the caveat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from nmt_widgets.charts.style import CHART_CSS
from nmt_widgets.widgets.programme.messages import FindingMessage, SlideReply
from nmt_widgets.widgets.shared.chart import send_library, still_chart
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import record_trait


class FindingView(MessageWidget[FindingMessage]):
    """One finding; it is changed in place while the clients change.

    Parameters
    ----------
    on_slide : callable
        Called when the page asks for the picture as a slide; answers by :meth:`hand_over` or :meth:`refuse`.
    title, sentence, basis, caveat : str
        What is asked, what came of it, the clients it rests on, and what it does not say.
    figure, description, table, table_words : str
        As of :class:`~nmt_widgets.widgets.Chart`; without a figure the sentence says why there is none.
    words : dict of str to str
        `slide` and `drawing`: on the button, and while the picture is being drawn.
    """

    bundle = "programme/finding"
    root_class = "nmt-finding"
    styles: ClassVar[tuple[str, ...]] = ("programme/finding",)
    more_style = CHART_CSS

    title = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    basis = traitlets.Unicode().tag(sync=True)
    caveat = traitlets.Unicode().tag(sync=True)
    figure = traitlets.Unicode().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    table_words = traitlets.Unicode().tag(sync=True)
    words: Words = record_trait()

    def __init__(self, on_slide: Callable[[FindingView], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._on_slide = on_slide

    def take(self, message: FindingMessage, buffers: list[Any]) -> None:
        """Send the library that draws, or ask for the slide."""
        if message["type"] == "plotly":
            send_library(self, message)
        else:
            self._on_slide(self)

    def hand_over(self, name: str, drawing: str) -> None:
        """Hand a slide as SVG to the page, which keeps it as a picture of pixels among the downloads."""
        reply: SlideReply = {"type": "slide", "name": name}
        self.send(reply, buffers=[drawing.encode()])

    def refuse(self, problem: str) -> None:
        """Say at the button why there is no slide."""
        reply: SlideReply = {"type": "slide", "problem": problem}
        self.send(reply)

    def still_html(self) -> Html:
        """Return the words, and the room of the picture."""
        chart, more = still_chart(self) if self.figure else (None, None)
        words = make_element(
            "div",
            {"class": "nmt-finding-words"},
            make_element("h3", {}, self.title),
            make_element("p", {"class": "nmt-finding-sentence"}, self.sentence),
            make_element("p", {"class": "nmt-quiet"}, self.basis),
            make_element("p", {"class": "nmt-quiet"}, self.caveat),
        )
        return make_element(
            "article",
            {"class": "nmt-card"},
            words,
            make_element("div", {"class": "nmt-finding-picture"}, chart, more),
        )
