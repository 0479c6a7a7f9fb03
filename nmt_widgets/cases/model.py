"""A case as frozen values: who it is about, the story, the history, the assessments, what was done in between."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictInt,
    StringConstraints,
    Tag,
)

from nmt_widgets.cases.ages import Age, years
from nmt_widgets.cases.assessment_ids import AssessmentId
from nmt_widgets.cases.dates import Day
from nmt_widgets.core import spelling
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import reason
from nmt_widgets.instrument.parts import Mark

NOT_KNOWN = "not known"
"""The answer "not known"; leaving a rating out means "not yet answered"."""

NotKnown = Literal["not known"]


CaseId = Annotated[str, StringConstraints(pattern=spelling.CODE, max_length=spelling.CODE_AT_MOST)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Status = Literal["in-progress", "completed", "amended", "entered-in-error"]
Difficulty = Literal["introductory", "intermediate", "advanced"]
EventKind = Literal["event", "placement", "service", "medication", "school", "health", "assessment"]


class CasePart(BaseModel):
    """Base of all parts of a case: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(CasePart):
    """What a score rests on: an instrument (WISC, CBCL, ...), observation or interview; its value; who; when."""

    instrument: str
    value: str | StrictInt | float | None = None
    informant: str | None = None
    date: str | None = None


class Score(CasePart):
    """A score of Part C: a whole number on the instrument's scale, "not known", or None: noted, not yet scored."""

    score: StrictInt | NotKnown | None = None
    confidence: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.score, int)


class Rating(CasePart):
    """A rating of Part B, Part D or a section, "not known", or None: noted, not yet rated."""

    rating: StrictInt | NotKnown | None = None
    confidence: str | None = None
    evidence: str | None = None


class Adversity(CasePart):
    """A rating of Part A: severity and pattern of one category in one period, "not known", or None: noted only."""

    severity: StrictInt | NotKnown | None = None
    pattern: str | None = None
    confidence: str | None = None
    evidence: str | None = None


def _wrapped(key: str) -> BeforeValidator:
    """Let `arousal: 2` and `arousal: not known` stand for `arousal: {score: 2}` and so on."""

    def wrap(value: Any) -> Any:
        if isinstance(value, int) or value == NOT_KNOWN:
            return {key: value}
        if isinstance(value, str | float) or value is None:
            written = texts("cases")["nothing"] if value is None else repr(value)
            raise ValueError(reason("cases", "not_a_rating_in_file", value=written, unknown=NOT_KNOWN))
        return value

    models = {"score": Score, "rating": Rating, "severity": Adversity}
    return BeforeValidator(wrap, json_schema_input_type=StrictInt | NotKnown | models[key])


AnyScore = Annotated[Score, _wrapped("score")]
AnyRating = Annotated[Rating, _wrapped("rating")]
AnyAdversity = Annotated[Adversity, _wrapped("severity")]


class CaseNote(CasePart):
    """A remark for those who present or read the case."""

    title: Line
    text: str


class Signal(CasePart):
    """A sign of danger: seen, not seen, or "not known"; whom it concerns and where, who said so and when."""

    signal: Literal["yes", "no", "not known"] | None = None
    person: str = ""
    place: Literal["home", "elsewhere"] | None = None
    source: str = ""
    date: Day | None = None


def _of_parts(value: Any) -> str:
    """Say which of the answers made of parts is meant, so that what is wrong in one is said of that one."""
    parts = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return "of a sign" if parts.keys() & Signal.model_fields.keys() else "of a rating"


_OfParts = Annotated[
    Annotated[Rating, Tag("of a rating")] | Annotated[Signal, Tag("of a sign")], Discriminator(_of_parts)
]
FieldValue = StrictInt | str | tuple[str, ...] | tuple[dict[str, str], ...] | _OfParts
"""The answer to a field of a section; which of these it is, the instrument's `sections.yaml` says."""


class SectionAnswers(CasePart):
    """The answers to one section of fields: {field: answer}."""

    mark: Mark = "workbook"
    note: str = ""
    answers: dict[str, FieldValue] = {}


class Event(CasePart):
    """One entry of the story, at an age, or from one age until another."""

    at: Age
    until: Age | None = None
    kind: EventKind = "event"
    title: Line
    text: str = ""
    mark: Mark = "workbook"

    @property
    def at_years(self) -> float:
        """Age in years at which it began."""
        return years(self.at)

    @property
    def until_years(self) -> float | None:
        """Age in years at which it ended; None for a moment."""
        return None if self.until is None else years(self.until)


class Paragraph(CasePart):
    """One paragraph of a vignette, by its number: what a reference rests on is told by these numbers."""

    number: StrictInt = Field(ge=1, le=200)
    text: Annotated[str, StringConstraints(min_length=1)]
    mark: Mark = "workbook"


class InstrumentResult(CasePart):
    """What another instrument or a record says: its scales and values, from whom, at what age."""

    instrument: Line
    informant: str = ""
    at: Age | None = None
    results: dict[str, StrictInt | float | str] = {}
    note: str = ""


class CaseHistory(CasePart):
    """Parts A and B by period: {period: {category or support: rating}}."""

    mark: Mark = "workbook"
    note: str = ""
    adversity: dict[str, dict[str, AnyAdversity]] = {}
    relational: dict[str, dict[str, AnyRating]] = {}


class FunctionScores(CasePart):
    """Part C of one assessment: {function: score}."""

    mark: Mark = "workbook"
    note: str = ""
    scores: dict[str, AnyScore] = {}


class RelationalRatings(CasePart):
    """Part D of one assessment: {area: {statement: rating}}."""

    mark: Mark = "workbook"
    note: str = ""
    ratings: dict[str, dict[str, AnyRating]] = {}


LineId = Annotated[str, StringConstraints(pattern=spelling.LINE)]
"""Names a line of the plan, such as ``client:suspend:tutoring``; the team's own lines begin with ``own:``."""


class Decision(CasePart):
    """What the team made of one line of the plan; its own lines have a `title`, a `part` and `where` they are done.

    `minutes` and `times` are the dose: how long each time, and how often a day, week or month (`per`). `text` is the
    line in the team's words, `title` how it was called when it was decided on.
    """

    verdict: Literal["accepted", "changed", "rejected"]
    reason: str = ""
    who: str = ""
    minutes: StrictInt | None = Field(None, ge=0, le=1440)
    times: StrictInt | None = Field(None, ge=0, le=100)
    per: Literal["day", "week", "month"] = "week"
    start: Day | None = None
    note: str = ""
    text: str = ""
    title: str = ""
    part: Literal["safety", "web", "family", "client"] | None = None
    where: tuple[Literal["home", "school", "clinic", "community"], ...] = ()


class FollowUpEntry(CasePart):
    """What was done of one line in one week; `estimated` where nobody counted."""

    minutes: StrictInt | None = Field(None, ge=0, le=10080)
    times: StrictInt | None = Field(None, ge=0, le=500)
    estimated: bool = False
    note: str = ""


class TeamPlan(CasePart):
    """The plan a team agreed after an assessment, and what was done of it.

    `decisions` and `outcomes` are by line, `entries` by line and by the Monday of the week. `recipients` says who
    receives a page that is printed: {reader: person}.
    """

    agreed: Day | None = None
    next_meeting: Day | None = None
    present: tuple[Line, ...] = ()
    decisions: dict[LineId, Decision] = {}
    entries: dict[LineId, dict[Day, FollowUpEntry]] = {}
    outcomes: dict[LineId, str] = {}
    recipients: dict[Literal["family", "school"], str] = {}


class Assessment(CasePart):
    """One assessment at an age: Parts C and D and its sections; `norms` pins a published norm column."""

    number: StrictInt = Field(ge=1, le=999)
    label: Line
    age: Age
    date: Day | None = None
    norms: str | None = None
    status: Status = "completed"
    functions: FunctionScores = FunctionScores()
    relational_health: RelationalRatings = RelationalRatings()
    sections: dict[str, SectionAnswers] = {}
    plan: TeamPlan = TeamPlan()

    @property
    def age_years(self) -> float:
        """Age in years at the assessment."""
        return years(self.age)

    @property
    def scored(self) -> bool:
        """Whether Part C has any score."""
        return any(score.known for score in self.functions.scores.values())


class Action(CasePart):
    """Something the team did: for the therapeutic web, the family or the client."""

    title: Line
    who: Literal["web", "family", "client"]
    text: str = ""
    mark: Mark = "workbook"
    follow_up: str = ""


class Between(CasePart):
    """What was done after one assessment and before the next."""

    after: StrictInt
    mark: Mark = "workbook"
    note: str = ""
    actions: tuple[Action, ...] = ()


class Chapter(CasePart):
    """A stretch of the story as it is told: from one age until another, in a few lines."""

    title: Line
    at: Age
    until: Age
    lines: tuple[Line, ...] = ()

    @property
    def at_years(self) -> float:
        """Age in years at which it begins."""
        return years(self.at)

    @property
    def until_years(self) -> float:
        """Age in years at which it ends."""
        return years(self.until)


SceneKind = Literal[
    "opening", "words", "story", "history", "panel", "guess", "map", "peer", "domains", "relational",
    "cmr", "treatments", "plan", "change", "done", "questions", "sources",
]  # fmt: skip
PanelId = Literal[
    "states", "continua", "regulation", "six_rs", "repetition", "stress", "timing", "disruptors", "pathways",
]  # fmt: skip


class Scene(CasePart):
    """One scene of a presentation; what it does not say, the case and the workbook's words fill in.

    `lines` are what the room reads, `notes` what only the speaker does. `asks` are the functions or regions the room
    guesses. `panel` is the teaching panel to show, `chapters` are those of the story.
    """

    kind: SceneKind
    title: str = Field("", max_length=120)
    lead: str = Field("", max_length=300)
    lines: tuple[Line, ...] = ()
    assessment: StrictInt | None = None
    asks: tuple[str, ...] = ()
    panel: PanelId | None = None
    chapters: tuple[Chapter, ...] = ()
    notes: tuple[str, ...] = ()
    minutes: StrictInt | None = Field(None, ge=0, le=240)


class Presentation(CasePart):
    """How the case is told to a room: scenes in their order; without any, the workbook's own order."""

    scenes: tuple[Scene, ...] = ()


class Trap(CasePart):
    """What those who score a case commonly get wrong, and with which functions."""

    title: Line
    text: str
    functions: tuple[str, ...] = ()


class PairedCase(CasePart):
    """Another practice case to be read beside this one.

    An `equifinal` pair shares what is seen and differs in its maps, a `multifinal` pair shares its history and differs
    in its maps. `paragraphs` are those of this case that tell what is `shared`.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    kind: Literal["equifinal", "multifinal"]
    other: CaseId = Field(alias="with")
    shared: Line
    paragraphs: tuple[StrictInt, ...] = Field(min_length=1)
    text: str


class Exceeding(CasePart):
    """Why an expert scores a function clearly above the typical peer."""

    function: str
    text: str = Field(min_length=1)


class Expert(CasePart):
    """What an expert adds to the ratings of a practice case that is being made; its template never holds it.

    With the ratings, their reasons and confidence it becomes the case's reference, a file of its own. `stance` says how
    the expert dealt with what the case leaves open.
    """

    stance: str = ""
    traps: tuple[Trap, ...] = ()
    pairs: tuple[PairedCase, ...] = ()
    exceeds: tuple[Exceeding, ...] = ()


class Case(CasePart):
    """A case: everything `case_templates/<id>.yaml` holds.

    Read it by :func:`nmt_widgets.cases.load_case`, which also checks it against the instrument. A practice case tells
    its `vignette` and the `instruments`' results and has an assessment to be scored; what an expert made of it stands
    in a file of its own, which is never read here. A trainee's attempt at one names it in `practice_of`. A second,
    blind rating of a client names the assessment it is of in `second_of`; what a third person settled between two
    ratings names both in `settles`. These stand in the store only.
    """

    format: Literal["case-1"]
    id: CaseId
    title: Line
    kind: Literal["teaching", "practice", "clinical"] = "teaching"
    summary: str = ""
    difficulty: Difficulty | None = None
    practice_of: CaseId | None = None
    second_of: AssessmentId | None = None
    settles: tuple[AssessmentId, AssessmentId] | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    vignette: tuple[Paragraph, ...] = ()
    instruments: tuple[InstrumentResult, ...] = ()
    background: dict[str, SectionAnswers] = {}
    story: tuple[Event, ...] = ()
    history: CaseHistory = CaseHistory()
    assessments: tuple[Assessment, ...] = Field(min_length=1)
    between: tuple[Between, ...] = ()
    presentation: Presentation = Presentation()
    expert: Expert = Expert()

    def assessment(self, number: int) -> Assessment:
        """Return one assessment by its number; KeyError where there is none."""
        for assessment in self.assessments:
            if assessment.number == number:
                return assessment
        raise KeyError(number)

    @property
    def usable(self) -> tuple[Assessment, ...]:
        """The assessments that have scores and were not entered in error, by number."""
        found = [a for a in self.assessments if a.scored and a.status != "entered-in-error"]
        return tuple(sorted(found, key=lambda assessment: assessment.number))

    @property
    def latest(self) -> int:
        """The number of the latest usable assessment; of the latest of all where none is."""
        return max(assessment.number for assessment in self.usable or self.assessments)

    def earlier(self, number: int) -> Assessment | None:
        """Return the usable assessment before `number`, if any."""
        before = [assessment for assessment in self.usable if assessment.number < number]
        return before[-1] if before else None
