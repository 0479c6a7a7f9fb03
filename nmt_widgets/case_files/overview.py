"""A case at a glance: what a list says of it, from its flat answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.case_files.model import Kind, Status
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.spelling import ASSESSMENT, is_code

CASE_NAMES = ("title", "kind", "practice_of", "second_of", "settles")
ASSESSMENT_NAMES = ("label", "age", "date", "status", "norms")
SCORES = "functions/scores"
"""The answers that an overview is made of; others may be left out."""

_OF_ASSESSMENT = re.compile(rf"assessments/([1-9][0-9]{{0,2}})/({'|'.join(ASSESSMENT_NAMES)}|{SCORES}/(\w+))")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no database takes these
_LONGEST = 500  # characters that an index can hold


@dataclass(frozen=True)
class AssessmentOverview:
    """An assessment at a glance; None where something is not answered, or cannot be read."""

    number: int
    label: str | None = None
    age: str | None = None
    date: str | None = None
    status: str = "in-progress"
    norms: str | None = None
    scores: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def years(self) -> float | None:
        """The age in years."""
        try:
            return None if self.age is None else years(self.age)
        except ValueError:
            return None

    @property
    def is_usable(self) -> bool:
        """Whether it has scores and was not entered in error."""
        return bool(self.scores) and self.status != "entered-in-error"


@dataclass(frozen=True)
class CaseOverview:
    """A case at a glance; empty where its kind is not said, and where it is not linked to another case."""

    code: str
    title: str
    assessments: tuple[AssessmentOverview, ...]
    kind: str = ""
    practice_of: str = ""
    second_of: str = ""
    settles: tuple[str, ...] = ()

    @property
    def client(self) -> str:
        """The code of the record that its ratings are about: that of the first rating."""
        first = self.second_of or (self.settles[0] if self.settles else "")
        return split_assessment_id(first)[0] if first else self.code

    @property
    def repeats(self) -> int | None:
        """The number of the assessment that a second rating repeats."""
        return split_assessment_id(self.second_of)[1] if self.second_of else None

    @property
    def is_rating(self) -> bool:
        """Whether it is an attempt, a second rating, or a settlement."""
        return bool(self.practice_of or self.second_of or self.settles)

    @property
    def is_finished(self) -> bool:
        """Whether any assessment is completed."""
        return any(entry.status in ("completed", "amended") for entry in self.assessments)

    @property
    def is_scored(self) -> bool:
        """Whether any assessment can be used."""
        return any(entry.is_usable for entry in self.assessments)

    @property
    def latest(self) -> AssessmentOverview | None:
        """The latest usable assessment; the latest of all where none is."""
        usable = [entry for entry in self.assessments if entry.is_usable]
        return max(usable or self.assessments, key=lambda entry: entry.number, default=None)


def case_overview(code: str, answers: Mapping[Path, Any]) -> CaseOverview:
    """Return a case at a glance; answers of another type than the store writes count as none.

    Examples
    --------
    >>> case = case_overview("c-1", {"title": "Boy, 9", "assessments/1/age": "9 years"})
    >>> case.title, case.client, case.latest.years, case.is_finished
    ('Boy, 9', 'c-1', 9.0, False)
    >>> case_overview("c-2", {"second_of": "c-1/2"}).client
    'c-1'
    """
    parts: dict[int, dict[str, Any]] = {}
    for path, value in answers.items():
        if place := _place(path):
            number, name, function = place
            entry = parts.setdefault(number, {"scores": {}})
            if function is None:
                entry[name] = value
            elif isinstance(value, dict) and type(score := value.get("score")) is int:
                entry["scores"][function] = score
    settles = answers.get("settles")
    is_pair = isinstance(settles, list) and len(settles) == 2 and all(map(_assessment, settles))
    return CaseOverview(
        code,
        _text(answers.get("title")) or code,
        tuple(_assessment_overview(number, parts[number]) for number in sorted(parts)),
        kind=str(kind) if (kind := answers.get("kind")) in get_args(Kind) else "",
        practice_of=_code(answers.get("practice_of")),
        second_of=_assessment(answers.get("second_of")),
        settles=tuple(settles) if is_pair and settles else (),
    )


@lru_cache(4096)
def _place(path: Path) -> tuple[int, str, str | None] | None:
    """Return the number of the assessment, the name and the function of an answer that an overview is made of."""
    match = _OF_ASSESSMENT.fullmatch(path)
    return (int(match[1]), match[2], match[3]) if match else None


def kept_text(text: str) -> str:
    r"""Return a text without what no database takes.

    Examples
    --------
    >>> kept_text("Bo\0")
    'Bo'
    """
    return _UNKEPT.sub("", text)


def search_text(text: str) -> str:
    """Return a text as it is searched: without case and accents, in one form and width.

    Examples
    --------
    >>> search_text("  Élodie  ÅSTRÖM")
    'elodie astrom'
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", kept_text(text)).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())[:_LONGEST]


def _assessment_overview(number: int, parts: Mapping[str, Any]) -> AssessmentOverview:
    date, status = _text(parts.get("date")), parts.get("status")
    return AssessmentOverview(
        number,
        label=_text(parts.get("label")),
        age=_text(parts.get("age")),
        date=date if date and _DATE.fullmatch(date) else None,
        status=str(status) if status in get_args(Status) else "in-progress",
        norms=_text(parts.get("norms")),
        scores=parts["scores"],
    )


def _text(value: Any) -> str | None:
    return kept_text(value) if isinstance(value, str) else None


def _code(value: Any) -> str:
    return value if isinstance(value, str) and is_code(value) else ""


def _assessment(value: Any) -> str:
    return value if isinstance(value, str) and re.fullmatch(ASSESSMENT, value) else ""
