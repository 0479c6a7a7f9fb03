"""The plan as the team's board, and the weeks after it; what is decided or done is kept like an answer."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.consult.messages import (
    AdherenceRow,
    BoardMessage,
    Paper,
    PlanSafetyData,
    PlanStanding,
)
from nmt_widgets.widgets.shared.message_widget import MessageWidget

_NO_SAFETY: PlanSafetyData = {
    "sentences": [],
    "signs": [],
    "procedure": [],
    "numbers": [],
    "missing": "",
    "held_back": [],
}
_NO_STANDING: PlanStanding = {"lines": {}, "changed": {}, "sentences": [], "open": [], "dropped": ""}
_NO_ADHERENCE: AdherenceRow = {"lines": {}, "sentences": []}
_NO_PAPER: Paper = {"reader": "", "why": ""}


class BoardView(MessageWidget[BoardMessage]):
    """Shows the lines of a plan, and reports what the team makes of them and what was done.

    Parameters
    ----------
    lines : list of dict
        What each line says, in words (see :mod:`nmt_widgets.library.plan_lines`).
    safety : dict
        What comes before the plan (see :func:`nmt_widgets.library.plan_safety.plan_safety`).
    outlook : list of dict
        What the plan tells without asking for a decision: `title`, and `items` as pairs of name and words.
    spec, record, answers : dict
        As :class:`nmt_widgets.widgets.assess.form_view.FormView` is given them.
    words : dict
        `saving` and `plan`.
    receive : callable
        Called with each message of the page. What it holds comes from the page: check it.

    Attributes
    ----------
    view : {"board", "follow_up", "papers"}
    standing : dict
        What the decisions amount to (see :func:`nmt_widgets.library.plan_summary.plan_standing`).
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
    where : str
        Where decisions are saved, in words; empty for the store.
    """

    bundle = "consult/board_view"
    styles = ("assess/save_bar", "consult/board_view")

    lines: Any = traitlets.List().tag(sync=True)
    outlook: Any = traitlets.List().tag(sync=True)
    safety: Any = traitlets.Dict({**_NO_SAFETY}).tag(sync=True)
    standing: Any = traitlets.Dict({**_NO_STANDING}).tag(sync=True)
    trial = traitlets.Bool().tag(sync=True)
    paper: Any = traitlets.Dict({**_NO_PAPER}).tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    adherence: Any = traitlets.Dict({**_NO_ADHERENCE}).tag(sync=True)
    view = traitlets.Unicode("board").tag(sync=True)
    banner = traitlets.Unicode().tag(sync=True)
    offer = traitlets.Unicode().tag(sync=True)
    where = traitlets.Unicode().tag(sync=True)
