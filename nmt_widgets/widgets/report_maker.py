"""A button that asks for a report, shows how far it is, and hands the files over for download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.style import STATIC, style


class ReportMaker(anywidget.AnyWidget):
    """Asks for a report and hands it over.

    Parameters
    ----------
    words : dict of str to str
        `make`, `again`, `open`, `download` and `running`: the words on its parts.
    make : callable
        Called without arguments when the button is pressed; sets `state` as the work goes on.
    read : callable
        Called with a file's name, returns its bytes.

    Attributes
    ----------
    state : {"idle", "running", "done", "failed"}
    message : str
        One line: the step it is at, or why it failed.
    progress : float
        0 to 1.
    files : list of dict
        Each with `name`, `label`, `type` (media type) and `size` (words); the one with `open` can be looked at in a
        window of its own. Set it by :meth:`offer`.
    """

    _esm = STATIC / "report_maker.js"
    _css = style("report_maker")
    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Enum(["idle", "running", "done", "failed"], "idle").tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    files: Any = traitlets.List().tag(sync=True)

    def __init__(
        self, words: dict[str, str], make: Callable[[], None], read: Callable[[str], bytes], **traits: Any
    ) -> None:
        super().__init__(words=words, **traits)
        self._make, self._read = make, read
        self._offered: frozenset[str] = frozenset()
        self.on_msg(self._answer)

    def _answer(self, _widget: ReportMaker, content: Any, _buffers: Any) -> None:
        if content == "make" and self.state != "running":
            self._make()
        elif isinstance(content, dict) and (name := content.get("fetch")) in self._offered:
            self.send({"file": name}, buffers=[self._read(name)])

    def offer(self, files: list[dict[str, str]]) -> None:
        """Hand over these files on request, and no others: `files` itself can be set by the page."""
        self._offered = frozenset(file["name"] for file in files)
        self.files = files
