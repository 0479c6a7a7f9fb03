"""The assessment as a form: sections, score sheet, history grids, review, and a bar that says what is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import anywidget
import traitlets

from nmt_widgets.core.look import look
from nmt_widgets.widgets.shared.scripts import STATIC

_FOLDER = STATIC / "assess"
SCRIPTS = (
    "wording",
    "values",
    "drafts",
    "steps",
    "answers",
    "save_bar",
    "form_parts",
    "rating",
    "signal",
    "field_kinds",
    "fields",
    "history_grid",
    "sheet_details",
    "score_sheet",
    "section_list",
    "review_safety",
    "review",
    "map_preview",
    "assessment_form",
)
"""The form's scripts, in the order they are joined; only the last one exports."""


@cache
def _script() -> str:
    """Return the form's scripts as the one module a widget is loaded from."""
    return "\n".join((_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


@cache
def _style() -> str:
    return look(*sorted(_FOLDER.glob("*.css")))


class AssessmentForm(anywidget.AnyWidget):
    """Asks the questions it is given and reports every answer; it neither computes nor keeps records.

    Parameters
    ----------
    spec : dict
        Sections with their questions, levels of confidence, patterns, the look of the steps
        (see :func:`nmt_widgets.apps.shared.form_spec.form_spec`).
    record : dict
        Which case and assessment, its revision and status, who fills it in.
    answers : dict
        The answers so far, by path.
    words : dict
        The words on the form's own parts.
    receive : callable
        Called with each message of the page: a dict whose `type` is `edit`, `save`, `review` or `refresh`.
        What it holds comes from the page: check it.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        spec: dict[str, Any],
        record: dict[str, Any],
        answers: dict[str, Any],
        words: dict[str, Any],
        receive: Callable[[dict[str, Any]], None],
        **traits: Any,
    ) -> None:
        super().__init__(
            _esm=_script(), _css=_style(), spec=spec, record=record, answers=answers, words=words, **traits
        )
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: AssessmentForm, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
