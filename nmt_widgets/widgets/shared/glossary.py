"""The help of a screen with the glossary: a button beside its heading, and a dialog."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import language, texts
from nmt_widgets.instrument import load_glossary
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import GlossaryMessage, GlossaryReply, GlossaryRow, Words
from nmt_widgets.widgets.shared.screen_help import screen_help
from nmt_widgets.widgets.shared.traits import fixed_trait


class Glossary(MessageWidget[GlossaryMessage]):
    """A button, and the dialog it opens; the key "?" opens it, too.

    The terms reach the page when the dialog is opened for the first time: a screen does not wait for them.

    Parameters
    ----------
    help : str
        The screen whose help stands above the terms; empty for the terms alone.
    lang : str, optional
        The language of the terms; by default that of this process.

    Examples
    --------
    >>> replies = []
    >>> glossary = Glossary()
    >>> glossary.send = replies.append
    >>> glossary.hear({"type": "terms"})
    >>> "Cortical modulation ratio" in {row["term"] for row in replies[0]["terms"]}
    True
    """

    bundle = "shared/glossary"
    styles = ("shared/screen", "shared/glossary")
    root_class = "nmt-glossary"

    words: Words = fixed_trait()
    help: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)

    def __init__(self, help: str = "", lang: str | None = None) -> None:
        self._language = lang or language()
        self._page_words: Words = texts("glossary", self._language)["page"]
        super().__init__(words=self._page_words, help=screen_help(help, self._language))

    def take(self, message: GlossaryMessage, buffers: list[Any]) -> None:
        """Send the terms, or why a site's words cannot be read."""
        reply: GlossaryReply = {"type": message["type"], "terms": [], "problem": ""}
        try:
            reply["terms"] = self._rows()
        except InputError as error:
            reply["problem"] = self._page_words["unreadable"].format(reason=error.brief)
        self.send(reply)

    def _rows(self) -> list[GlossaryRow]:
        marks = self._page_words["marks"]
        return [
            {
                "id": term.id,
                "term": term.term,
                "text": term.text,
                "also": list(term.also),
                "see": list(term.see),
                "mark": marks[term.source],
            }
            for term in load_glossary(lang=self._language)
        ]

    def still_html(self) -> Html:
        """Return the button, which opens nothing yet."""
        button = {
            "type": "button",
            "class": "nmt-button is-plain nmt-glossary-button",
            "title": self.words["open"],
            "aria-label": self.words["open"],
            "disabled": True,
        }
        return make_element("button", button, make_element("span", {"aria-hidden": "true"}, "?"))
