"""What a plan is made of, as frozen values: lines, needs by domain, ways of regulating, and the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nmt_widgets.instrument import Mark
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.planning.levels import Level
from nmt_widgets.planning.parts import Demand, Dose, Kind, PlanPart, Setting
from nmt_widgets.planning.reserve import Reserve


@dataclass(frozen=True)
class Line:
    """One line of a plan.

    Attributes
    ----------
    id : str
        Stable as long as the advice is the same: `client:suspend:tutoring`, `client:start:swinging`.
    part, kind : str
        Web, family or client; start, keep, adapt, suspend, ready, later, expect, score_first or assess.
    title, text : str
        In plain words.
    where, who, dose
        Settings, people (both by id), and how long and how often; empty or None where it does not apply.
    why : tuple of str
        The figures and the rule behind it.
    changes_when : tuple of str
        What would change it.
    settled : bool
        Whether the whole range of every figure behind it leads to the same line.
    needs : tuple of str
        Functions to score first, where it is not settled.
    category : str or None
        Essential, therapeutic or enrichment: how much depends on it.
    regions, domains : tuple of str
        What it works on.
    demand, modes, company : what it asks for, and how it regulates; company it can be done in.
    checks : tuple of str
        Contra-indications to be cleared first, in words.
    activity, service, rule : str or None
        The entry it comes from.
    support : bool
        Whether it helps the caregivers rather than asking something of them.
    source : {"published", "reconstructed", "workbook"}
        Where the advice comes from.
    """

    id: str
    part: PlanPart
    kind: Kind
    title: str
    text: str
    where: tuple[Setting, ...] = ()
    who: tuple[str, ...] = ()
    dose: Dose | None = None
    why: tuple[str, ...] = ()
    changes_when: tuple[str, ...] = ()
    settled: bool = True
    needs: tuple[str, ...] = ()
    category: str | None = None
    regions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    demand: Demand | None = None
    modes: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    activity: str | None = None
    service: str | None = None
    rule: str | None = None
    support: bool = False
    source: Mark = "workbook"


@dataclass(frozen=True)
class Need:
    """A functional domain as the plan reads it; `band` is the functional-age band, `needs` what to score first."""

    percent: Figure
    category: str | None
    settled: bool
    functional_age: Figure
    band: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Mode:
    """A way of regulating; `status` is leads, with_care, not_yet, in_use or absent."""

    id: str
    name: str
    status: str
    text: str
    why: str


@dataclass(frozen=True)
class Combination:
    """Ways of regulating to be used together."""

    id: str
    name: str
    modes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Regulation:
    """Primary modes of regulation and which combinations to use, first things first."""

    modes: tuple[Mode, ...]
    combinations: tuple[Combination, ...]


@dataclass(frozen=True)
class Plan:
    """A plan: made by :func:`nmt_widgets.planning.plan`, the same for the same input.

    Attributes
    ----------
    called : str
        How the client is called in a sentence.
    lines : tuple of Line
        Therapeutic web, family, client; for the client from the lowest impaired region upward.
    domains : mapping of domain id to Need
    levels : tuple of Level
        The regions from the foot up.
    regulation : Regulation
    reserve : Reserve
        Of the caregivers.
    profile : Profile
        The figures it was made from.
    versions : mapping
        Of instrument, planning files and software.
    """

    case: str
    title: str
    called: str
    assessment: int
    label: str
    age: float
    lines: tuple[Line, ...] = field(repr=False)
    domains: Mapping[str, Need] = field(repr=False)
    levels: tuple[Level, ...] = field(repr=False)
    regulation: Regulation = field(repr=False)
    reserve: Reserve = field(repr=False)
    profile: Profile = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)

    def part(self, part: PlanPart) -> tuple[Line, ...]:
        """Return the lines of one part, in order."""
        return tuple(line for line in self.lines if line.part == part)

    def kind(self, kind: Kind) -> tuple[Line, ...]:
        """Return the lines of one kind, in order."""
        return tuple(line for line in self.lines if line.kind == kind)

    def expectations(self, place: Setting) -> tuple[Line, ...]:
        """Return what can be expected of the client at home or at school."""
        return tuple(line for line in self.lines if line.kind == "expect" and place in line.where)

    def line(self, id: str) -> Line:
        """Return one line by its id; KeyError where there is none."""
        for line in self.lines:
            if line.id == id:
                return line
        raise KeyError(id)
