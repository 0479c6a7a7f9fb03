"""Many sites told as one programme, from their aggregate files: no client of any site is in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from nmt_widgets.charts.outcomes import (
    plot_categories_moved,
    plot_counts,
    plot_forest,
    plot_incident_rates,
    plot_timing,
)
from nmt_widgets.charts.outcomes.forest import forest_sentence
from nmt_widgets.charts.outcomes.phrases import count, known, measure_name, signed, with_limits
from nmt_widgets.charts.wording import period_name
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.topics import TOPICS, Filter, Finding, Topic
from nmt_widgets.outcomes.disclosure.table import TOTAL
from nmt_widgets.outcomes.pooling import Pooled
from nmt_widgets.outcomes.pooling.pooled import RATIO
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.outcomes.timing.results import AdversityTiming, TimingPredictor
from nmt_widgets.outcomes.timing.timing import CURRENT, HEALTH
from nmt_widgets.training.statistics.statistic import without_interval

if TYPE_CHECKING:
    import pandas as pd

_DONE = {"yes": "better", "no": "worse", "not known": "unknown"}


class PooledProgramme:
    """What is told of many sites together, as of one programme; there are no filters.

    Parameters
    ----------
    pooled : Pooled
        Made by :func:`nmt_widgets.outcomes.pooling.pool`.
    instrument : Instrument, optional
    theme : str, optional
        As for :class:`~nmt_widgets.library.programme.Programme`.
    """

    filters: tuple[Filter, ...] = ()

    def __init__(
        self, pooled: Pooled, *, instrument: Instrument | None = None, theme: str | None = None
    ) -> None:
        self.pooled, self.synthetic, self.smallest = pooled, pooled.synthetic, pooled.smallest
        self.as_of = datetime.date.today()
        self._instrument, self._theme = use_instrument(instrument), theme
        self._tellers: Mapping[str, Callable[[], Iterator[Finding]]] = {
            "clients": self._clients,
            "gains": self._gains,
            "plan": self._plan,
            "incidents": self._incidents,
            "adversity": self._adversity,
        }

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of which the files hold something."""
        pooled = self.pooled
        filled = {
            "clients": True,
            "gains": bool(pooled.change),
            "plan": not pooled.tables["adherence"].empty,
            "incidents": not pooled.incidents.empty,
            "adversity": not pooled.timing.empty,
        }
        return tuple(id for id in TOPICS if filled[id])

    def topic(self, id: str, selection: Mapping[str, str] | None = None) -> Topic:
        """Return a topic.

        Raises
        ------
        InputError
            When the topic is not there, or something is chosen: files of sites have no filters.
        """
        if id not in self.topics:
            raise refusal("programme", "no_topic", name=str(id)[:40], known=name_some(self.topics))
        if selection:
            raise refusal("programme", "no_filter", name=str(next(iter(selection)))[:40], known="–")
        say = texts("programme")
        findings = tuple(self._tellers[id]())
        return Topic(id, say["topics"][id]["title"], say["topics"][id]["lead"], findings, self._n)

    @property
    def _n(self) -> int:
        return sum(site.clients for site in self.pooled.sites)

    def _clients(self) -> Iterator[Finding]:
        say, left_out = texts("programme")["pooled"], [site.left_out for site in self.pooled.sites]
        rows = [(site.site, say["clients"], site.clients) for site in self.pooled.sites]
        missing = None if None in left_out else sum(part or 0 for part in left_out)
        sentence = say["sites"].format(sites=len(rows), n=count(self._n), missing=count(missing))
        yield self._counted("sites", say["sites_title"], rows, {}, sentence, say["sites_caveat"], missing)
        flow = self.pooled.tables["flow"]
        rows = [
            (say["times"].format(times=times), say["clients"], n) for times, n in flow.itertuples(index=False)
        ]
        yield self._counted(
            "flow", say["flow_title"], rows, {}, say["flow"], texts("programme")["flow"]["caveat"]
        )

    def _gains(self) -> Iterator[Finding]:
        say = texts("programme")["pooled"]
        for (measure, first, second), change in self.pooled.change.items():
            if (first, second) != (1, 2) or measure.endswith("_functional_age"):
                continue
            name, mean, size = measure_name(measure, self._instrument), change.mean_difference, change.d_av
            sentence = say["change"].format(
                measure=name,
                n=count(change.n),
                mean=with_limits(mean.value, mean.low, mean.high, 1),
                size=with_limits(size.value, size.low, size.high),
            )
            title = say["forest"].format(measure=name)
            meta = self.pooled.meta.get((measure, str(first), str(second), "d_av"))
            figure = meta and plot_forest(meta, title, synthetic=self.synthetic, theme=self._theme)
            text = sentence if meta else f"{sentence} {say['one_site']}"
            caveat, missing = texts("programme")["gains"]["caveat"], self._n - change.n
            yield Finding(f"change_{measure}", title, figure, text, caveat, change.n, missing)
        if not (moved := self._moved()).empty:
            figure = plot_categories_moved(
                moved, synthetic=self.synthetic, instrument=self._instrument, theme=self._theme
            )
            caveat = texts("outcomes")["caveat"]
            yield Finding("moved", texts("programme")["moved"]["title"], figure, say["moved"], caveat)

    def _moved(self) -> pd.DataFrame:
        """Return the categories of the domains before and after; a count that a site hides is hidden."""
        table = self.pooled.tables["moved"]
        domains = [domain.id for domain in self._instrument.domains.domains]
        inner = table["table"].isin(domains) & (table["first"] != TOTAL) & (table["second"] != TOTAL)
        names = {"table": "domain", "first": "before", "second": "after"}
        return table[inner].rename(columns=names)[["domain", "before", "after", "count"]]

    def _plan(self) -> Iterator[Finding]:
        say, table = texts("programme")["pooled"], self.pooled.tables["adherence"]
        kinds = texts("outcomes")["adherence"]["kinds"]
        inner = table[(table["first"] != TOTAL) & (table["second"] != TOTAL)]
        rows = [
            (kinds.get(row["first"], row["first"]), say["done"][row["second"]], row["count"])
            for row in inner.to_dict("records")
        ]
        whole = table[table["first"] == TOTAL].set_index("second")["count"]
        sizes = {word: known(whole.get(word)) for word in (*_DONE, TOTAL)}
        sentence = say["plan_hidden"]
        if None not in sizes.values():
            done, refused, open_, total = map(count, sizes.values())
            sentence = say["plan"].format(done=done, refused=refused, open=open_, lines=total)
        looks = {say["done"][word]: look for word, look in _DONE.items()}
        caveat = say["plan_caveat"]
        title = texts("programme")["adherence"]["title"]
        yield self._counted("adherence", title, rows, looks, sentence, caveat, of="lines")

    def _incidents(self) -> Iterator[Finding]:
        say, table = texts("programme")["pooled"], self.pooled.incidents
        figure = plot_incident_rates(table, synthetic=self.synthetic, theme=self._theme)
        hidden = int(table["hidden_at"].sum())
        sentence = plural(say, "rates_hidden", hidden) if hidden else say["rates"]
        caveat = texts("outcomes")["no_comparison"]
        yield Finding("rates", texts("programme")["rates"]["title"], figure, sentence, caveat)
        for (measure, before, after, name), meta in self.pooled.meta.items():
            if name == RATIO:
                title = say["ratio"].format(before=before, after=after)
                figure = plot_forest(meta, title, ratio=True, synthetic=self.synthetic, theme=self._theme)
                sentence = forest_sentence(meta, ratio=True)
                yield Finding(f"{measure}_{after}", title, figure, sentence, caveat)

    def _adversity(self) -> Iterator[Finding]:
        say = texts("programme")["pooled"]
        for outcome, part in self.pooled.timing.groupby("outcome", sort=False):
            result = self._timing(str(outcome), part)
            title = texts("programme")["timing"]["of"].format(
                domain=measure_name(str(outcome), self._instrument)
            )
            figure = plot_timing(result, instrument=self._instrument, theme=self._theme)
            strongest = max(result.predictors, key=lambda entry: abs(entry.coefficient.value or 0.0))
            sentence = say["timing"].format(
                n=count(result.n), name=self._predictor(strongest), value=signed(strongest.coefficient.value)
            )
            caveat = texts("timing")["caveat"].strip()
            yield Finding(f"timing_{outcome}", title, figure, sentence, caveat, result.n, self._n - result.n)

    def _timing(self, outcome: str, part: pd.DataFrame) -> AdversityTiming:
        """Return the coefficients of an outcome; sums of sites give no interval."""
        rules, n = load_outcome_rules(), int(part["n"].iloc[0])
        predictors = []
        for row in part.to_dict("records"):
            kind, _, period = str(row["predictor"]).partition("_")
            if row["predictor"] == HEALTH:
                kind, period = HEALTH, CURRENT
            value = without_interval(row["coefficient"], n)
            predictors.append(TimingPredictor(row["predictor"], kind, period, None, value))
        predictors.sort(key=lambda entry: entry.kind != HEALTH)
        severe = {"adversity": rules.timing.severe_adversity, "poverty": rules.timing.severe_poverty}
        return AdversityTiming(
            outcome, n, self._n, {}, tuple(predictors), (), None, None, None, rules.resampling.level,
            0, 0, severe, self.synthetic, rules.version,
        )  # fmt: skip

    def _predictor(self, predictor: TimingPredictor) -> str:
        say = texts("outcomes")["timing"]["kinds"][predictor.kind]
        period = "" if predictor.kind == HEALTH else period_name(predictor.period, self._instrument)
        return str(say).format(period=period)

    def _counted(
        self,
        id: str,
        title: str,
        rows: Sequence[tuple[str, str, int | None]],
        looks: Mapping[str, str],
        sentence: str,
        caveat: str,
        missing: int | None = None,
        *,
        of: Literal["clients", "lines"] = "clients",
    ) -> Finding:
        import pandas as pd

        figure = plot_counts(
            pd.DataFrame(rows, columns=["row", "group", "count"]),
            looks,
            title=title,
            sentence=sentence,
            of=of,
            smallest=self.smallest,
            synthetic=self.synthetic,
            theme=self._theme,
        )
        return Finding(id, title, figure, sentence, caveat, self._n if of == "clients" else None, missing)
