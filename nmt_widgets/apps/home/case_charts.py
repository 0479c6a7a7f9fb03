"""The charts of an opened case: the history under the map, and what changed beside the figures of now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from nmt_widgets.case_files import Case
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.metrics import Profile, compare
from nmt_widgets.widgets import Chart

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

CHARTS = ("history", "items", "change", "domains", "cmr", "relational")
"""In the order they are read."""

_OF_A_CHANGE = ("items", "change")
_COLUMNS = (("items", "relational"), ("change", "cmr", "domains"))
"""Beside each other, about as high as each other."""


class CaseCharts:
    """The charts of an assessment, with those of the change from another one.

    Parameters
    ----------
    case : Case
    instrument : Instrument

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(self, case: Case, instrument: Instrument) -> None:
        self._case, self._instrument = case, instrument
        self._charts: dict[str, Chart] = {}
        self._columns = [ipywidgets.VBox([]) for _ in _COLUMNS]
        self._over = ipywidgets.VBox([])
        grid = ipywidgets.Box(self._columns)
        grid.add_class("nmt-grid")
        # these boxes stay where they are: the page would make those anew that move
        self.widget = ipywidgets.VBox([self._over, grid])
        for column in (self.widget, *self._columns):
            column.add_class("nmt-column-of-charts")

    def show(self, now: Profile, before: Profile | None) -> None:
        """Draw the charts of one assessment; with an earlier one also what changed."""
        titles = texts("home", self._instrument.language)["charts"]
        for name, (figure, more) in self._figures(now, before).items():
            if name not in self._charts:
                self._charts[name] = Chart(figure, title=titles[name], **more)
                self._charts[name].add_class(f"nmt-part-{name}")
                continue
            with self._charts[name].hold_sync():
                self._charts[name].figure = figure
                self._charts[name].description = more["description"]
                self._charts[name].table = more["table"]
        self._lay_out(has_change=before is not None)

    def close(self) -> None:
        """Free what the page and the kernel hold of them."""
        close_widgets([self.widget, *self._charts.values()])

    def _lay_out(self, *, has_change: bool) -> None:
        columns = [
            [self._charts[name] for name in column if has_change or name not in _OF_A_CHANGE]
            for column in _COLUMNS
        ]
        for column, charts in zip(self._columns, columns, strict=True):
            column.children = charts
        self._over.children = [self._charts["history"]]

    def _figures(self, now: Profile, before: Profile | None) -> dict[str, tuple[str, dict[str, str]]]:
        """Return the JSON, the description and the table of each chart."""
        from nmt_widgets import charts

        instrument = self._instrument
        page: dict[str, Any] = {"instrument": instrument, "theme": charts.PAGE}
        charts_by_name: dict[str, tuple[go.Figure, pd.DataFrame]] = {
            "history": (
                charts.plot_history(now, mark=self._case.history.mark, **page),
                charts.history_table(now, instrument),
            ),
            "domains": (charts.plot_domains(now, **page), charts.domains_table(now, instrument)),
            "relational": (charts.plot_relational(now, **page), charts.relational_table(now, instrument)),
            "cmr": (
                charts.plot_cmr([before, now] if before else now, **page),
                charts.cmr_table(now, instrument),
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
