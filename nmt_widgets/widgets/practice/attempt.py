"""An attempt at a practice case: the vignette beside the score sheet, its sentences attached as evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet

_FORM = (
    "wording",
    "values",
    "drafts",
    "steps",
    "answers",
    "save_bar",
    "form_parts",
    "rating",
    "sheet_details",
    "score_sheet",
)
_SCRIPTS = (
    *(f"assess/{name}" for name in _FORM),
    "practice/sentences",
    "practice/vignette",
    "practice/attaching",
    "practice/submission",
    "practice/attempt",
)
_STYLES = (
    "assess/fields",
    "assess/save_bar",
    "assess/score_sheet",
    "practice/vignette",
    "practice/attempt",
)


class PracticeAttempt(anywidget.AnyWidget):
    """Shows a vignette beside the score sheet and reports every answer; it is given no reference.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: those of
        :class:`nmt_widgets.widgets.assess.form.AssessmentForm`, and `{"type": "submitted"}`.
        What it holds comes from the page: check it.
    vignette : dict
        `paragraphs`, as pairs of number and text, and `results` of other instruments.
    spec, record, answers, words : dict
        As the assessment form is given them; `words` has `practice` besides.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    vignette: Any = traitlets.Dict().tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(_esm=script(*_SCRIPTS), _css=sheet(*_STYLES), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: PracticeAttempt, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
