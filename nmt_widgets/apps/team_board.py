"""The plan as a board, and its follow-up: what the team decides and does is kept in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nmt_widgets.apps.plan_lines import plan_lines, plan_outlook
from nmt_widgets.apps.saving import Saving
from nmt_widgets.cases import Case
from nmt_widgets.cases.model import TeamPlan as KeptPlan
from nmt_widgets.charts import wording
from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedLine, Plan, agreed, team_adherence
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import TeamPlan


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
    widget : TeamPlan
        Another one for each assessment that is opened.
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
        self.widget: TeamPlan | None = None
        self.changed: Callable[[], None] = lambda: None

    def open(self, number: int, plan: Plan) -> None:
        """Open the board of an assessment."""
        self.close()
        self._number, self._plan = number, plan
        stem = f"assessments/{number}/plan/"
        if self._store is not None and self._record is not None:
            self._saving = Saving(
                self._store, self._record, number, self._instrument, lambda path: path.startswith(stem)
            )
        self.widget = TeamPlan(
            self._receive,
            lines=[],
            spec=self._spec(plan),
            record=self._told(),
            answers=self._saving.answers() if self._saving else {},
            words={"saving": texts("saving", self._instrument.language), "plan": self._words["plan"]},
            view=self._view,
            offer=self._words["keep_copy"] if self._copy else "",
        )
        if self._saving:
            self._saving.connect(self._send, self._follow)
        self._follow()

    def show(self, plan: Plan, banner: str) -> None:
        """Show a plan; with a banner over it where it is not that of the record."""
        assert self.widget is not None
        with self.widget.hold_sync():
            self.widget.outlook = plan_outlook(plan, self._instrument)
            self.widget.lines = plan_lines(plan, self._instrument)
        notice = "" if self._saving else self._words["banner_template" if self._copy else "banner_guest"]
        self.widget.banner = banner or notice

    def turn(self, view: str) -> None:
        """Turn to the board (`plan`) or to what was done (`follow_up`)."""
        self._view = "follow_up" if view == "follow_up" else "board"
        if self.widget is not None:
            self.widget.view = self._view

    def agreed(self, plan: Plan) -> Iterable[AgreedLine]:
        """Return the lines of a plan with the team's decisions."""
        return agreed(plan, self._kept().decisions).lines

    @property
    def day(self) -> str:
        """The day the plan was agreed; empty while it is not."""
        return self._kept().agreed or ""

    def close(self) -> None:
        """Stop looking for others' changes and free what the page holds."""
        if self._saving:
            self._saving.close()
            self._saving = None
        if self.widget is not None:
            self.widget.close()
            self.widget = None

    def _kept(self) -> KeptPlan:
        if self._saving is None:
            return self._case.assessment(self._number).plan
        try:
            return self._saving.case().assessment(self._number).plan
        except InputError:
            return KeptPlan()

    def _send(self, message: dict[str, Any]) -> None:
        """Send the page a message; a plan is decided and followed whatever the assessment's status."""
        if self.widget is not None:
            self.widget.send({name: part for name, part in message.items() if name != "status"})

    def _told(self) -> dict[str, Any]:
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

    def _spec(self, plan: Plan) -> dict[str, Any]:
        """Return the names of what may be answered, for the bar that says what is saved."""
        words, stem = self._words["plan"], f"assessments/{self._number}/plan"
        named = {f"{stem}/{id}": name for id, name in words["meeting_names"].items()}
        for line in plan.lines:
            named[f"{stem}/decisions/{line.id}"] = words["line_names"].format(title=line.title)
            named[f"{stem}/outcomes/{line.id}"] = words["outcome_name"].format(title=line.title)
        plain = {"kind": "plan", "group": "", "options": []}
        asked = [{"path": path, "name": name, **plain} for path, name in named.items()]
        section = {"id": "plan", "name": self._words["views"]["plan"], "groups": [], "questions": asked}
        return {"sections": [section], "confidence": [], "patterns": [], "not_known": ""}

    def _receive(self, message: dict[str, Any]) -> None:
        """Do what the page asks; nothing in the message is trusted."""
        if message.get("type") == "copy" and self._copy and self.widget is not None:
            try:
                self._copy()
            except InputError as error:
                self.widget.banner = error.brief
        elif self._saving:
            self._saving.receive(message)

    def _follow(self) -> None:
        """Tell how much of the plan was carried out."""
        if self.widget is None or self._plan is None:
            return
        found = team_adherence(agreed(self._plan, self._kept().decisions), self._kept())
        words = self._words["adherence"]
        lines = {id: wording.percent(100 * one.share) for id, one in found.fidelity.items()}
        if not found.followed or found.share is None or found.share_of_all is None:
            said = [words["none"]]
        else:
            said = [
                words["followed"].format(
                    majority=found.majority, n=found.followed, share=wording.percent(100 * found.share)
                ),
                words["all"].format(of=found.lines, share=wording.percent(100 * found.share_of_all)),
                words["published"],
            ]
        self.widget.adherence = {"lines": lines, "said": said}
        self.changed()
