"""The shape of each planning file: one frozen model a file, field by field as the YAML has it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from nmt_widgets.instrument.parts import Id, Mark, Part, Share, Sourced

PlanPart = Literal["safety", "web", "family", "client"]
Kind = Literal[
    "protect", "ask", "score_first", "assess", "suspend", "start", "later", "adapt", "keep", "ready", "expect"
]
Horizon = Literal["now", "next"]
Setting = Literal["home", "school", "clinic", "community"]
Demand = Literal["cognitive", "mixed", "relational", "somatosensory", "pharmacological", "support"]
Need = Literal["essential", "therapeutic"]
Percent = Annotated[float, Field(ge=0, le=100)]


class Dose(Part):
    """How long and how often."""

    minutes: int = Field(ge=1)
    times: int = Field(ge=1)
    per: Literal["day", "week", "month"]

    @property
    def minutes_a_week(self) -> float:
        """Minutes in a week; a month counts as a twelfth of a year."""
        return self.minutes * self.times * {"day": 7.0, "week": 1.0, "month": 12 / 52}[self.per]

    def scaled(self, share: float, longest: int) -> Dose:
        """Return a share of the dose, fewer times rather than shorter; no longer a time than `longest`."""
        times = max(1, int(self.times * share + 0.5))
        return Dose(minutes=min(self.minutes, longest), times=times, per=self.per)


class Span(Part):
    """Years from (included) and to (not included)."""

    from_: float = Field(0, alias="from")
    to: float | None = None

    def holds(self, years: float) -> bool:
        """Whether an age lies within it."""
        return self.from_ <= years and (self.to is None or years < self.to)


class AgeBand(Sourced):
    """A band of functional ages; `attention` and `session` in minutes."""

    from_: float = Field(alias="from")
    attention: int
    session: int
    beginning: Dose


class Levels(Part):
    """Which regions need a plan, and from when the next one is worked on.

    `activities` is how many stand in the plan for the lowest region, the next, and so on; `waiting` how many of them
    may wait for a clearance; `enrichment` how many there are where nothing is behind.
    """

    impaired_below: Percent
    open_from: Percent
    at_once: int = Field(ge=1)
    emerged: float
    function_below: Percent
    function_gap: float
    gated: tuple[Id, ...]
    activities: tuple[int, ...] = Field(min_length=1)
    waiting: int = Field(ge=0)
    enrichment: int = Field(ge=0)


class RoomInTheDay(Part):
    """Minutes of the client a day, at one place; `negative` while the caregivers' reserve is.

    `days` a week somebody is there, and how often `a_week` something can be done there at most.
    """

    minutes: int = Field(ge=1)
    negative: int = Field(ge=1)
    days: int = Field(ge=1, le=7)
    a_week: int | None = Field(None, ge=1)


class Known(Part):
    """Who is there to do something: always, when listed as a safe person, or with a present service."""

    always: tuple[Id, ...]
    persons: dict[Id, Id]
    services: dict[Id, Id]


class Capacity(Part):
    """What people can carry out (`capacity-1`): what is more than this stands next, in order."""

    lines: int = Field(ge=1)
    activities: int = Field(ge=1)
    activities_negative: int = Field(ge=1)
    caregiver_tasks: int = Field(ge=0)
    shortest: int = Field(ge=1)
    alone_from: float = Field(ge=0)
    private_from: float = Field(ge=0)
    known: Known
    visiting: dict[Id, int]
    places: dict[Setting, RoomInTheDay]
    people: dict[Setting, tuple[Id, ...]]


class ActivityChoice(Part):
    """What counts beside need when activities are chosen, as shares of the need it may outweigh."""

    second_function: Share
    same_function: Share
    same_place: Share
    same_person: Share
    liked: Share
    near: Share


class Company(Part):
    """A kind of company, the relational functional age from which it can be borne, and ages in years."""

    id: Id
    from_: float = Field(alias="from")
    years: Span = Span()


class RegulationLimits(Part):
    """Percents of typical that decide about modes of regulation."""

    relational_from: Percent
    family_from: Percent
    dissociation_below: Percent


class Ground(Part):
    """What in an assessment a caution rests on; any of it is enough.

    `functions` count below a percent of typical, `scores` at or below a number of points, and both without a score;
    `adversity` counts when rated 1 or more in any period, `signals` when answered yes.
    """

    adversity: tuple[Id, ...] = ()
    functions: dict[Id, Percent] = Field(default_factory=dict)
    scores: dict[Id, int] = Field(default_factory=dict)
    signals: tuple[Id, ...] = ()


class Caution(Part):
    """A contra-indication: what excludes an activity that has it, what holds it until cleared, and when it is said.

    It concerns only clients of some `years`. Without `said` it is said to all of them. `cleared` is the question of the
    section `safety` whose yes lifts what holds. `beside`: where it is said, somebody has to be there, so
    nothing that has it is done alone.
    """

    id: Id
    years: Span = Span()
    excludes: Ground | None = None
    holds: Ground | None = None
    cleared: Id | None = None
    said: Ground | None = None
    beside: bool = False


class WebPlace(Part):
    """Somebody every client needs, and who can be that person."""

    id: Id
    persons: tuple[Id, ...]
    lasting: bool = False
    school: bool = False
    age: Span = Span()
    first: bool = False
    with_caregiver: bool = False


class Web(Part):
    """The people of the therapeutic web."""

    paid_share: Share
    stayed: float = Field(ge=0)
    places: tuple[WebPlace, ...]


class RatingLimit(Part):
    """A limit of a caregiving rating, on one side."""

    at_least: int | None = None
    at_most: int | None = None


class When(Part):
    """Conditions that all have to be met; one left out is not asked."""

    need: Need | None = None
    domains: dict[Id, Need] = Field(default_factory=dict)
    areas: dict[Id, Percent] = Field(default_factory=dict)
    functions: dict[Id, Percent] = Field(default_factory=dict)
    ratings: dict[Id, RatingLimit] = Field(default_factory=dict)
    reserve: Literal["negative", "thin"] | None = None
    age: Span | None = None
    school: bool | None = None
    others: bool | None = None
    cared_for: bool | None = None
    impaired: bool | None = None
    medicines: int | None = None
    unanswered: str | None = None
    holding: Id | None = None
    scored: bool | None = None


class PlanRule(Sourced):
    """A measure and when it is recommended; `when` lists alternatives.

    `first` stays among what is done now; a `task` is asked of a caregiver day by day; `with_caregiver` brings the
    client together with those at home, which waits while the home may be unsafe.
    """

    first: bool = False
    task: bool = False
    with_caregiver: bool = False

    part: PlanPart
    kind: Literal["start", "assess"]
    service: Id | None = None
    support: bool = False
    where: tuple[Setting, ...] = ()
    who: tuple[Id, ...] = ()
    dose: Dose | None = None
    regions: tuple[Id, ...] = ()
    domains: tuple[Id, ...] = ()
    when: tuple[When, ...] = Field(min_length=1)


class Planning(Part):
    """`planning.yaml`."""

    version: str
    source: Mark
    cite: Id | None = None
    order: dict[PlanPart, tuple[Kind, ...]]
    bands: tuple[AgeBand, ...] = Field(min_length=1)
    levels: Levels
    doses: dict[Id, Share]
    company: tuple[Company, ...] = Field(min_length=1)
    school: Span
    grown_up: float
    comfortable_cmr: float
    capacity: Capacity
    choice: ActivityChoice
    name_first: int = Field(ge=1)
    leverage: int = Field(ge=1)
    regulation: RegulationLimits
    cautions: tuple[Caution, ...]
    web: Web
    rules: tuple[PlanRule, ...]


class Activity(Sourced):
    """An activity; `ages` are its first and last functional-age band, `years` bounds the age in years.

    A `routine` is part of every day anyway, and no task on top of it; what is `private` is done alone once the years
    are there. In the bands of `on_cue` it has no dose: it answers a state, or a baby who leads. `touch` and `mouth` are
    the bands of years whose form touches the client, or has food, drink or anything in the mouth. `likes` are what
    those who like it like.
    """

    region: Id
    domain: Id
    functions: tuple[Id, ...] = Field(min_length=1)
    demand: Literal["somatosensory", "relational", "mixed", "cognitive"]
    modes: tuple[Literal["somatosensory", "mutual", "relational", "cortical"], ...] = Field(min_length=1)
    company: tuple[Id, ...] = Field(min_length=1)
    where: tuple[Setting, ...] = Field(min_length=1)
    who: tuple[Id, ...] = Field(min_length=1)
    dose: Dose
    ages: tuple[Id, Id]
    years: Span = Span()
    routine: bool = False
    private: bool = False
    on_cue: tuple[Id, ...] = ()
    touch: tuple[Id, ...] = ()
    mouth: tuple[Id, ...] = ()
    likes: tuple[Id, ...] = ()
    check: tuple[Id, ...] = ()


class Activities(Part):
    """`activities.yaml`."""

    version: str
    source: Mark
    activities: tuple[Activity, ...] = Field(min_length=1)


class Service(Sourced):
    """A therapy or service; its usual form fits from functional age `from_`, and begins at most `a_week` times."""

    demand: Demand
    part: PlanPart
    domain: Id | None = None
    from_: float = Field(0, alias="from")
    a_week: int | None = Field(None, ge=1)
    session: int | None = Field(None, ge=1)
    with_caregiver: bool = False
    where: tuple[Setting, ...]
    who: tuple[Id, ...]
    check: tuple[Id, ...] = ()


class Services(Part):
    """`services.yaml`."""

    version: str
    source: Mark
    services: tuple[Service, ...] = Field(min_length=1)


class Challenge(Part):
    """What children ask of their caregivers, in points."""

    most: float
    points: dict[Id, float]
    half_width: float


class ReserveBand(Part):
    """Reserves below `below`, and not below an earlier band's."""

    id: Id
    below: float | None = None


class Caregiving(Part):
    """`caregiving.yaml`."""

    version: str
    source: Mark
    resources: tuple[Id, ...] = Field(min_length=1)
    demands: tuple[Id, ...] = Field(min_length=1)
    minimum_share: Share
    missing: float
    children: Challenge
    bands: tuple[ReserveBand, ...]


class ArousalState(Sourced):
    """A state of arousal and the points each region loses in it."""

    lost: dict[Id, float]


class States(Part):
    """`states.yaml`."""

    version: str
    source: Mark
    cite: Id | None = None
    reach: float
    barely: float
    states: tuple[ArousalState, ...]


class ActivityText(Part):
    """The words of one activity; a form for each band of years it is for."""

    name: str
    rhythm: str
    forms: dict[Id, str]


class MarkWords(Part):
    """Words of touch, of things in the mouth, and of places; `hug*` stands for all that begin so."""

    touch: tuple[str, ...] = Field(min_length=1)
    mouth: tuple[str, ...] = Field(min_length=1)
    places: dict[Setting, tuple[str, ...]] = Field(default_factory=dict)


class ActivityTexts(Part):
    """`texts/<language>/activities.yaml`."""

    version: str
    source: Mark
    marks: MarkWords
    activities: dict[Id, ActivityText]


class ServiceText(Part):
    """What a service asks for, how it is adapted, and how it is begun."""

    asks: str
    adapt: str
    start: str


class ServiceTexts(Part):
    """`texts/<language>/services.yaml`."""

    version: str
    source: Mark
    services: dict[Id, ServiceText]


Words = dict[str, Any]
