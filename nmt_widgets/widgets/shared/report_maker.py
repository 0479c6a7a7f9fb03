"""A button that asks for a report, shows how far it is, and hands the files over for download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import (
    RefusedReportFile,
    ReportFile,
    ReportFileReply,
    ReportMessage,
)


class ReportMaker(MessageWidget[ReportMessage]):
    """Asks for a report and hands it over.

    Parameters
    ----------
    words : dict of str to str
        `make`, `again`, `open`, `download` and `running`: the words on its parts; `refused` says why there is none.
    make : callable
        Called without arguments when the button is pressed; sets `state` as the work goes on, or raises an InputError.
    read : callable
        Called with a file's name, returns its bytes, or raises an InputError.

    Attributes
    ----------
    state : {"idle", "running", "done", "older", "failed"}
        `older` than its record.
    message : str
        One line: the step it is at, or why it failed.
    progress : float
        0 to 1.
    files : list of dict
        Each with `name`, `label`, `type` (media type) and `size` (words); the one with `open` can be looked at in a
        window of its own. Set it by :meth:`offer`.
    """

    bundle = "shared/report_maker"
    styles = ("shared/report_maker",)

    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Enum(["idle", "running", "done", "older", "failed"], "idle").tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    files: Any = traitlets.List().tag(sync=True)

    def __init__(
        self, words: dict[str, str], make: Callable[[], None], read: Callable[[str], bytes], **traits: Any
    ) -> None:
        super().__init__(words=words, **traits)
        self._make, self._read = make, read
        self._refused = words.get("refused", "{reason}")
        self._offered: frozenset[str] = frozenset()

    def take(self, message: ReportMessage, buffers: list[Any]) -> None:
        """Make the report, or hand a file of it over."""
        if message["type"] == "fetch":
            self._hand_over(message["name"])
        elif self.state != "running":
            try:
                self._make()
            except InputError as error:
                self.refuse(error.brief)

    def _hand_over(self, name: str) -> None:
        if name not in self._offered:
            return
        try:
            data = self._read(name)
        except InputError as error:
            refused: RefusedReportFile = {"type": "refused", "name": name}
            self.send(refused)
            self.refuse(error.brief)
        else:
            reply: ReportFileReply = {"type": "file", "name": name}
            self.send(reply, buffers=[data])

    def refuse(self, reason: str) -> None:
        """Hand nothing over, and say why."""
        self.offer([])
        self.message = self._refused.format(reason=reason)
        self.state = "failed"

    def offer(self, files: list[ReportFile]) -> None:
        """Hand over these files on request, and no others: `files` itself can be set by the page."""
        self._offered = frozenset(file["name"] for file in files)
        self.files = files

    def still_html(self) -> Html:
        """Return the button, which makes nothing yet."""
        make = make_element(
            "button", {"type": "button", "class": "nmt-button", "disabled": True}, self.words["make"]
        )
        return make_element("div", {"class": "nmt-report-maker", "data-state": self.state}, make)
