"""What stands above the pictures of the programme: its parts, the filters, and how many clients there are."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from nmt_widgets.widgets.cases.still import address_of
from nmt_widgets.widgets.programme.messages import (
    ProgrammeFilter,
    ProgrammeMessage,
    ProgrammeState,
)
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import TextTrait, list_trait, record_trait


class ProgrammeBar(MessageWidget[ProgrammeMessage]):
    """The parts of the screen as links, the filters, what is chosen, and how far reading is.

    Parameters
    ----------
    receive : callable
        Called with each `ProgrammeMessage` of the page.
    state : ProgrammeState
    parts : list of (str, str)
        Ids and words.
    words : dict
    screen : str
        The name of this screen in addresses; empty where no server serves it.

    Attributes
    ----------
    reading : ReadingState, optional
        While the clients are being read.
    problem : str
        Why they could not be read.
    """

    bundle = "programme/bar"
    root_class = "nmt-programme"
    styles: ClassVar[tuple[str, ...]] = ("shared/part_links", "programme/bar")

    state: ProgrammeState = record_trait()
    parts: list[Pair] = list_trait()
    words: Words = record_trait()
    screen = TextTrait().tag(sync=True)
    reading: Any = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    problem = TextTrait().tag(sync=True)

    def still_html(self) -> Html:
        """Return the parts as links that work without scripts, and what is chosen."""
        state, words = self.state, self.words
        links = [
            make_element(
                "li",
                {},
                make_element(
                    "a",
                    {
                        "href": address_of(self.screen, {**state["query"], "part": part})
                        if self.screen
                        else None,
                        "aria-current": "page" if part == state["query"]["part"] else None,
                    },
                    name,
                ),
            )
            for part, name in self.parts
        ]
        label = {"class": "nmt-part-links nmt-programme-parts", "aria-label": words["parts"]}
        return join(
            make_element("p", {"class": "nmt-alert is-notice"}, state["notice"]),
            make_element("nav", label, make_element("ul", {}, *links)),
            make_element(
                "div",
                {"class": "nmt-programme-filters", "hidden": not state["filters"]},
                *(_still_filter(filter, state["query"], words) for filter in state["filters"]),
            ),
            make_element("h2", {}, state["title"]),
            make_element("p", {"class": "nmt-programme-lead", "hidden": not state["lead"]}, state["lead"]),
            make_element("p", {"class": "nmt-programme-result"}, state["result"]),
            make_element("p", {"class": "nmt-alert", "hidden": not self.problem}, self.problem),
        )


def _still_filter(filter: ProgrammeFilter, query: dict[str, str], words: Words) -> Html:
    chosen = dict(filter["options"]).get(query.get(filter["name"], ""), words["all"])
    return make_element(
        "label",
        {"class": "nmt-field"},
        make_element("span", {"class": "nmt-field-name"}, filter["label"]),
        make_element("select", {"class": "nmt-input", "disabled": True}, make_element("option", {}, chosen)),
    )
