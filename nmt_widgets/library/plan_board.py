"""The plan of an assessment as a board in a cell: what the team decides about each line, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import check_answer, to_answers, to_case
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.display.plans import held_back, safety_first
from nmt_widgets.library.display.values import fragment
from nmt_widgets.library.export import Exported
from nmt_widgets.library.form_source import open_source
from nmt_widgets.library.form_words import form_words, place_words
from nmt_widgets.library.plain_spec import plain_spec
from nmt_widgets.library.plan_lines import plan_lines, plan_outlook
from nmt_widgets.library.plan_safety import plan_safety
from nmt_widgets.library.plan_summary import adherence_words, plan_standing
from nmt_widgets.library.saving import Saving
from nmt_widgets.library.scores import read_assessed
from nmt_widgets.library.still import with_still
from nmt_widgets.planning import AgreedPlan, Plan, agreed, plan, plan_text
from nmt_widgets.planning.decisions import OWN, PARTS
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.widgets import BoardView
from nmt_widgets.widgets.consult.messages import BoardMessage, PlanStanding
from nmt_widgets.widgets.shared.answers.messages import AnswerReply, RecordFacts
from nmt_widgets.widgets.shared.form.messages import FormSpec

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store

VIEWS = ("board", "follow_up", "papers")


class PlanBoard(Exported, ipywidgets.VBox):
    """The lines of a plan, each with the figures behind it, to be decided on one by one.

    Decisions are saved as they are made: to the store, to a case file, or to this notebook's memory only. The bar
    above the lines says to where.

    Parameters
    ----------
    case : Plan, Case, Record, str or path
        A plan, a case or the id of a template, of which the board decides on a copy; the path of a case file, or a
        record of the store or its code, which the board changes.
    assessment : int, optional
        The number of the assessment; by default the latest with scores.
    path : str or path, optional
        A case file to save to.
    store : Store, optional
        The store of the record; by default that of whoever runs the notebook.
    readonly : bool
        Whether it can only be looked at.
    instrument : Instrument, optional

    Attributes
    ----------
    value : dict of line id to dict
        The decisions: `verdict` ("accepted", "changed" or "rejected"), `reason`, `who`, `minutes`, `times` and so on.
        Setting it decides; a line that is left out is open again. It can be observed.
    plan : Plan
        The plan on the board.
    team : TeamPlan
        What the team has decided and done.
    changed : int
        Counts the changes of what was decided, agreed or done, as the page makes them.

    Raises
    ------
    InputError
        In one sentence: there is no such case, file or assessment, or a decision does not fit.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> board = nmt.PlanBoard("james", 1)
    >>> board.value = {"web:start:in_room_aide": {"verdict": "accepted", "who": "Ms. B"}}
    >>> [line.line.title for line in board.agreed().agreed]
    ['An aide in the room']
    """

    value: Any = traitlets.TraitType({})  # unlike Dict, it has whatever is no dict checked too
    changed = traitlets.Int()
    widget: BoardView
    _copy: Callable[[], None] | None = None
    _ready: Plan | None = None
    _is_shown = True

    def __init__(
        self,
        case: Plan | Case | Record | str | Path,
        assessment: int | None = None,
        *,
        path: str | Path | None = None,
        store: Store | None = None,
        readonly: bool = False,
        instrument: Instrument | None = None,
    ) -> None:
        self._instrument = use_instrument(instrument)
        self._words = texts("consult", self._instrument.language)
        self._path, self._store, self._readonly = path, store, readonly
        self._view, self._follows = VIEWS[0], False
        self._saving: Saving | None = None
        super().__init__()
        self.add_class("nmt-plan-board")
        self._open(case, assessment)

    # ---- data ----

    def update(self, case: Plan | Case | Record | str | Path, assessment: int | None = None) -> None:
        """Show another plan, case or assessment."""
        before = self.widget
        self._close_source()
        self._open(case, assessment)
        before.close()

    def agreed(self, plan: Plan | None = None) -> AgreedPlan:
        """Return a plan, by default the one on the board, with the team's decisions."""
        if plan is None:
            plan = self.plan
        if not isinstance(plan, Plan):
            raise refusal("library", "no_plan", kind=type(plan).__name__)
        return agreed(plan, self.team.decisions)

    @property
    def team(self) -> TeamPlan:
        """What the team has decided and done, as the page shows it."""
        try:
            case = self._saving.case() if self._saving else self._case
        except InputError:
            return TeamPlan()
        return case.assessment(self.number).plan

    def to_case(self) -> Case:
        """Return the case with the team's decisions."""
        return self._saving.case() if self._saving else self._case

    def _close_source(self) -> None:
        """Stop looking for changes that others save."""
        if self._saving:
            self._saving.close()
            self._saving = None

    def close(self) -> None:
        """Stop looking for others' changes, and free what the page holds."""
        if "widget" in self.__dict__:  # else it was never complete
            self._close_source()
            self.widget.close()
        super().close()

    # ---- files ----

    def to_text(self) -> str:
        """Return the plan as Markdown, and after it what is decided."""
        standing = "\n".join(f"- {sentence}" for sentence in self._standing()["sentences"])
        return f"{plan_text(self.plan)}\n\n{standing}"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live view, and for where there is none the plan as HTML and as Markdown."""
        return with_still(super()._repr_mimebundle_(**kwargs), self.to_text(), html=self._export_body())

    def _export_title(self) -> str:
        return f"{self.plan.title}, {self.plan.label}"

    def _export_body(self) -> str:
        names = texts("planning", self._instrument.language)["parts"]
        standing = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._standing()["sentences"])
        rows = {part: self._rows(part) for part in PARTS}
        body = safety_first(self.plan, self._instrument, rows.pop("safety")) + standing
        body += "".join(f"<h2>{escape(names[part])}</h2>{lines}" for part, lines in rows.items() if lines)
        return fragment(body + held_back(self.plan, self._instrument))

    def _rows(self, part: str) -> str:
        """Return the lines of a part of the plan as markup, each with what is decided about it."""
        states = self._words["plan"]["states"]
        lines = [line for line in self.agreed().lines if line.line.part == part]
        rows = "".join(
            f"<li><b>{escape(line.line.title)}</b> {escape(states.get(line.state, ''))}<br>"
            f"{escape(line.text)}</li>"
            for line in lines
        )
        return f"<ul>{rows}</ul>" if rows else ""

    def _standing(self) -> PlanStanding:
        """Return what the decisions amount to."""
        return plan_standing(self.agreed(), self.team, self._instrument)

    # ---- decisions ----

    @traitlets.validate("value")
    def _check_value(self, proposal: Any) -> dict[str, Any]:
        """Save decisions that the notebook sets, and return them as they are saved."""
        decisions = proposal["value"]
        if not isinstance(decisions, Mapping):
            raise refusal("library", "no_decisions", kind=type(decisions).__name__)
        if self._follows:
            return dict(decisions)
        if self._saving is None:
            raise refusal("library", "board_readonly")
        now = self._decisions()
        lines = {line.id for line in self.plan.lines} | now.keys()
        for id in decisions:
            if id not in lines and not str(id).startswith(OWN):
                near = closest(str(id), lines)
                raise refusal("library", "no_line_near" if near else "no_line", id=str(id)[:80], near=near)
        decided = {**dict.fromkeys(now), **decisions}
        changes = {id: value for id, value in decided.items() if value != now.get(id)}
        self._saving.change({self._path_of(id): self._checked(id, value) for id, value in changes.items()})
        return self._decisions()

    def _path_of(self, line: str) -> str:
        return f"{self._stem}decisions/{line}"

    def _checked(self, line: str, decision: object) -> Any:
        """Return a decision as it is saved, or say of which line it does not fit."""
        try:
            return check_answer(self._path_of(line), decision, self._instrument)
        except InputError as error:
            raise InputError(error.message, place=line, remedy=error.remedy) from None

    def _decisions(self) -> dict[str, Any]:
        """Return the decisions as the page shows them, by line."""
        answers = self._saving.current() if self._saving else to_answers(self._case)
        stem = self._path_of("")
        return {path.removeprefix(stem): value for path, value in answers.items() if path.startswith(stem)}

    def _follow(self) -> None:
        """Follow what was decided or done."""
        self._tell()
        self._follows = True
        try:
            self.value = self._decisions()
            self.changed += 1
        finally:
            self._follows = False

    # ---- the page ----

    def _open(self, case: Plan | Case | Record | str | Path, assessment: int | None) -> None:
        ready = self._ready
        if isinstance(case, Plan):
            ready, case = case, read_assessed(case.profile, self._instrument).case
        source = open_source(case, assessment, self._path, self._store, self._instrument)
        self._case = to_case(source.record.case_id, source.record.answers)
        self.number = self._case.latest if assessment is None else source.number
        self._stem = f"assessments/{self.number}/plan/"
        self.plan = ready or plan(self._case, self.number, self._instrument)
        if not self._readonly:
            self._saving = Saving(source.store, source.record, self.number, self._instrument, self._belongs)
        self.widget = BoardView(
            self.receive,
            lines=[],
            spec=self._spec(),
            record=self._record_data(),
            answers=self._saving.answers() if self._saving else {},
            words={"saving": form_words(source, self._instrument)["saving"], "plan": self._words["plan"]},
            where=place_words(source, self._instrument, "copy_of_plan") if self._saving else "",
            view=self._view,
            offer=self._words["keep_copy"] if self._copy else "",
        )
        if self._is_shown:
            self._show()
        self.children = (self.widget,)
        if self._saving:
            self._saving.connect(self._reply, self._follow)
        self._follow()

    def _belongs(self, path: str) -> bool:
        return path.startswith(self._stem)

    def _reply(self, message: AnswerReply) -> None:
        """Send the page a message; a plan is decided and followed whatever the assessment's status."""
        self.widget.send({name: part for name, part in message.items() if name != "status"})

    def _record_data(self) -> RecordFacts:
        """Return what the page is told about the record."""
        if self._saving:
            return {**self._saving.record(), "status": "in-progress", "completed": "", "plan": True}
        return {
            "case": self._case.id,
            "assessment": self.number,
            "revision": 0,
            "status": "in-progress",
            "title": self._case.title,
            "person": "",
            "saved": "",
            "completed": "",
            "write": False,
        }

    def _spec(self) -> FormSpec:
        """Return the names of what may be answered, for the bar that says whether it is saved."""
        words, stem = self._words["plan"], self._stem
        names = {f"{stem}{id}": name for id, name in words["meeting_names"].items()}
        for line in self.plan.lines:
            names[f"{stem}decisions/{line.id}"] = words["line_names"].format(title=line.title)
            names[f"{stem}outcomes/{line.id}"] = words["outcome_name"].format(title=line.title)
        return plain_spec("plan", self._words["views"]["plan"], names)

    def _show(self) -> None:
        self.widget.safety = plan_safety(self.plan, self._instrument)
        self.widget.outlook = plan_outlook(self.plan, self._instrument)
        self.widget.lines = plan_lines(self.plan, self._instrument)
        notice = self._words["banner_template" if self._copy else "banner_guest"]
        self.widget.banner = "" if self._saving else notice

    def _tell(self) -> None:
        """Tell the page what the decisions amount to, and how much of the plan was carried out."""
        self.widget.standing = self._standing()
        self.widget.adherence = adherence_words(self.agreed(), self.team, self._instrument)

    def receive(self, message: BoardMessage) -> None:
        """Do what the page asks."""
        if message["type"] == "copy":
            if self._copy:
                try:
                    self._copy()
                except InputError as error:
                    self.widget.banner = error.brief
        elif self.widget.trial and message["type"] != "refresh":
            if message["type"] == "save":  # typed before the trial began, perhaps: the page asks again later
                self._reply(
                    {
                        "type": "refused",
                        "edit": message["edit"][:80],
                        "kind": "trial",
                        "message": self._words["refused_trial"],
                        "path": "",
                        "retry": True,
                    }
                )
        elif self._saving:
            self._saving.receive(message)
