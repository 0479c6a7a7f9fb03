"""The error of raters as a table in words, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.raters.error_rules import ErrorRules, load_error_rules
from nmt_widgets.training.raters.rater_error import RaterError, ScoreError

COLUMNS = (
    "error",
    "interval",
    "half",
    "cases",
    "raters",
    "ratings",
    "pooled",
    "relative",
    "absolute",
    "needed",
)


@dataclass(frozen=True)
class ErrorTable:
    """The figures of a :class:`RaterError`, ready to print.

    Attributes
    ----------
    lead, notes : tuple of str
        Sentences before and after the table.
    heads : tuple of str
    rows : tuple of tuple of str
        A row for each function that is estimated, from the largest error down, and one for the total. Empty where
        nothing is estimated.
    """

    lead: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def error_json(result: RaterError) -> dict[str, Any]:
    """Return a result as plain data, ready for JSON; None is "not estimated"."""
    return asdict(result)


def error_table(result: RaterError, instrument: Instrument, rules: ErrorRules | None = None) -> ErrorTable:
    """Put a result into words; no rater is named."""
    words = texts("agreement", instrument.language)["error"]
    rules = rules or load_error_rules()
    estimated = result.estimated
    lead = (
        [plural(words, "from", result.cases, maps=result.maps, raters=result.raters)] if result.maps else []
    )
    if not estimated:
        least = rules.least
        nothing = words["nothing"].format(cases=least.cases, raters=least.raters, pairs=least.pairs)
        return ErrorTable((*lead, nothing, *_in_use(instrument, words)), (), (), ())
    if len(estimated) < len(result.functions):
        lead.append(words["some"].format(count=len(estimated), of=len(result.functions)))
    lead.append(_shared(result, words))
    rows = [
        (instrument.function(id).name, *_cells(result.functions[id], rules, words))
        for id in result.from_largest
    ]
    if result.total.error.value is not None:
        rows.append((words["total"], *_cells(result.total, rules, words)))
    method = words["method"].format(level=_number(100 * result.level, 0), goal=_number(result.goal))
    notes = [
        method,
        *([words["pooled"]] if any(result.functions[id].pooled >= 0.05 for id in estimated) else []),
    ]
    heads = (words["heads"]["name"], *(words["heads"][column] for column in COLUMNS))
    return ErrorTable(tuple(lead), heads, tuple(rows), (*notes, *_in_use(instrument, words)))


def _shared(result: RaterError, words: dict[str, Any]) -> str:
    value, high = result.shared.value, result.shared.high
    if value is None or high is None:
        return str(words["no_shared"])
    return str(words["shared"].format(share=_number(100 * value, 0), high=_number(100 * high, 0)))


def _in_use(instrument: Instrument, words: dict[str, Any]) -> Iterator[str]:
    yield words["in_use"].format(version=instrument.confidence.version)


def _cells(figures: ScoreError, rules: ErrorRules, words: dict[str, Any]) -> Iterator[str]:
    yield _number(figures.error.value)
    yield f"{_number(figures.error.low)}–{_number(figures.error.high)}"
    yield _number(figures.half_width)
    for count in (figures.cases, figures.raters, figures.ratings):
        yield str(count)
    yield f"{_number(100 * figures.pooled, 0)} %"
    yield _number(figures.relative.value)
    yield _number(figures.absolute.value)
    yield str(figures.needed or words["too_many"].format(most=rules.raters_at_most))


def _number(value: float | None, decimals: int = 2) -> str:
    return "–" if value is None else say_number(value, decimals)
