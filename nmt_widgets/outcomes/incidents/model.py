"""Rates of incidents by a model: what varies more than by chance, and clients who have many of them."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nmt_widgets.core.errors import refusal
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.incidents.counts import (
    CountFit,
    fit_negative_binomial,
    fit_poisson,
    robust_covariance,
)
from nmt_widgets.outcomes.incidents.entries import check_incidents
from nmt_widgets.outcomes.incidents.rates import phase_order
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.training.statistics.statistic import Statistic, undefined

if TYPE_CHECKING:
    import pandas as pd

Family = Literal["poisson", "negative_binomial", "quasi_poisson"]
Why = Literal["as_by_chance", "overdispersed", "no_alpha"]
ErrorsBy = Literal["by_client", "by_unit", "not_named", "too_few_groups", "no_spread"]

_ROUNDING = 1e-9  # a variance this small beside that of the model is none


@dataclass(frozen=True)
class PhaseRatio:
    """A phase compared with the first, by the model.

    Attributes
    ----------
    phase : str
    ratio : Statistic
        Of the rates; n is the number of rows of the phase.
    p : float or None
        That the ratio is 1.
    """

    phase: str
    ratio: Statistic
    p: float | None


@dataclass(frozen=True)
class RateModel:
    """A model of rates, which was chosen, and why.

    Attributes
    ----------
    family : str
        `poisson`, `negative_binomial` or `quasi_poisson`.
    why : str
        `as_by_chance`: counts scatter as Poisson's. `overdispersed`: more. `no_alpha`: more, and the negative binomial
        model has no maximum.
    errors : str
        `by_client` or `by_unit`: they allow for rows of one client or unit that go together. `not_named`: the table
        names neither in every row. `too_few_groups`: too few of them in a phase for such errors. `no_spread`: all of
        them changed by the same ratio, from which no such errors come.
    groups : int
        How many clients or units there are; 0 where they are not named.
    dispersion : float
        Pearson's chi-squared of Poisson's model divided by its degrees of freedom.
    alpha : float or None
        Of the negative binomial model: the variance is mean + alpha x mean².
    rows, left_out : int
        Rows in the model; rows without days, which say nothing.
    reference : str
        The first phase.
    ratios : tuple of PhaseRatio
        The other phases in order.
    """

    family: Family
    why: Why
    errors: ErrorsBy
    groups: int
    dispersion: float
    alpha: float | None
    rows: int
    left_out: int
    reference: str
    ratios: tuple[PhaseRatio, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each ratio: `phase`, `reference`, `value`, `low`, `high`, `p`, `n`, `reason`."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"phase": r.phase, "reference": self.reference, **asdict(r.ratio), "p": r.p}
                for r in self.ratios
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as the command prints it."""
        ratios = {r.phase: {**asdict(r.ratio), "p": r.p} for r in self.ratios}
        return {**asdict(self), "ratios": ratios}


def rate_model(table: Any, *, order: tuple[str, ...] = ()) -> RateModel:
    """Compare the rates of phases by a regression of counts with the offset log(days).

    log(mean) = log(days) + b0 + b(phase). First Poisson's model is fitted. Where Pearson's chi-squared divided by its
    degrees of freedom is above the limit of `outcomes.yaml`, incidents scatter more than by chance, and the negative
    binomial model (NB2) replaces it, its alpha estimated by maximum likelihood. Where alpha has no maximum, it is
    quasi-Poisson: the variance times the dispersion. Errors allow for rows of one client, else of one unit, where each
    row names one and each phase has enough of them; limits and p-value are then Student's with groups - 1 degrees of
    freedom, otherwise normal. Assumed is that groups are independent of each other, and that nothing else changed with
    the phase.

    Parameters
    ----------
    table : table
        As for :func:`~nmt_widgets.outcomes.incidents.entries.check_incidents`.
    order : tuple of str
        The phases in order; by default by their first date, else as they come.

    Raises
    ------
    InputError
        When there are fewer than two phases with days, no incident in the first, or no more rows than phases.

    References
    ----------
    Cameron, A. C., & Trivedi, P. K. (2013). Regression analysis of count data (2nd ed.), chapter 3. Cambridge
    University Press.
    Cameron, A. C., & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. Journal of Human
    Resources, 50, 317-372.

    Examples
    --------
    >>> counts = {"before": (4, 6, 5, 5), "after": (2, 3, 2, 3)}
    >>> rows = [{"phase": phase, "count": count, "days": 100, "unit": f"unit {unit}"}
    ...         for phase in counts for unit, count in enumerate(counts[phase])]
    >>> model = rate_model(rows)
    >>> model.family, model.why, model.errors, round(model.ratios[0].ratio.value, 3)
    ('poisson', 'as_by_chance', 'too_few_groups', 0.5)
    """
    frame = check_incidents(table).frame
    phases = phase_order(frame, order)
    frame = frame[frame["phase"].isin(phases)]
    used = frame[frame["days"] > 0]
    phases = [phase for phase in phases if phase in set(used["phase"])]
    if len(phases) < 2:
        raise refusal("incidents", "one_phase")
    sums = used.groupby("phase")["count"].sum()
    if not sums[phases[0]]:
        raise refusal("incidents", "none_in_first", phase=phases[0])
    fitted = [phase for phase in phases if sums[phase]]  # without an incident a logarithm has no estimate
    rows = used[used["phase"].isin(fitted)]
    if len(rows) <= len(fitted):
        raise refusal("incidents", "few_rows", rows=len(rows), phases=len(fitted))
    counts, days = rows["count"].to_numpy(float), rows["days"].to_numpy(float)
    of_phase = rows["phase"].to_numpy()
    design = np.column_stack([np.ones(len(rows)), *(of_phase == phase for phase in fitted[1:])]).astype(float)
    family, why, fit, dispersion = _chosen(counts, design, days)
    errors, groups, number = _groups(rows)
    covariance, freedom = fit.covariance * (dispersion if family == "quasi_poisson" else 1), 0
    if groups is not None:
        robust = robust_covariance(fit, counts, design, groups)
        if (np.diag(robust) > _ROUNDING * np.diag(fit.covariance))[1:].all():
            covariance, freedom = robust, number - 1
        else:
            errors = "no_spread"
    of_term = {
        phase: _phase_ratio(
            phase, fit.coefficients[at], covariance[at, at], freedom, int((of_phase == phase).sum())
        )
        for at, phase in enumerate(fitted)
    }
    ratios = tuple(
        of_term.get(
            phase, PhaseRatio(phase, undefined("no_incidents", int((used["phase"] == phase).sum())), None)
        )
        for phase in phases[1:]
    )
    alpha = fit.alpha if family == "negative_binomial" else None
    left_out = len(frame) - len(used)
    return RateModel(family, why, errors, number, dispersion, alpha, len(rows), left_out, phases[0], ratios)


def _chosen(counts: Floats, design: Floats, days: Floats) -> tuple[Family, Why, CountFit, float]:
    poisson = fit_poisson(counts, design, days)
    if poisson.dispersion <= load_outcome_rules().incidents.overdispersed:
        return "poisson", "as_by_chance", poisson, poisson.dispersion
    if (negative := fit_negative_binomial(counts, design, days)) is not None:
        return "negative_binomial", "overdispersed", negative, poisson.dispersion
    return "quasi_poisson", "no_alpha", poisson, poisson.dispersion


def _groups(rows: pd.DataFrame) -> tuple[ErrorsBy, Any, int]:
    """Return by what rows go together, the group of each row (None where errors do not allow for it), and how many."""
    for column in ("client", "unit"):
        if column in rows.columns and rows[column].notna().all():
            codes, names = rows[column].factorize()
            number = len(names)
            in_a_phase = int(rows.groupby("phase")[column].nunique().min())
            if in_a_phase < load_outcome_rules().incidents.fewest_groups:
                return "too_few_groups", None, number
            return ("by_client" if column == "client" else "by_unit"), codes, number
    return "not_named", None, 0


def _phase_ratio(phase: str, estimate: float, variance: float, freedom: int, n: int) -> PhaseRatio:
    from scipy.stats import norm, t

    known = t(freedom) if freedom else norm
    error = math.sqrt(variance)
    half = float(known.ppf((1 + load_outcome_rules().resampling.level) / 2)) * error
    figure = Statistic(math.exp(estimate), math.exp(estimate - half), math.exp(estimate + half), n)
    return PhaseRatio(phase, figure, float(2 * known.sf(abs(estimate) / error)) if error else None)
