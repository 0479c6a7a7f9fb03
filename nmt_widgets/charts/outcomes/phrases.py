"""Figures of many clients in words: intervals, shares, counts that are hidden, names of measures."""

from __future__ import annotations

from typing import Any

from nmt_widgets.charts.wording import named, number, percent
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.outcomes.rules import load_outcome_rules

_ENDS = ("_percent", "_functional_age", "_category")


def words() -> dict[str, Any]:
    """Return the texts of these pictures."""
    return texts("outcomes")


def level() -> str:
    """Write the confidence of the intervals of the rules.

    >>> level()
    '95 %'
    """
    return percent(100 * load_outcome_rules().resampling.level)


def caveat() -> str:
    """Return what an uncontrolled comparison cannot say."""
    return str(words()["caveat"])


def signed(value: float | None, decimals: int = 2) -> str:
    """Write a figure with as many decimals, below 0 with a minus sign.

    >>> signed(-0.156), signed(0.3), signed(None)
    ('−0.16', '0.30', '–')
    """
    return number(None) if value is None else say_number(value, decimals).replace("-", "−")


def with_limits(value: float | None, low: float | None, high: float | None, decimals: int = 2) -> str:
    """Write a figure and its interval, such as ``0.30 (0.10 to 0.50)``.

    >>> with_limits(0.3, 0.1, 0.5), with_limits(0.3, None, None)
    ('0.30 (0.10 to 0.50)', '0.30 (interval not known)')
    """
    if value is None:
        return str(words()["not_known"])
    if low is None or high is None:
        return str(words()["no_limits"]).format(value=signed(value, decimals))
    figures = (signed(figure, decimals) for figure in (value, low, high))
    return str(words()["limits"]).format(**dict(zip(("value", "low", "high"), figures, strict=True)))


def share_with_limits(value: float | None, low: float | None, high: float | None) -> str:
    """Write a share of 1 in percent, with its interval.

    >>> share_with_limits(0.3, 0.1, 0.5)
    '30 % (10 to 50)'
    """
    if value is None:
        return str(words()["not_known"])
    if low is None or high is None:
        return str(words()["no_limits"]).format(value=percent(100 * value))
    ends = (say_number(100 * end, 0) for end in (low, high))
    return str(words()["limits"]).format(value=percent(100 * value), low=next(ends), high=next(ends))


def is_apart(low: float | None, high: float | None, none: float = 1) -> bool:
    """Return whether an interval leaves out what would be no change.

    >>> is_apart(1.2, 3), is_apart(0.8, 3), is_apart(1.2, None)
    (True, False, False)
    """
    return low is not None and high is not None and not low <= none <= high


def count(value: float | None) -> str:
    """Write a count; hidden where it is None.

    >>> count(12), count(None)
    ('12', 'hidden')
    """
    return str(words()["hidden"]) if value is None else say_number(value, 0, grouped=True)


def why(reason: str | None) -> str:
    """Return why a figure is missing; nothing where it is not."""
    if not isinstance(reason, str):
        return ""
    return str(texts("timing")["reasons"].get(reason) or texts("agreement")["reasons"][reason])


def reason_name(reason: str) -> str:
    """Return the words for why a client left; those of the table where there are no others."""
    return str(words()["flow"]["reasons"].get(reason, reason))


def hidden_key(smallest: int | None = None) -> str:
    """Return what a hidden count is."""
    least = smallest or load_outcome_rules().disclosure.smallest
    return str(words()["hidden_key"]).format(smallest=least)


def measure_name(measure: str, instrument: Instrument) -> str:
    """Return the name of a column of the cohort: a domain's, or that of another measure.

    >>> from nmt_widgets.instrument import load_instrument
    >>> measure_name("cognitive_percent", load_instrument()), measure_name("total", load_instrument())
    ('Cognitive', 'Total')
    """
    if name := words()["measures"].get(measure):
        return str(name)
    for end in _ENDS:
        if measure.endswith(end):
            return named("domains", measure.removesuffix(end), instrument)
    return named("domains", measure, instrument)


def known(value: Any) -> float | None:
    """Return a cell of a table as a number; None where it is None, NaN or NA.

    >>> known(float("nan")), known(3)
    (None, 3.0)
    """
    import pandas as pd

    return None if pd.isna(value) else float(value)
