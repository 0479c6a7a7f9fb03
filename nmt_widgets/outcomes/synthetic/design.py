"""What one synthetic cohort is made with: the rules of `synthetic.yaml`, and what the caller changes of them."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.outcomes.synthetic.rules import BuiltIn, SyntheticRules

ADVERSITY, POVERTY, HEALTH = "adversity", "poverty", "relational_health"
COUNTS = {"n": (1, 2_000_000), "seed": (0, 2**32 - 1), "times": (1, 20), "sites": (1, 200)}
"""The whole numbers a caller gives, and their limits."""

NUMBERS = {
    "noise": ("scores", "factor_noise", 0, 20),
    "change": ("", "change", -5, 5),
    "dropout": ("leaving", "share", 0, 0.95),
    "selection": ("leaving", "selection", -5, 5),
    "incident_ratio": ("", "incident_ratio", 0.01, 100),
    "incident_trend": ("incidents", "trend", 0.01, 100),
}
"""The other numbers: the part of the rules each one replaces, its key, its limits. Without a part: of the effect."""

_STREAMS = ("people", "scores", "course", "plan", "incidents", "lines", "ratings", "raters")


@dataclass(frozen=True)
class CohortDesign:
    """A cohort before anything is drawn.

    Attributes
    ----------
    n, seed, times, sites : int
    effect : str
        The name of what is built in.
    built_in : BuiltIn
        What is built in.
    rules : SyntheticRules
        Everything else.
    instrument : Instrument
    """

    n: int
    seed: int
    times: int
    sites: int
    effect: str
    built_in: BuiltIn
    rules: SyntheticRules
    instrument: Instrument

    def stream(self, part: str) -> np.random.Generator:
        """Return the random numbers of one part; a change in one part leaves the others as they are."""
        return np.random.default_rng([self.seed, _STREAMS.index(part)])

    @property
    def truth(self) -> dict[str, Any]:
        """What is built in, as plain data."""
        rules = self.rules
        return {
            "effect": self.effect,
            **self.built_in.model_dump(),
            **{name: getattr(rules, name).model_dump(mode="json") for name in ("scores", "leaving", "plan")},
            "incidents": rules.incidents.model_dump(),
            "phases": {phase.id: phase.months for phase in rules.phases},
            "raters": rules.raters.model_dump(),
            "version": rules.version,
        }


def make_design(
    counts: Mapping[str, Any],
    numbers: Mapping[str, Any],
    effect: str,
    rules: SyntheticRules,
    instrument: Instrument,
) -> CohortDesign:
    """Check what a caller gives, and put it in the place of the rules.

    Raises
    ------
    InputError
        When a number is none, or outside its limits; when there is no such effect; when the rules name a domain or a
        period that the instrument does not have.
    """
    if effect not in rules.effects:
        raise refusal("synthetic", "no_effect", effect=str(effect)[:40], known=", ".join(rules.effects))
    whole = {name: _whole(name, value, *COUNTS[name]) for name, value in counts.items()}
    built_in = rules.effects[effect]
    for name, value in numbers.items():
        if value is None:
            continue
        part, key, low, high = NUMBERS[name]
        change = {key: _number(name, value, low, high)}
        if part:
            rules = rules.model_copy(update={part: getattr(rules, part).model_copy(update=change)})
        else:
            built_in = built_in.model_copy(update=change)
    _check_names(built_in, rules, instrument)
    return CohortDesign(**whole, effect=effect, built_in=built_in, rules=rules, instrument=instrument)


def _whole(name: str, value: Any, low: int, high: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        raise refusal("synthetic", "not_whole", name=name, value=str(value)[:40]) from None
    if isinstance(value, bool) or not low <= number <= high:
        raise refusal("synthetic", "outside", name=name, value=str(value)[:40], low=low, high=high)
    return number


def _number(name: str, value: Any, low: float, high: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise refusal("synthetic", "not_a_number", name=name, value=str(value)[:40]) from None
    if math.isnan(number) or not low <= number <= high:
        raise refusal("synthetic", "outside", name=name, value=str(value)[:40], low=low, high=high)
    return number


def _check_names(built_in: BuiltIn, rules: SyntheticRules, instrument: Instrument) -> None:
    """Refuse rules that name what this instrument does not have: the effect would be left out unnoticed."""
    periods = [period.id for period in instrument.history.periods]
    predictors = {HEALTH, *(f"{kind}_{period}" for kind in (ADVERSITY, POVERTY) for period in periods)}
    domains = {domain.id for domain in instrument.domains.domains}
    unknown = [rules.health.period] if rules.health.period not in periods else []
    unknown += [domain for domain in built_in.factors if domain not in domains]
    unknown += [name for loadings in built_in.factors.values() for name in loadings if name not in predictors]
    if unknown:
        raise refusal("synthetic", "unknown_part", name=unknown[0])
