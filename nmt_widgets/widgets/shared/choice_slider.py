"""A choice among entries that have an order, such as the assessments of a case: a slider with a button at each end."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from nmt_widgets.widgets.shared.choice import Choice
from nmt_widgets.widgets.shared.markup import Html, make_element


class ChoiceSlider(Choice):
    """One of many options in their order.

    Parameters
    ----------
    label, options, value
        As of :class:`Choice`.
    words : dict of str to str
        `back` and `on`: the names of the buttons.
    """

    bundle = "shared/choice_slider"
    styles: ClassVar[tuple[str, ...]] = ("shared/choice", "shared/choice_slider")

    words: Any = traitlets.Dict().tag(sync=True)

    def still_html(self) -> Html:
        """Return the slider; it cannot be moved yet."""
        values = [value for value, _ in self.options]
        at = values.index(self.value)
        slider = {"type": "range", "min": 0, "max": len(values) - 1, "value": at, "disabled": True}
        button = {"type": "button", "class": "nmt-button is-plain is-small", "disabled": True}
        return make_element(
            "div",
            {"class": "nmt-choice-slider"},
            make_element("b", {"class": "nmt-choice-name"}, self.label),
            make_element("button", button, "‹"),
            make_element("input", slider),
            make_element("button", button, "›"),
            make_element("output", {}, self.options[at][1]),
        )
