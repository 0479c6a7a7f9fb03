"""What a plan is made of, as frozen values: lines, safety, needs by domain, and the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from nmt_widgets.core.display import Displayed
from nmt_widgets.instrument import Mark
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.modes import Regulation
from nmt_widgets.planning.parts import Demand, Dose, Horizon, Kind, PlanPart, Setting
from nmt_widgets.planning.reserve import Reserve

if TYPE_CHECKING:
    import pandas as pd

LINE_COLUMNS = (
    *("id", "part", "kind", "horizon", "title", "text", "where", "who", "minutes", "times", "per"),
    *("settled", "why", "cleared_by", "source"),
)
"""The columns of a plan as a table."""


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan.

    Attributes
    ----------
    id : str
        Stable as long as the advice is the same: `client:suspend:tutoring`, `client:start:swinging`.
    part, kind : str
        The values of :data:`PlanPart` and :data:`Kind`.
    title, text : str
        In plain words; the text has one or two sentences.
    details : tuple of (str, str)
        More about it by label: `how`, `help`, `how_often`, `with_whom`, `take_care`, in this order. The names of the
        labels are in `details` of the words of `planning`.
    horizon : {"now", "next"}
        Whether it is for now, or waits until there is room or something is cleared.
    cleared_by : tuple of str
        What must be cleared before it begins, in words; such a line is always `next`.
    withheld_because : tuple of str
        Why it is held back for protection, in words; such a line is only in `Safety.withheld`.
    where, responsible, dose
        Settings, people who do it (both by id), and how long and how often; empty or None if it does not apply.
    why : tuple of str
        The figures and the rule behind it.
    changes_when : tuple of str
        What would change the line.
    settled : bool
        Whether all values in the ranges of its figures lead to the same line.
    needs : tuple of str
        Functions to score first, if it is not settled.
    category : str or None
        Essential, therapeutic or enrichment.
    regions, domains : tuple of str
        What it works on.
    demand, modes, company : what it demands, how it regulates, and the company it fits.
    checks : tuple of str
        Contra-indications to clear first, in words.
    activity, service, rule : str or None
        Its entry in the data files.
    support : bool
        Whether it helps the caregivers instead of giving them a task.
    source : {"published", "reconstructed", "workbook"}
        The source of the advice.
    """

    id: str
    part: PlanPart
    kind: Kind
    title: str
    text: str
    details: tuple[tuple[str, str], ...] = ()
    horizon: Horizon = "now"
    cleared_by: tuple[str, ...] = ()
    withheld_because: tuple[str, ...] = ()
    where: tuple[Setting, ...] = ()
    responsible: tuple[str, ...] = ()
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

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain data, ready for JSON."""
        return {
            "id": self.id,
            "part": self.part,
            "kind": self.kind,
            "title": self.title,
            "text": self.text,
            "details": dict(self.details),
            "where": list(self.where),
            "who": list(self.responsible),
            "dose": self.dose.model_dump() if self.dose else None,
            "why": list(self.why),
            "changes_when": list(self.changes_when),
            "settled": self.settled,
            "needs": list(self.needs),
            "cleared_by": list(self.cleared_by),
            "held": list(self.withheld_because),
            "source": self.source,
        }


@dataclass(frozen=True)
class Sign:
    """A sign of danger that is known, or that the team must still ask about.

    Attributes
    ----------
    id : str
        Of `safety.yaml`.
    state : {"yes", "not known", "open"}
        Known; asked and not known; not asked yet.
    name, details : str
        Its name, and what is known: person, place, source and date.
    at_home : bool
        Whether the danger may be in the home of the client.
    harm : bool
        Whether a person harms the client, or may.
    person : str
        The person it concerns, if that is known.
    """

    id: str
    state: Literal["yes", "not known", "open"]
    name: str
    details: str
    at_home: bool
    harm: bool = False
    person: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the sign as plain data, ready for JSON."""
        return {
            "id": self.id,
            "state": self.state,
            "name": self.name,
            "said": self.details,
            "at_home": self.at_home,
            "harm": self.harm,
            "person": self.person,
        }


@dataclass(frozen=True)
class Safety:
    """What comes before every plan. It never says that a client is safe.

    Attributes
    ----------
    signs : tuple of Sign
        The known ones first, then those to ask about.
    lines : tuple of PlanLine
        What to do today, of kinds `protect` and `ask`. `Plan.lines` begins with them.
    withheld : tuple of PlanLine
        Lines held back for protection, each with `withheld_because`. They are not in `Plan.lines`.
    home : {"unsafe", "not known", "no sign"}
        What the signs mean for the home of the client.
    summary : str
        In one or two sentences.
    procedure, numbers : tuple
        Of the site: steps, and pairs of name and number. Empty until the site enters them.
    missing : str
        A sentence if the site has entered no procedure or no numbers; else empty.
    """

    signs: tuple[Sign, ...]
    lines: tuple[PlanLine, ...]
    withheld: tuple[PlanLine, ...]
    home: Literal["unsafe", "not known", "no sign"]
    summary: str
    procedure: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    missing: str

    @property
    def urgent(self) -> bool:
        """Whether a sign of danger is known."""
        return any(sign.state == "yes" for sign in self.signs)

    @property
    def needs_recipient(self) -> bool:
        """Whether a page for home or school needs a named recipient: always, unless every sign was answered no."""
        return bool(self.signs)

    def to_dict(self) -> dict[str, Any]:
        """Return the part on safety as plain data, ready for JSON."""
        return {
            "summary": self.summary,
            "home": self.home,
            "signs": [sign.to_dict() for sign in self.signs],
            "lines": [line.to_dict() for line in self.lines],
            "held": [line.to_dict() for line in self.withheld],
            "procedure": list(self.procedure),
            "numbers": [list(pair) for pair in self.numbers],
            "missing": self.missing,
        }


@dataclass(frozen=True)
class DomainNeed:
    """A functional domain in the plan; `band` is its functional-age band, `needs` are the functions to score first."""

    percent: Figure
    category: str | None
    settled: bool
    functional_age: Figure
    band: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Plan(Displayed):
    """A plan, made by :func:`nmt_widgets.plan`. The same input gives the same plan.

    Attributes
    ----------
    case : str
        The case's id.
    title : str
        The case's title.
    assessment : int
        Its number.
    age : float
        Years.
    called : str
        The client in a sentence: a name, or for example "the child".
    safety : Safety
        The part of the plan that comes first.
    lines : tuple of PlanLine
        By part: safety, therapeutic web, family, client; for the client from the lowest impaired region up. In each
        part, the lines for now come before the next ones. Each has `id`, `part`, `kind`, `title`, `text`, `horizon`
        ("now" or "next"), `why` (the figures behind it), `changes_when`, `settled` and `source`.
    domains : mapping of domain id to DomainNeed
        How much each domain needs.
    levels : tuple of PlanLevel
        The regions, from the lowest up.
    regulation : Regulation
        How the client regulates, from below and from above.
    reserve : Reserve
        Resources less demands of the caregivers.
    profile : Profile
        The figures behind it.
    versions : mapping
        Of instrument, planning files and software.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> plan = nmt.plan("james", 1)
    >>> plan.lines[0].title, plan.to_frame()["part"].iloc[0]
    ('Danger to others: agree today', 'safety')
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

    def __repr__(self) -> str:
        counts = f"{len(self.safety.lines)} lines first, {len(self.now)} now, {len(self.next)} next"
        return f"Plan({self.case}, assessment {self.assessment}, {self.age:.3g} years, {counts})"

    @property
    def now(self) -> tuple[PlanLine, ...]:
        """The lines for now, without safety and expectations; at most about two dozen."""
        return tuple(line for line in self._asking if line.horizon == "now")

    @property
    def next(self) -> tuple[PlanLine, ...]:
        """The lines that wait, in order."""
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
        """Return one line; KeyError for an unknown id."""
        for line in self.lines:
            if line.id == id:
                return line
        raise KeyError(id)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, ready for JSON.

        Returns
        -------
        dict
            `case`, `assessment`, `label`, `age` (years); `safety` (`summary`, `home`, `signs`, `lines`, `held`,
            `procedure`, `numbers`, `missing`); `now`, `next` and `expect`, lists of lines in order; `levels`, the
            regions from the lowest up; `reserve` of the caregivers (points); `versions`. A line has `id`, `part`,
            `kind`, `title`, `text`, `details` (by label), `where`, `who`, `dose` (`minutes`, `times`, `per`; None
            without one), `why`, `changes_when`, `settled`, `needs`, `cleared_by`, `held` and `source`.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> data = nmt.plan(nmt.load_case("james"), 1).to_dict()
        >>> [line["id"] for line in data["now"] if line["kind"] == "suspend"]
        ['client:suspend:tutoring', 'client:suspend:speech_language', 'client:suspend:tf_cbt']
        """
        return {
            "case": self.case,
            "assessment": self.assessment,
            "label": self.label,
            "age": self.age,
            "safety": self.safety.to_dict(),
            "now": [line.to_dict() for line in self.now],
            "next": [line.to_dict() for line in self.next],
            "expect": [line.to_dict() for line in self.expect],
            "levels": [asdict(level) for level in self.levels],
            "reserve": self.reserve.to_dict(),
            "versions": dict(self.versions),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the lines as a table, one a row, in order: safety first.

        Returns
        -------
        pandas.DataFrame
            `id`, `part`, `kind`, `horizon` ("now" or "next"), `title`, `text`, `where`, `who`, `minutes`, `times`,
            `per` (missing without a dose), `settled`, `why`, `cleared_by` and `source`. Several entries of a cell are
            joined by semicolons.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> lines = nmt.plan(nmt.load_case("james"), 1).to_frame()
        >>> lines.loc[lines["kind"] == "suspend", "title"].size
        3
        """
        import pandas as pd

        rows = [
            {
                "id": line.id,
                "part": line.part,
                "kind": line.kind,
                "horizon": line.horizon,
                "title": line.title,
                "text": line.text,
                "where": "; ".join(line.where),
                "who": "; ".join(line.responsible),
                "minutes": line.dose and line.dose.minutes,
                "times": line.dose and line.dose.times,
                "per": line.dose and line.dose.per,
                "settled": line.settled,
                "why": "; ".join(line.why),
                "cleared_by": "; ".join(line.cleared_by),
                "source": line.source,
            }
            for line in self.lines
        ]
        return pd.DataFrame(rows, columns=list(LINE_COLUMNS)).astype({"minutes": "Int64", "times": "Int64"})
