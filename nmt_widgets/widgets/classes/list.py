"""The classes one may open or has joined, and short forms to open or to join one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet


class ClassList(anywidget.AnyWidget):
    """A list of classes.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "open", "code"}`, `{"type": "begin", "title", "practice"}` or
        `{"type": "join", "code"}`. What it holds comes from the page: check it.
    classes : list of dict
        Each with `code`, `title`, `said`, `closed`, and `board` (whether its board may be opened) or `attempt` (the
        code of the person's own attempt).
    cases : list of (str, str)
        Practice cases a class may be opened for: id and words; empty where the person opens none.
    joins : bool
        Whether the person may join a class.
    words : dict
    code : str
        What the field of the code is filled in with.

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    classes: Any = traitlets.List().tag(sync=True)
    cases: Any = traitlets.List().tag(sync=True)
    joins = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(_esm=script("assess/wording", "classes/list"), _css=sheet("classes/list"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: ClassList, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
