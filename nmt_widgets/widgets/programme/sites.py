"""Sites together: the site's own file to send, and the files of several sites to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from nmt_widgets.widgets.programme.messages import SiteFile, SiteFileProblem, SiteFileReply, SitesMessage
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import SwitchTrait, TextTrait, list_trait, record_trait


class SitesView(MessageWidget[SitesMessage]):
    """A form that asks for the site's own file, and a choice of files of several sites.

    Parameters
    ----------
    receive : callable
        Called with each message of the page and its buffers: the bytes of the files.
    words : dict
    own : bool
        Whether there are own clients to write a file of.

    Attributes
    ----------
    kinds : list of (str, str)
        The incidents that can be put into the own file: ids and words.
    refusal : str
        Why the file was not written; at the field of the site's code.
    content : list of str
        What the file holds that was written last.
    problems : list of SiteFileProblem
        What is wrong in the files that were chosen last.
    files : list of SiteFile
        The sites that are shown together.
    """

    bundle = "programme/sites"
    root_class = "nmt-sites"
    styles: ClassVar[tuple[str, ...]] = ("programme/sites",)

    words: Words = record_trait()
    own = SwitchTrait(default_value=False).tag(sync=True)
    kinds: list[Pair] = list_trait()
    refusal = TextTrait().tag(sync=True)
    content: list[str] = list_trait()
    problems: list[SiteFileProblem] = list_trait()
    files: list[SiteFile] = list_trait()

    def __init__(self, receive: Callable[[SitesMessage, list[Any]], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._receive_files = receive

    def take(self, message: SitesMessage, buffers: list[Any]) -> None:
        """Pass a message on with its files."""
        self._receive_files(message, buffers)

    def hand_over(self, name: str, text: str) -> None:
        """Hand the site's own file to the page, which keeps it as a download."""
        reply: SiteFileReply = {"type": "file", "name": name, "text": text}
        self.send(reply)

    def still_html(self) -> Html:
        """Return the two parts with their first sentences."""
        parts = (
            make_element(
                "section",
                {"class": "nmt-card is-quiet"},
                make_element("h3", {}, self.words[part]["title"]),
                make_element("p", {"class": "nmt-quiet"}, self.words[part]["lead"]),
            )
            for part in ("own", "read")
        )
        return make_element("div", {}, *parts)
