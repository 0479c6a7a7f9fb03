"""Where somebody stands in a level: what is there of what it asks for, and what is missing.

What comes of it is a statement of participation. It certifies nothing, and says nothing of competence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.certification.programmes import (
    ATTESTED,
    ENROLLED,
    CertificationLevel,
    Programmes,
    Requirement,
    load_programmes,
)
from nmt_widgets.training.raters.agreement_json import pick
from nmt_widgets.training.raters.comparison import PartComparison
from nmt_widgets.training.statistics.intervals import mean_interval
from nmt_widgets.training.statistics.measures import measure
from nmt_widgets.training.statistics.standards import Grade, Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic


@dataclass(frozen=True)
class Participated:
    """An entry of somebody's log that counts: `kind` one of the kinds of hours, "enrolled" or "attested"."""

    level: str
    kind: str
    day: str
    minutes: int = 0


@dataclass(frozen=True, eq=False)
class ScoredCase:
    """A practice case somebody submitted, before having seen its reference.

    Attributes
    ----------
    case, day : str
    differences : ndarray, shape (functions,), optional
        Score less reference in points, NaN where one is not known; None where the reference could not be had.
    distance, bias, kappa : Statistic, optional
    grade : Grade, optional
        The worst of the deciding measures; None where one is not defined.
    """

    case: str
    day: str
    differences: Floats | None = field(default=None, repr=False)
    distance: Statistic | None = None
    bias: Statistic | None = None
    kappa: Statistic | None = None
    grade: Grade | None = None


@dataclass(frozen=True)
class NeedStanding:
    """A need and how much of it there is; `have` is counted in the need's own unit: hours, days, cases, levels."""

    need: Requirement
    have: float

    @property
    def missing(self) -> float:
        """How much is missing; 0 where nothing is."""
        return max(0.0, self.need.least - self.have)

    @property
    def is_met(self) -> bool:
        """Whether there is as much as is asked for."""
        return self.missing < 1e-9


@dataclass(frozen=True)
class LevelStanding:
    """Where somebody stands in a level.

    Attributes
    ----------
    level : str
    since, attested : str
        The days of the first entry and of the attestation; empty where there is none.
    hours : mapping of kind to float
    sessions : int
        Days with hours.
    cases : int
    needs : tuple of NeedStanding
    """

    level: str
    since: str
    attested: str
    hours: dict[str, float]
    sessions: int
    cases: int
    needs: tuple[NeedStanding, ...]

    @property
    def missing(self) -> tuple[NeedStanding, ...]:
        """The needs that are not met."""
        return tuple(one for one in self.needs if not one.is_met)


def scored_case(
    case: str,
    day: str,
    scores: ArrayLike,
    reference: ArrayLike,
    instrument: Instrument,
    standards: Standards | None = None,
) -> ScoredCase:
    """Compare what somebody submitted with the reference, as far as a log needs it.

    Parameters
    ----------
    case, day : str
    scores, reference : array_like, shape (functions,)
        1-12 in the order of `instrument.ids`, NaN where not known.
    instrument : Instrument
    standards : Standards, optional
        By default `agreement.yaml`.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> truth = np.resize([3.0, 5, 8, 6], 32)
    >>> scored_case("practice-boy-8", "2026-03-01", truth + 1, truth, load_instrument()).grade.band
    'acceptable'
    """
    standards = standards or load_standards()
    both = np.array([np.asarray(scores, dtype=float), np.asarray(reference, dtype=float)])
    both = np.where(np.isnan(both).any(axis=0), np.nan, both)
    differences = both[0] - both[1]
    how = standards.intervals
    whole = PartComparison(mean_interval(differences, how.level), measure(both.T, instrument, how))
    grade = standards.worst(standards.grade(name, pick(whole, name)) for name in standards.deciding)
    measures = whole.measures
    return ScoredCase(
        case, day, differences, measures.mean_absolute_difference, whole.bias, measures.kappa, grade
    )


def level_standing(
    level: CertificationLevel,
    log: Iterable[Participated],
    cases: Iterable[ScoredCase],
    *,
    programmes: Programmes | None = None,
    standards: Standards | None = None,
) -> LevelStanding:
    """Say where somebody stands in a level.

    Parameters
    ----------
    level : CertificationLevel
    log : iterable of Participated
        Everything in the person's log that was not taken back, of every level.
    cases : iterable of ScoredCase
        Each practice case the person submitted, once. They count for every level: a case can be met only once.
    programmes, standards : Programmes, Standards, optional
        By default `programmes.yaml` and `agreement.yaml`.
    """
    programmes, standards = programmes or load_programmes(), standards or load_standards()
    log, cases = list(log), list(cases)
    own = [entry for entry in log if entry.level == level.id]
    hours = {
        kind.id: sum(one.minutes for one in own if one.kind == kind.id) / 60 for kind in programmes.hours
    }
    sessions = len({one.day for one in own if one.kind in hours})
    bands = [band.id for band in standards.bands]
    attested = {entry.level for entry in log if entry.kind == ATTESTED}

    def have(need: Requirement) -> float:
        match need.kind:
            case "hours":
                return sum(hours[kind] for kind in need.of)
            case "sessions":
                return sessions
            case "cases":
                return len(cases)
            case "agreement":
                good = bands[: bands.index(need.band) + 1] if need.band in bands else []
                return sum(one.grade is not None and one.grade.band in good for one in cases)
            case "before":
                return float(need.level in attested)

    return LevelStanding(
        level.id,
        min((one.day for one in own), default=""),
        max((one.day for one in own if one.kind == ATTESTED), default=""),
        hours,
        sessions,
        len(cases),
        tuple(NeedStanding(need, have(need)) for need in level.needs),
    )


def levels_begun(
    log: Iterable[Participated], programmes: Programmes | None = None
) -> tuple[CertificationLevel, ...]:
    """Return the levels somebody has any entry in, in the order of the programmes."""
    begun = {entry.level for entry in log}
    return tuple(level for level in (programmes or load_programmes()).levels if level.id in begun)


def entry_kinds(programmes: Programmes | None = None) -> tuple[str, ...]:
    """Return the kinds of entry a log may have."""
    return (ENROLLED, *(kind.id for kind in (programmes or load_programmes()).hours), ATTESTED)
