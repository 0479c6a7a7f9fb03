"""A notice over a screen, with one button that does what it speaks of."""

from __future__ import annotations

from typing import Never

import traitlets

from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class Notice(MessageWidget[Never]):
    """A sentence and a button; nothing is shown while it has no text.

    Parameters
    ----------
    button : str
        The button's words.

    Attributes
    ----------
    text : str
    pressed : int
        How often the button was pressed.
    """

    bundle = "shared/notice"
    styles = ("shared/notice",)
    root_class = "nmt-alert is-notice nmt-notice-bar"

    text = traitlets.Unicode().tag(sync=True)
    button = traitlets.Unicode().tag(sync=True)
    pressed = traitlets.Int(0).tag(sync=True)

    def still_html(self) -> Html | None:
        """Return the sentence and the button, which does nothing yet; nothing while there is no sentence."""
        if not self.text:
            return None
        button = make_element(
            "button", {"type": "button", "class": "nmt-button is-small", "disabled": True}, self.button
        )
        return join(make_element("span", {}, self.text), button)
