"""The error of raters as a table in words, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median, median_high
from typing import Any

from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.raters.error_rules import ErrorRules, load_error_rules
from nmt_widgets.training.raters.measured_ranges import (
    example_cases,
    may_make_ranges,
    preview_ranges,
    range_points,
    sure_half_widths,
)
from nmt_widgets.training.raters.rater_error import RaterError, ScoreError
from nmt_widgets.training.statistics.quantiles import normal_quantile

_SHORT = 6
"""How many functions stand in the short table."""

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
    lead : tuple of str
        What it comes to, in sentences.
    short_heads : tuple of str
    short_rows : tuple of tuple of str
        The functions with the largest error, from it down: the error, the range that it would give, and the range in
        use.
    short_lead : str
        What stands above them.
    rule : str
        How an error becomes a range; empty where nothing is estimated.
    preview : tuple of str
        What would change with these ranges; empty where there are too few ratings for any.
    heads : tuple of str
    rows : tuple of tuple of str
        All figures of all functions, in the same order, and a row for the total. Empty where nothing is estimated.
    notes : tuple of str
        What the figures mean.
    """

    lead: tuple[str, ...]
    short_heads: tuple[str, ...] = ()
    short_rows: tuple[tuple[str, ...], ...] = ()
    short_lead: str = ""
    rule: str = ""
    preview: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


def error_json(result: RaterError) -> dict[str, Any]:
    """Return a result as plain data, ready for JSON; None is "not estimated"."""
    return asdict(result)


def error_table(result: RaterError, instrument: Instrument, rules: ErrorRules | None = None) -> ErrorTable:
    """Put a result into words; no rater is named."""
    words = texts("agreement", instrument.language)["error"]
    rules = rules or load_error_rules()
    estimated = result.estimated
    in_use = words["in_use"].format(version=instrument.confidence.version)
    lead = (
        [plural(words, "from", result.cases, maps=result.maps, raters=result.raters)] if result.maps else []
    )
    if not estimated:
        least = rules.least
        nothing = words["nothing"].format(cases=least.cases, raters=least.raters, pairs=least.pairs)
        return ErrorTable((*lead, nothing), notes=(in_use,))
    lead += _typical(result, rules, words)
    if len(estimated) < len(result.functions):
        lead.append(words["some"].format(count=len(estimated), of=len(result.functions)))
    lead.append(_shared(result, words))
    rows = [
        (instrument.function(id).name, *_cells(result.functions[id], rules, words))
        for id in result.from_largest
    ]
    if result.total.error.value is not None:
        rows.append((words["total"], *_cells(result.total, rules, words)))
    level = _number(100 * result.level, 0)
    method = words["method"].format(level=level, goal=_number(result.goal))
    heads = words["heads"]
    return ErrorTable(
        lead=tuple(lead),
        short_heads=(heads["name"], heads["error"], heads["half"], heads["now"]),
        short_rows=tuple(_short(result, instrument)),
        short_lead=words["largest"].format(count=min(_SHORT, len(estimated))),
        rule=words["rule"].format(level=level, times=_number(normal_quantile((1 + result.level) / 2))),
        preview=tuple(_preview(result, instrument, words)),
        heads=(heads["name"], *(heads[column] for column in COLUMNS)),
        rows=tuple(rows),
        notes=(
            method,
            *([words["pooled"]] if any(result.functions[id].pooled >= 0.05 for id in estimated) else []),
            in_use,
        ),
    )


def _typical(result: RaterError, rules: ErrorRules, words: dict[str, Any]) -> Iterator[str]:
    """Say how far off a score usually is, and how many raters at least half of the functions need."""
    figures = [result.functions[id] for id in result.estimated]
    errors = [entry.error.value for entry in figures if entry.error.value is not None]
    yield words["typical"].format(points=_number(median(errors), 1))
    needed = median_high([entry.needed or rules.raters_at_most + 1 for entry in figures])
    if needed > rules.raters_at_most:
        yield words["raters_too_many"].format(most=rules.raters_at_most)
    else:
        yield plural(words, "raters", needed)


def _short(result: RaterError, instrument: Instrument) -> Iterator[tuple[str, ...]]:
    now = dict(zip(instrument.ids, sure_half_widths(instrument), strict=True))
    for id in result.from_largest[:_SHORT]:
        figures = result.functions[id]
        half = figures.half_width and range_points(figures)
        yield instrument.function(id).name, _number(figures.error.value), _number(half), _number(now[id])


def _preview(result: RaterError, instrument: Instrument, words: dict[str, Any]) -> Iterator[str]:
    if not may_make_ranges(result):
        return
    cases = example_cases(instrument)
    preview, of = preview_ranges(result, instrument, cases), words["preview"]
    for way in ("wider", "narrower"):
        if count := getattr(preview, way):
            yield plural(of, way, count)
    if not preview.wider and not preview.narrower:
        yield of["same"]
    if preview.findings:
        yield of["settled"].format(
            case=cases[0].title, of=preview.findings, now=preview.settled_now, then=preview.settled_then
        )
    yield of["unchanged"]


def _shared(result: RaterError, words: dict[str, Any]) -> str:
    value, high = result.shared.value, result.shared.high
    if value is None or high is None:
        return str(words["no_shared"])
    return str(words["shared"].format(share=_number(100 * value, 0), high=_number(100 * high, 0)))


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
