"""Several raters' scores of one case: agreement with each other, and of each and all with the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import FunctionMetrics
from nmt_widgets.metrics.estimate import Floats, Ints, over_gate
from nmt_widgets.training.raters.comparison import (
    THE_REFERENCE,
    RatingComparison,
    ReferenceScores,
    check_scores,
    compare,
    domain_members,
    measure_rows,
    plain,
    region_members,
    versions,
)
from nmt_widgets.training.statistics.intervals import mean_interval, share_interval, size_interval
from nmt_widgets.training.statistics.measures import Against, Measures, measure, measure_against
from nmt_widgets.training.statistics.missing import Missing, settle_missing
from nmt_widgets.training.statistics.standards import Intervals, Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic, undefined


@dataclass(frozen=True)
class PartAgreement:
    """Agreement on some functions: among the raters, and with the reference (None without one)."""

    between: Measures
    against: Against | None


@dataclass(frozen=True)
class FunctionAgreement(PartAgreement):
    """Agreement on one function, with the raters' mean, standard deviation (None for one rater), lowest and highest."""

    mean: float | None
    deviation: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class CmrAgreement:
    """The raters' cortical modulation ratios.

    Attributes
    ----------
    values : mapping of rater to float or None
    mean, deviation : float or None
    reference : float or None
    bias, mean_absolute_difference : Statistic
        From the reference; Student's and bootstrap interval over raters.
    same_side : Statistic
        Share of raters on the same side of the gate as the reference; Wilson's interval.
    between : Statistic
        Mean absolute difference of pairs of raters; without an interval, the ratio being of one case.
    """

    values: Mapping[str, float | None]
    mean: float | None
    deviation: float | None
    reference: float | None
    bias: Statistic
    mean_absolute_difference: Statistic
    same_side: Statistic
    between: Statistic


@dataclass(frozen=True)
class Agreement:
    """Raters of one case.

    Attributes
    ----------
    raters : tuple of str
    missing : str
        What was done about missing scores.
    left_out : tuple of str
        Functions without a score of every rater: no figure over all raters uses them.
    whole, functions, regions, domains : PartAgreement, mappings by id
    same_category, same_region_category : Statistic
        Shares of pairs of raters in the same category, over domains and regions (n); Wilson's interval.
    cmr : CmrAgreement
    comparisons : mapping of rater to RatingComparison
        Each with the reference; empty without one.
    versions : mapping
    """

    raters: tuple[str, ...]
    missing: Missing
    left_out: tuple[str, ...]
    whole: PartAgreement
    functions: Mapping[str, FunctionAgreement] = field(repr=False)
    regions: Mapping[str, PartAgreement] = field(repr=False)
    domains: Mapping[str, PartAgreement] = field(repr=False)
    same_category: Statistic
    same_region_category: Statistic
    cmr: CmrAgreement
    comparisons: Mapping[str, RatingComparison] = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)


def agreement(
    ratings: ArrayLike,
    instrument: Instrument,
    *,
    reference: ReferenceScores | None = None,
    raters: Sequence[str] | None = None,
    missing: Missing = "refuse",
    standards: Standards | None = None,
) -> Agreement:
    """Measure how far raters agree with each other, and with the reference.

    Parameters
    ----------
    ratings : array_like, shape (raters, functions)
        1-12, one row per rater in the order of `instrument.ids`, NaN where missing.
    instrument : Instrument
    reference : ReferenceScores, optional
    raters : sequence of str, optional
        Names, each once; by default 1, 2 and so on.
    missing : {"refuse", "pairwise", "listwise"}
        What is done about missing scores; see
        :func:`~nmt_widgets.training.statistics.missing.settle_missing`. Kappa and intraclass correlations
        of all raters rest on functions scored by all, with `pairwise` too.
    standards : Standards, optional
        Confidence and bootstrap; by default `agreement.yaml`.

    Returns
    -------
    Agreement
        Functions are treated as a sample: intervals among raters are over functions, intervals of the group against
        the reference are over raters. The figures of one case do not carry over to other cases.

    Raises
    ------
    InputErrors
        With `refuse`, when a score is missing.
    ValueError
        When shapes do not match, a score is outside the scale, or a rater's name occurs twice.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.training.raters.comparison import reference_scores
    >>> instrument = load_instrument()
    >>> truth = reference_scores(load_case("james"), 1, instrument)
    >>> three = np.clip([truth.scores, truth.scores + 1, truth.scores - 1], 1, 12)
    >>> result = agreement(three, instrument, reference=truth, raters=["Ada", "Ben", "Cleo"])
    >>> round(result.whole.between.intraclass.agreement.value, 2), result.comparisons["Ben"].whole.bias.value
    (0.8, 1.0)
    """
    standards = standards or load_standards()
    how = standards.intervals
    table = np.array([check_scores(row, instrument) for row in np.asarray(ratings, dtype=float)])
    if not len(table):
        raise ValueError("there is no rater")
    names = tuple(raters) if raters is not None else tuple(str(at + 1) for at in range(len(table)))
    if len(names) != len(table) or len(set(names)) != len(names):
        raise ValueError("raters must name each row once")
    truth = None if reference is None else check_scores(reference.scores, instrument)
    rows = table if truth is None else np.vstack([table, truth])
    row_names = names if truth is None else (*names, THE_REFERENCE)
    rows = settle_missing(rows, missing, row_names, instrument.ids)
    table, truth = (rows, None) if truth is None else (rows[:-1], rows[-1])

    def part(members: list[int]) -> PartAgreement:
        return PartAgreement(
            measure(table[:, members].T, instrument, how),
            None if truth is None else measure_against(table[:, members], truth[members], instrument, how),
        )

    figures = measure_rows(rows, reference or ReferenceScores(rows[0]), instrument)
    dated = reference is not None and reference.age is not None
    settled = (
        None
        if reference is None or truth is None
        else ReferenceScores(truth, reference.age, reference.column)
    )
    return Agreement(
        raters=names,
        missing=missing,
        left_out=tuple(id for id, gap in zip(instrument.ids, np.isnan(rows.sum(axis=0)), strict=True) if gap),
        whole=part(list(range(len(instrument.ids)))),
        functions={id: _function(part([at]), table[:, at]) for at, id in enumerate(instrument.ids)},
        regions={id: part(members) for id, members in region_members(instrument).items()},
        domains={id: part(members) for id, members in domain_members(instrument).items()},
        same_category=_alike(figures.domain_category[: len(table)], dated, how),
        same_region_category=_alike(figures.region_category[: len(table)], dated, how),
        cmr=_cmr(figures, names, truth is not None, instrument, how),
        comparisons={
            name: compare(row, settled, instrument, rater=name, missing="pairwise", standards=standards)
            for name, row in zip(names, table, strict=True)
            if settled is not None
        },
        versions=versions(instrument, standards),
    )


def _function(part: PartAgreement, scores: Floats) -> FunctionAgreement:
    known = scores[~np.isnan(scores)]
    if not len(known):
        return FunctionAgreement(part.between, part.against, None, None, None, None)
    deviation = float(known.std(ddof=1)) if len(known) > 1 else None
    return FunctionAgreement(
        part.between,
        part.against,
        float(known.mean()),
        deviation,
        float(known.min()),
        float(known.max()),
    )


def _alike(categories: Ints, dated: bool, how: Intervals) -> Statistic:
    """Return the share of pairs of raters in the same category; one value per region or domain."""
    if not dated:
        return undefined("no_age", 0)
    if len(categories) < 2:
        return undefined("one_rater", categories.shape[1])
    shares = []
    for column in categories.T:
        known = column[column >= 0]
        pairs = [a == b for a, b in combinations(known, 2)]
        if pairs:
            shares.append(sum(pairs) / len(pairs))
    return share_interval(shares, how.level) if shares else undefined("too_few_scored", 0)


def _cmr(
    figures: FunctionMetrics, names: Sequence[str], compared: bool, instrument: Instrument, how: Intervals
) -> CmrAgreement:
    values = figures.cmr.value[: len(names)]
    truth = float(figures.cmr.value[-1]) if compared else np.nan
    known = values[~np.isnan(values)]
    apart = values - truth
    differences = apart[~np.isnan(apart)]
    if len(differences):
        gate = instrument.cmr.gate
        bias = mean_interval(differences, how.level)
        size = size_interval(np.abs(differences), how.level, how.replicates, how.seed)
        side = share_interval(over_gate(known, gate) == over_gate(truth, gate), how.level)
    else:
        bias = size = side = undefined("too_few_scored" if compared else "no_reference", 0)
    pairs = [abs(a - b) for a, b in combinations(known, 2)]
    between = (
        Statistic(float(np.mean(pairs)), None, None, len(known), "one_case")
        if pairs
        else undefined("one_rater" if len(names) < 2 else "too_few_scored", len(known))
    )
    return CmrAgreement(
        values={name: plain(value) for name, value in zip(names, values, strict=True)},
        mean=float(known.mean()) if len(known) else None,
        deviation=float(known.std(ddof=1)) if len(known) > 1 else None,
        reference=plain(truth),
        bias=bias,
        mean_absolute_difference=size,
        same_side=side,
        between=between,
    )
