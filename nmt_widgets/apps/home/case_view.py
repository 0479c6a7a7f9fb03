"""An opened case: its map at each assessment, charts, and the making of its report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import ipywidgets

from nmt_widgets.apps.home.case_file import case_file_button
from nmt_widgets.apps.home.report_button import report_maker
from nmt_widgets.apps.shared.palette_choice import palette_choice
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.brain_map import BrainMap
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.metrics import Figure, Profile, compare, profile
from nmt_widgets.store import Store
from nmt_widgets.widgets import Chart, Choice, Heading

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


class CaseView(OpenedView):
    """The parts of an opened case; `parts` come in the order they are read.

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
        numbers = [assessment.number for assessment in case.usable] or [case.latest]
        self._numbers = numbers
        self._time = Choice(
            self._words["label_time"],
            {str(number): self._label(number) for number in numbers},
            str(numbers[0]),
        )
        self._palette = palette_choice(instrument)
        now = self._now
        self.heading = Heading(
            case.title,
            subtitle=case.summary,
            facts=self._facts(now),
            back=self._words["back"],
            focus=True,
        )
        self._map = BrainMap((case, now.assessment), ["typical", "adult"], instrument=instrument)
        # One button an assessment: coming back to a report that is being made finds it going on.
        self._maker_of = cache(
            lambda number: report_maker(number, instrument, DownloadPermission(store, case.id))
        )
        self._maker = ipywidgets.VBox([self._maker_of(now.assessment)])
        controls = ipywidgets.Box(
            [self._time, self._palette, self._maker, case_file_button(case, instrument, store)]
        )
        controls.add_class("nmt-row")
        self._charts: dict[str, Chart] = {}
        self._grid = ipywidgets.Box([])
        self._grid.add_class("nmt-grid")
        self.parts = [self.heading, controls, self._map, self._grid]
        self._time.observe(self._change_time, "value")
        ipywidgets.dlink((self._palette, "value"), (self._map, "palette"))

    @property
    def _now(self) -> Profile:
        return self._profile(int(self._time.value))

    def _label(self, number: int) -> str:
        label = self._case.assessment(number).label
        return str(self._words["time"].format(label=label, age=wording.age_of(self._case, number)))

    def _facts(self, now: Profile) -> list[list[str]]:
        words, cmr = self._words["facts"], now.cmr
        adult = self._instrument.scale.high * len(self._instrument.functions)
        gate = words["gate_open" if cmr.gate_open else "gate_shut"].format(gate=wording.gate(cmr.gate))
        if not cmr.settled:
            gate = f"{gate}, {words['unsettled']}"
        ranged = {
            "low": wording.number(cmr.figure.low, 2),
            "high": wording.number(cmr.figure.high, 2),
            "ranges": wording.ranges_in_brief(self._instrument),
            "gate": gate,
            "mark": wording.mark(self._instrument.cmr.source, self._instrument),
        }
        health = now.relational_health
        return [
            [
                words["total"],
                wording.number(now.total.value),
                words["total_remark"].format(adult=adult, typical=wording.number(now.typical_total)),
            ],
            self._fact("cmr", cmr.figure, wording.number(cmr.figure.value, 2), ranged),
            self._fact("relational", health, wording.percent(health.value), {"n": health.n, "of": health.of}),
        ]

    def _fact(self, name: str, figure: Figure, value: str, remark: Mapping[str, object]) -> list[str]:
        words = self._words["facts"]
        if figure.value is None:
            return [words[name], words["too_few"], words["too_few_remark"].format(n=figure.n, of=figure.of)]
        return [words[name], value, words[f"{name}_remark"].format_map(remark)]

    def close(self) -> None:
        """Free what the page and the kernel hold of it."""
        close_widgets([*self.parts, *self._charts.values()])

    def add_details(self) -> None:
        """Draw the charts; called once the map is on its way to the page."""
        self._charts = {
            name: Chart(figure, title=self._words["charts"][name], **rest)
            for name, (figure, rest) in self._figures().items()
        }
        self._lay_out(list(self._charts))

    def _lay_out(self, names: list[str]) -> None:
        for name in {"change", "items"} & set(names):
            self._charts[name].add_class("nmt-wide")
        self._grid.children = tuple(self._charts[name] for name in names)

    def _figures(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Return the JSON, the description and the table of each chart for the chosen assessment."""
        from nmt_widgets import charts

        now, instrument = self._now, self._instrument
        earlier = [number for number in self._numbers if number < now.assessment]
        before = self._profile(earlier[-1]) if earlier else None
        page: dict[str, Any] = {"instrument": instrument, "theme": charts.PAGE}
        charts_by_name: dict[str, tuple[go.Figure, pd.DataFrame]] = {
            "domains": (charts.plot_domains(now, **page), charts.domains_table(now, instrument)),
            "relational": (
                charts.plot_relational(now, **page),
                charts.relational_table(now, instrument),
            ),
            "cmr": (
                charts.plot_cmr([before, now] if before else now, **page),
                charts.cmr_table(now, instrument),
            ),
            "history": (
                charts.plot_history(now, mark=self._case.history.mark, **page),
                charts.history_table(now, instrument),
            ),
        }
        if before:
            change = compare(before, now)
            charts_by_name["change"] = (
                charts.plot_change(change, **page),
                charts.change_table(change, instrument, items=False),
            )
            charts_by_name["items"] = (
                charts.plot_functions(change, **page),
                charts.change_table(change, instrument),
            )
        words = texts("report", instrument.language)["as_table"]
        return {
            name: (
                charts.figure_json(figure),
                {
                    "description": charts.describe(figure),
                    "table": table.to_html(),
                    "table_words": words,
                },
            )
            for name, (figure, table) in charts_by_name.items()
        }

    def _change_time(self, _change: object) -> None:
        now = self._now
        self._map.update((self._case, now.assessment))
        self.heading.facts = self._facts(now)
        self._maker.children = (self._maker_of(now.assessment),)
        figures = self._figures()
        for name, (figure, rest) in figures.items():
            if name in self._charts:
                with self._charts[name].hold_sync():
                    self._charts[name].figure = figure
                    self._charts[name].description = rest["description"]
                    self._charts[name].table = rest["table"]
            else:
                self._charts[name] = Chart(figure, title=self._words["charts"][name], **rest)
        self._lay_out(list(figures))
