"""One rater's scores of a case against its reference scores: overall, by function, region and domain, and the CMR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets._version import __version__
from nmt_widgets.case_files import Case
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import FunctionMetrics, find_assessment, measure_functions
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.metrics.estimate import Floats, over_gate
from nmt_widgets.training.statistics.intervals import mean_interval, share_interval
from nmt_widgets.training.statistics.measures import Measures, color_bands, measure
from nmt_widgets.training.statistics.missing import Missing, settle_missing
from nmt_widgets.training.statistics.standards import Standards, load_standards
from nmt_widgets.training.statistics.statistic import Reason, Statistic, undefined

THE_REFERENCE = "the reference"


@dataclass(frozen=True, eq=False)
class ReferenceScores:
    """The scores that raters are compared with.

    Attributes
    ----------
    scores : ndarray, shape (functions,)
        In the order of `instrument.ids`; NaN where not known.
    age : float or None
        Years; without it there are no categories.
    column : str or None
        A published norm column to use instead of the one for the age.
    """

    scores: Floats
    age: float | None = None
    column: str | None = None


@dataclass(frozen=True)
class FunctionDifference:
    """One function: both scores, score minus reference, and whether the colour band is the same; None where missing."""

    score: float | None
    reference: float | None
    difference: float | None
    same_band: bool | None


@dataclass(frozen=True)
class CategoryPair:
    """A region or domain by rater and reference: percent of the typical peer and category; None where not shown."""

    percent: float | None
    reference_percent: float | None
    category: str | None
    reference_category: str | None

    @property
    def same(self) -> bool | None:
        """Whether the categories are the same; None where one is not shown."""
        if self.category is None or self.reference_category is None:
            return None
        return self.category == self.reference_category


@dataclass(frozen=True)
class PartComparison:
    """Some functions: bias (score minus reference, Student's interval over items), agreement, and category."""

    bias: Statistic
    measures: Measures
    category: CategoryPair | None = None


@dataclass(frozen=True)
class CmrDifference:
    """The cortical modulation ratio by rater and reference; one case has no interval.

    Attributes
    ----------
    value, reference, difference : float or None
    same_side : bool or None
        Whether both are on the same side of the instrument's gate.
    reason : str or None
        Why a figure is missing.
    """

    value: float | None
    reference: float | None
    difference: float | None
    same_side: bool | None
    reason: Reason | None


@dataclass(frozen=True)
class RatingComparison:
    """A rater's scores compared with the reference.

    Attributes
    ----------
    rater : str
    whole : PartComparison
        Over all functions scored by both.
    functions, regions, domains : mapping by id
    same_category, same_region_category : Statistic
        Shares of domains and of regions in the same category; Wilson's interval.
    cmr : CmrDifference
    versions : mapping
        Of the definitions, the limits and the software.
    """

    rater: str
    whole: PartComparison
    functions: Mapping[str, FunctionDifference] = field(repr=False)
    regions: Mapping[str, PartComparison] = field(repr=False)
    domains: Mapping[str, PartComparison] = field(repr=False)
    same_category: Statistic
    same_region_category: Statistic
    cmr: CmrDifference
    versions: Mapping[str, str] = field(repr=False)


def reference_scores(case: Case, number: int, instrument: Instrument) -> ReferenceScores:
    """Return an assessment's scores as a reference.

    Raises
    ------
    InputError
        When there is no such assessment, or it has no scores of Part C.
    """
    assessment = find_assessment(case, number)
    if not assessment.scored:
        raise refusal("report", "no_scores_to_compare", file=f"case {case.id}", number=number)
    scores, _ = score_arrays(instrument, assessment)
    return ReferenceScores(scores[0], assessment.age_years, assessment.norms)


def compare(
    scores: ArrayLike,
    reference: ReferenceScores,
    instrument: Instrument,
    *,
    rater: str = "the rater",
    missing: Missing = "refuse",
    standards: Standards | None = None,
) -> RatingComparison:
    """Compare one rater's scores of a case with the reference.

    Parameters
    ----------
    scores : array_like, shape (functions,)
        1-12 in the order of `instrument.ids`, NaN where missing.
    reference : ReferenceScores
    instrument : Instrument
    rater : str
        The rater's name, for messages.
    missing : {"refuse", "pairwise", "listwise"}
        What to do about missing scores on either side. Here "pairwise" and "listwise" are the same: figures use the
        functions that both scored.
    standards : Standards, optional
        Confidence and bootstrap; by default `agreement.yaml`.

    Raises
    ------
    InputErrors
        With `refuse`, when a score is missing.
    ValueError
        When shapes do not match or a score is outside the scale.

    Examples
    --------
    A trainee who scores James like the reference, but two points higher in the limbic region:

    >>> from nmt_widgets import load_case, load_instrument
    >>> instrument = load_instrument()
    >>> reference = reference_scores(load_case("james"), 1, instrument)
    >>> limbic = np.array([function.region == "limbic" for function in instrument.functions])
    >>> result = compare(reference.scores + 2 * limbic, reference, instrument)
    >>> result.whole.bias.value, result.regions["limbic"].bias.value, round(result.whole.measures.kappa.value, 2)
    (0.375, 2.0, 0.91)
    """
    how = (standards or load_standards()).intervals
    rows = np.array([check_scores(scores, instrument), check_scores(reference.scores, instrument)])
    rows = settle_missing(rows, missing, (rater, THE_REFERENCE), instrument.ids)
    used = np.where(np.isnan(rows).any(axis=0), np.nan, rows)
    figures = measure_rows(used, reference, instrument)

    def part(members: list[int], category: CategoryPair | None = None) -> PartComparison:
        table = used[:, members]
        return PartComparison(
            mean_interval(table[0] - table[1], how.level), measure(table.T, instrument, how), category
        )

    dated = reference.age is not None
    regions = {
        id: part(members, _pair(figures, "region", position, instrument) if dated else None)
        for position, (id, members) in enumerate(region_members(instrument).items())
    }
    domains = {
        id: part(members, _pair(figures, "domain", position, instrument) if dated else None)
        for position, (id, members) in enumerate(domain_members(instrument).items())
    }
    return RatingComparison(
        rater=rater,
        whole=part(list(range(len(instrument.ids)))),
        functions=_functions(rows, instrument),
        regions=regions,
        domains=domains,
        same_category=_share_alike(domains, dated, how.level),
        same_region_category=_share_alike(regions, dated, how.level),
        cmr=_cmr(figures, instrument),
        versions=versions(instrument, standards or load_standards()),
    )


def check_scores(scores: ArrayLike, instrument: Instrument) -> Floats:
    """Return one row of scores as floats; ValueError where it does not fit the instrument."""
    row = np.asarray(scores, dtype=float)
    if row.shape != (len(instrument.ids),):
        raise ValueError(f"scores must have the shape ({len(instrument.ids)},), not {row.shape}")
    if np.any((row < instrument.scale.low) | (row > instrument.scale.high)):
        raise ValueError(f"scores must lie within {instrument.scale.low}-{instrument.scale.high}")
    return row


def measure_rows(rows: Floats, reference: ReferenceScores, instrument: Instrument) -> FunctionMetrics:
    """Measure rows of scores at the reference's age, or at an adult's where it has none (the CMR needs no age)."""
    age = instrument.norms.adult_age if reference.age is None else reference.age
    columns = None if reference.column is None else [reference.column] * len(rows)
    return measure_functions(instrument, rows, np.full(len(rows), age), columns=columns)


def region_members(instrument: Instrument) -> dict[str, list[int]]:
    """Return the positions of each region's functions."""
    return {
        region.id: [instrument.ids.index(function.id) for function in instrument.region_functions(region.id)]
        for region in instrument.regions
    }


def domain_members(instrument: Instrument) -> dict[str, list[int]]:
    """Return the positions of each domain's functions."""
    return {
        domain.id: [instrument.ids.index(id) for id in domain.functions]
        for domain in instrument.domains.domains
    }


def versions(instrument: Instrument, standards: Standards) -> dict[str, str]:
    """Return the versions that a result depends on."""
    return {**instrument.versions, "agreement": standards.version, "software": __version__}


def plain(value: float) -> float | None:
    """Return a float, None for NaN."""
    return None if np.isnan(value) else float(value)


def _functions(rows: Floats, instrument: Instrument) -> dict[str, FunctionDifference]:
    bands = color_bands(rows, instrument)
    return {
        id: FunctionDifference(
            score=plain(rows[0, at]),
            reference=plain(rows[1, at]),
            difference=plain(rows[0, at] - rows[1, at]),
            same_band=bool(bands[0, at] == bands[1, at]) if (bands[:, at] >= 0).all() else None,
        )
        for at, id in enumerate(instrument.ids)
    }


def _pair(figures: FunctionMetrics, kind: str, position: int, instrument: Instrument) -> CategoryPair:
    names = [category.id for category in instrument.domains.categories]
    percent, category = (
        (figures.region_percent, figures.region_category)
        if kind == "region"
        else (figures.domain_percent, figures.domain_category)
    )
    mine, theirs = (names[at] if at >= 0 else None for at in category[:, position])
    return CategoryPair(plain(percent.value[0, position]), plain(percent.value[1, position]), mine, theirs)


def _share_alike(parts: Mapping[str, PartComparison], dated: bool, level: float) -> Statistic:
    if not dated:
        return undefined("no_age", 0)
    same = [part.category.same for part in parts.values() if part.category and part.category.same is not None]
    return share_interval(same, level) if same else undefined("too_few_scored", 0)


def _cmr(figures: FunctionMetrics, instrument: Instrument) -> CmrDifference:
    mine, theirs = (plain(value) for value in figures.cmr.value)
    if mine is None or theirs is None:
        return CmrDifference(mine, theirs, None, None, "too_few_scored")
    first, second = over_gate(figures.cmr.value, instrument.cmr.gate)
    return CmrDifference(mine, theirs, mine - theirs, bool(first == second), None)
