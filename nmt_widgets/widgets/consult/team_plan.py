"""The plan as the team's board, and the weeks after it; what is decided or done is kept like an answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import LOOK, STATIC

_SAVING = ("wording", "values", "drafts", "steps", "answers", "save_bar")
_PLAN = ("plan_fields", "plan_line", "plan_board", "follow_up", "paper_recipient", "team_plan")
_SCRIPTS = (*(f"assess/{name}.js" for name in _SAVING), *(f"consult/{name}.js" for name in _PLAN))
_STYLES = ("assess/save_bar.css", "consult/team_plan.css")


@cache
def _script() -> str:
    """Return the board's scripts as the one module a widget is loaded from."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS)


@cache
def _style() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (LOOK, *(STATIC / name for name in _STYLES))
    )


class TeamPlanBoard(anywidget.AnyWidget):
    """Shows the lines of a plan, and reports what the team makes of them and what was done.

    Parameters
    ----------
    lines : list of dict
        What each line says, in words (see :mod:`nmt_widgets.apps.consult.plan_lines`).
    safety : dict
        What comes before the plan (see :func:`nmt_widgets.apps.consult.plan_safety.plan_safety`).
    outlook : list of dict
        What the plan tells without asking for a decision: `title`, and `items` as pairs of name and words.
    spec, record, answers : dict
        As :class:`nmt_widgets.widgets.assess.form.AssessmentForm` is given them.
    words : dict
        `saving` and `plan`.
    receive : callable
        Called with each message of the page. What it holds comes from the page: check it.

    Attributes
    ----------
    view : {"board", "follow_up", "papers"}
    standing : dict
        What the decisions amount to (see :func:`nmt_widgets.apps.consult.plan_summary.plan_standing`).
    trial : bool
        Whether scores are on trial: then nothing can be decided, added, agreed or followed up.
    paper : dict
        The paper that asks for a recipient: `reader`, empty for none, and `why` it is asked.
    adherence : dict
        `lines`: fidelity in words by line; `said`: sentences over all.
    banner : str
        Stands over the lines where decisions are not kept.
    offer : str
        The words of a button that asks for a copy (a message of type `copy`); empty for none.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    lines: Any = traitlets.List().tag(sync=True)
    outlook: Any = traitlets.List().tag(sync=True)
    safety: Any = traitlets.Dict().tag(sync=True)
    standing: Any = traitlets.Dict().tag(sync=True)
    trial = traitlets.Bool().tag(sync=True)
    paper: Any = traitlets.Dict().tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    adherence: Any = traitlets.Dict().tag(sync=True)
    view = traitlets.Unicode("board").tag(sync=True)
    banner = traitlets.Unicode().tag(sync=True)
    offer = traitlets.Unicode().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(_esm=_script(), _css=_style(), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: TeamPlanBoard, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
