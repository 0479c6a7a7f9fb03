"""Who gains, and who does not: reliable change, categories, functional ages, beside the error of those who rated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from nmt_widgets.charts.outcomes import plot_counts, plot_functional_ages, plot_gains
from nmt_widgets.charts.outcomes.gains import say_groups
from nmt_widgets.charts.outcomes.phrases import count, signed
from nmt_widgets.charts.wording import number
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import Rows
from nmt_widgets.library.programme.moves import WAYS, CategoryScales
from nmt_widgets.library.programme.presence import known_twice, within_known
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.paired import PairedChange, change_of_pairs
from nmt_widgets.outcomes.change.pairs import CompletePairs
from nmt_widgets.outcomes.change.rating_error import agreement_over_time
from nmt_widgets.outcomes.change.reliable import GROUPS, group_places
from nmt_widgets.training.statistics.intervals import mean_interval
from nmt_widgets.training.statistics.statistic import undefined

_AGES, _TOTAL = "_functional_age", "total"
_COUNTED = np.vstack([np.eye(4, dtype=np.int64), [1, 1, 0, 0]])
"""The groups that are counted, and last those who are better: recovered or improved."""

_LOOKS = {"up": "better", "same": "same", "down": "worse", "open": "unknown", "absent": "unknown"}


@dataclass(frozen=True, eq=False)
class Measured:
    """A measure at the two times.

    Attributes
    ----------
    first, second : ndarray, shape (clients,)
        NaN where nothing is known.
    order : ndarray of int
        The clients with the two values, in the order of their values.
    change : PairedChange
        Of everybody.
    groups : ndarray of int
        The place of each client's group of reliable change in `GROUPS`, by the threshold of everybody; -1 where it is
        not assessable.
    """

    first: Floats
    second: Floats
    order: Rows
    change: PairedChange
    groups: Rows


class GainFindings:
    """The topic `gains`.

    Parameters
    ----------
    source : ProgrammeSource
    scales : CategoryScales
    """

    def __init__(self, source: ProgrammeSource, scales: CategoryScales) -> None:
        self._source, self._scales = source, scales

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings."""
        say = texts("programme")["gains"]
        if len(self._source.clients.times) < 2:
            yield Finding("reliable", say["title"], None, say["one_time"], "", view.n, view.n)
            return
        if self._measured:
            yield self._reliable(view)
        if self._scales.all:
            yield self._moved(view)
        if self._aged:
            yield self._functional_ages(view)
        if self._source.data.ratings is not None and view.everybody:
            yield self._raters()

    @cached_property
    def _measured(self) -> dict[str, Measured]:
        """Return every measure of which anybody has the two values."""
        source = self._source
        columns = [_TOTAL, "cmr", *(f"{domain.id}_percent" for domain in source.instrument.domains.domains)]
        measured = {
            name: self._measure(name) for name in (*columns, "relational_health") if source.clients.has(name)
        }
        return {name: entry for name, entry in measured.items() if entry.change.reliable}

    def _measure(self, name: str) -> Measured:
        clients = self._source.clients
        first, second = (clients.numbers(name, rows) for rows in clients.two_rows)
        complete = np.flatnonzero(~np.isnan(first) & ~np.isnan(second))
        order = complete[np.lexsort((second[complete], first[complete]))]
        pairs = self._pairs(first, second, order, np.ones(len(first), dtype=bool))
        change = change_of_pairs(pairs, measure=name, rules=self._source.outcome_rules)
        groups = np.full(len(first), -1)
        if change.reliable and change.cut_offs:
            threshold = change.reliable[len(change.reliable) // 2].threshold
            places = group_places(first, second, threshold, change.cut_offs.value)
            groups = np.where(places == len(GROUPS) - 1, -1, places)
        return Measured(first, second, order, change, groups)

    def _pairs(self, first: Floats, second: Floats, order: Rows, chosen: Any) -> CompletePairs:
        """Return the pairs of those who are chosen; who was not assessed at either time has no value, either."""
        rows = order[chosen[order]]
        only_first, only_second = (
            int((chosen & ~np.isnan(value) & np.isnan(other)).sum())
            for value, other in ((first, second), (second, first))
        )
        neither = int(chosen.sum()) - len(rows) - only_first - only_second
        times = self._source.clients.times
        return CompletePairs(
            (str(times[0]), str(times[1])), (), first[rows], second[rows], only_first, only_second, neither
        )

    def _change(self, name: str, view: View) -> PairedChange:
        """Return the change of those who are chosen; without figures where they are too few for a spread."""
        entry, rules = self._measured[name], self._source.outcome_rules
        if view.everybody and entry.change.n >= rules.disclosure.moments_from:
            return entry.change
        pairs = self._pairs(entry.first, entry.second, entry.order, view.chosen)
        if len(pairs.first) >= rules.disclosure.moments_from:
            return change_of_pairs(pairs, measure=name, like=entry.change, rules=rules)
        none = undefined("too_few_clients", len(pairs.first))
        whole = entry.change
        sizes = replace(whole.sizes, d_av=none, d_z=none, d_b=none)
        return replace(
            whole,
            n=len(pairs.first),
            only_first=pairs.only_first,
            only_second=pairs.only_second,
            neither=pairs.neither,
            mean_difference=none,
            sizes=sizes,
        )

    def _reliable(self, view: View) -> Finding:
        source, say = self._source, texts("programme")["gains"]
        changes, public = [], {}
        for name, entry in self._measured.items():
            changes.append(self._change(name, view))
            public[name] = self._public(name, entry, view)
        figure = plot_gains(
            changes,
            public=public,
            spreads=self._spreads(view.whole),
            smallest=source.smallest,
            synthetic=source.synthetic,
            instrument=source.instrument,
            theme=source.theme,
        )
        lead = public[changes[0].measure]
        missing = lead["not_assessable"]
        n = None if missing is None else view.n - missing
        if None in (lead[group] for group in GROUPS):
            parts = [
                say["parts"][name].format(count=count(lead[name]))
                for name in say["parts"]
                if lead[name] is not None
            ]
            key = "sentence_part" if parts else "sentence_hidden"
            sentence = say[key].format(n=count(view.n), parts=", ".join(parts))
        else:
            sentence = say_groups(changes[0], lead, source.instrument)
        caveat, reliable = say["caveat"], self._measured[changes[0].measure].change.reliable
        if (middle := reliable[len(reliable) // 2].reliability).assumed:
            assumed = texts("outcomes")["gains"]["assumed_alone"].format(value=number(middle.value, 2))
            caveat = f"{assumed} {caveat}"
        return Finding("reliable", say["title"], figure, sentence, caveat, n, missing)

    def _spreads(self, everybody: View) -> tuple[str, ...]:
        """Return the measures of which the spread of everybody may be told, and with it the threshold."""
        least = self._source.outcome_rules.disclosure.moments_from
        return tuple(
            name
            for name, entry in self._measured.items()
            if entry.change.n >= least and self._public(name, entry, everybody)["not_assessable"] is not None
        )

    def _public(self, name: str, entry: Measured, view: View) -> dict[str, int | None]:
        """Return the counts of the groups that may be told, and of those who are better."""
        clients = self._source.clients
        known = view.counts(f"known:{name}", lambda: known_twice(clients, entry.groups >= 0))[0]
        counts = view.counts(f"gains:{name}", lambda: within_known(clients, entry.groups, _COUNTED))
        missing = None if known is None else view.n - known
        return dict(zip((*GROUPS[:-1], "better", GROUPS[-1]), (*counts, missing), strict=True))

    def _moved(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["moved"]
        rows, parts = [], []
        for scale in self._scales.all:
            counts = dict(zip(WAYS, scale.ways(view), strict=True))
            rows += [(scale.title, say["ways"][way], size) for way, size in counts.items()]
            key = "part_hidden" if None in (counts["up"], counts["down"]) else "part"
            figures = {way: count(size) for way, size in counts.items()}
            parts.append(say[key].format(scale=scale.title, **figures))
        sentence = " ".join(parts)
        figure = plot_counts(
            pd.DataFrame(rows, columns=["row", "group", "count"]),
            {say["ways"][way]: look for way, look in _LOOKS.items()},
            title=say["title"],
            sentence=sentence,
            notes=(say["note"],),
            total=view.n,
            smallest=source.smallest,
            synthetic=source.synthetic,
            theme=source.theme,
        )
        counts = dict(zip(WAYS, self._scales.all[0].ways(view), strict=True))
        unknown = (counts["open"], counts["absent"])
        missing = None if None in unknown else sum(size or 0 for size in unknown)
        n = None if missing is None else view.n - missing
        return Finding("moved", say["title"], figure, sentence, texts("outcomes")["caveat"], n, missing)

    @cached_property
    def _aged(self) -> dict[str, tuple[Floats, Floats]]:
        """Return, by domain, the gain of functional age and the years that went by; NaN where not known."""
        clients, gains = self._source.clients, {}
        if not clients.has("age"):
            return {}
        first, second = (clients.numbers("age", rows) for rows in clients.two_rows)
        for domain in self._source.instrument.domains.domains:
            column = domain.id + _AGES
            if clients.has(column):
                before, after = (clients.numbers(column, rows) for rows in clients.two_rows)
                elapsed = second - first
                gain = np.where(np.isnan(elapsed), np.nan, after - before)
                if not np.isnan(gain).all():
                    gains[domain.id] = (gain, np.where(np.isnan(gain), np.nan, elapsed))
        return gains

    def _functional_ages(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["functional_ages"]
        rules, rows, numbers = source.outcome_rules, [], []
        for domain, (gain, elapsed) in self._aged.items():
            known = ~np.isnan(gain)
            n, _ = view.counts(f"ages:{domain}", partial(known_twice, source.clients, known))
            numbers.append(n)
            row: dict[str, Any] = {"domain": domain, "n": n, "elapsed": None}
            figures = {"gain": gain, "beyond": gain - elapsed}
            for name, figure in figures.items():
                row |= {name: None, f"{name}_low": None, f"{name}_high": None}
                if n is not None and n >= rules.disclosure.moments_from:
                    mean = mean_interval(np.sort(figure[view.chosen & known]), rules.resampling.level)
                    row |= {name: mean.value, f"{name}_low": mean.low, f"{name}_high": mean.high}
                    row["elapsed"] = float(elapsed[view.chosen & known].mean())
            rows.append(row)
        figure = plot_functional_ages(
            pd.DataFrame(rows), synthetic=source.synthetic, instrument=source.instrument, theme=source.theme
        )
        missing = None if numbers[0] is None else view.n - numbers[0]
        caveat = texts("outcomes")["caveat"]
        return Finding("functional_ages", say["title"], figure, say["sentence"], caveat, numbers[0], missing)

    def _raters(self) -> Finding:
        """Say how far two raters of the same assessment are apart."""
        say, ratings = texts("programme")["raters"], self._source.data.ratings
        rows = agreement_over_time(ratings, _TOTAL, rules=self._source.outcome_rules).to_dict("records")
        parts = [
            say["period"].format(
                time=row["period"],
                clients=row["clients"],
                sem=signed(row["sem"], 1),
                change=signed(row["smallest_change"], 1),
            )
            for row in rows
            if row["clients"] >= self._source.outcome_rules.disclosure.moments_from and row["reason"] is None
        ]
        sentence = " ".join(parts) or say["nothing"]
        n = ratings["client"].nunique() if ratings is not None and parts else None
        return Finding("raters", say["title"], None, sentence, say["caveat"], n)
