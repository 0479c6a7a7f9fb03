"""Fidelity after the attestation: common cases at intervals, the band of each, and drift away from the reference.

A person can score a case only once without knowing its reference, so each round has a new case. A round is compared
with the person's earlier work function by function, not case by case.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from nmt_widgets.case_files.parts import CaseId
from nmt_widgets.core.data import read_data
from nmt_widgets.core.words import reason
from nmt_widgets.instrument.parts import Id, Mark, Part
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.certification.standing import ScoredCase
from nmt_widgets.training.statistics.intervals import mean_interval
from nmt_widgets.training.statistics.quantiles import t_quantile
from nmt_widgets.training.statistics.standards import Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic, undefined, with_interval, without_interval

State = Literal["done", "seen", "due", "late", "coming"]
_DAYS = 365.25


class FidelityRules(Part):
    """`fidelity.yaml`. Get it by :func:`load_fidelity`."""

    version: str
    source: Mark
    levels: tuple[Id, ...]
    every_months: int = Field(ge=1, le=60)
    grace_months: int = Field(ge=0)
    cases: Annotated[tuple[CaseId, ...], Field(min_length=1)]
    least_rounds: int = Field(ge=3)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len({*self.cases}) != len(self.cases):
            raise ValueError(reason("certification", "case_twice"))
        if 2 * self.grace_months >= self.every_months:
            raise ValueError(reason("certification", "rounds_overlap"))
        return self


@dataclass(frozen=True)
class FidelityRound:
    """A round: its common case, the day it is due, and its state.

    Attributes
    ----------
    number : int
        From 1.
    due, case : str
    state : {"done", "seen", "due", "late", "coming"}
        "seen": the person scored the case before the attestation and already knows its reference.
    scored : ScoredCase, optional
    """

    number: int
    due: str
    case: str
    state: State
    scored: ScoredCase | None = None


@dataclass(frozen=True)
class Drift:
    """How the latest round differs from the person's earlier work, and the change over all rounds.

    Attributes
    ----------
    distance : Statistic
        How many points farther from the reference than before; below 0 where nearer. Student's interval over functions.
    level : Statistic
        How many points higher than before, relative to the reference; Student's interval over functions.
    per_year : Statistic
        Change of the distance in points per year: slope of a straight line over the rounds; Student's interval.
    """

    distance: Statistic
    level: Statistic
    per_year: Statistic


def fidelity_rounds(
    attested: str, cases: Iterable[ScoredCase], today: str, rules: FidelityRules | None = None
) -> tuple[FidelityRound, ...]:
    """Return the rounds between the attestation and today, and the next round.

    Parameters
    ----------
    attested, today : str
        Days in ISO format, such as 2026-03-01.
    cases : iterable of ScoredCase
        The practice cases the person submitted, each once.
    rules : FidelityRules, optional
        By default `fidelity.yaml`.

    Examples
    --------
    >>> [(item.due, item.state) for item in fidelity_rounds("2026-01-31", [], "2026-08-15")]
    [('2026-07-31', 'due'), ('2027-01-31', 'coming')]
    """
    rules = rules or load_fidelity()
    by_case = {scored.case: scored for scored in cases}
    start, now = date.fromisoformat(attested), date.fromisoformat(today)
    rounds: list[FidelityRound] = []
    for number, case in enumerate(rules.cases, start=1):
        months = number * rules.every_months
        opens, closes = (add_months(start, months + sign * rules.grace_months) for sign in (-1, 1))
        scored = by_case.get(case)
        state: State
        if scored is not None:
            state = "done" if scored.day >= attested else "seen"
        else:
            state = "coming" if now < opens else "due" if now <= closes else "late"
        rounds.append(FidelityRound(number, add_months(start, months).isoformat(), case, state, scored))
        if now < opens:
            break
    return tuple(rounds)


def drift(
    rounds: Iterable[FidelityRound],
    before: Iterable[ScoredCase],
    *,
    rules: FidelityRules | None = None,
    standards: Standards | None = None,
) -> Drift:
    """Measure how far the latest round is from the person's earlier work.

    Parameters
    ----------
    rounds : iterable of FidelityRound
    before : iterable of ScoredCase
        The cases scored up to the attestation; without any, the first round takes their place.
    rules, standards : FidelityRules, Standards, optional
        By default `fidelity.yaml` and `agreement.yaml`.
    """
    rules, standards = rules or load_fidelity(), standards or load_standards()
    level = standards.intervals.level
    done = [entry.scored for entry in rounds if entry.state == "done" and entry.scored is not None]
    known = sorted((case for case in done if case.differences is not None), key=lambda case: case.day)
    earlier = [case for case in before if case.differences is not None]
    after = known
    if not earlier:
        earlier, after = known[:1], known[1:]
    if not after or not earlier:
        nothing = undefined("only_one" if known or earlier else "no_items", 0)
        return Drift(nothing, nothing, nothing)
    last = _differences(after[-1:])
    base = _differences(earlier)
    return Drift(
        mean_interval(_mean(np.abs(last)) - _mean(np.abs(base)), level),
        mean_interval(_mean(last) - _mean(base), level),
        _slope(known, rules.least_rounds, level),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month if it is shorter.

    Examples
    --------
    >>> add_months(date(2026, 8, 31), 6).isoformat()
    '2027-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def load_fidelity(site: Path | None = None) -> FidelityRules:
    """Read the rules: this package's, or the site's own `fidelity.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("fidelity", FidelityRules, site).value


def _differences(cases: Sequence[ScoredCase]) -> Floats:
    return np.array([case.differences for case in cases if case.differences is not None], dtype=float)


def _mean(table: Floats) -> Floats:
    """Return the mean of each function over the cases that scored it; NaN where none did."""
    known = ~np.isnan(table)
    sums, counts = np.where(known, table, 0.0).sum(axis=0), known.sum(axis=0)
    mean: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return mean


def _slope(cases: Sequence[ScoredCase], least: int, level: float) -> Statistic:
    """Return the slope of a straight line through the rounds' distances, in points a year."""
    pairs = [
        (date.fromisoformat(case.day).toordinal() / _DAYS, case.distance.value)
        for case in cases
        if case.distance is not None and case.distance.value is not None
    ]
    n = len(pairs)
    if n < least or not any(a[0] != b[0] for a, b in pairwise(pairs)):
        return undefined("only_one" if n else "no_items", n)
    x, y = np.array(pairs, dtype=float).T
    away = x - x.mean()
    spread = float((away**2).sum())
    slope = float((away * y).sum()) / spread
    rest = y - y.mean() - slope * away
    error = (float((rest**2).sum()) / (n - 2) / spread) ** 0.5
    if error < 1e-12:
        return without_interval(slope, n)
    half = t_quantile((1 + level) / 2, n - 2) * error
    return with_interval(slope, slope - half, slope + half, n)
