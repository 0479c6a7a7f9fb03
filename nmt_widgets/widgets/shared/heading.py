"""A screen's heading: where one is, the way back, and the place the keyboard starts from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Never

import traitlets

from nmt_widgets.widgets.shared.markup import Html, make_element, make_fact
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair
from nmt_widgets.widgets.shared.traits import list_trait


class Heading(MessageWidget[Never]):
    """A title with a line under it, a few facts, and a way back.

    Parameters
    ----------
    title, subtitle : str
    facts : list of (str, str, str)
        Label, value and a remark on it.
    back : str
        The words of the way back; empty where there is none.
    links : list of (str, str)
        Where else to go from here: address and words.
    focus : bool
        Whether the keyboard moves to the title when the screen opens.

    Attributes
    ----------
    left : int
        Counts how often the way back was taken.
    """

    bundle = "shared/heading"
    styles = ("shared/heading",)

    title = traitlets.Unicode().tag(sync=True)
    subtitle = traitlets.Unicode().tag(sync=True)
    facts: Sequence[Sequence[str]] = list_trait()
    back = traitlets.Unicode().tag(sync=True)
    links: list[Pair] = list_trait()
    focus = traitlets.Bool(False).tag(sync=True)
    left = traitlets.Int(0).tag(sync=True)

    def __init__(self, title: str, **traits: Any) -> None:
        super().__init__(title=title, **traits)

    def still_html(self) -> Html:
        """Return the heading; the way back is not there yet."""
        back = {"class": "nmt-button is-quiet nmt-back", "type": "button", "disabled": True}
        links = [
            make_element("a", {"class": "nmt-button is-plain is-small", "href": address}, words)
            for address, words in self.links
        ]
        facts = [make_fact(fact, {"class": "nmt-card is-quiet"}) for fact in self.facts]
        return make_element(
            "header",
            {"class": "nmt-heading"},
            make_element("button", {**back, "hidden": not self.back}, f"← {self.back}"),
            make_element("h1", {}, self.title),
            make_element("p", {"class": "nmt-subtitle"}, self.subtitle),
            make_element(
                "nav", {"class": "nmt-toolbar", "aria-label": self.title, "hidden": not links}, *links
            ),
            make_element("dl", {"class": "nmt-facts", "hidden": not facts}, *facts),
        )
