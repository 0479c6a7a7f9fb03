"""Restraints and incidents before and after: rates by phase, and the months as a series, one kind after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nmt_widgets.charts.outcomes import plot_incident_rates, plot_interrupted_series
from nmt_widgets.charts.outcomes.phrases import is_apart, why, with_limits
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.outcomes.incidents import (
    Incidents,
    InterruptedSeries,
    RateRatio,
    interrupted_series,
    rate_model,
    rate_ratio,
    rates,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class KindResults:
    """What is computed of one kind.

    Attributes
    ----------
    rates : pandas.DataFrame
        By phase; phases of few clients are hidden.
    ratio : RateRatio or None
        Of the last phase to the first.
    model : str
        The ratio of a model that allows for scatter, in words; or why there is none.
    series : InterruptedSeries or str
        Or why there is none.
    hidden : int
        Phases that are hidden.
    """

    rates: pd.DataFrame
    ratio: RateRatio | None
    model: str
    series: InterruptedSeries | str
    hidden: int


class IncidentFindings:
    """The topic `incidents`.

    Parameters
    ----------
    source : ProgrammeSource
    """

    def __init__(self, source: ProgrammeSource) -> None:
        self._source = source

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings."""
        say = texts("programme")["rates"]
        if not self._results:
            yield Finding("rates", say["title"], None, say["nothing"])
        elif not view.everybody:
            yield Finding("rates", say["title"], None, say["everybody_only"])
        else:
            for kind, result in self._results.items():
                yield self._rates(kind, result)
                yield self._series(kind, result)

    @cached_property
    def _results(self) -> dict[str, KindResults]:
        incidents = self._source.data.incidents
        return {kind: self._result(entry) for kind, entry in incidents.items() if len(entry.frame)}

    def _result(self, incidents: Incidents) -> KindResults:
        table, smallest = rates(incidents), self._source.smallest
        few: set[str] = set()
        if "client" in incidents.frame.columns:
            clients = incidents.frame.groupby("phase")["client"].nunique()
            few = {str(phase) for phase, n in clients.items() if 0 < n < smallest}
        is_few = table["phase"].isin(few)
        visible = table.astype({"count": object})
        visible.loc[is_few, ["count", "days", "rate", "low", "high"]] = None
        phases = [str(phase) for phase in table.loc[~is_few, "phase"]]
        say = texts("programme")["rates"]
        if len(phases) < 2:
            return KindResults(visible, None, say["one_phase"], say["one_phase"], len(few))
        first, last = phases[0], phases[-1]
        return KindResults(
            visible,
            rate_ratio(incidents, first, last),
            self._model(incidents, phases),
            self._series_of(incidents, first, last),
            len(few),
        )

    def _series_of(self, incidents: Incidents, before: str, after: str) -> InterruptedSeries | str:
        """Return the months of two phases; why not, where one of them is of few clients."""
        frame = incidents.frame
        if {"client", "month"} <= set(frame.columns):
            months = frame[frame["phase"].isin([before, after])].groupby("month")["client"]
            few = months.nunique() < self._source.smallest
            if (
                few & (months.count() == months.size())
            ).any():  # of a whole unit nobody knows how many they are
                return str(texts("programme")["series"]["few_clients"])
        try:
            return interrupted_series(incidents, before, after)
        except InputError as error:
            return error.message

    def _model(self, incidents: Incidents, phases: list[str]) -> str:
        say = texts("programme")["rates"]
        try:
            model = rate_model(incidents, order=(phases[0], phases[-1]))
        except InputError as error:
            return str(say["no_model"]).format(reason=error.message)
        ratio = model.ratios[-1].ratio
        if ratio.value is None:
            return str(say["no_model"]).format(reason=why(ratio.reason))
        return str(say["model"]).format(ratio=with_limits(ratio.value, ratio.low, ratio.high))

    def _rates(self, kind: str, result: KindResults) -> Finding:
        source, say = self._source, texts("programme")["rates"]
        figure = plot_incident_rates(
            result.rates, result.ratio, synthetic=source.synthetic, theme=source.theme
        )
        parts = [say["one_phase"]]
        if (pair := result.ratio) is not None:
            ratio = pair.ratio
            parts = [say["no_ratio"].format(reason=why(ratio.reason))]
            if ratio.value is not None:
                key = "clear" if is_apart(ratio.low, ratio.high) else "unclear"
                limits = with_limits(ratio.value, ratio.low, ratio.high)
                parts = [say[key].format(before=pair.before, after=pair.after, ratio=limits), result.model]
        if result.hidden:
            parts.append(say["hidden"])
        if left_out := source.data.incidents_left_out.get(kind):
            parts.append(left_out)
        title = say["of"].format(kind=kind)
        return Finding(f"rates_{kind}", title, figure, " ".join(parts), texts("outcomes")["no_comparison"])

    def _series(self, kind: str, result: KindResults) -> Finding:
        source, say = self._source, texts("programme")["series"]
        title, series = say["of"].format(kind=kind), result.series
        if isinstance(series, str):
            return Finding(f"series_{kind}", title, None, say["nothing"].format(reason=series))
        figure = plot_interrupted_series(series, synthetic=source.synthetic, theme=source.theme)
        key = "clear" if is_apart(series.step.low, series.step.high) else "unclear"
        ratio = with_limits(series.step.value, series.step.low, series.step.high)
        sentence = say[key].format(month=series.change, ratio=ratio)
        caveat = f"{texts('outcomes')['series']['assumed']} {texts('outcomes')['no_comparison']}"
        return Finding(f"series_{kind}", title, figure, sentence, caveat)
