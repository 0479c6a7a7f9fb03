"""Two ratings side by side: the differences as a list, one of them opened to be settled, what is alike below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet

_SCRIPTS = ("typed", "differences", "answer", "difference", "tables", "pair")


class Adjudication(anywidget.AnyWidget):
    """Shows a pair of ratings and reports what a third person settles.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "settle", "path", "answer", "reason", "confidence", "base",
        "edit"}` or `{"type": "finish", "base", "edit"}`. What it holds comes from the page: check it. The answer is
        `{"type": "kept", "edit", "path"}` or `{"type": "refused", "edit", "message"}`; `{"type": "news", "message"}`
        comes when somebody else saved.
    pair : dict
        What is shown (see :mod:`nmt_widgets.apps.adjudicate.settling`); another takes its place with everything
        that is kept.
    levels, patterns : list of (str, str)
        Levels of confidence and patterns of an adversity: id and words.
    words : dict
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    pair: Any = traitlets.Dict().tag(sync=True)
    levels: Any = traitlets.List().tag(sync=True)
    patterns: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        scripts = script("assess/wording", *(f"adjudicate/{name}" for name in _SCRIPTS))
        super().__init__(_esm=scripts, _css=sheet("adjudicate/pair"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: Adjudication, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
