"""Whether an answer can stand in an export: of the kind its question asks for, at a place that a case has.

The lists of the instrument are not compared, since a site may have changed them after it was answered. What stands in
a damaged database where a number belongs may be a name, which a de-identified export would pass on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.dates import tidy_date
from nmt_widgets.case_files.expert import Expert
from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Question, question_at
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core import spelling
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.transfer.export_sources import Source

_NUMBERED = {"score", "rating", "severity"}
_IN_COLUMNS = ("confidence", "pattern", "note")
"""Parts of a rating that have a column of text each."""

_DEPTHS = {"history": 4, "background": 4, "functions": 3, "relational_health": 4, "sections": 4}
"""How many parts the path of an answer has in each part of a case, also that of a question which is no longer asked."""

_ELSEWHERE = {"format", "id", "number", "assessments"}
_LINKS = {"second_of", "settles"}
_LISTS = {
    "sources",
    "notes",
    "vignette",
    "instruments",
    "story",
    "between",
    "present",
    "traps",
    "pairs",
    "exceeds",
}
_TREES = {"presentation", "decisions", "entries"}
_SIGNS = (None, "yes", "no", NOT_KNOWN)
_NUMBER, _ID, _LINE = re.compile("[1-9][0-9]{0,2}"), re.compile(spelling.NAME), re.compile(spelling.LINE)
_LINK = re.compile(spelling.ASSESSMENT)
_HIGHEST = 2**31 - 1


def misfits(source: Source, instrument: Instrument) -> Iterator[InputError]:
    """Yield an error for each answer that the workbook cannot have written: its path, if a case has it, not its value.

    Parameters
    ----------
    source : Source
    instrument : Instrument
        Its questions tell the kind of each answer, and the numbers it may be.
    """
    for path, value in source.answers.items():
        if (question := question_at(path, instrument)) is not None:
            fits = _NUMBER.fullmatch(path.split("/")[1]) is not None or question.scope == "case"
            if not (fits and _fits(question, value)):
                yield refusal("store", "misfit", case=source.case, path=path)
        elif not _is_place(path):
            yield refusal("store", "misplaced", case=source.case)
        elif not _fits_place(path, value):
            yield refusal("store", "misfit", case=source.case, path=path)


def _fits(question: Question, value: Any) -> bool:
    if question.kind in _NUMBERED:
        return (
            isinstance(value, dict)
            and _is_number(question, value.get(question.kind), (None, NOT_KNOWN))
            and all(isinstance(value.get(name), str | None) for name in _IN_COLUMNS)
        )
    if question.kind == "count":
        return _is_number(question, value, (NOT_KNOWN,))
    if question.kind == "signal":
        return value == NOT_KNOWN or (isinstance(value, dict) and value.get("signal") in _SIGNS)
    if question.kind == "lines":
        return value == NOT_KNOWN or (
            isinstance(value, list) and all(isinstance(line, str) for line in value)
        )
    if question.kind == "rows":
        return value == NOT_KNOWN or (isinstance(value, list) and all(map(_is_row, value)))
    return isinstance(value, str)


def _is_number(question: Question, value: Any, others: tuple[str | None, ...]) -> bool:
    if type(value) is not int:  # true is a number to Python
        return value in others
    return question.scale is None or question.scale.low <= value <= question.scale.high


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())


def _is_place(path: str) -> bool:
    """Return whether a case has this place, or had it with an earlier instrument."""
    model: Any = Case
    name, *rest = path.split("/")
    if name == "assessments":
        if len(rest) < 2 or not _NUMBER.fullmatch(rest[0]):
            return False
        model, (_, name, *rest) = Assessment, rest
    if name not in model.model_fields or name in _ELSEWHERE:
        return False
    if name in _DEPTHS:
        is_about = rest[-1:] in (["mark"], ["note"]) and len(rest) <= 2
        return (is_about or len(rest) == _DEPTHS[name] - 1) and all(map(_ID.fullmatch, rest))
    if name == "plan":
        return _is_place_of_plan(*rest)
    return len(rest) == 1 and rest[0] in Expert.model_fields if name == "expert" else not rest


def _is_place_of_plan(name: str = "", *keys: str) -> bool:
    if name not in TeamPlan.model_fields:
        return False
    if name == "recipients":
        return len(keys) == 1 and keys[0] in ("family", "school")
    if name == "entries":
        return len(keys) == 2 and _LINE.fullmatch(keys[0]) is not None and _is_day(keys[1])
    if name in ("decisions", "outcomes"):
        return len(keys) == 1 and _LINE.fullmatch(keys[0]) is not None
    return not keys


def _fits_place(path: str, value: Any) -> bool:
    parts = path.split("/")
    leaf, within = parts[-1], parts[2:] if parts[0] == "assessments" else parts
    if within[0] in _DEPTHS and leaf in ("mark", "note"):
        return isinstance(value, str)
    if within[0] in _DEPTHS:  # no longer asked: nobody knows what it was
        return not isinstance(value, bool | float) and (not isinstance(value, int) or abs(value) <= _HIGHEST)
    if leaf == "age":
        return isinstance(value, str) and _is_age(value)
    if leaf in _LINKS:
        links = value if leaf == "settles" else [value]
        return isinstance(links, list) and all(isinstance(id, str) and _LINK.fullmatch(id) for id in links)
    if leaf in _LISTS:
        return isinstance(value, list)
    return isinstance(value, dict) if _TREES & {*within[:2]} else isinstance(value, str)


def _is_age(text: str) -> bool:
    try:
        return years(text) is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return tidy_date(text) == text
    except ValueError:
        return False
