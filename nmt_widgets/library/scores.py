"""Data as a notebook has them, a case, a dict, a row of a table, made into the profile of one assessment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from nmt_widgets.case_files import NOT_KNOWN, Assessment, Case, load_case
from nmt_widgets.case_files.ages import tidy_age
from nmt_widgets.case_files.ratings import FunctionScores, Score
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.metrics import profile as measured
from nmt_widgets.metrics.frame_reading import CONFIDENCE, WHOLE

FACTS = ("case", "title", "kind", "assessment", "label", "age", "norms")
"""What a row says beside its scores; other columns are left alone."""

_LONGEST = 300  # characters of a title
_LARGE = 10**9  # a number over it is named as this one
_ALIKE = 0.75  # how like a function's id a name must be to count as a misspelt one
_LIKE_A_COLUMN = 0.6


@dataclass(frozen=True)
class AssessedCase:
    """One assessment with its figures.

    Attributes
    ----------
    case : Case
        Made of the scores where the data are no case.
    number : int
        Which of its assessments.
    profile : Profile
    has_age : bool
        Whether the data say at what age; without it nothing that depends on the age may be shown.
    """

    case: Case
    number: int
    profile: Profile
    has_age: bool = True

    def with_scores(self, scores: Mapping[str, int | str | None], instrument: Instrument) -> AssessedCase:
        """Return the same assessment with other scores for some functions; None clears one."""
        case = with_scores(self.case, self.number, scores)
        return replace(self, case=case, profile=measured(case, self.number, instrument, unscored=True))

    def other(self, instrument: Instrument) -> Profile | None:
        """Return the last other assessment of the case that has scores."""
        others = [known.number for known in self.case.usable if known.number != self.number]
        return measured(self.case, others[-1], instrument) if others else None


@dataclass(frozen=True)
class ScoreRow:
    """The scores of one assessment as they were given.

    Attributes
    ----------
    scores : dict of function id to int or None
        None where there is no number, for whatever reason.
    not_known : frozenset of function id
        Those that are said to be not known; the others without a number are open.
    age : str or None
        As a case writes it, such as ``9 years``; None where the data do not say.
    title, label, norms : str
        Empty where the data do not say.
    confidences : dict of function id to str
        How sure the rater was, where the data say.
    """

    scores: dict[str, int | None]
    not_known: frozenset[str] = frozenset()
    age: str | None = None
    title: str = ""
    label: str = ""
    norms: str = ""
    confidences: Mapping[str, str] = field(default_factory=dict)


def as_profile(data: Any, *, age: float | str | None = None, instrument: Instrument | None = None) -> Profile:
    """Return the profile of whatever holds the scores of one assessment.

    Parameters
    ----------
    data : Profile, Case, str, mapping, Series, row or one-row frame
        A case stands for its latest assessment, a text for the case of that id or file. ``(case, 1)`` or ``"james/1"``
        stands for one of its assessments. A mapping holds scores by function id, and may hold `age`, `title`, `label`,
        `norms` and `<function>_confidence`. The same goes for a Series and for a row of pandas' ``itertuples``; a frame
        must have one row, or the columns `function` and `score` with a row for each function. A list, an array or a
        polars Series holds the scores in the order of the instrument.
    age : float or str, optional
        In years, or as ``18 months``, for scores that carry none.
    instrument : Instrument, optional

    Raises
    ------
    InputError
        In one sentence: which name is no function, which score is outside the scale and where it stands, or that the
        age is missing.

    Examples
    --------
    >>> as_profile("james").total.value
    231.0
    >>> as_profile({"arousal": 2, "sleep": None, "age": 9}).scores["arousal"]
    2
    >>> as_profile({"arousal": 13}, age=9)
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: arousal: 13 is outside 1-12; enter a whole number 1-12, or 'not known'
    """
    scored = read_assessed(data, use_instrument(instrument), age=age)
    if not scored.has_age:
        raise refusal("library", "no_age")
    return scored.profile


def read_assessed(data: Any, instrument: Instrument, *, age: float | str | None = None) -> AssessedCase:
    """Return the assessment that data hold; the data are those of :func:`as_profile`, here also without an age."""
    if isinstance(data, AssessedCase):
        return data
    case, number = data if _is_pair(data) else (data, None)
    if isinstance(case, str):
        name, _, digits = case.rpartition("/")
        if number is None and name and digits.isdecimal():
            case, number = name, int(digits)
        case = load_case(case, instrument)
    if isinstance(case, Case):
        number = case.latest if number is None else number
        return AssessedCase(case, number, measured(case, number, instrument, unscored=True))
    if isinstance(data, Profile):
        return AssessedCase(_profile_case(data, instrument), data.assessment, data)
    row = read_scores(data, instrument)
    years = row.age or (None if age is None else _age(age, ""))
    row_case = _row_case(row, years or f"{instrument.norms.adult_age:g} years", instrument)
    return AssessedCase(
        row_case, 1, measured(row_case, 1, instrument, unscored=True), has_age=years is not None
    )


def with_scores(case: Case, number: int, scores: Mapping[str, int | str | None]) -> Case:
    """Return the case with other scores in one assessment; confidence and notes stay as they were given."""
    assessment = case.assessment(number)
    known = dict(assessment.functions.scores)
    for id, score in scores.items():
        known[id] = known.get(id, Score()).model_copy(update={"score": score})
    functions = assessment.functions.model_copy(update={"scores": known})
    changed = assessment.model_copy(update={"functions": functions})
    assessments = tuple(changed if other.number == number else other for other in case.assessments)
    return case.model_copy(update={"assessments": assessments})


def _is_pair(data: Any) -> bool:
    """Return whether data are a case and the number of one of its assessments."""
    return isinstance(data, tuple) and len(data) == 2 and isinstance(data[0], Case | str)


def read_scores(data: Any, instrument: Instrument) -> ScoreRow:
    """Return the scores of a mapping, a Series, a row or a list of values, each of them checked."""
    cells, label = _cells(data, instrument)
    named = {str(name): value for name, value in cells.items()}
    if len(named) < len(cells):
        raise _twice([str(name) for name in cells])
    _check_names(named, instrument, strict=isinstance(data, Mapping))
    scores: dict[str, int | None] = {}
    not_known = []
    for id in instrument.ids:
        score = _score(named.get(id), id, label, instrument)
        scores[id] = score if isinstance(score, int) else None
        if score == NOT_KNOWN:
            not_known.append(id)
    facts = {
        name: "" if _is_missing(named.get(name)) else one_line(str(named[name]), _LONGEST) for name in FACTS
    }
    age = None if not facts["age"] else _age(named["age"], label)
    norms = _norms(facts["norms"], label, instrument)
    title = facts["title"] or facts["case"]
    confidences = {
        id: _confidence(named[name], name, label, instrument)
        for id in instrument.ids
        if not _is_missing(named.get(name := id + CONFIDENCE))
    }
    return ScoreRow(scores, frozenset(not_known), age, title, facts["label"], norms, confidences)


def _row_case(row: ScoreRow, age: str, instrument: Instrument) -> Case:
    """Return a case made of a row of scores."""
    words = texts("library", instrument.language)["scores"]
    scores = {
        id: Score(score=score, confidence=row.confidences.get(id))
        for id, score in row.scores.items()
        if score is not None
    }
    scores |= {id: Score(score=NOT_KNOWN) for id in row.not_known}
    assessment = Assessment(
        number=1,
        label=row.label or words["label"],
        age=age,
        norms=row.norms or None,
        functions=FunctionScores(scores=scores),
    )
    return Case(format="case-1", id="scores", title=row.title or words["title"], assessments=(assessment,))


def _profile_case(profile: Profile, instrument: Instrument) -> Case:
    """Return a case made of the scores of a profile."""
    scores = {
        id: Score(
            score=NOT_KNOWN if item.state == "not known" else item.score,
            confidence=item.confidence,
            note=item.note,
        )
        for id, item in profile.items.items()
    }
    assessment = Assessment(
        number=profile.assessment,
        label=profile.label,
        age=_age(profile.age, ""),
        norms=profile.norms if profile.norms in instrument.norms.columns else None,
        functions=FunctionScores(scores=scores),
    )
    return Case(format="case-1", id=profile.case, title=profile.title, assessments=(assessment,))


def read_age(age: float | str) -> str:
    """Return an age in years, or as a text, as a case writes it.

    Examples
    --------
    >>> read_age(9), read_age("18 months")
    ('9 years', '18 months')
    """
    return _age(age, "")


def _cells(data: Any, instrument: Instrument) -> tuple[Mapping[Any, Any], str]:
    """Return values by name, and the label of the row they stand in; libraries of tables are not imported for it."""
    if isinstance(data, Mapping):
        return data, ""
    if hasattr(data, "_asdict"):  # a row of `itertuples`, and any named tuple
        cells = data._asdict()
        return cells, _row_label(cells.pop("Index", None))
    kind = type(data)  # a lazy frame warns where it is asked itself
    if hasattr(kind, "columns") or (hasattr(kind, "__arrow_c_stream__") and not hasattr(kind, "name")):
        return _row_of_frame(data)
    if hasattr(data, "index") and hasattr(data, "to_dict"):  # a Series of pandas: named, or in order
        names = [*data.index]
        if any(isinstance(name, str) for name in names):
            if not data.index.is_unique:
                raise _twice([str(name) for name in names])
            return data.to_dict(), _row_label(data.name)
    if isinstance(data, Iterable) and not isinstance(data, bytes | set) and getattr(data, "shape", True):
        values = list(data)
        if len(values) == len(instrument.ids):
            return dict(zip(instrument.ids, values, strict=True)), ""
        raise refusal("library", "not_all_scores", count=len(values), of=len(instrument.ids))
    if isinstance(data, Integral):
        raise refusal("library", "only_a_number", number=data)
    raise refusal("library", "no_scores_in", kind=type(data).__name__)


def _row_of_frame(data: Any) -> tuple[Mapping[Any, Any], str]:
    """Return the cells of a frame of one row, or of one with a row for each function, and the label of the row."""
    frame = open_frame(data)
    if {"function", "score"} <= set(frame.columns):
        return _listed(frame), ""
    if len(frame) != 1:
        raise refusal("library", "not_one_row", count=len(frame))
    label = row_label(frame, 0) if hasattr(data, "iloc") else None
    return dict(zip(frame.columns, frame.row(0), strict=True)), _row_label(label)


def _listed(frame: Any) -> dict[str, Any]:
    """Return the scores of a frame with a row for each function, as ``Profile.to_frame`` makes it."""
    rows = [dict(zip(frame.columns, frame.row(at), strict=True)) for at in range(len(frame))]
    return {row["function"]: NOT_KNOWN if row.get("state") == NOT_KNOWN else row["score"] for row in rows}


def _row_label(name: object) -> str:
    """Return the words for the row of a table: its label in the index."""
    return "" if name is None else str(texts("library")["scores"]["row"].format(row=name))


def _check_names(cells: Mapping[str, Any], instrument: Instrument, *, strict: bool) -> None:
    """Refuse names that are no functions, where they stand for functions.

    A mapping holds nothing else, unless it is a whole row with all functions. A row may hold anything beside them, but
    no name that is almost that of a function it lacks.
    """
    missing = [id for id in instrument.ids if id not in cells]
    known = {*FACTS, *instrument.ids, *(id + CONFIDENCE for id in instrument.ids)}
    unknown = [name for name in cells if name not in known]
    strict = strict or len(missing) == len(instrument.ids)
    wrong = [name for name in unknown if missing and (strict or closest(name, missing, _ALIKE))]
    if not wrong:
        return
    alike = _LIKE_A_COLUMN if len(wrong) == 1 else _ALIKE
    for name in wrong:
        if near := closest(name.lower(), missing, alike):
            raise refusal("library", "no_function_near", name=name, near=near)
    raise refusal("library", "no_functions", names=name_some(wrong), some=name_some(instrument.ids, 3))


def _is_missing(value: Any) -> bool:
    """Return whether a cell is empty: None, NaN, NA, NaT or no text."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    try:
        return bool(value != value)
    except TypeError:  # NA of pandas has no truth
        return True
    except ValueError:  # several values in one cell
        return False


def _score(value: Any, id: str, label: str, instrument: Instrument) -> int | str | None:
    """Return a whole number on the scale, "not known", or None."""
    if _is_missing(value):
        return None
    place = ", ".join(filter(None, (label, id)))
    if isinstance(value, str) and value.strip().lower() == NOT_KNOWN:
        return NOT_KNOWN
    scale: dict[str, Any] = {
        "low": instrument.scale.low,
        "high": instrument.scale.high,
        "unknown": NOT_KNOWN,
    }
    if isinstance(value, str) and (whole := WHOLE.fullmatch(value.strip())):
        value = int(whole[1])
    is_number = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    if not is_number or not (isinstance(value, Integral) or float(value).is_integer()):
        raise refusal("library", "not_a_score", place=place, value=repr(_plain(value))[:40], **scale)
    if not instrument.scale.low <= value <= instrument.scale.high:
        raise refusal("cases", "outside", place=place, number=int(max(-_LARGE, min(value, _LARGE))), **scale)
    return int(value)


def _confidence(value: Any, column: str, label: str, instrument: Instrument) -> str:
    """Return a level of confidence."""
    level = str(value).strip().lower()
    known = [entry.id for entry in instrument.confidence.levels]
    if level not in known:
        place = ", ".join(filter(None, (label, column)))
        names = ", ".join(known)
        raise refusal("frames", "unknown_confidence", place=place, value=str(value)[:40], known=names)
    return level


def _norms(column: str, label: str, instrument: Instrument) -> str:
    """Return a pinned column of norms; none for the curve, which a profile names by its version."""
    if column in ("", instrument.norms.version):
        return ""
    if column not in instrument.norms.columns:
        place, known = ", ".join(filter(None, (label, "norms"))), ", ".join(instrument.norms.columns)
        raise refusal("frames", "unknown_norms", place=place, value=column[:40], known=known)
    return column


def _twice(names: list[str]) -> InputError:
    """Return the error for names of which one stands twice."""
    return refusal(
        "frames", "column_twice", column=next(name for name in names if names.count(name) > 1)[:40]
    )


def _plain(value: Any) -> Any:
    """Return a number of NumPy as Python's own, which is shorter to read."""
    return value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value


def _age(value: Any, label: str) -> str:
    """Return an age as a case writes it."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    text = str(round(float(value), 3)) if is_number and math.isfinite(float(value)) else str(value)
    try:
        return tidy_age(text)
    except ValueError as error:
        raise InputError(str(error), place=", ".join(filter(None, (label, "age")))) from None
