"""Ratings of a case: scores, ratings and signs, each with its confidence and evidence, and the parts they stand in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StrictInt, Tag

from nmt_widgets.case_files.dates import Day
from nmt_widgets.case_files.parts import NOT_KNOWN, CasePart, NotKnown
from nmt_widgets.core.problems import reason
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument.parts import Mark


class Evidence(CasePart):
    """The evidence for a score: an instrument (WISC, CBCL, ...), observation or interview; value, informant, date."""

    instrument: str
    value: str | StrictInt | float | None = None
    informant: str | None = None
    date: str | None = None


class Score(CasePart):
    """A score of Part C: a whole number on the scale, "not known", or None for a note without a score."""

    score: StrictInt | NotKnown | None = None
    confidence: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.score, int)


class Rating(CasePart):
    """A rating of Part B, Part D or a section, "not known", or None for a note without a rating."""

    rating: StrictInt | NotKnown | None = None
    confidence: str | None = None
    evidence: str | None = None


class Adversity(CasePart):
    """A rating of Part A: severity and pattern of a category in a period, "not known", or None for a note only."""

    severity: StrictInt | NotKnown | None = None
    pattern: str | None = None
    confidence: str | None = None
    evidence: str | None = None


def _wrapped(key: str) -> BeforeValidator:
    """Accept `arousal: 2` and `arousal: not known` for `arousal: {score: 2}` and so on."""

    def wrap(value: Any) -> Any:
        if isinstance(value, int) or value == NOT_KNOWN:
            return {key: value}
        if isinstance(value, str | float) or value is None:
            quoted = texts("cases")["nothing"] if value is None else repr(value)
            raise ValueError(reason("cases", "not_a_rating_in_file", value=quoted, unknown=NOT_KNOWN))
        return value

    models = {"score": Score, "rating": Rating, "severity": Adversity}
    return BeforeValidator(wrap, json_schema_input_type=StrictInt | NotKnown | models[key])


AnyScore = Annotated[Score, _wrapped("score")]
AnyRating = Annotated[Rating, _wrapped("rating")]
AnyAdversity = Annotated[Adversity, _wrapped("severity")]


class Signal(CasePart):
    """A sign of danger: seen, not seen, or "not known"; the person and place, the source and the date."""

    signal: Literal["yes", "no", "not known"] | None = None
    person: str = ""
    place: Literal["home", "elsewhere"] | None = None
    source: str = ""
    date: Day | None = None


def _of_parts(value: Any) -> str:
    """Return whether a mapping is a rating or a sign, so that an error names the right one."""
    parts = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return "of a sign" if parts.keys() & Signal.model_fields.keys() else "of a rating"


_OfParts = Annotated[
    Annotated[Rating, Tag("of a rating")] | Annotated[Signal, Tag("of a sign")], Discriminator(_of_parts)
]
FieldValue = StrictInt | str | tuple[str, ...] | tuple[dict[str, str], ...] | _OfParts
"""The answer to a field of a section; the kind of the field in `sections.yaml` decides its type."""


class SectionAnswers(CasePart):
    """The answers to one section of fields: {field: answer}."""

    mark: Mark = "workbook"
    note: str = ""
    answers: dict[str, FieldValue] = Field({})


class CaseHistory(CasePart):
    """Parts A and B by period: {period: {category or support: rating}}."""

    mark: Mark = "workbook"
    note: str = ""
    adversity: dict[str, dict[str, AnyAdversity]] = Field({})
    relational: dict[str, dict[str, AnyRating]] = Field({})


class FunctionScores(CasePart):
    """Part C of one assessment: {function: score}."""

    mark: Mark = "workbook"
    note: str = ""
    scores: dict[str, AnyScore] = Field({})


class RelationalRatings(CasePart):
    """Part D of one assessment: {area: {statement: rating}}."""

    mark: Mark = "workbook"
    note: str = ""
    ratings: dict[str, dict[str, AnyRating]] = Field({})
