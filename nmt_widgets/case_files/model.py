"""A case as frozen values: the client, the story, the history, the assessments, and the work between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StrictInt, StringConstraints

from nmt_widgets.case_files.ages import Age, years
from nmt_widgets.case_files.assessment_ids import AssessmentId
from nmt_widgets.case_files.dates import Day
from nmt_widgets.case_files.expert import Expert
from nmt_widgets.case_files.parts import CaseId, CasePart, Line
from nmt_widgets.case_files.ratings import CaseHistory, FunctionScores, RelationalRatings, SectionAnswers
from nmt_widgets.case_files.scenes import Presentation
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core.display import Displayed
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.instrument.parts import Mark

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["teaching", "practice", "clinical"]
Status = Literal["in-progress", "completed", "amended", "entered-in-error"]
Difficulty = Literal["introductory", "intermediate", "advanced"]
EventKind = Literal["event", "placement", "service", "medication", "school", "health", "assessment"]


class CaseNote(CasePart):
    """A remark for those who present or read the case."""

    title: Line
    text: str


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
    """One paragraph of a vignette; a reference cites paragraphs by their numbers."""

    number: StrictInt = Field(ge=1, le=200)
    text: Annotated[str, StringConstraints(min_length=1)]
    mark: Mark = "workbook"


class InstrumentResult(CasePart):
    """The result of another instrument or a record: scales and values, informant, age."""

    instrument: Line
    informant: str = ""
    at: Age | None = None
    results: dict[str, StrictInt | float | str] = Field({})
    note: str = ""


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
    sections: dict[str, SectionAnswers] = Field({})
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
    """An action of the team: for the therapeutic web, the family or the client."""

    title: Line
    who: Literal["web", "family", "client"]
    text: str = ""
    mark: Mark = "workbook"
    follow_up: str = ""


class Between(CasePart):
    """The actions after one assessment and before the next."""

    after: StrictInt
    mark: Mark = "workbook"
    note: str = ""
    actions: tuple[Action, ...] = ()


class Case(Displayed, CasePart):
    """A case: everything `case_templates/<id>.yaml` holds, read by :func:`nmt_widgets.load_case`.

    A practice case has a `vignette`, results of `instruments` and an assessment to score; the expert's reference is a
    file of its own, which is never read here. A trainee's attempt names the practice case in `practice_of`. A second,
    blind rating of a client names the assessment in `second_of`. A third person's settlement of two ratings names both
    in `settles`. These three are in the store only.

    Attributes
    ----------
    id : str
    title : str
    kind : {"teaching", "practice", "clinical"}
    history : CaseHistory
        Parts A and B: `adversity` and `relational` by period.
    assessments : tuple of Assessment
        Each with `number`, `label`, `age` as it was written, `age_years`, `functions`, `relational_health` and `plan`.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.load_case("james")
    >>> james
    Case(james, teaching, 2 assessments)
    >>> james.to_frame()[["assessment", "age", "arousal", "sleep"]].values.tolist()
    [[1, 9.0, 2, 4], [2, 10.2, 7, 8]]
    """

    format: Literal["case-1"]
    id: CaseId
    title: Line
    kind: Kind = "teaching"
    summary: str = ""
    difficulty: Difficulty | None = None
    practice_of: CaseId | None = None
    second_of: AssessmentId | None = None
    settles: tuple[AssessmentId, AssessmentId] | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    vignette: tuple[Paragraph, ...] = ()
    instruments: tuple[InstrumentResult, ...] = ()
    background: dict[str, SectionAnswers] = Field({})
    story: tuple[Event, ...] = ()
    history: CaseHistory = CaseHistory()
    assessments: tuple[Assessment, ...] = Field(min_length=1)
    between: tuple[Between, ...] = ()
    presentation: Presentation = Presentation()
    expert: Expert = Expert()

    def __repr__(self) -> str:
        count = len(self.assessments)
        return f"Case({self.id}, {self.kind}, {count} assessment{'s' if count > 1 else ''})"

    __str__ = __repr__

    def assessment(self, number: int) -> Assessment:
        """Return one assessment by its number; KeyError where there is none."""
        for assessment in self.assessments:
            if assessment.number == number:
                return assessment
        raise KeyError(number)

    @property
    def usable(self) -> tuple[Assessment, ...]:
        """The assessments that have scores and were not entered in error, by number."""
        usable = [a for a in self.assessments if a.scored and a.status != "entered-in-error"]
        return tuple(sorted(usable, key=lambda assessment: assessment.number))

    @property
    def latest(self) -> int:
        """The number of the latest usable assessment; of the latest of all where none is."""
        return max(assessment.number for assessment in self.usable or self.assessments)

    def earlier(self, number: int) -> Assessment | None:
        """Return the usable assessment before `number`, if any."""
        before = [assessment for assessment in self.usable if assessment.number < number]
        return before[-1] if before else None

    def to_dict(self) -> dict[str, Any]:
        """Return the case as plain data, ready for JSON and as its file has it; what was not filled in is left out.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> james = nmt.load_case("james")
        >>> nmt.Case.model_validate(james.to_dict()) == james
        True
        """
        data = self.model_dump(mode="json", exclude_defaults=True) | {"kind": self.kind}
        return {name: data[name] for name in Case.model_fields if name in data}

    def to_frame(self, instrument: Instrument | None = None) -> pd.DataFrame:
        """Return the scores of Part C as a table, one row an assessment: what `nmt_widgets.profiles` measures.

        Parameters
        ----------
        instrument : Instrument, optional
            Orders the functions; by default :func:`~nmt_widgets.load_instrument`.

        Returns
        -------
        pandas.DataFrame
            `case`, `title`, `kind`, `assessment` (its number), `label`, `status`, `age` (years), `norms` (the pinned
            column); the score of each function by its id, missing also where it is not known; and how sure the rater
            was, by `<function>_confidence`.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> nmt.load_case("james").to_frame()[["assessment", "arousal", "sleep"]].values.tolist()
        [[1, 2, 4], [2, 7, 8]]
        """
        import pandas as pd

        instrument = use_instrument(instrument)
        scores = [assessment.functions.scores for assessment in self.assessments]
        columns: dict[str, Any] = {
            "case": self.id,
            "title": self.title,
            "kind": self.kind,
            "assessment": [assessment.number for assessment in self.assessments],
            "label": [assessment.label for assessment in self.assessments],
            "status": [assessment.status for assessment in self.assessments],
            "age": [assessment.age_years for assessment in self.assessments],
            "norms": _texts(assessment.norms for assessment in self.assessments),
        }
        for id in instrument.ids:
            entries = [by_function.get(id) for by_function in scores]
            numbers = [entry.score if entry and entry.known else None for entry in entries]
            columns[id] = pd.array(numbers, dtype="Int64")
        for id in instrument.ids:
            entries = [by_function.get(id) for by_function in scores]
            columns[f"{id}_confidence"] = _texts(entry.confidence if entry else None for entry in entries)
        return pd.DataFrame(columns)


def _texts(values: Iterable[str | None]) -> pd.Series[Any]:
    """Return a column of texts that may be missing; also an empty one is a column of texts."""
    import pandas as pd

    return pd.Series(list(values), dtype="str")
