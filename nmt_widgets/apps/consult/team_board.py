"""The board of a plan as the consultation has it: beside scores on trial, and turned to what was done."""

from __future__ import annotations

from collections.abc import Callable

from nmt_widgets.case_files import Case
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.plan_board import VIEWS, PlanBoard
from nmt_widgets.planning import Plan
from nmt_widgets.store import Record, Store


class TeamBoard(PlanBoard):
    """The board of a plan that is made already; its lines are shown with the first :meth:`show`.

    Parameters
    ----------
    case : Case or Record
    number : int
        The number of the assessment.
    plan : Plan
        Of that assessment.
    instrument : Instrument
    store : Store, optional
        Of the record.
    copy : callable, optional
        Called when somebody asks for a copy to decide on, where this one can only be looked at.
    """

    def __init__(
        self,
        case: Case | Record,
        number: int,
        plan: Plan,
        instrument: Instrument,
        *,
        store: Store | None = None,
        copy: Callable[[], None] | None = None,
    ) -> None:
        self._copy, self._ready, self._is_shown = copy, plan, False
        super().__init__(case, number, store=store, readonly=isinstance(case, Case), instrument=instrument)

    def change(self, case: Case | Record, number: int, plan: Plan) -> None:
        """Show another assessment, whose plan is made already."""
        self._ready = plan
        self.update(case, number)

    def show(self, plan: Plan) -> None:
        """Show a plan of the same assessment, such as one with other scores on trial."""
        self.plan, self._is_shown = plan, True
        with self.widget.hold_sync():
            self._show()
            self._tell()

    def turn(self, view: str) -> None:
        """Turn to the `board`, to what was done (`follow_up`), or to who receives a paper (`papers`)."""
        self._view = view if view in VIEWS else VIEWS[0]
        self.widget.view = self._view

    def ask_recipient(self, reader: str, why: str) -> None:
        """Ask who receives the paper of a reader, and say why; no reader, no question."""
        self.widget.paper = {"reader": reader, "why": why}

    @property
    def keeps(self) -> bool:
        """Whether what the team decides can be kept."""
        return self._saving is not None

    @property
    def trial(self) -> bool:
        """Whether scores are on trial: then it can only be looked at, and what the page asks to keep is refused."""
        return bool(self.widget.trial)

    @trial.setter
    def trial(self, trial: bool) -> None:
        self.widget.trial = trial
