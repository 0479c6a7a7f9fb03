"""Where everybody in training stands, one of them in all, and a form to note what people took part in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet


class ParticipationLog(anywidget.AnyWidget):
    """The log on a page.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "choose", "person", "level"}`, `{"type": "note", "people",
        "level", "kind", "hours", "day", "about", "edit"}`, `{"type": "take_back", "number", "reason", "edit"}` or
        `{"type": "attest", "edit"}`. What it holds comes from the page: check it.
    words : dict
    own : bool
        Whether the rows are only the person's own.
    form : dict
        What can be noted, for whom; empty where the person notes nothing.

    Attributes
    ----------
    rows : list of dict
    chosen : dict
        One person's level (see :mod:`nmt_widgets.apps.certification.rows`); empty while none is chosen.
    problem, trouble : str
        Why the last request was refused; what could not be looked up.
    noted : int
        Counts what was noted: the form is emptied then.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    chosen: Any = traitlets.Dict().tag(sync=True)
    form: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    own = traitlets.Bool(False).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    noted = traitlets.Int(0).tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        parts = (f"certification/{name}" for name in ("people", "noting", "chosen", "log"))
        scripts = script("assess/wording", "assess/values", *parts)
        super().__init__(_esm=scripts, _css=sheet("certification/log"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: ParticipationLog, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
