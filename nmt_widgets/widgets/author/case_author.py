"""A case being made: its parts in tabs, kept like any other answers, and its check, template and file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet

_SAVING = ("wording", "values", "drafts", "steps", "answers", "save_bar", "form_parts")
_PARTS = ("fields", "rows", "scenes", "assessments", "reference", "finish", "case_author")
_SCRIPTS = (*(f"assess/{name}" for name in _SAVING), *(f"author/{name}" for name in _PARTS))
_STYLES = ("assess/save_bar", "author/case_author", "author/rows", "author/finish")


class CaseAuthor(anywidget.AnyWidget):
    """Shows the parts of a case to be written, and reports what is.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: those of
        :class:`nmt_widgets.widgets.assess.form.AssessmentForm`, and `check`, `export`,
        `{"type": "template", "id", "replaces"}`, `{"type": "assess", "age", "label", "edit"}`.
        What it holds comes from the page: check it.
    spec, record, answers : dict
        As the assessment form is given them.
    form : dict
        The tabs and their fields (see :func:`nmt_widgets.apps.author.form.author_spec`).
    words : dict
        `saving` and `author`.
    facts : dict
        What follows from the rest of the case: its assessments, its usual scenes, a name for its template.
    tab : str
        Which is open.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    form: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    facts: Any = traitlets.Dict().tag(sync=True)
    tab = traitlets.Unicode("about").tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(_esm=script(*_SCRIPTS), _css=sheet(*_STYLES), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: CaseAuthor, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
