"""A button that saves the opened case as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.widgets.home.messages import AskCaseFile, CaseFileReply
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class CaseFileButton(MessageWidget[AskCaseFile]):
    """Hands the case file to the browser, or says why there is none.

    Parameters
    ----------
    words : dict of str to str
        `save`: on the button; `done`: once the browser has the file.
    make : callable
        Returns the name of the file and its text, or raises an InputError.
    """

    bundle = "home/case_file_button"

    words = traitlets.Dict().tag(sync=True)

    def __init__(self, words: dict[str, str], make: Callable[[], tuple[str, str]], **traits: Any) -> None:
        super().__init__(words=words, **traits)
        self._make = make

    def take(self, message: AskCaseFile, buffers: list[Any]) -> None:
        """Make the file."""
        reply: CaseFileReply = {"type": "case-file"}
        try:
            reply["name"], reply["text"] = self._make()
        except InputError as error:
            reply["problem"] = error.brief
        self.send(reply)

    def still_html(self) -> Html:
        """Return the button, which makes nothing yet."""
        button = {"type": "button", "class": "nmt-button is-plain", "disabled": True}
        return make_element(
            "div", {"class": "nmt-toolbar"}, make_element("button", button, self.words["save"])
        )
