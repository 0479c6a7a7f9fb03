"""Change over several times and phases, by a mixed model with guards."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.design import INTERCEPTS, SLOPES, CourseDesign, design
from nmt_widgets.outcomes.change.fitting import CourseFit, fit_mixed, fit_regression
from nmt_widgets.outcomes.change.values import CLIENT, TIME, VALUE, open_values
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.quantiles import t_quantile

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["random_slopes", "random_intercepts", "regression"]


@dataclass(frozen=True)
class FixedEffect:
    """One fixed effect, in points (or points a unit of time)."""

    name: str
    estimate: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class MixedChange:
    """Change over several times; made by :func:`mixed_change`.

    Attributes
    ----------
    measure : str
    clients, assessments, left_out : int
        What it is from, and the assessments with something missing.
    method : {"random_slopes", "random_intercepts", "regression"} or None
        What was fitted; None where nothing can be.
    reml : bool
        Whether the likelihood is the restricted one; never so for a regression.
    origin : float
        Where time is 0 for the intercept, the phases and the random intercepts.
    effects : tuple of FixedEffect
    spreads : dict
        `intercept_sd` and `time_sd`, the standard deviations between clients of their level at `origin` and of their
        slopes, their `correlation`, and `residual_sd`: those that are in the model.
    log_likelihood : float or None
    reasons : tuple of str
        Why the larger models were not taken, and what else to know; the words are in `notes`.
    """

    measure: str
    clients: int
    assessments: int
    left_out: int
    method: Method | None
    reml: bool
    origin: float | None
    effects: tuple[FixedEffect, ...]
    spreads: dict[str, float]
    log_likelihood: float | None
    reasons: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was fitted and why, in sentences."""
        words = texts("change")["models"]
        notes = [words["methods"][self.method or "none"], *(words["reasons"][key] for key in self.reasons)]
        return (*notes, *([plural(words, "left_out", self.left_out)] if self.left_out else []))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "notes": list(self.notes)}

    def to_frame(self) -> pd.DataFrame:
        """Return the fixed effects, a row each: `name, estimate, error, low, high`."""
        import pandas as pd

        names = ["name", "estimate", "error", "low", "high"]
        return pd.DataFrame([asdict(effect) for effect in self.effects], columns=names)


def mixed_change(
    table: Any,
    measure: str = VALUE,
    *,
    time: str = TIME,
    phase: str | None = None,
    origin: float | None = None,
    reml: bool = True,
    rules: OutcomeRules | None = None,
) -> MixedChange:
    """Describe the course of clients with any number of assessments.

    Parameters
    ----------
    table : table
        One row an assessment: `client`, a numeric time, the measure, and a phase where wished. A cohort is one.
    measure, time : str
        The columns of the values and of time: the number of the assessment, or years.
    phase : str, optional
        A column of phases. Time, phases and their product are in the model; the first phase by its name is what the
        others are compared with.
    origin : float, optional
        The time at which intercept and phases are compared; by default the mean time.
    reml : bool
        The restricted likelihood. Without it, likelihoods of models with other fixed effects can be compared.
    rules : OutcomeRules, optional

    Returns
    -------
    MixedChange
        What was fitted is in `method`, and why in `notes`. Without enough clients, or where time does not vary, nothing
        is fitted, and the notes say so.

    Notes
    -----
    value = fixed effects of time, phase and their product + level of the client + slope of the client x time + rest,
    with level and slope normal and correlated, the rest normal and independent. Values that are missing are taken to be
    missing at random, given the values there are.

    The fit is made with time centred, and time and values in standard deviations. Powell's method begins, BFGS of
    statsmodels goes on from there. It is taken only if their log-likelihoods agree, no fixed effect is exactly 0 (a
    fault of statsmodels, which loses effects of clients where clients hardly differ), and no random effect is without
    spread. Otherwise random intercepts alone are tried, and then least squares with errors robust to clusters of
    clients. Standard errors are those of the fixed effects at the estimated variances. Intervals are Wald's with
    Student's t for clients - 1 degrees of freedom, which is wide rather than narrow.

    References
    ----------
    Laird, N. M., & Ware, J. H. (1982). Random-effects models for longitudinal data. Biometrics, 38, 963-974.

    Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models. Biometrika, 73,
    13-22.

    Raises
    ------
    InputErrors
        When a column is missing or a cell is wrong.

    Examples
    --------
    >>> rows = [{"client": c, "time": t, "value": c + 2 * t + (c * t) % 3} for c in range(6) for t in range(4)]
    >>> change = mixed_change(rows, origin=0)
    >>> change.clients, change.assessments, change.to_frame()["name"].tolist()
    (6, 24, ['intercept', 'time'])
    """
    require("scipy", "statsmodels")
    rules = rules or load_outcome_rules()
    values = open_values(table, numbers=[time, measure], words=[phase] if phase else [], keys=[time])
    rows = values.dropna().sort_values([CLIENT, time], kind="stable")
    left_out, clients = len(values) - len(rows), rows[CLIENT].nunique()
    if clients < rules.change.least_clients:
        return _nothing(measure, clients, len(rows), left_out, "too_few_clients")
    if rows[time].nunique() < 2:
        return _nothing(measure, clients, len(rows), left_out, "one_time")
    if rows[measure].nunique() < 2:
        return _nothing(measure, clients, len(rows), left_out, "equal_values")
    plan = design(rows, measure, time, phase)
    if np.linalg.matrix_rank(plan.fixed) < len(plan.names):
        return _nothing(measure, clients, len(rows), left_out, "phase_is_time")
    method, fit, reasons = _fitted(plan, rules, reml)
    at = plan.centre if origin is None else origin
    return MixedChange(
        measure,
        clients,
        len(rows),
        left_out,
        method,
        reml and method != "regression",
        at,
        _effects(plan, fit, at, rules.resampling.level),
        _spreads(plan, fit, at),
        fit.log_likelihood,
        reasons,
    )


def _fitted(plan: CourseDesign, rules: OutcomeRules, reml: bool) -> tuple[Method, CourseFit, tuple[str, ...]]:
    reasons: list[str] = []
    attempts: tuple[tuple[Method, int], ...] = (("random_slopes", SLOPES), ("random_intercepts", INTERCEPTS))
    for method, effects in attempts:
        result = fit_mixed(plan, effects, rules.change, reml=reml)
        if isinstance(result, CourseFit):
            return method, result, tuple(dict.fromkeys(reasons))
        reasons.append(result)
    return "regression", fit_regression(plan), tuple(dict.fromkeys(reasons))


def _effects(plan: CourseDesign, fit: CourseFit, origin: float, level: float) -> tuple[FixedEffect, ...]:
    back = plan.back(origin)
    estimates = back @ fit.effects
    errors = np.sqrt(np.diag(back @ fit.covariance @ back.T))
    width = t_quantile((1 + level) / 2, plan.count - 1)
    return tuple(
        FixedEffect(
            name, float(value), float(error), float(value - width * error), float(value + width * error)
        )
        for name, value, error in zip(plan.names, estimates, errors, strict=True)
    )


def _spreads(plan: CourseDesign, fit: CourseFit, origin: float) -> dict[str, float]:
    effects = len(fit.random)
    back: Floats = plan.back(origin)[:effects, :effects]
    covariance = back @ fit.random @ back.T
    spreads = dict(zip(("intercept_sd", "time_sd"), np.sqrt(np.diag(covariance)).tolist(), strict=False))
    if effects == SLOPES:
        spreads["correlation"] = float(covariance[0, 1]) / math.prod(spreads.values())
    return {**spreads, "residual_sd": fit.residual * plan.scale}


def _nothing(measure: str, clients: int, assessments: int, left_out: int, reason: str) -> MixedChange:
    return MixedChange(measure, clients, assessments, left_out, None, False, None, (), {}, None, (reason,))
