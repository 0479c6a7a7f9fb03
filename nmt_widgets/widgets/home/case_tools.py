"""The line above an opened case: links to the parts of the page, its print, and the map as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.widgets.home.messages import AllowPrint, CaseMessage, PictureReply
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair
from nmt_widgets.widgets.shared.traits import list_trait


class CaseTools(MessageWidget[CaseMessage]):
    """Leads to the parts of the page, prints it, and hands over the picture of its map.

    Parameters
    ----------
    words : dict of str to str
        `parts` (the name of the links), `print`, `picture`, `svg` and `png`.
    draw : callable
        Returns the picture as an SVG, and the name of its file without an ending.
    check : callable
        Called before anything is printed or handed over; raises an InputError where it may not be.

    Attributes
    ----------
    parts : list of pairs
        A part of the page, which has the class ``nmt-part-`` with its id, and its words.
    problem : str
        Why nothing is handed over.
    """

    bundle = "home/case_tools"
    styles = ("home/case_tools",)
    root_class = "nmt-case-tools"

    words: Any = traitlets.Dict().tag(sync=True)
    parts: list[Pair] = list_trait()
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        words: dict[str, str],
        draw: Callable[[], tuple[str, str]],
        check: Callable[[], None],
        **traits: Any,
    ) -> None:
        super().__init__(words=words, **traits)
        self._draw_picture, self._check = draw, check

    def take(self, message: CaseMessage, buffers: list[Any]) -> None:
        """Let the page be printed, or hand over the picture; or say why not."""
        try:
            self._check()
        except InputError as error:
            self.problem = error.brief
            return
        self.problem = ""
        if message["type"] == "print":
            allowed: AllowPrint = {"type": "print"}
            self.send(allowed)
            return
        svg, name = self._draw_picture()
        reply: PictureReply = {"type": "picture", "form": message["form"], "name": name}
        self.send(reply, buffers=[svg.encode("utf-8")])

    def still_html(self) -> Html:
        """Return the links and buttons; none works yet."""

        def button(words: str) -> Html:
            look = {"type": "button", "class": "nmt-button is-plain is-small", "disabled": True}
            return make_element("button", look, words)

        link = {"type": "button", "class": "nmt-button is-quiet", "disabled": True}
        links = [make_element("button", link, words) for _, words in self.parts]
        label = {"class": "nmt-toolbar", "aria-label": self.words["parts"]}
        group = {"class": "nmt-toolbar", "role": "group", "aria-label": self.words["picture"]}
        return make_element(
            "div",
            {"class": "nmt-toolbar nmt-case-tools-line"},
            make_element("nav", label, *links),
            button(self.words["print"]),
            make_element("div", group, button(self.words["svg"]), button(self.words["png"])),
        )
