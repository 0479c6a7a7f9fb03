"""A choice of one among a few: a row of radio buttons; a longer list to choose from where there are more."""

from __future__ import annotations

from typing import Any, ClassVar, Never

import traitlets

from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair
from nmt_widgets.widgets.shared.traits import list_trait

_MOST_IN_A_ROW = 5  # as in choice.js


class Choice(MessageWidget[Never]):
    """One of a few options.

    Parameters
    ----------
    label : str
        What is chosen.
    options : dict of str to str
        Words by value, in order.
    value : str
        The chosen value.
    """

    bundle = "shared/choice"
    styles: ClassVar[tuple[str, ...]] = ("shared/choice",)

    label = traitlets.Unicode().tag(sync=True)
    options: list[Pair] = list_trait()
    value = traitlets.Unicode().tag(sync=True)

    @traitlets.validate("value")
    def _among_options(self, proposal: Any) -> str:
        if proposal["value"] in (value for value, _ in self.options):
            self._last = str(proposal["value"])
        return self._last

    def __init__(self, label: str, options: dict[str, str], value: str, **traits: Any) -> None:
        self._last = value
        super().__init__(label=label, options=list(options.items()), **traits)
        self.value = value

    def still_html(self) -> Html:
        """Return the options; none can be chosen yet."""
        if len(self.options) > _MOST_IN_A_ROW:
            return self._still_list()
        options = [
            make_element(
                "label",
                {},
                make_element("input", {"type": "radio", "disabled": True, "checked": value == self.value}),
                make_element("span", {}, words),
            )
            for value, words in self.options
        ]
        group = {"class": "nmt-options nmt-choice", "role": "radiogroup", "aria-label": self.label}
        name = make_element("b", {"class": "nmt-choice-name", "aria-hidden": "true"}, self.label)
        return make_element("div", group, name, *options)

    def _still_list(self) -> Html:
        options = [
            make_element("option", {"selected": value == self.value}, words) for value, words in self.options
        ]
        name = make_element("b", {"class": "nmt-choice-name"}, self.label)
        chosen = make_element("select", {"class": "nmt-input", "disabled": True}, *options)
        return make_element("label", {"class": "nmt-choice-list"}, name, chosen)
