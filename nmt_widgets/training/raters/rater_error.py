"""How far off one rater's scores are, estimated from several raters' maps of the same cases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nmt_widgets._version import __version__
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.raters.error_rules import ErrorRules, load_error_rules
from nmt_widgets.training.raters.rated_maps import RatedMaps
from nmt_widgets.training.statistics.components import Components, Design, variance_components
from nmt_widgets.training.statistics.quantiles import normal_quantile
from nmt_widgets.training.statistics.statistic import Statistic, undefined

_AT_ONCE = 2_000_000  # scores drawn together
_TINY = 1e-12
_NEAR = 0.001  # a share this near to 0 or 1 counts as no nearer

ROUNDING = 1 / 12
"""The variance of what a whole number leaves open: no score can be shown to be surer than that."""


@dataclass(frozen=True)
class ScoreError:
    """The error of one rater's score of a function, or of one rater's total.

    Attributes
    ----------
    cases, raters, ratings, pairs : int
        What it is estimated from; a pair are two raters' scores of one case.
    case, rater, rest : float or None
        The variances between cases, between raters, and of what is left. None where nothing is estimated.
    error : Statistic
        The standard error, in points.
    relative, absolute : Statistic
        The generalizability coefficients of one rater: for ranking clients, and for the score as it stands.
    needed : int or None
        How many raters' mean reaches the goal of the absolute coefficient; None where no number does, or too many.
    pooled : float
        The share of `error` that comes from all functions together, since this one has few ratings.
    half_width : float or None
        How far a score may be off: the normal quantile of the level, times the upper end of `error` or the standard
        error of the function by itself, whichever is larger.
    """

    cases: int
    raters: int
    ratings: int
    pairs: int
    case: float | None
    rater: float | None
    rest: float | None
    error: Statistic
    relative: Statistic
    absolute: Statistic
    needed: int | None
    pooled: float
    half_width: float | None


@dataclass(frozen=True)
class RaterError:
    """The error of raters, by function and over the map; made by :func:`measure_error`.

    Attributes
    ----------
    cases, raters, maps : int
        Of the cases that two raters or more have scored.
    functions : mapping of function id to ScoreError
    total : ScoreError
        Of the total over the functions that are estimated, from the maps that score all of them.
    shared : Statistic
        The share of the error of a score that one rater makes in all functions of a map alike, 0 to 1.
    level, goal : float
        Of the intervals; the absolute coefficient that `needed` raters reach.
    versions : mapping
    """

    cases: int
    raters: int
    maps: int
    functions: Mapping[str, ScoreError]
    total: ScoreError
    shared: Statistic
    level: float
    goal: float
    versions: Mapping[str, str]

    @property
    def estimated(self) -> tuple[str, ...]:
        """The functions with an estimate."""
        return tuple(id for id, figures in self.functions.items() if figures.half_width is not None)

    @property
    def from_largest(self) -> tuple[str, ...]:
        """The functions with an estimate, from the largest error down."""
        return tuple(sorted(self.estimated, key=lambda id: -(self.functions[id].error.value or 0)))


def measure_error(maps: RatedMaps, instrument: Instrument, rules: ErrorRules | None = None) -> RaterError:
    """Estimate the error of raters from maps of cases that several of them scored.

    Parameters
    ----------
    maps : RatedMaps
    instrument : Instrument
    rules : ErrorRules, optional
        By default those of `rater_error.yaml`.

    Notes
    -----
    Each function is a design of cases crossed with raters (score = mean + case + rater + rest) and estimated by REML.
    The error of one rater's score has the variance rater + rest (the absolute error of Brennan 2001), and at least
    1/12, that of rounding to a whole number.

    Functions are shrunken together on the logarithmic scale by empirical Bayes: the share taken from the mean of all
    is s² / (s² + t²), with s the bootstrap's standard deviation of the function's distance from the mean, and t² the
    variance between functions beyond it. With few ratings all functions have the mean, with many each has its own.

    The mean of a map over its functions is a design of the same kind. What its error is larger than that of independent
    functions, is shared: with S the sum of the variances of the functions and Q the square of the sum of their
    standard errors, the variance of the sum is (1 - r) S + r Q, which gives r.

    Intervals are of a parametric bootstrap from the estimates, with a fixed seed; errors and cases are drawn with
    their correlation between functions. Those of errors turn the distribution of ln(estimate) around (the pivot),
    and include what shrinking may do. That of the shared error turns the distribution of ln(r / (1 - r)) around; its
    upper end is at least the upper percentile of r. Those of coefficients are percentiles.

    References
    ----------
    Cronbach, L. J., Gleser, G. C., Nanda, H., & Rajaratnam, N. (1972). The dependability of behavioral measurements.
    Wiley.

    Brennan, R. L. (2001). Generalizability theory. Springer.

    Davison, A. C., & Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge University Press.

    Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications. Journal of the American
    Statistical Association, 78, 47-55.
    """
    rules = rules or load_error_rules()
    maps = maps.shared()
    tables = maps.tables()
    designs = [_Counts.of(table) for table in tables]
    enough = [at for at, counts in enumerate(designs) if counts.reach(rules)]
    whole = tables[enough].sum(axis=0) / len(enough) if enough else np.full(tables.shape[1:], np.nan)
    counts = _Counts.of(whole)
    figures = {id: _nothing(counts) for id, counts in zip(instrument.ids, designs, strict=True)}
    total, shared = _nothing(counts), undefined("too_few_ratings", counts.ratings)
    if enough:
        has_total = len(enough) > 1 and counts.reach(rules)
        study = _Study(tables[enough], whole if has_total else None, rules)
        for row, at in enumerate(enough):
            figures[instrument.ids[at]] = study.figures(row, designs[at])
        if has_total:
            total, shared = study.total(counts), study.shared(counts)
    return RaterError(
        cases=len(set(maps.cases)),
        raters=len(set(maps.raters)),
        maps=len(maps.cases),
        functions=figures,
        total=total,
        shared=shared,
        level=rules.level,
        goal=rules.goal,
        versions={
            "rater_error": rules.version,
            "functions": instrument.versions["functions"],
            "software": __version__,
        },
    )


@dataclass(frozen=True)
class _Counts:
    """What a table of cases x raters holds."""

    cases: int
    raters: int
    ratings: int
    pairs: int

    @classmethod
    def of(cls, table: Floats) -> _Counts:
        known = ~np.isnan(table)
        times = known.sum(axis=1)
        used = known[times > 1]
        pairs = int((times * (times - 1) // 2).sum())
        return cls(len(used), int(used.any(axis=0).sum()), int(known.sum()), pairs)

    def reach(self, rules: ErrorRules) -> bool:
        """Whether this is enough to estimate anything; some rater must have scored two cases."""
        least = rules.least
        repeated = self.ratings > self.raters
        return (
            repeated
            and self.cases >= least.cases
            and self.raters >= least.raters
            and self.pairs >= least.pairs
        )


def _nothing(counts: _Counts) -> ScoreError:
    none = undefined("too_few_ratings", counts.ratings)
    return ScoreError(
        counts.cases,
        counts.raters,
        counts.ratings,
        counts.pairs,
        None,
        None,
        None,
        none,
        none,
        none,
        None,
        0.0,
        None,
    )


class _Study:
    """The estimates of some functions and of their mean, with their bootstrap."""

    def __init__(self, tables: Floats, whole: Floats | None, rules: ErrorRules) -> None:
        self._rules, self._count = rules, len(tables)
        everything = tables if whole is None else np.concatenate([tables, whole[None]])
        self._designs = [Design(~np.isnan(table)) for table in everything]
        self._parts = variance_components(everything)
        self._least = np.array([ROUNDING] * self._count + [ROUNDING / self._count])[: len(everything)]
        self._logs = np.log(np.maximum(self._parts.error, self._least))
        draws = list(self._draws(everything.shape[1:]))
        self._samples = Components(
            *(np.concatenate([getattr(draw, name) for draw in draws]) for name in ("case", "rater", "rest"))
        )
        self._offs = np.log(np.maximum(self._samples.error, _TINY)) - self._logs
        self._shrink()

    def _draws(self, shape: tuple[int, ...]) -> Iterator[Components]:
        """Yield the components of sampled tables, shape (samples, functions and their mean)."""
        random, left = np.random.default_rng(self._rules.seed), self._rules.replicates
        cases, raters = shape
        while left > 0:
            size = min(left, max(1, _AT_ONCE // (cases * raters)))
            left -= size
            shapes = {"case": (size, cases, 1), "rater": (size, 1, raters), "rest": (size, cases, raters)}
            common = {name: random.standard_normal(shape) for name, shape in shapes.items()}
            fits, total = [], np.zeros((size, cases, raters))
            for at in range(self._count):
                sample = np.zeros((size, cases, raters))
                for name, effect in common.items():
                    alike = self._alike(name)
                    own = random.standard_normal(effect.shape)
                    sample += np.sqrt(self._variance(name, at)) * (
                        np.sqrt(alike) * effect + np.sqrt(1 - alike) * own
                    )
                fits.append(self._designs[at].components(self._gaps(at, sample)))
                total += sample / self._count
            if len(self._designs) > self._count:
                fits.append(self._designs[-1].components(self._gaps(self._count, total)))
            yield Components(
                *(
                    np.stack([getattr(fit, name) for fit in fits], axis=1)
                    for name in ("case", "rater", "rest")
                )
            )

    def _variance(self, name: str, at: int) -> float:
        """Return the variance to sample with: together with that of raters, the rest is at least rounding."""
        variance = float(getattr(self._parts, name)[at])
        return max(variance, ROUNDING - float(self._parts.rater[at])) if name == "rest" else variance

    def _gaps(self, at: int, sample: Floats) -> Floats:
        design = self._designs[at]
        known = design.known.T if design.turned else design.known
        return np.where(known, sample, np.nan)

    def _alike(self, name: str) -> float:
        """Return how far an effect goes the same way in all functions; without their mean, all the way."""
        variances = getattr(self._parts, name)
        if len(variances) == self._count:
            return 1.0
        return float(_share(variances[:-1], variances[-1]))

    def _shrink(self) -> None:
        """Shrink the functions together, with the bootstrap of what comes out."""
        logs, offs = self._logs[: self._count], self._offs[:, : self._count]
        apart = offs - offs.mean(axis=1, keepdims=True)
        own = apart.var(axis=0)
        between = max(0.0, float(logs.var() - apart.var(axis=1).mean())) if self._count > 1 else 0.0
        self.pooled = own / np.maximum(own + between, _TINY) if self._count > 1 else np.zeros(1)
        unknown = np.random.default_rng([self._rules.seed, 1]).standard_normal(offs.shape)
        self._final = (1 - self.pooled) * logs + self.pooled * logs.mean()
        self._pivots = (
            (1 - self.pooled) * offs
            + self.pooled * offs.mean(axis=1, keepdims=True)
            - self.pooled * math.sqrt(between) * unknown
        )

    def figures(self, at: int, counts: _Counts) -> ScoreError:
        """Return the figures of a function."""
        error = self._error(self._final[at], self._pivots[:, at], counts, 1)
        return self._figures(at, counts, error, 1, float(self.pooled[at]))

    def total(self, counts: _Counts) -> ScoreError:
        """Return the figures of the total over the functions."""
        error = self._error(self._logs[-1], self._offs[:, -1], counts, self._count)
        return self._figures(self._count, counts, error, self._count, 0.0)

    def shared(self, counts: _Counts) -> Statistic:
        """Return the share of the error that goes the same way in all functions."""
        value = float(_share(np.exp(self._logs[:-1]), self._parts.error[-1]))
        errors = np.exp(self._logs + self._offs)
        sample = _share(errors[:, :-1], self._samples.error[:, -1])
        below, above = self._ends(sample)
        turned = 2 * _logit(value) - _logit(above), 2 * _logit(value) - _logit(below)
        low, high = (1 / (1 + math.exp(-end)) for end in turned)
        return Statistic(value, min(low, value), max(high, above, value), counts.ratings)

    def _error(self, log: float, offs: Floats, counts: _Counts, times: int) -> Statistic:
        low, high = (math.exp((log - end) / 2) * times for end in self._ends(offs)[::-1])
        value = math.exp(log / 2) * times
        return Statistic(value, min(low, value), max(high, value), counts.ratings)

    def _figures(self, at: int, counts: _Counts, error: Statistic, times: int, pooled: float) -> ScoreError:
        case, rater, rest = (
            float(getattr(self._parts, name)[at]) * times**2 for name in ("case", "rater", "rest")
        )
        relative, absolute = (
            self._coefficient(value[at], sample[:, at], counts)
            for value, sample in zip(self._parts.coefficients(), self._samples.coefficients(), strict=True)
        )
        assert error.high is not None
        return ScoreError(
            counts.cases,
            counts.raters,
            counts.ratings,
            counts.pairs,
            case,
            rater,
            rest,
            error,
            relative,
            absolute,
            raters_needed(absolute.value, self._rules),
            pooled,
            # no range is narrower than what the function shows by itself, however it is shrunken
            normal_quantile((1 + self._rules.level) / 2)
            * max(error.high, math.exp(self._logs[at] / 2) * times),
        )

    def _coefficient(self, value: float, sample: Floats, counts: _Counts) -> Statistic:
        if math.isnan(value):
            return undefined("no_variance", counts.ratings)
        low, high = self._ends(sample[~np.isnan(sample)])
        return Statistic(float(value), min(low, float(value)), max(high, float(value)), counts.ratings)

    def _ends(self, sample: Floats) -> tuple[float, float]:
        tail = (1 - self._rules.level) / 2
        low, high = np.quantile(sample, [tail, 1 - tail])
        return float(low), float(high)


def _share(variances: Floats, mean: Floats | float) -> Floats:
    """Return r of (1 - r) S + r Q, for the variance that the mean of some scores has."""
    count, singles = variances.shape[-1], variances.sum(axis=-1)
    together = np.sqrt(variances).sum(axis=-1) ** 2 - singles
    return np.asarray(np.clip((count**2 * np.asarray(mean) - singles) / np.maximum(together, _TINY), 0, 1))


def _logit(share: float) -> float:
    inside = min(max(share, _NEAR), 1 - _NEAR)
    return math.log(inside / (1 - inside))


def raters_needed(absolute: float | None, rules: ErrorRules) -> int | None:
    """Return how many raters' mean reaches the goal, from the absolute coefficient of one (Spearman-Brown).

    None where no number does, or more than `raters_at_most`.
    """
    if not absolute:
        return None
    needed = max(1, math.ceil(rules.goal * (1 - absolute) / ((1 - rules.goal) * absolute) - _TINY))
    return needed if needed <= rules.raters_at_most else None
