"""The papers: for the family, for the school, and the agreed plan for the team."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers import READERS, plan_page, summary_page
from nmt_widgets.planning import AgreedPlan
from nmt_widgets.widgets import Choice, PrintPage

PAPERS = (*READERS, "plan")


class PrintedPages:
    """A choice of paper, who receives it, and the paper.

    Parameters
    ----------
    instrument : Instrument
    ask : callable
        Called with the reader of the chosen paper (empty for none) and why it is asked who receives it.
    permission : DownloadPermission
        Checked before a paper is shown, printed or saved.

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(
        self, instrument: Instrument, ask: Callable[[str, str], None], permission: DownloadPermission
    ) -> None:
        self._instrument, self._ask, self._permission = instrument, ask, permission
        self._words = words = texts("consult", instrument.language)["papers"]
        self._paper = Choice(words["choose"], {id: words[id] for id in PAPERS}, PAPERS[0])
        self._page = PrintPage(
            permission.check,
            html="",
            file="",
            words={name: words[name] for name in ("title", "print", "save")},
        )
        self._current: tuple[AgreedPlan, TeamPlan, bool, bool] | None = None
        self.widget = ipywidgets.VBox([self._paper, self._page])
        self._paper.observe(lambda _: self._draw(), "value")

    def put_between(self, widget: ipywidgets.DOMWidget | None) -> None:
        """Put what asks who receives it between the choice and the paper."""
        self.widget.children = (self._paper, *([widget] if widget is not None else []), self._page)

    def show(self, agreed_plan: AgreedPlan, team: TeamPlan, *, keeps: bool, trial: bool) -> None:
        """Show the papers of a plan with the team's decisions; of scores on trial there is nothing to print."""
        self._current = (agreed_plan, team, keeps, trial)
        self._draw()

    def _draw(self) -> None:
        if self._current is None:
            return
        agreed_plan, team, keeps, trial = self._current
        paper, words = self._paper.value, self._words
        reader = next((known for known in READERS if known == paper), None)
        why = words["why_asked" if agreed_plan.plan.safety.needs_recipient else "why_offered"]
        self._ask("" if trial or not keeps else reader or "", why)
        html, notice = "", ""
        if trial:
            notice = words["on_trial"]
        else:
            try:
                self._permission.check()
            except InputError as error:
                self._page.take_away(error.brief)
                return
            try:
                html = self._make_page(agreed_plan, team, paper)
            except InputError:
                notice = words["no_recipient" if keeps else "no_recipient_guest"]
        with self._page.hold_sync():
            self._page.file = f"{agreed_plan.plan.case}-{paper}.html"
            self._page.html = html
            self._page.notice = notice

    def _make_page(self, agreed_plan: AgreedPlan, team: TeamPlan, paper: str) -> str:
        for reader in READERS:
            if reader == paper:
                return summary_page(agreed_plan, team, reader, self._instrument)
        return plan_page(agreed_plan, team, self._instrument)
