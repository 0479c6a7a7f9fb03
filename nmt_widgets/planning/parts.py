"""Models of the planning files but `activities.yaml` and `safety.yaml`; their fields are the keys of the YAML."""

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
_IN_A_WEEK = {"day": 7.0, "week": 1.0, "month": 12 / 52}


class Dose(Part):
    """The length of a time, and how often."""

    minutes: int = Field(ge=1)
    times: int = Field(ge=1)
    per: Literal["day", "week", "month"]

    @property
    def minutes_a_week(self) -> float:
        """Minutes in a week; a month is a twelfth of a year."""
        return self.minutes * self.times * _IN_A_WEEK[self.per]

    def scaled(self, share: float, longest: int) -> Dose:
        """Return a share of the dose, by fewer times; each time has at most `longest` minutes."""
        times = max(1, int(self.times * share + 0.5))
        return Dose(minutes=min(self.minutes, longest), times=times, per=self.per)


class Span(Part):
    """Years `from` (included) `to` (not included)."""

    from_: float = Field(0, alias="from")
    to: float | None = None

    def holds(self, years: float) -> bool:
        """Report whether the span includes an age."""
        return self.from_ <= years and (self.to is None or years < self.to)


class AgeBand(Sourced):
    """A band of functional ages; `attention` and `session` in minutes."""

    from_: float = Field(alias="from")
    attention: int
    session: int
    beginning: Dose


class Levels(Part):
    """Limits for regions: which need a plan, and when the next one is open.

    `activities` are the numbers of activities for the lowest region, the next, and so on; at most `waiting` of them
    wait for a clearance. `enrichment` is the number of activities if nothing is behind.
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
    """Minutes of the client in a day at one setting; `negative` with a negative reserve of the caregivers.

    `days` are the days of a week at the setting, `a_week` is the most times in a week.
    """

    minutes: int = Field(ge=1)
    negative: int = Field(ge=1)
    days: int = Field(ge=1, le=7)
    a_week: int | None = Field(None, ge=1)


class Known(Part):
    """People who can do something: always, if listed as safe, or with a present service."""

    always: tuple[Id, ...]
    persons: dict[Id, Id]
    services: dict[Id, Id]


class Capacity(Part):
    """Limits of what people can carry out (`capacity-1`); lines above them stand next."""

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
    """Weights for the choice of activities, as shares of their need."""

    second_function: Share
    same_function: Share
    same_place: Share
    same_person: Share
    liked: Share
    near: Share


class Company(Part):
    """A kind of company, the relational functional age from which it is bearable, and its ages in years."""

    id: Id
    from_: float = Field(alias="from")
    years: Span = Span()


class RegulationLimits(Part):
    """Limits for modes of regulation, in percent of typical."""

    relational_from: Percent
    family_from: Percent
    dissociation_below: Percent


class Ground(Part):
    """Grounds of a caution in an assessment; one of them is enough.

    `functions` count below a percent of typical, `scores` at or below a number of points; both also count without a
    score. `adversity` counts if rated 1 or more in any period, `signals` if answered yes.
    """

    adversity: tuple[Id, ...] = ()
    functions: dict[Id, Percent] = Field(default_factory=dict)
    scores: dict[Id, int] = Field(default_factory=dict)
    signals: tuple[Id, ...] = ()


class Caution(Part):
    """A contra-indication of activities and services.

    Attributes
    ----------
    years : Span
        Ages of the clients it concerns.
    excludes : Ground or None
        Grounds that exclude an activity.
    holds : Ground or None
        Grounds for which an activity waits until it is cleared.
    cleared : str or None
        The question of the section `safety` whose yes clears it.
    said : Ground or None
        Grounds for which a plan mentions it; None to mention it always.
    beside : bool
        Whether an adult must be beside the client if it is mentioned.
    """

    id: Id
    years: Span = Span()
    excludes: Ground | None = None
    holds: Ground | None = None
    cleared: Id | None = None
    said: Ground | None = None
    beside: bool = False


class WebPlace(Part):
    """A place in the therapeutic web, and the persons who can fill it."""

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
    """Conditions, all of which must be met; one that is left out is met."""

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
    """A measure, with alternative conditions in `when`.

    `first` measures stay among the lines for now; a `task` is a daily task of a caregiver; `with_caregiver` brings the
    client together with the people at home, which waits while the home may be unsafe.
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


class Service(Sourced):
    """A therapy or service. Its usual form fits from functional age `from_`, and begins at most `a_week` times."""

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
    """Demands of children on their caregivers, in points."""

    most: float
    points: dict[Id, float]
    half_width: float


class ReserveBand(Part):
    """A band of reserves below `below`; the bands are in order."""

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
    """A state of arousal, and the points that each region loses in it."""

    lost: dict[Id, float]


class States(Part):
    """`states.yaml`."""

    version: str
    source: Mark
    cite: Id | None = None
    reach: float
    barely: float
    states: tuple[ArousalState, ...]


class ServiceText(Part):
    """The demands of a service, how to adapt it, and how to begin it."""

    asks: str
    adapt: str
    start: str


class ServiceTexts(Part):
    """`texts/<language>/services.yaml`."""

    version: str
    source: Mark
    services: dict[Id, ServiceText]


Words = dict[str, Any]
