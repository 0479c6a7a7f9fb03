"""The shape of each instrument file: one frozen model a file, field by field as the YAML has it."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from nmt_widgets.core import spelling
from nmt_widgets.core.problems import reason

Id = Annotated[str, StringConstraints(pattern=spelling.NAME, max_length=60)]
Mark = Literal["published", "reconstructed", "workbook"]
Share = Annotated[float, Field(ge=0, le=1)]
Colour = Annotated[str, StringConstraints(pattern=spelling.COLOUR)]


class Part(BaseModel):
    """Base of all parts: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Sourced(Part):
    """An entry with its id and where it comes from."""

    id: Id
    source: Mark = "workbook"
    cite: Id | None = None


class Scale(Part):
    """The whole numbers a rating may take, both ends included."""

    low: int
    high: int
    source: Mark = "workbook"
    cite: Id | None = None


class Region(Sourced):
    """A region of the map; `rows` are the numbers of boxes in its rows."""

    rows: tuple[int, ...]


class FunctionEntry(Sourced):
    """A brain-mediated function of Part C."""

    number: int
    region: Id


class Functions(Part):
    """`functions.yaml`: the scale, the regions from the foot up, and the functions of Part C."""

    version: str
    scale: Scale
    regions: tuple[Region, ...]
    functions: tuple[FunctionEntry, ...]


class Category(Sourced):
    """A domain category: ratios below `below`, and not below an earlier category's."""

    below: float | None = None


class Domain(Sourced):
    """A functional domain and its functions."""

    functions: tuple[Id, ...] = Field(min_length=1)


class Domains(Part):
    """`domains.yaml`."""

    version: str
    source: Mark
    minimum_share: Share
    categories: tuple[Category, ...]
    domains: tuple[Domain, ...] = Field(min_length=1)

    @property
    def limits(self) -> list[float]:
        """The percents at which a category ends."""
        return [category.below * 100 for category in self.categories if category.below is not None]


class PublishedValue(Part):
    """A published figure the CMR definition has to meet."""

    who: Id
    assessment: int | None = None
    age: float | None = None
    value: float


class CmrDefinition(Part):
    """`cmr.yaml`: sum over `above` / sum of (ceiling - score) over `below`; the gate has a mark of its own."""

    version: str
    source: Mark
    cite: Id | None = None
    ceiling: float
    minimum_share: Share
    gate: float
    gate_source: Mark = "workbook"
    above: tuple[Id, ...] = Field(min_length=1)
    below: tuple[Id, ...] = Field(min_length=1)
    published: tuple[PublishedValue, ...] = ()


class Curve(Part):
    """The growth curve: 12 - (12 - birth) * exp(-(age / l) ^ shape)."""

    anchor: Id
    pin: float
    birth: dict[Id, float]
    shape: dict[Id, Annotated[float, Field(gt=0)]]


class NormTable(Part):
    """A site's own norms: one value a function at each age (years)."""

    ages: tuple[float, ...] = Field(min_length=2)
    values: dict[Id, tuple[float, ...]]


class NormColumn(Part):
    """A published column of typical scores at one age."""

    age: float = Field(gt=0)
    source: Mark
    cite: Id | None = None
    printed_total: int | None = None
    values: dict[Id, float]


class NormData(Part):
    """`norms.yaml`: a curve or a table, and columns that can be pinned by name."""

    version: str
    source: Mark
    adult_age: float = Field(gt=0)
    functional_age_step: float = Field(gt=0, le=1)
    curve: Curve | None = None
    table: NormTable | None = None
    columns: dict[Id, NormColumn] = {}


class Band(Sourced):
    """Scores from `low` to `high` read and look alike."""

    low: int
    high: int


class Bands(Part):
    """`bands.yaml`: colour bands and palettes (one colour a step)."""

    version: str
    source: Mark
    bands: tuple[Band, ...]
    palettes: dict[Id, tuple[Colour, ...]] = Field(min_length=1)


class Points(Part):
    """Half-width of a range, in points of the 1-12 scale."""

    points: float = Field(ge=0)


class ConfidenceLevel(Sourced, Points):
    """A level of confidence and how far such a rating may be off."""


class RatingCounts(Part):
    """What an estimate rests on: cases, raters, and their scores, or maps of scores."""

    cases: int = Field(ge=2)
    raters: int = Field(ge=2)
    ratings: int = Field(ge=4)


class MeasuredFunction(RatingCounts):
    """How far a rater's score of a function was off; half a point at least, as scores are whole numbers."""

    points: float = Field(ge=0.5, le=11)


class MeasuredError(RatingCounts):
    """The error of a site's raters, which takes the place of the assumed one in Part C.

    `level` is that of the range; `shared` the share of the error that one rater makes in all functions alike.
    """

    date: datetime.date
    level: float = Field(ge=0.9, lt=1)
    method: str
    shared: Share
    functions: Annotated[dict[Id, MeasuredFunction], Field(min_length=1)]


MEASURED_RANGES = "interval-2"
"""What the version of ranges begins with where they are measured."""


class Confidence(Part):
    """`confidence.yaml`; a site that has measured the error of its raters adds `measured`."""

    version: str
    source: Mark
    levels: Annotated[tuple[ConfidenceLevel, ...], Field(min_length=1)]
    not_stated: Points
    missing: Points
    measured: MeasuredError | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.version.startswith(MEASURED_RANGES) != (self.measured is not None):
            key = "measured_unnamed" if self.measured else "named_unmeasured"
            raise ValueError(reason("instrument", key, name=MEASURED_RANGES))
        return self


class Period(Sourced):
    """A developmental period; ages in years, `to` empty for the last."""

    from_: float = Field(alias="from")
    to: float | None = None


class AdversityEntry(Sourced):
    """A Part A category and the periods it can be rated in."""

    when: tuple[Id, ...]


class Pattern(Sourced):
    """A pattern of adversity and the weight it gives to severity."""

    weight: Share


class History(Part):
    """`history.yaml`: periods, Part A categories and patterns, Part B supports."""

    version: str
    periods: tuple[Period, ...]
    severity: Scale
    adversity: tuple[AdversityEntry, ...]
    patterns: tuple[Pattern, ...]
    relational: tuple[Sourced, ...]


class RiskBand(Sourced):
    """Risks below `below`, and not below an earlier band's."""

    below: float | None = None


class Risk(Part):
    """`risk.yaml`: how adversity and relational health of a period become its risk."""

    version: str
    source: Mark
    full_at: float = Field(gt=0)
    settled_share: Share
    share: dict[Id, Share]
    bands: tuple[RiskBand, ...]


class Area(Sourced):
    """An area of current relational health and its statements."""

    statements: tuple[Id, ...] = Field(min_length=1)


class CurrentRelational(Part):
    """`current_relational.yaml`: Part D."""

    version: str
    source: Mark
    scale: Scale
    typical: float = Field(gt=0)
    minimum_share: Share
    areas: tuple[Area, ...]


class EntryColumn(Part):
    """A column of a field whose answer is a list of entries: free text, one of `options`, or either with `other`."""

    id: Id
    options: tuple[Id, ...] = ()
    other: bool = False


SAFETY = "safety"
"""The section the signs of danger stand in: fields of kind `signal`."""

FieldKind = Literal["line", "text", "lines", "choice", "count", "rows", "rating", "signal"]


class FieldEntry(Sourced):
    """A question of a section; what it needs depends on its kind.

    One `of` a category of Part A is asked beside that category's rating in the present period.
    """

    kind: FieldKind
    of: Id | None = None
    group: Id | None = None
    options: tuple[Id, ...] = ()
    scale: Scale | None = None
    columns: tuple[EntryColumn, ...] = ()


SectionKind = Literal["fields", "adversity", "relational_history", "functions", "current_relational"]


class Section(Sourced):
    """A section of the assessment: fields of its own, or one of Parts A to D, whose questions stand elsewhere."""

    kind: SectionKind
    scope: Literal["case", "assessment"]
    entries: tuple[FieldEntry, ...] = Field((), alias="fields")


class Sections(Part):
    """`sections.yaml`: the sections of the assessment in the order of the form."""

    version: str
    sections: tuple[Section, ...] = Field(min_length=1)


class FieldText(Part):
    """The words of one question of a section."""

    name: str
    help: str = ""
    definition: str = ""
    look_for: tuple[str, ...] = ()
    options: dict[Id, str] = {}
    columns: dict[Id, str] = {}
    anchors: dict[int, str] = {}


class GroupText(Part):
    """The words over a group of questions."""

    name: str
    note: str = ""


class SectionText(Part):
    """The words of one section."""

    name: str
    lead: str = ""
    groups: dict[Id, GroupText] = {}
    entries: dict[Id, FieldText] = Field({}, alias="fields")


class SectionTexts(Part):
    """`texts/<language>/sections.yaml`."""

    version: str
    source: Mark
    sections: dict[Id, SectionText]


class Sources(Part):
    """`sources.yaml`: citations by key."""

    version: str
    sources: dict[Id, str]


class FunctionText(Part):
    """The words of one function."""

    name: str
    label: tuple[str, ...] = Field(min_length=1, max_length=2)
    definition: str
    look_for: tuple[str, ...]
    anchors: dict[int, str]


class FunctionTexts(Part):
    """`texts/<language>/functions.yaml`."""

    version: str
    source: Mark
    functions: dict[Id, FunctionText]
