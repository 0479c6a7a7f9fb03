"""A few figures beside each other: a label, a value, a remark on how far it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Never

import traitlets

from nmt_widgets.widgets.shared.markup import Html, make_element, make_fact
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import list_trait


class Figures(MessageWidget[Never]):
    """Figures that follow the answers.

    Parameters
    ----------
    figures : list of (str, str, str)
        Label, value and a remark on it.
    label : str
        The group's name for screen readers.
    """

    bundle = "shared/figures"
    styles = ("shared/figures",)

    figures: Sequence[Sequence[str]] = list_trait()
    label = traitlets.Unicode().tag(sync=True)

    def still_html(self) -> Html:
        """Return the figures."""
        label = {"class": "nmt-figures", "aria-label": self.label}
        return make_element("dl", label, *(make_fact(figure) for figure in self.figures))
