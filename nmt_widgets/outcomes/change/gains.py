"""What changed in a cohort between two times: functional ages, categories of domains, and the gate of the CMR."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.frames import open_frame
from nmt_widgets.outcomes.change.pairs import pair_up
from nmt_widgets.outcomes.change.values import CLIENT, TIME, open_values, two_times
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.intervals import mean_interval

if TYPE_CHECKING:
    import pandas as pd

AGE, GATE = "age", "gate_open"
AGES, CATEGORIES = "_functional_age", "_category"
_OPEN, _SHUT = {"true", "1", "yes"}, {"false", "0", "no"}
NOT_KNOWN = "not_known"


def functional_age_gain(
    cohort: Any, times: Sequence[object] | None = None, rules: OutcomeRules | None = None
) -> pd.DataFrame:
    """Return by how many years the functional ages of each domain rose, beside the years that went by.

    Parameters
    ----------
    cohort : table
        One row an assessment: `client`, `time`, `age` in years, and `<domain>_functional_age` in years.
    times : sequence of two, optional
        Needed where there are more than two.
    rules : OutcomeRules, optional

    Returns
    -------
    pandas.DataFrame
        A row a domain, over the clients with the functional age and the age at the two times: `domain, n, only_first,
        only_second, gain, gain_low, gain_high, elapsed, beyond, beyond_low, beyond_high`, in years. `beyond` is the
        gain minus the years that went by: above 0 a client comes nearer to the peers. None where there is none.

    Notes
    -----
    Means with Student's intervals. A gain alone is no catching up: a child grows older, too.

    Examples
    --------
    >>> rows = [{"client": c, "time": t, "age": 8 + t, "cognitive_functional_age": 3 + g * t}
    ...         for c, g in (("a", 1), ("b", 2), ("c", 1.5)) for t in (1, 2)]
    >>> functional_age_gain(rows)[["domain", "n", "gain", "elapsed", "beyond"]].values.tolist()
    [['cognitive', 3, 1.5, 1.0, 0.5]]
    """
    import pandas as pd

    level = (rules or load_outcome_rules()).resampling.level
    domains = _domains(cohort, AGES)
    values = open_values(cohort, numbers=[AGE, *(domain + AGES for domain in domains)], words=[TIME])
    rows = []
    for domain in domains:
        known = values.dropna(subset=[AGE, domain + AGES])
        names = two_times(list(values[TIME].unique()), times)
        gained, aged = (
            pair_up(known, column, names if all(names) else None) for column in (domain + AGES, AGE)
        )
        elapsed = pd.Series(aged.difference, aged.clients)
        gain = pd.Series(gained.difference, gained.clients)
        figures = {"gain": gain, "beyond": gain - elapsed.reindex(gain.index)}
        row: dict[str, Any] = {
            "domain": domain,
            "n": len(gain),
            "only_first": gained.only_first,
            "only_second": gained.only_second,
            "elapsed": float(elapsed.mean()) if len(elapsed) else None,
        }
        for name, figure in figures.items():
            mean = mean_interval(np.sort(figure.to_numpy()), level)
            row |= {name: mean.value, f"{name}_low": mean.low, f"{name}_high": mean.high}
        rows.append(row)
    columns = ["domain", "n", "only_first", "only_second", "gain", "gain_low", "gain_high", "elapsed"]
    return pd.DataFrame(rows, columns=[*columns, "beyond", "beyond_low", "beyond_high"])


def categories_moved(cohort: Any, times: Sequence[object] | None = None) -> pd.DataFrame:
    """Count the clients by category of each domain at two times.

    Parameters
    ----------
    cohort : table
        One row an assessment: `client`, `time`, and `<domain>_category`.
    times : sequence of two, optional

    Returns
    -------
    pandas.DataFrame
        `domain, before, after, count`: every pair of categories, also those without a client. A client without a
        category at one of the times counts as `not_known` there.

    Examples
    --------
    >>> rows = [{"client": "a", "time": 1, "cognitive_category": "essential"},
    ...         {"client": "a", "time": 2, "cognitive_category": "therapeutic"}]
    >>> moved = categories_moved(rows)
    >>> moved[moved["count"] > 0].values.tolist()
    [['cognitive', 'essential', 'therapeutic', 1]]
    """
    import pandas as pd

    domains = _domains(cohort, CATEGORIES)
    values = open_values(cohort, numbers=[], words=[TIME, *(domain + CATEGORIES for domain in domains)])
    rows = []
    for domain in domains:
        before, after = _two(values, domain + CATEGORIES, times)
        names = [*sorted({*before, *after} - {NOT_KNOWN}), NOT_KNOWN]
        pairs = list(zip(before, after, strict=True))
        rows += [
            {"domain": domain, "before": first, "after": second, "count": pairs.count((first, second))}
            for first in names
            for second in names
        ]
    return pd.DataFrame(rows, columns=["domain", "before", "after", "count"])


def gate_moved(cohort: Any, times: Sequence[object] | None = None) -> pd.DataFrame:
    """Count the clients whose gate of the CMR opened, closed, or stayed as it was.

    Parameters
    ----------
    cohort : table
        One row an assessment: `client`, `time`, and `gate_open` (true, false, or empty).
    times : sequence of two, optional

    Returns
    -------
    pandas.DataFrame
        `moved, count`: `opened, closed, stayed_open, stayed_closed, not_known`, the last for clients whose gate is not
        known at one of the times. Not known is never read as open.

    Examples
    --------
    >>> rows = [{"client": c, "time": t, "gate_open": g}
    ...         for c, t, g in (("a", 1, False), ("a", 2, True), ("b", 1, True), ("b", 2, None))]
    >>> gate_moved(rows)["count"].tolist()
    [1, 0, 0, 0, 1]
    """
    import pandas as pd

    values = open_values(cohort, numbers=[], words=[TIME, GATE])
    names: dict[tuple[bool | None, bool | None], str] = {
        (False, True): "opened",
        (True, False): "closed",
        (True, True): "stayed_open",
        (False, False): "stayed_closed",
    }
    pairs = zip(*_two(values, GATE, times), strict=True)
    ways = [names.get((_gate(first), _gate(second)), NOT_KNOWN) for first, second in pairs]
    order = [*names.values(), NOT_KNOWN]
    return pd.DataFrame({"moved": order, "count": [ways.count(way) for way in order]})


def _domains(cohort: Any, end: str) -> list[str]:
    return [str(name).removesuffix(end) for name in open_frame(cohort).columns if str(name).endswith(end)]


def _two(values: pd.DataFrame, column: str, times: Sequence[object] | None) -> tuple[list[str], list[str]]:
    """Return the words of the clients who were assessed at the two times."""
    first, second = (
        values[values[TIME] == time].set_index(CLIENT)[column].fillna(NOT_KNOWN)
        for time in two_times(list(values[TIME].unique()), times)
    )
    together = first.index.intersection(second.index)
    return first.loc[together].tolist(), second.loc[together].tolist()


def _gate(word: str) -> bool | None:
    low = word.lower()
    return True if low in _OPEN else False if low in _SHUT else None
