"""Where adversity was: by period, and which periods go with which domain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

import numpy as np

from nmt_widgets.charts.outcomes import plot_severe_counts, plot_timing
from nmt_widgets.charts.outcomes.phrases import count
from nmt_widgets.charts.wording import named, percent, period_name
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import Rows
from nmt_widgets.library.programme.count_book import Cells
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.outcomes.timing import timing
from nmt_widgets.outcomes.timing.results import AdversityTiming
from nmt_widgets.outcomes.timing.timing import COLUMNS, HEALTH, severity


class AdversityFindings:
    """The topic `adversity`.

    Parameters
    ----------
    source : ProgrammeSource
    """

    def __init__(self, source: ProgrammeSource) -> None:
        self._source = source

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings."""
        say = texts("programme")
        if self._severity:
            yield self._periods(view)
        else:
            yield Finding("periods", say["periods"]["title"], None, say["periods"]["nothing"], "", 0, view.n)
        if not view.everybody:
            yield Finding("timing", say["timing"]["title"], None, say["timing"]["everybody_only"])
        elif self._timings:
            for result in self._timings:
                yield self._timing(result)
        else:
            yield Finding("timing", say["timing"]["title"], None, say["timing"]["nothing"], "", 0, view.n)

    @cached_property
    def _severity(self) -> dict[tuple[str, str], Rows]:
        """Return, by period and kind, whether each client's rating is severe, is not, or is not known."""
        source, codes = self._source, {}
        for period in source.instrument.history.periods:
            for kind, start in COLUMNS.items():
                column = f"{start}_{period.id}"
                if source.clients.has(column):
                    ratings = source.clients.numbers(column)
                    codes[period.id, kind] = severity(ratings, kind, source.outcome_rules.timing)
        return codes

    def _periods(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["periods"]
        public = {key: self._public(view, key) for key in self._severity}
        counts = pd.DataFrame(
            [(*key, *sizes) for key, sizes in public.items()],
            columns=["period", "kind", "severe", "other", "not_known"],
        )
        shares = [
            (severe / (severe + other), severe + other, period)
            for (period, kind), (severe, other, _) in public.items()
            if kind == "adversity" and severe is not None and other is not None and severe + other
        ]
        if counts[["severe", "other"]].isna().any(axis=1).all():
            return Finding("periods", say["title"], None, say["hidden"])
        figure = plot_severe_counts(
            counts,
            clients=view.n,
            smallest=source.smallest,
            synthetic=source.synthetic,
            instrument=source.instrument,
            rules=source.outcome_rules,
            theme=source.theme,
        )
        sentence = say["hidden"]
        if shares:
            most, n, period = max(shares, key=lambda entry: entry[0])
            sentence = say["sentence"].format(
                n=count(n), share=percent(100 * most), period=period_name(period, source.instrument)
            )
        missing = next(iter(public.values()))[-1]
        n_known = None if missing is None else view.n - missing
        return Finding("periods", say["title"], figure, sentence, say["caveat"], n_known, missing)

    def _public(self, view: View, key: tuple[str, str]) -> tuple[int | None, ...]:
        """Return the clients in whom it is severe, in whom it is not, and of whom it is not known."""
        codes = self._severity[key]
        known = view.counts(f"rated:{key}", partial(_rated, codes))[0]
        severe = view.counts(f"severe:{key}", partial(_severe, codes))
        return (*severe, None if known is None else view.n - known)

    @cached_property
    def _timings(self) -> tuple[AdversityTiming, ...]:
        """Return the model of each domain, of everybody."""
        source = self._source
        clients, rules = source.clients, source.outcome_rules
        needed = [
            HEALTH,
            *(f"{start}_{period}" for period in rules.timing.periods for start in COLUMNS.values()),
        ]
        if not all(clients.has(column) for column in needed):
            return ()
        first = clients.frame.iloc[clients.begins]
        return tuple(
            timing(first, domain.id, instrument=source.instrument, rules=rules)
            for domain in source.instrument.domains.domains
            if set(source.instrument.domain_functions(domain.id)) <= set(first.columns)
        )

    def _timing(self, result: AdversityTiming) -> Finding:
        source, say = self._source, texts("programme")["timing"]
        title = say["of"].format(domain=named("domains", result.outcome, source.instrument))
        missing = result.clients - result.n
        if any(0 < size < source.smallest for size in (result.n, missing)):
            return Finding(f"timing_{result.outcome}", title, None, say["hidden"])
        if result.reason:
            few = say["too_few"].format(n=count(result.n), least=source.outcome_rules.timing.least_clients)
            return Finding(f"timing_{result.outcome}", title, None, few, "", result.n, missing)
        figure = plot_timing(result, instrument=source.instrument, theme=source.theme)
        health = result.predictors[0]
        sentence = say["sentence"].format(n=count(result.n), rank=health.rank, of=len(result.predictors))
        caveat = texts("timing")["caveat"].strip()
        return Finding(f"timing_{result.outcome}", title, figure, sentence, caveat, result.n, missing)


def _rated(codes: Rows) -> Cells:
    return Cells((codes == 2).astype(np.intp), 2)


def _severe(codes: Rows) -> Cells:
    rated = np.array([[1, 1, 0], [0, 0, 1]])
    return Cells(codes, 3, np.eye(2, 3, dtype=np.int64), ((_rated(codes), rated),))
