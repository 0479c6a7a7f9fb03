"""The plan as a board, and its follow-up: what the team decides and does is kept in the store."""

from __future__ import annotations

from collections.abc import Callable

from nmt_widgets.apps.consult.plan_lines import plan_lines, plan_outlook
from nmt_widgets.apps.consult.plan_safety import plan_safety
from nmt_widgets.apps.consult.plan_summary import adherence_words, plan_standing
from nmt_widgets.case_files import Case
from nmt_widgets.case_files.team_plan import TeamPlan as KeptPlan
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.plain_spec import plain_spec
from nmt_widgets.library.saving import Saving
from nmt_widgets.planning import AgreedPlan, Plan, agreed
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import TeamPlanBoard
from nmt_widgets.widgets.consult.messages import BoardMessage
from nmt_widgets.widgets.shared.messages import AnswerReply, FormSpec, RecordFacts


class TeamBoard:
    """The board of one case; opened for one assessment after another.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    store, record : Store, Record, optional
        Where it is kept; without them it can only be read.
    copy : callable, optional
        Called when somebody asks for a copy of a teaching case in the store.

    Attributes
    ----------
    widget : TeamPlanBoard
        Another one for each assessment that is opened.
    changed : callable
        Called when the decisions are others than before.
    """

    def __init__(
        self,
        case: Case,
        instrument: Instrument,
        store: Store | None = None,
        record: Record | None = None,
        copy: Callable[[], None] | None = None,
    ) -> None:
        self._case, self._instrument, self._store, self._record = case, instrument, store, record
        self._copy = copy
        self._words = texts("consult", instrument.language)
        self._saving: Saving | None = None
        self._plan: Plan | None = None
        self._view = "board"
        self._number = 0
        self._trial = False
        self.widget: TeamPlanBoard | None = None
        self.changed: Callable[[], None] = lambda: None

    def open(self, number: int, plan: Plan) -> None:
        """Open the board of an assessment."""
        self.close()
        self._number, self._plan, self._trial = number, plan, False
        stem = f"assessments/{number}/plan/"
        if self._store is not None and self._record is not None:
            self._saving = Saving(
                self._store, self._record, number, self._instrument, lambda path: path.startswith(stem)
            )
        self.widget = TeamPlanBoard(
            self.receive,
            lines=[],
            spec=self._spec(plan),
            record=self._record_data(),
            answers=self._saving.answers() if self._saving else {},
            words={"saving": texts("saving", self._instrument.language), "plan": self._words["plan"]},
            view=self._view,
            trial=self._trial,
            offer=self._words["keep_copy"] if self._copy else "",
        )
        if self._saving:
            self._saving.connect(self._send, self._follow)
        self._follow()

    @property
    def trial(self) -> bool:
        """Whether scores are on trial: then it can only be looked at, and what the page asks to keep is refused."""
        return self._trial

    @trial.setter
    def trial(self, trial: bool) -> None:
        self._trial = trial
        if self.widget is not None:
            self.widget.trial = trial

    def show(self, plan: Plan) -> None:
        """Show a plan."""
        assert self.widget is not None
        self._plan = plan
        with self.widget.hold_sync():
            self.widget.safety = plan_safety(plan, self._instrument)
            self.widget.outlook = plan_outlook(plan, self._instrument)
            self.widget.lines = plan_lines(plan, self._instrument)
            self._tell()
        notice = "" if self._saving else self._words["banner_template" if self._copy else "banner_guest"]
        self.widget.banner = notice

    def turn(self, view: str) -> None:
        """Turn to the board (`plan`), to what was done (`follow_up`), or to who receives a paper (`papers`)."""
        self._view = view if view in ("follow_up", "papers") else "board"
        if self.widget is not None:
            self.widget.view = self._view

    def ask_recipient(self, reader: str, why: str) -> None:
        """Ask who receives the paper of a reader, and say why; no reader, no question."""
        if self.widget is not None:
            self.widget.paper = {"reader": reader, "why": why}

    def agreed(self, plan: Plan) -> AgreedPlan:
        """Return a plan with the team's decisions."""
        return agreed(plan, self.team.decisions)

    @property
    def keeps(self) -> bool:
        """Whether what the team decides can be kept."""
        return self._saving is not None

    @property
    def team(self) -> KeptPlan:
        """What the team has decided and done, as the page shows it."""
        if self._saving is None:
            return self._case.assessment(self._number).plan
        try:
            return self._saving.case().assessment(self._number).plan
        except InputError:
            return KeptPlan()

    def close(self) -> None:
        """Stop looking for others' changes and free what the page holds."""
        if self._saving:
            self._saving.close()
            self._saving = None
        if self.widget is not None:
            self.widget.close()
            self.widget = None

    def _send(self, message: AnswerReply) -> None:
        """Send the page a message; a plan is decided and followed whatever the assessment's status."""
        if self.widget is not None:
            self.widget.send({name: part for name, part in message.items() if name != "status"})

    def _record_data(self) -> RecordFacts:
        """Return what the page is told about the record."""
        if self._saving:
            return {**self._saving.record(), "status": "in-progress", "completed": "", "plan": True}
        return {
            "case": self._case.id,
            "assessment": self._number,
            "revision": 0,
            "status": "in-progress",
            "title": self._case.title,
            "person": "",
            "saved": "",
            "completed": "",
            "write": False,
        }

    def _spec(self, plan: Plan) -> FormSpec:
        """Return the names of what may be answered, for the bar that says whether it is saved."""
        words, stem = self._words["plan"], f"assessments/{self._number}/plan"
        names = {f"{stem}/{id}": name for id, name in words["meeting_names"].items()}
        for line in plan.lines:
            names[f"{stem}/decisions/{line.id}"] = words["line_names"].format(title=line.title)
            names[f"{stem}/outcomes/{line.id}"] = words["outcome_name"].format(title=line.title)
        return plain_spec("plan", self._words["views"]["plan"], names)

    def receive(self, message: BoardMessage) -> None:
        """Do what the page asks."""
        if message["type"] == "copy":
            if self._copy and self.widget is not None:
                try:
                    self._copy()
                except InputError as error:
                    self.widget.banner = error.brief
        elif self._trial and message["type"] != "refresh":
            if message["type"] == "save":  # typed before the trial began, perhaps: the page asks again later
                edit, words = message["edit"][:80], self._words["refused_trial"]
                self._send(
                    {
                        "type": "refused",
                        "edit": edit,
                        "kind": "trial",
                        "message": words,
                        "path": "",
                        "retry": True,
                    }
                )
        elif self._saving:
            self._saving.receive(message)

    def _follow(self) -> None:
        """Follow what was decided or done."""
        self._tell()
        self.changed()

    def _tell(self) -> None:
        """Tell the page what the decisions amount to, and how much of the plan was carried out."""
        if self.widget is None or self._plan is None:
            return
        team = self.team
        agreed_plan = agreed(self._plan, team.decisions)
        self.widget.standing = plan_standing(agreed_plan, team, self._instrument)
        self.widget.adherence = adherence_words(agreed_plan, team, self._instrument)
