"""An opened case: two of its assessments side by side, its history, charts, and the making of its report."""

from __future__ import annotations

from functools import cache

import ipywidgets

from nmt_widgets.apps.home.case_charts import CHARTS, CaseCharts
from nmt_widgets.apps.home.case_facts import case_facts
from nmt_widgets.apps.home.case_file import case_file_button
from nmt_widgets.apps.home.report_button import case_report
from nmt_widgets.apps.shared.palette_choice import palette_choice
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import change_table, map_table, wording
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.brain_map import BrainMap
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.library.export import stand_alone
from nmt_widgets.metrics import Change, Profile, compare, profile
from nmt_widgets.planning import plan
from nmt_widgets.store import Store
from nmt_widgets.widgets import CaseTools, Choice, ChoiceSlider, Heading

BEFORE, PEER = "before", "peer"
_MOST_IN_A_ROW = 2


class CaseView(OpenedView):
    """The parts of an opened case; `parts` come in the order they are read.

    It begins with the last assessment beside the one before. Only what is shown is measured and drawn.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    store : Store, optional
        Opened for the person in front: it is asked before a report is made or handed over.

    Attributes
    ----------
    heading : Heading
        Its `left` counts the way back.
    parts : list of widgets
    """

    def __init__(self, case: Case, instrument: Instrument, store: Store | None = None) -> None:
        self._case, self._instrument = case, instrument
        self._words = texts("home", instrument.language)
        self._profile = cache(lambda number: profile(case, number, instrument, unscored=True))
        self._numbers = [assessment.number for assessment in case.usable] or [case.latest]
        self._time = self._time_choice()
        self._beside = Choice(self._words["beside"]["label"], self._others(), BEFORE)
        self._palette = palette_choice(instrument)
        now, change = self._now, self._change
        self.heading = Heading(
            case.title,
            subtitle=case.summary,
            facts=case_facts(now, change, instrument),
            back=self._words["back"],
            focus=True,
        )
        permission = DownloadPermission(store, case.id)
        words = {**self._words["tools"], "parts": self._words["parts"]["label"]}
        self._tools = CaseTools(words, self._picture, permission.check, parts=self._parts())
        # One button an assessment: coming back to a report that is being made finds it going on.
        self._maker_of = cache(lambda number: case_report(number, instrument, permission).maker)
        self._maker = ipywidgets.VBox([self._maker_of(now.assessment)])
        self._map = BrainMap(change or (case, now.assessment), ["typical", "adult"], instrument=instrument)
        self._map.add_class("nmt-part-map")
        self._table = ipywidgets.HTML(self._table_html())
        self._table.add_class("nmt-map-table")
        self._charts = CaseCharts(case, instrument)
        choices = [self._time, self._beside] if len(self._numbers) > 1 else []
        controls = ipywidgets.Box(
            [*choices, self._palette, self._maker, case_file_button(case, instrument, store)]
        )
        controls.add_class("nmt-row")
        danger = [ipywidgets.HTML(text)] if (text := self._danger_html()) else []
        self.parts = [self.heading, *danger, self._tools, controls]
        self.parts += [self._map, self._table, self._charts.widget]
        self._time.observe(self._follow, "value")
        self._beside.observe(self._follow, "value")
        ipywidgets.dlink((self._palette, "value"), (self._map, "palette"))

    # ---- which assessments ----

    def _time_choice(self) -> Choice:
        label, last = self._words["label_time"], str(self._numbers[-1])
        options = {str(number): self._label(number) for number in self._numbers}
        if len(options) <= _MOST_IN_A_ROW:
            return Choice(label, options, last)
        return ChoiceSlider(label, options, last, words=self._words["slider"])

    def _others(self) -> dict[str, str]:
        words = self._words["beside"]
        chosen = self._numbers if len(self._numbers) > _MOST_IN_A_ROW else []
        return {
            BEFORE: words["before"],
            PEER: words["peer"],
            **{str(number): self._label(number) for number in chosen},
        }

    def _label(self, number: int) -> str:
        label = self._case.assessment(number).label
        return str(self._words["time"].format(label=label, age=wording.age_of(self._case, number)))

    @property
    def _now(self) -> Profile:
        return self._profile(int(self._time.value))

    @property
    def _change(self) -> Change | None:
        """The change between the two assessments beside each other, the earlier one first; None for one alone."""
        now, beside = int(self._time.value), self._beside.value
        before = max((number for number in self._numbers if number < now), default=now)
        other = {BEFORE: before, PEER: now}.get(beside) or int(beside)
        if other == now:
            return None
        return compare(*(self._profile(number) for number in sorted((other, now))))

    # ---- what is shown ----

    def _parts(self) -> list[tuple[str, str]]:
        """Return the parts of the page, and what the links to them are called."""
        words = self._words["parts"]
        return [
            (part, words[part])
            for part in ("map", *CHARTS)
            if part in words and (part != "items" or self._change)
        ]

    def _danger_html(self) -> str:
        """Return what the latest assessment tells of danger: of a client also what is not known."""
        safety = plan(self._case, self._numbers[-1], self._instrument).safety
        if not safety.urgent and (self._case.kind != "clinical" or not safety.signs):
            return ""
        return f'<p class="nmt-alert">{escape(safety.summary)}</p>'

    def _table_html(self) -> str:
        """Return the numbers of the map, folded away."""
        change, instrument = self._change, self._instrument
        table = change_table(change, instrument) if change else map_table(self._now, instrument)
        summary = escape(texts("report", instrument.language)["as_table"])
        return (
            f'<details class="nmt-more is-quiet"><summary>{summary}</summary>'
            f'<div class="nmt-table">{table.to_html()}</div></details>'
        )

    def _picture(self) -> tuple[str, str]:
        """Return the map as a file that stands alone, and its name."""
        change = self._change
        numbers = [change.before.assessment, change.after.assessment] if change else [self._now.assessment]
        name = self._words["tools"]["file"].format(
            case=self._case.id, times="-".join(str(number) for number in numbers)
        )
        return stand_alone(self._map.to_svg(), "light"), name

    def add_details(self) -> None:
        """Draw the charts; called once the map is on its way to the page."""
        change = self._change
        self._charts.show(change.after if change else self._now, change.before if change else None)

    def close(self) -> None:
        """Free what the page and the kernel hold of it."""
        self._charts.close()
        close_widgets([*self.parts, self._time, self._beside])

    def _follow(self, _change: object) -> None:
        now, change = self._now, self._change
        self._map.update(change or (self._case, now.assessment))
        self.heading.facts = case_facts(now, change, self._instrument)
        self._tools.parts = self._parts()
        self._table.value = self._table_html()
        self._maker.children = (self._maker_of(now.assessment),)
        self.add_details()
