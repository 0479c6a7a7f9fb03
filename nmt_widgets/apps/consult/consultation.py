"""A case in consultation: its map with "what if", the plan as a board, follow-up, states, and pages to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import ipywidgets

from nmt_widgets.apps.consult.plan_effects import plan_effects
from nmt_widgets.apps.consult.printed_pages import PrintedPages
from nmt_widgets.apps.consult.states import StatesView
from nmt_widgets.apps.consult.summary_bars import summary_bars
from nmt_widgets.apps.consult.team_board import TeamBoard
from nmt_widgets.apps.consult.what_if import checked_changes, levers, trial_functions, with_changes
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import OpenedView, close_widgets
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.charts.steps import steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.brain_map import BrainMap
from nmt_widgets.library.scores import ScoredCase
from nmt_widgets.metrics import profile
from nmt_widgets.planning import Plan, plan
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import Choice, Heading, Notice, Standing, WhatIf
from nmt_widgets.widgets.consult.messages import StepColours
from nmt_widgets.widgets.shared.messages import Words

VIEWS = ("map", "plan", "follow_up", "states", "papers")


class ConsultationView(OpenedView):
    """The parts of a case in consultation; `parts` come in the order they are read.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    store, record : Store, Record, optional
        Where decisions are kept; without them the case is looked at only.
    copy : callable, optional
        Takes a copy of the case into the store.
    permission : DownloadPermission, optional
        Checked before a paper is handed out; by default the store where decisions are kept is asked.

    Attributes
    ----------
    heading : Heading
        Its `left` counts the way back.
    parts : list of widgets
    """

    def __init__(
        self,
        case: Case,
        instrument: Instrument,
        store: Store | None = None,
        record: Record | None = None,
        copy: Callable[[], None] | None = None,
        permission: DownloadPermission | None = None,
    ) -> None:
        self._case, self._instrument = case, instrument
        self._words = texts("consult", instrument.language)
        self._profile = cache(lambda number: profile(case, number, instrument, unscored=True))
        self._plan = cache(lambda number: plan(case, number, instrument, measured=self._profile(number)))
        self._numbers = [assessment.number for assessment in case.usable] or [case.latest]
        self._changes: dict[str, int] = {}
        home = texts("home", instrument.language)
        self._view = Choice(
            self._words["views"]["label"], {id: self._words["views"][id] for id in VIEWS}, "map"
        )
        self._time = Choice(
            home["label_time"],
            {str(number): case.assessment(number).label for number in self._numbers},
            str(self._numbers[-1]),
        )
        palettes = home["palettes"]
        self._palette = Choice(
            home["label_palette"],
            {id: palettes.get(id, id) for id in instrument.bands.palettes},
            next(iter(instrument.bands.palettes)),
        )
        self._beside = Choice(self._words["compare"]["label"], self._others(), "typical")
        self.heading = Heading(case.title, subtitle="", back=self._words["back"], focus=True)
        controls = ipywidgets.Box([self._view, self._time, self._beside, self._palette])
        controls.add_class("nmt-row")
        self._map = BrainMap((case, self._number), details=False, instrument=instrument)
        self._standing = Standing(groups=[])
        self._what_if = WhatIf(words={**self._words["what_if"]}, steps=self._steps(), functions=[])
        self._board = TeamBoard(case, instrument, store, record, copy)
        self._states = StatesView(instrument)
        self._board.changed = self._show_papers
        self._papers = PrintedPages(
            instrument, self._board.ask_recipient, permission or DownloadPermission(store, case.id)
        )
        self._notice = Notice(button=self._words["what_if"]["reset"])
        self._danger = Notice(button=self._words["danger"]["show"])
        self._danger.add_class("nmt-danger-notice")
        self._map.add_class("nmt-consult-main")
        self._standing.add_class("nmt-consult-side")
        self._map_view = ipywidgets.Box([self._map, self._what_if, self._standing])
        self._map_view.add_class("nmt-consult")
        self._body = ipywidgets.VBox([self._map_view])
        self._body.add_class("nmt-consultation")
        self.parts = [self.heading, controls, self._danger, self._notice, self._body]
        self._time.observe(self._change_time, "value")
        self._beside.observe(lambda _: self._draw_map(), "value")
        ipywidgets.dlink((self._palette, "value"), (self._map, "palette"))
        self._palette.observe(self._change_palette, "value")
        self._view.observe(self._change_view, "value")
        self._map.on_click(self._choose)
        self._what_if.observe(self._try, "changes")
        self._notice.observe(self._end_trial, "pressed")
        self._danger.observe(lambda _: self._view.set_trait("value", "plan"), "pressed")
        self._start()

    def close(self) -> None:
        """Free what the page and the kernel hold of it."""
        self._board.close()
        close_widgets([*self.parts, self._map_view, self._states.widget, self._papers.widget])

    @property
    def _number(self) -> int:
        return int(self._time.value)

    def _label(self, number: int, home: Words) -> str:
        assessment = self._case.assessment(number)
        return str(home["time"].format(label=assessment.label, age=wording.age(assessment.age_years)))

    def _others(self) -> dict[str, str]:
        others = {"typical": self._words["compare"]["typical"], "adult": self._words["compare"]["adult"]}
        if len(self._numbers) > 1:
            others |= {str(number): self._case.assessment(number).label for number in self._numbers}
        return others

    def _steps(self) -> StepColours:
        look = steps(self._instrument, self._palette.value)
        return {
            "low": self._instrument.scale.low,
            "colours": [step.colour for step in look],
            "inks": [step.ink for step in look],
        }

    def _start(self) -> None:
        """Show another assessment, as its record has it."""
        number = self._number
        self._changes = {}
        now = self._profile(number)
        self.heading.subtitle = (
            self._words["views"]["map"] if not now.label else f"{now.label} · {wording.age(now.age)}"
        )
        with self._what_if.hold_sync():
            self._what_if.changes = {}
            self._what_if.selected = ""
            self._what_if.functions = trial_functions(now, self._instrument)
            self._what_if.leverage = levers(now, self._instrument)
            self._what_if.effects = []
        self._board.open(number, self._plan(number))
        self._papers.put_between(self._board.widget)
        self._show()

    def _trial(self) -> tuple[ScoredCase, Plan]:
        """Return figures and plan as they would be with the scores on trial."""
        number = self._number
        if not self._changes:
            return ScoredCase(self._case, number, self._profile(number)), self._plan(number)
        case = with_changes(self._case, number, self._changes)
        measured = profile(case, number, self._instrument, unscored=True)
        return ScoredCase(case, number, measured), plan(case, number, self._instrument, measured=measured)

    def _show(self) -> None:
        recorded, planned = self._profile(self._number), self._plan(self._number)
        self._scored, self._current = self._trial()
        self._now = self._scored.profile
        self._draw_map()
        self._standing.groups = summary_bars(self._now, recorded, self._current.reserve, self._instrument)
        self._what_if.effects = (
            plan_effects(planned, self._current, self._instrument) if self._changes else []
        )
        self._notice.text = self._words["banner_what_if"][self._view.value] if self._changes else ""
        tells = planned.safety.urgent and self._view.value != "plan"
        self._danger.text = self._words["danger"]["said"] if tells else ""
        self._board.trial = bool(self._changes)
        if self._view.value in ("plan", "follow_up"):
            self._board.show(self._current)
        if self._view.value == "states":
            self._states.show(self._now, self._palette.value)
        self._show_papers()

    def _show_papers(self) -> None:
        if self._view.value == "papers":
            agreed_plan, trial = self._board.agreed(self._current), bool(self._changes)
            self._papers.show(agreed_plan, self._board.team, keeps=self._board.keeps, trial=trial)

    def _draw_map(self) -> None:
        beside = self._beside.value
        other = (self._case, int(beside)) if beside.isdecimal() else beside
        title = self._words["what_if_title"].format(title=self._now.title) if self._changes else None
        self._map.update(self._scored, beside=other, title=title)

    def _choose(self, function: str) -> None:
        self._what_if.selected = function

    def _try(self, _change: object) -> None:
        self._changes = checked_changes(self._what_if.changes, self._profile(self._number), self._instrument)
        self._show()

    def _end_trial(self, _change: object) -> None:
        self._what_if.changes = {}

    def _change_time(self, change: object) -> None:
        self._start()
        self._change_view(change)

    def _change_palette(self, _change: object) -> None:
        self._what_if.steps = self._steps()
        self._show()

    def _change_view(self, _change: object) -> None:
        view = self._view.value
        self._beside.layout.display = "" if view == "map" else "none"
        self._palette.layout.display = "" if view in ("map", "states") else "none"
        bodies = {"map": self._map_view, "states": self._states.widget, "papers": self._papers.widget}
        self._show()  # before it is turned to, so that nothing is there for a moment only
        self._board.turn(view)
        self._body.children = (bodies.get(view, self._board.widget),)
