"""A case in consultation: its map with "what if", the plan as a board, follow-up, states, and pages to print."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from nmt_widgets.apps.consult.printed_pages import PrintedPages
from nmt_widgets.apps.consult.states import StatesView
from nmt_widgets.apps.consult.summary_bars import summary_bars
from nmt_widgets.apps.consult.team_board import TeamBoard
from nmt_widgets.apps.shared.palette_choice import palette_choice
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.library.what_if import WhatIf
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import Choice, Heading, Notice, Standing

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
        self._numbers = [assessment.number for assessment in case.usable] or [case.latest]
        home = texts("home", instrument.language)
        self._view = Choice(
            self._words["views"]["label"], {id: self._words["views"][id] for id in VIEWS}, "map"
        )
        self._time = Choice(
            home["label_time"],
            {str(number): case.assessment(number).label for number in self._numbers},
            str(self._numbers[-1]),
        )
        self._palette = palette_choice(instrument)
        self._beside = Choice(self._words["compare"]["label"], self._others(), "typical")
        self.heading = Heading(case.title, subtitle="", back=self._words["back"], focus=True)
        controls = ipywidgets.Box([self._view, self._time, self._beside, self._palette])
        controls.add_class("nmt-row")
        self._what_if = WhatIf(case, self._number, instrument=instrument)
        self._standing = Standing(groups=[])
        self._record = record
        self._board = TeamBoard(
            record or case, self._number, self._what_if.recorded_plan, instrument, store=store, copy=copy
        )
        self._states = StatesView(instrument)
        self._papers = PrintedPages(
            instrument, self._board.ask_recipient, permission or DownloadPermission(store, case.id)
        )
        self._notice = Notice(button=self._words["what_if"]["reset"])
        self._danger = Notice(button=self._words["danger"]["show"])
        self._danger.add_class("nmt-danger-notice")
        self._standing.add_class("nmt-consult-side")
        self._what_if.grid.children += (self._standing,)
        self._body = ipywidgets.VBox([self._what_if])
        self._body.add_class("nmt-consultation")
        self.parts = [self.heading, controls, self._danger, self._notice, self._body]
        self._time.observe(self._change_time, "value")
        self._beside.observe(self._change_beside, "value")
        ipywidgets.dlink((self._palette, "value"), (self._what_if, "palette"))
        self._palette.observe(lambda _: self._show(), "value")
        self._view.observe(self._change_view, "value")
        self._what_if.observe(lambda _: self._show(), "changes")
        self._notice.observe(self._end_trial, "pressed")
        self._danger.observe(lambda _: self._view.set_trait("value", "plan"), "pressed")
        self._board.observe(lambda _: self._show_papers(), "changed")
        self._papers.put_between(self._board)
        self._start()

    def close(self) -> None:
        """Free what the page and the kernel hold of it."""
        self._board.close()
        close_widgets([*self.parts, self._what_if, self._states.widget, self._papers.widget])

    @property
    def _number(self) -> int:
        return int(self._time.value)

    def _others(self) -> dict[str, str]:
        others = {"typical": self._words["compare"]["typical"], "adult": self._words["compare"]["adult"]}
        if len(self._numbers) > 1:
            others |= {str(number): self._case.assessment(number).label for number in self._numbers}
        return others

    def _start(self) -> None:
        """Show another assessment, as its record has it."""
        now = self._what_if.recorded
        self.heading.subtitle = (
            self._words["views"]["map"] if not now.label else f"{now.label} · {wording.age(now.age)}"
        )
        self._show()

    def _show(self) -> None:
        trial, view = self._what_if, self._view.value
        on_trial = bool(trial.changes)
        self._standing.groups = summary_bars(
            trial.profile, trial.recorded, trial.plan.reserve, self._instrument
        )
        self._notice.text = self._words["banner_what_if"][view] if on_trial else ""
        tells = trial.recorded_plan.safety.urgent and view != "plan"
        self._danger.text = self._words["danger"]["said"] if tells else ""
        self._board.trial = on_trial
        if view in ("plan", "follow_up"):
            self._board.show(trial.plan)
        if view == "states":
            self._states.show(trial.profile, self._palette.value)
        self._show_papers()

    def _show_papers(self) -> None:
        if self._view.value == "papers":
            agreed_plan, trial = self._board.agreed(self._what_if.plan), bool(self._what_if.changes)
            self._papers.show(agreed_plan, self._board.team, keeps=self._board.keeps, trial=trial)

    def _change_beside(self, _change: object) -> None:
        beside = self._beside.value
        self._what_if.put_beside((self._case, int(beside)) if beside.isdecimal() else beside)

    def _end_trial(self, _change: object) -> None:
        self._what_if.reset()

    def _change_time(self, change: object) -> None:
        self._what_if.update(self._case, self._number)
        self._board.change(self._record or self._case, self._number, self._what_if.recorded_plan)
        self._start()
        self._change_view(change)

    def _change_view(self, _change: object) -> None:
        view = self._view.value
        self._beside.layout.display = "" if view == "map" else "none"
        self._palette.layout.display = "" if view in ("map", "states") else "none"
        bodies = {"map": self._what_if, "states": self._states.widget, "papers": self._papers.widget}
        self._show()  # before it is turned to, so that nothing is there for a moment only
        self._board.turn(view)
        self._body.children = (bodies.get(view, self._board),)
