"""A choice of one among a few: a row of radio buttons, named for screen readers."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair
from nmt_widgets.widgets.shared.traits import list_trait


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
    styles = ("shared/choice",)

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
