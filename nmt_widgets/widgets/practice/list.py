"""The practice cases, each with the attempts at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet


class PracticeCases(anywidget.AnyWidget):
    """A list of practice cases: what each is, the attempts at it, and a button that begins one.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "open", "attempt"}` or `{"type": "begin", "case", "edit"}`.
        What it holds comes from the page: check it.
    cases : list of dict
        Each with `id`, `title`, `summary`, `facts`, `note`, `begin` (whether an attempt may be begun), and
        `attempts` and `others`: lists of `attempt`, `label`, `by`, `done`, `open` and `changed`.
    words : dict

    Attributes
    ----------
    figures : dict
        How near an attempt came, in words, by its code; may come later than the list.
    problem : str
        Why the last request was refused.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    cases: Any = traitlets.List().tag(sync=True)
    figures: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        scripts = script("assess/wording", "assess/values", "practice/cases")
        super().__init__(_esm=scripts, _css=sheet("practice/cases"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: PracticeCases, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
