"""What a plan is made of, as frozen values: lines, needs by domain, ways of regulating, and the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nmt_widgets.instrument import Mark
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.parts import Demand, Dose, Horizon, Kind, PlanPart, Setting
from nmt_widgets.planning.reserve import Reserve


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan.

    Attributes
    ----------
    id : str
        Stable as long as the advice is the same: `client:suspend:tutoring`, `client:start:swinging`.
    part, kind : str
        Safety, web, family or client; protect, ask, start, keep, adapt, suspend, ready, later, expect, score_first
        or assess.
    title, text : str
        In plain words; the text is one or two sentences.
    details : tuple of (str, str)
        What else there is to say, by label: `how`, `help`, `how_often`, `with_whom`, `take_care`, in this order; the
        labels' words are `planning.yaml`'s `details`.
    horizon : {"now", "next"}
        Whether it is for now, or stands in line until there is room, or something is cleared.
    cleared_by : tuple of str
        What has to be cleared before it begins, in words; such a line is always `next`.
    held : tuple of str
        Why it is held back for the sake of protection, in words; such a line stands in `Safety.held` only.
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
    details: tuple[tuple[str, str], ...] = ()
    horizon: Horizon = "now"
    cleared_by: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
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
class Sign:
    """A sign of danger that is there, or that nobody has asked about yet.

    Attributes
    ----------
    id : str
        Of `safety.yaml`.
    state : {"yes", "not known", "open"}
        Seen; asked and not known; not asked yet.
    name, said : str
        What it is, and what is known of it: whom it concerns, where, who said so and when.
    at_home : bool
        Whether it may lie in the client's own home.
    harm : bool
        Whether somebody does harm, or may.
    person : str
        Whom it concerns, as far as it was said.
    """

    id: str
    state: Literal["yes", "not known", "open"]
    name: str
    said: str
    at_home: bool
    harm: bool = False
    person: str = ""


@dataclass(frozen=True)
class Safety:
    """What comes before every plan. It never says that a client is safe.

    Attributes
    ----------
    signs : tuple of Sign
        Those seen first, then those to ask about.
    lines : tuple of PlanLine
        Who does what today; part `safety`, kinds `protect` and `ask`. They also begin `Plan.lines`.
    held : tuple of PlanLine
        Lines of the plan held back, each with `held`: they stand nowhere else.
    home : {"unsafe", "not known", "no sign"}
        What the signs say of the client's own home.
    summary : str
        In one or two sentences.
    procedure, numbers : tuple
        The site's own: steps, and pairs of name and number. Empty until a site enters them; `missing` then says so.
    missing : str
        Says that the site has entered no procedure or numbers; empty where it has both.
    """

    signs: tuple[Sign, ...]
    lines: tuple[PlanLine, ...]
    held: tuple[PlanLine, ...]
    home: Literal["unsafe", "not known", "no sign"]
    summary: str
    procedure: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    missing: str

    @property
    def urgent(self) -> bool:
        """Whether a sign of danger is there."""
        return any(sign.state == "yes" for sign in self.signs)

    @property
    def needs_recipient(self) -> bool:
        """Whether a page for home or school is printed only after somebody says who receives it."""
        return self.home != "no sign" or any(sign.state == "yes" and sign.harm for sign in self.signs)


@dataclass(frozen=True)
class DomainNeed:
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
class ModeCombination:
    """Ways of regulating to be used together."""

    id: str
    name: str
    modes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Regulation:
    """Primary modes of regulation and which combinations to use, first things first."""

    modes: tuple[Mode, ...]
    combinations: tuple[ModeCombination, ...]


@dataclass(frozen=True)
class Plan:
    """A plan: made by :func:`nmt_widgets.planning.plan`, the same for the same input.

    Attributes
    ----------
    called : str
        How the client is called in a sentence.
    safety : Safety
        What comes first.
    lines : tuple of PlanLine
        Safety, therapeutic web, family, client; for the client from the lowest impaired region upward. Those for now
        come before those that stand next within each part.
    domains : mapping of domain id to DomainNeed
    levels : tuple of PlanLevel
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
    safety: Safety = field(repr=False)
    lines: tuple[PlanLine, ...] = field(repr=False)
    domains: Mapping[str, DomainNeed] = field(repr=False)
    levels: tuple[PlanLevel, ...] = field(repr=False)
    regulation: Regulation = field(repr=False)
    reserve: Reserve = field(repr=False)
    profile: Profile = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)

    @property
    def now(self) -> tuple[PlanLine, ...]:
        """What is asked for now, without safety and expectations: about two dozen lines at most."""
        return tuple(line for line in self._asking if line.horizon == "now")

    @property
    def next(self) -> tuple[PlanLine, ...]:
        """What stands in line, in order."""
        return tuple(line for line in self._asking if line.horizon == "next")

    @property
    def expect(self) -> tuple[PlanLine, ...]:
        """What can be expected of the client."""
        return self.kind("expect")

    @property
    def _asking(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if line.part != "safety" and line.kind != "expect")

    def part(self, part: PlanPart) -> tuple[PlanLine, ...]:
        """Return the lines of one part, in order."""
        return tuple(line for line in self.lines if line.part == part)

    def kind(self, kind: Kind) -> tuple[PlanLine, ...]:
        """Return the lines of one kind, in order."""
        return tuple(line for line in self.lines if line.kind == kind)

    def expectations(self, place: Setting) -> tuple[PlanLine, ...]:
        """Return what can be expected of the client at home or at school."""
        return tuple(line for line in self.lines if line.kind == "expect" and place in line.where)

    def line(self, id: str) -> PlanLine:
        """Return one line by its id; KeyError where there is none."""
        for line in self.lines:
            if line.id == id:
                return line
        raise KeyError(id)
