"""What adversity and relational poverty of each period have to do with an outcome, beside relational health now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.spelling import closest
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.estimate import Bools, Floats
from nmt_widgets.outcomes.rules import OutcomeRules, TimingRules, load_outcome_rules
from nmt_widgets.outcomes.timing.first_assessments import FirstAssessments, first_assessments
from nmt_widgets.outcomes.timing.permutation import add_blocks
from nmt_widgets.outcomes.timing.results import AdversityTiming, TimingBlock, TimingPredictor
from nmt_widgets.outcomes.timing.ridge import bootstrap, choose_penalty, coefficients, ranks, standardise
from nmt_widgets.training.statistics.statistic import Reason, Statistic, undefined

HEALTH, CURRENT = "relational_health", "current"
COLUMNS = {"adversity": "adversity", "poverty": "relational"}
"""The kinds of predictors of a period, and how their columns begin."""


@dataclass(frozen=True)
class _Column:
    """A predictor: 1 where it is severe, 0 where it is not, NaN where the rating is not known; or current health."""

    id: str
    kind: str
    period: str
    source: str
    values: Floats


def timing(
    table: Any,
    outcome: str,
    *,
    instrument: Instrument | None = None,
    rules: OutcomeRules | None = None,
) -> AdversityTiming:
    """Relate an outcome to adversity and relational poverty by period, and to current relational health.

    Each client has one row, the first assessment. Predictors are flags, severe or not, of adversity and of relational
    poverty in each of four periods, and current relational health. Outcome and predictors are standardised.

    - Coefficients: ridge regression, which minimises `|y - X b|^2 + alpha |b|^2` (Hoerl and Kennard 1970). It shares an
      effect among predictors that go together, instead of picking one of them. alpha is chosen by leave-one-out
      cross-validation, once.
    - Intervals: percentiles of a bootstrap over clients, with alpha held (Efron 1979).
    - Blocks: what the predictors of a period add to R2 after those of the periods before, without penalty; current
      relational health comes last. p by permutation of residuals (Freedman and Lane 1983).
    - Null band: where the coefficients lie if the outcome is permuted.

    The assumptions: clients are independent of each other, and the relation is additive. All of it describes who goes
    with what. Nothing in it is an effect: adversity was not assigned, and those who rated it knew the client.

    Parameters
    ----------
    table : table
        A cohort of any kind that narwhals reads, a row an assessment: `client`, `time`, `adversity_<period>` and
        `relational_<period>` (0-12), `relational_health`, and what the outcome is made of.
    outcome : str
        The id of a domain: the mean score of its functions, in points. Or a column of numbers, such as
        `cognitive_percent`, or a factor of :func:`factors`.
    instrument : Instrument, optional
    rules : OutcomeRules, optional
        By default those of `outcomes.yaml`.

    Returns
    -------
    AdversityTiming
        With too few clients, the reason instead of figures. A flag with too few clients on either side is left out,
        with the reason. Clients of whom a value is not known are left out and counted: not known is never "no
        adversity".

    Raises
    ------
    InputErrors
        When a column is missing, or a cell is no number or outside its scale.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> cohort = nmt.synthetic_cohort(n=1000, seed=1)
    >>> result = timing(cohort.frame, "sensory_integration")
    >>> result.to_frame().sort_values("rank")["predictor"].head(2).tolist()
    ['relational_health', 'poverty_perinatal']
    """
    instrument, rules = use_instrument(instrument), rules or load_outcome_rules()
    data = first_assessments(table)
    values = _outcome_values(data, outcome, instrument)
    columns = list(_predictor_columns(data, instrument, rules.timing))
    named = {outcome: values, **{column.source: column.values for column in columns}}
    complete = ~np.any([np.isnan(column) for column in named.values()], axis=0)
    used = [column for column in columns if _varies(column, complete, rules.timing)]
    n, y = int(complete.sum()), values[complete]
    reason: Reason | None = None
    if n < rules.timing.least_clients:
        reason = "too_few_clients"
    elif y.std() == 0 or not used:
        reason = "no_variance"
    fit = _Fit.none() if reason else _fit(y, used, complete, rules)
    health_first = sorted(columns, key=lambda column: column.kind != HEALTH)
    return AdversityTiming(
        outcome=outcome,
        n=n,
        clients=len(values),
        missing={
            name: int(np.isnan(column).sum()) for name, column in named.items() if np.isnan(column).any()
        },
        predictors=tuple(fit.predictor(column, complete, reason) for column in health_first),
        blocks=tuple(fit.block(period, columns, reason) for period in (*rules.timing.periods, CURRENT)),
        r2=fit.r2,
        p=fit.p,
        alpha=fit.alpha,
        level=rules.resampling.level,
        replicates=rules.timing.replicates,
        permutations=rules.timing.permutations,
        severe={"adversity": rules.timing.severe_adversity, "poverty": rules.timing.severe_poverty},
        is_synthetic=data.is_synthetic,
        version=rules.version,
        reason=reason,
    )


@dataclass(frozen=True)
class _Fit:
    """Figures by predictor and by block."""

    r2: float | None
    p: float | None
    alpha: float | None
    figures: dict[str, dict[str, Any]]
    blocks: dict[str, tuple[float, float]]

    @classmethod
    def none(cls) -> _Fit:
        return cls(None, None, None, {}, {})

    def predictor(self, column: _Column, complete: Bools, reason: Reason | None) -> TimingPredictor:
        severe = None if column.kind == HEALTH else int(column.values[complete].sum())
        figures = self.figures.get(column.id)
        if figures is None:
            n = int(complete.sum())
            left_out: Reason = reason or ("no_variance" if column.kind == HEALTH else "too_few_severe")
            figures = {"coefficient": undefined(left_out, n)}
        return TimingPredictor(column.id, column.kind, column.period, severe, **figures)

    def block(self, period: str, columns: Sequence[_Column], reason: Reason | None) -> TimingBlock:
        names = tuple(
            column.id for column in columns if column.period == period and column.id in self.figures
        )
        if period not in self.blocks:
            return TimingBlock(period, names, None, None, reason or "too_few_severe")
        added, p = self.blocks[period]
        if np.isnan(p):
            return TimingBlock(period, names, None, None, "no_variance")
        return TimingBlock(period, names, added, p)


def _fit(y: Floats, columns: Sequence[_Column], complete: Bools, rules: OutcomeRules) -> _Fit:
    """Fit everything. Clients are put in the order of their values, so neither their order nor their codes matter."""
    raw = np.column_stack([*(column.values[complete] for column in columns), y])
    raw = raw[np.lexsort(raw.T)]
    predictors, outcome = standardise(raw[:, :-1]), standardise(raw[:, -1])
    n, random = len(outcome), np.random.default_rng(rules.resampling.seed)
    alpha = choose_penalty(predictors, outcome, rules.timing.penalties)
    correlations = predictors.T @ predictors / n
    estimate = coefficients(correlations, predictors.T @ outcome / n, alpha / n)
    limit = rules.timing.exact_at_most
    samples = bootstrap(predictors, outcome, alpha / n, rules.timing.replicates, random, limit)
    periods = list(dict.fromkeys(column.period for column in columns))
    blocks = np.array([periods.index(column.period) for column in columns])
    tests = add_blocks(predictors, outcome, blocks, rules.timing.permutations, random, limit)
    null = coefficients(correlations, tests.covariances, alpha / n)
    tails = [(1 - rules.resampling.level) / 2, (1 + rules.resampling.level) / 2]
    low, high = np.quantile(samples, tails, axis=0)
    null_low, null_high = np.quantile(null, tails, axis=0)
    rank_low, rank_high = np.quantile(ranks(samples), tails, axis=0, method="nearest")
    same_sign = (np.sign(samples) == np.sign(estimate)).mean(axis=0)
    figures = {
        column.id: {
            "coefficient": Statistic(float(estimate[at]), float(low[at]), float(high[at]), n),
            "rank": int(ranks(estimate)[at]),
            "rank_low": int(rank_low[at]),
            "rank_high": int(rank_high[at]),
            "same_sign": float(same_sign[at]),
            "null_low": float(null_low[at]),
            "null_high": float(null_high[at]),
        }
        for at, column in enumerate(columns)
    }
    by_period = {
        period: (float(added), float(p))
        for period, added, p in zip(periods, tests.added, tests.p, strict=True)
    }
    return _Fit(tests.r2, tests.p_all, alpha, figures, by_period)


def severity(ratings: Floats, kind: str, rules: TimingRules) -> NDArray[np.intp]:
    """Return 0 for each rating that is severe, 1 where it is not, and 2 where it is not known.

    Parameters
    ----------
    ratings : ndarray
    kind : {"adversity", "poverty"}
        Much adversity is severe, and little relational health.
    rules : TimingRules

    Examples
    --------
    >>> severity(np.array([9.0, 2.0, np.nan]), "adversity", load_outcome_rules().timing).tolist()
    [0, 1, 2]
    """
    severe = ratings >= rules.severe_adversity if kind == "adversity" else ratings <= rules.severe_poverty
    return np.where(np.isnan(ratings), 2, np.where(severe, 0, 1))


def _predictor_columns(data: FirstAssessments, instrument: Instrument, rules: TimingRules) -> list[_Column]:
    """Return the flags of each period in order of time, and current relational health."""
    scale = instrument.history.severity
    columns = []
    for period in rules.periods:
        for kind, start in COLUMNS.items():
            source = f"{start}_{period}"
            ratings = data.numbers(source, scale.low, scale.high)
            flags = np.array([1.0, 0.0, np.nan])[severity(ratings, kind, rules)]
            columns.append(_Column(f"{kind}_{period}", kind, period, source, flags))
    return [*columns, _Column(HEALTH, HEALTH, CURRENT, HEALTH, data.numbers(HEALTH, 0))]


def _varies(column: _Column, complete: Bools, rules: TimingRules) -> bool:
    """Return whether enough clients are on either side of a flag, or relational health differs at all."""
    values = column.values[complete]
    if column.kind == HEALTH:
        return bool(len(values) and values.std() > 0)
    return bool(rules.least_severe <= values.sum() <= len(values) - rules.least_severe)


def _outcome_values(data: FirstAssessments, outcome: str, instrument: Instrument) -> Floats:
    """Return the outcome of each client, NaN where any score of a domain is missing."""
    domains = [domain.id for domain in instrument.domains.domains]
    if outcome in domains:
        return np.asarray(data.scores(instrument.domain_functions(outcome), instrument).mean(axis=1))
    if not data.has(outcome):
        near = closest(outcome, domains)
        known = near or ", ".join(domains)
        raise refusal("timing", "near_outcome" if near else "no_outcome", outcome=outcome[:60], known=known)
    return data.numbers(outcome)
