"""A class's scores as strips of dots, what to discuss, the raters beside each other, and what the class agrees on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet

_SCRIPTS = ("strips", "strip_table", "discussion", "function", "raters", "board")


class ClassBoard(anywidget.AnyWidget):
    """Shows a class's board and reports what its trainer does; everything on it may be seen by the room.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "pin", "function", "on"}`, `{"type": "consensus", "function",
        "score", "note"}`, `{"type": "export", "what"}` or `{"type": "close"}`. What it holds comes from the page.
    board : dict
        What is shown, in words (see :mod:`nmt_widgets.apps.classes.board`); others take its place as scores arrive.
    anchors : dict
        By function: lines of score and words.
    lowest : int
        The lowest score of the scale.
    may_lead : bool
        Whether the person leads the class; others look on.
    words : dict

    Attributes
    ----------
    problem : str
        Why something was refused, or why the board is not up to date.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    board: Any = traitlets.Dict().tag(sync=True)
    anchors: Any = traitlets.Dict().tag(sync=True)
    lowest = traitlets.Int(1).tag(sync=True)
    may_lead = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        scripts = script("assess/wording", *(f"classes/{name}" for name in _SCRIPTS))
        super().__init__(_esm=scripts, _css=sheet("classes/board", "classes/strips"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def hand_out(self, name: str, text: str) -> None:
        """Have the page save a file."""
        self.send({"type": "file", "name": name, "text": text})

    def _answer(self, _widget: ClassBoard, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
