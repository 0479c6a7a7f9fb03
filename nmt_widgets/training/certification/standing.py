"""How far somebody is in a level: which requirements are met, and what is missing.

The result is a statement of participation. It certifies nothing and does not measure competence.
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
    """A log entry that counts: `kind` is one of the kinds of hours, "enrolled" or "attested"."""

    level: str
    kind: str
    day: str
    minutes: int = 0


@dataclass(frozen=True, eq=False)
class ScoredCase:
    """A practice case that somebody submitted before seeing its reference.

    Attributes
    ----------
    case, day : str
    differences : ndarray, shape (functions,), optional
        Score minus reference in points, NaN where either is not known; None where there is no readable reference.
    distance, bias, kappa : Statistic, optional
    grade : Grade, optional
        The lowest grade of the deciding measures; None where one of them is not defined.
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
    """A requirement and how much of it is done; `have` is in its own unit: hours, days, cases or levels."""

    need: Requirement
    have: float

    @property
    def missing(self) -> float:
        """How much is missing; 0 where the requirement is met."""
        return max(0.0, self.need.least - self.have)

    @property
    def is_met(self) -> bool:
        """Whether the requirement is met."""
        return self.missing < 1e-9


@dataclass(frozen=True)
class LevelStanding:
    """How far somebody is in a level.

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
        """The requirements that are not met."""
        return tuple(need for need in self.needs if not need.is_met)


def scored_case(
    case: str,
    day: str,
    scores: ArrayLike,
    reference: ArrayLike,
    instrument: Instrument,
    standards: Standards | None = None,
) -> ScoredCase:
    """Compare a submitted attempt with the reference, with the figures that a log needs.

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
    table = np.array([np.asarray(scores, dtype=float), np.asarray(reference, dtype=float)])
    table = np.where(np.isnan(table).any(axis=0), np.nan, table)
    differences = table[0] - table[1]
    how = standards.intervals
    whole = PartComparison(mean_interval(differences, how.level), measure(table.T, instrument, how))
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
    """Return how far somebody is in a level.

    Parameters
    ----------
    level : CertificationLevel
    log : iterable of Participated
        The person's entries of every level, without those that were taken back.
    cases : iterable of ScoredCase
        The practice cases the person submitted, each once. They count for every level: nobody can meet a case twice.
    programmes, standards : Programmes, Standards, optional
        By default `programmes.yaml` and `agreement.yaml`.
    """
    programmes, standards = programmes or load_programmes(), standards or load_standards()
    log, cases = list(log), list(cases)
    own = [entry for entry in log if entry.level == level.id]
    hours = {
        kind.id: sum(entry.minutes for entry in own if entry.kind == kind.id) / 60
        for kind in programmes.hours
    }
    sessions = len({entry.day for entry in own if entry.kind in hours})
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
                return sum(case.grade is not None and case.grade.band in good for case in cases)
            case "before":
                return float(need.level in attested)

    return LevelStanding(
        level.id,
        min((entry.day for entry in own), default=""),
        max((entry.day for entry in own if entry.kind == ATTESTED), default=""),
        hours,
        sessions,
        len(cases),
        tuple(NeedStanding(need, have(need)) for need in level.needs),
    )


def levels_begun(
    log: Iterable[Participated], programmes: Programmes | None = None
) -> tuple[CertificationLevel, ...]:
    """Return the levels in which somebody has an entry, in the order of the programmes."""
    begun = {entry.level for entry in log}
    return tuple(level for level in (programmes or load_programmes()).levels if level.id in begun)


def entry_kinds(programmes: Programmes | None = None) -> tuple[str, ...]:
    """Return the kinds of entry a log may have."""
    return (ENROLLED, *(kind.id for kind in (programmes or load_programmes()).hours), ATTESTED)
