"""Third stage of an import: the words of each cell become answers as they are kept, or a problem by line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.cases.ages import tidy_age
from nmt_widgets.cases.answers import check_answer
from nmt_widgets.cases.model import NOT_KNOWN
from nmt_widgets.cases.questions import Question
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.table_workbook import SPREADSHEET_ERROR
from nmt_widgets.core.tables import InputTable
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.transfer.importing.columns import UNTOLD, Asked, Said
from nmt_widgets.store.transfer.importing.mapping import Mapping, cell_key, whole

_NUMBERED = {"score", "rating", "severity", "count"}
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")


@dataclass
class Given:
    """What a table says about one case.

    Attributes
    ----------
    line : int
        The first that speaks of it.
    written : dict of str to int
        Its code as it is written, each way with the first line.
    answers : dict of path to value
    places : dict of path to (int, str)
        The line and the column an answer came from.
    rows : dict of int to list of int
        The lines that answer questions of each assessment.
    aged_by : dict of int to int
        The line of the base row whose age an assessment has.
    """

    line: int
    is_understood: bool = True
    written: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)
    base: dict[str, tuple[Any, int, str]] = field(default_factory=dict)
    aged_by: dict[int, int] = field(default_factory=dict)


def check_rows(
    rows: Iterable[Said],
    table: InputTable,
    mapping: Mapping,
    instrument: Instrument,
    problems: list[InputError],
) -> dict[str, Given]:
    """Return what a table says about each case, by its code; add to `problems` each cell that does not fit."""
    cases: dict[str, Given] = {}
    reader = _Reader(mapping, instrument)
    for said in rows:
        given = cases.setdefault(said.case, Given(said.line))
        given.written.setdefault(said.written, said.line)
        if said.number == UNTOLD:
            given.is_understood = False
            continue
        before = len(problems)
        _take(said, given, reader, table, problems)
        given.is_understood &= len(problems) == before
    for given in cases.values():
        _take_over(given)
    return cases


def _take(said: Said, given: Given, reader: _Reader, table: InputTable, problems: list[InputError]) -> None:
    number, line = said.number, said.line
    if number:
        given.rows.setdefault(number, [])
    for asked, text in said.cells:
        value = reader.read(asked, text)
        if isinstance(value, InputError):
            problems.append(table.problem(value.message, line, asked.column, value.remedy))
            continue
        if value is None:
            continue
        if not number and isinstance(asked.about, str):
            before = given.base.setdefault(asked.about, (value, line, asked.column))
            if before[0] != value:
                problems.append(_otherwise(table, line, asked, before[1]))
            continue
        if not number and asked.is_of_assessment:
            remedy = "enter the assessment's number"
            problems.append(table.problem("is asked at each assessment", line, asked.column, remedy))
            continue
        if isinstance(asked.about, Question) and asked.is_of_assessment and line not in given.rows[number]:
            given.rows[number].append(line)
        path = asked.path(number)
        if path in given.answers and given.answers[path] != value:
            problems.append(_otherwise(table, line, asked, given.places[path][0]))
            continue
        given.answers[path] = value
        given.places.setdefault(path, (line, asked.column))


def _otherwise(table: InputTable, line: int, asked: Asked, before: int) -> InputError:
    return table.problem(f"line {before} says otherwise", line, asked.column, "keep one of the two")


def _take_over(given: Given) -> None:
    """Let the age of a base row be that of the assessments which have none of their own."""
    if "age" not in given.base:
        return
    age, line, column = given.base["age"]
    for number in given.rows:
        path = f"assessments/{number}/age"
        if path not in given.answers:
            given.answers[path], given.places[path] = age, (line, column)
            given.aged_by[number] = line


class _Reader:
    """Reads cells; what a column says again is not checked again."""

    def __init__(self, mapping: Mapping, instrument: Instrument) -> None:
        self._unit, self._instrument = mapping.age_unit, instrument
        self._read: dict[tuple[Asked, str], Any] = {}
        signs = texts("signals", instrument.language)["answers"]
        self._signs = {words.casefold(): id for id, words in signs.items()}

    def read(self, asked: Asked, text: str) -> Any:
        """Return an answer, None for no answer, or what is wrong as an InputError."""
        key = (asked, text)
        if len(text) > 100:
            return self._checked(asked, text)
        if key not in self._read:
            self._read[key] = self._checked(asked, text)
        return self._read[key]

    def _checked(self, asked: Asked, text: str) -> Any:
        try:
            about = asked.about
            value = (
                self._question(asked, text, about) if isinstance(about, Question) else self._leaf(about, text)
            )
            return check_answer(asked.path(1), value, self._instrument)
        except InputError as error:
            return error
        except ValueError as error:
            message, _, remedy = str(error).partition("; ")
            return InputError(message, remedy=remedy or None)

    def _leaf(self, leaf: str, text: str) -> str:
        if SPREADSHEET_ERROR.fullmatch(text):
            raise InputError(_broken(text), remedy="correct it in the spreadsheet")
        if leaf == "age":
            return tidy_age(text, self._unit)
        found = _TIME.fullmatch(text) if leaf == "date" else None
        return found[1] if found else text

    def _question(self, asked: Asked, text: str, question: Question) -> Any:
        meant: Any = asked.values.get(cell_key(text), text)
        if meant is None or meant == "":
            return None
        if isinstance(meant, str):
            if SPREADSHEET_ERROR.fullmatch(meant):
                remedy = "correct it, or say in the mapping's 'not_known' or 'values' what it means"
                raise InputError(_broken(meant), remedy=remedy)
            if cell_key(meant) == NOT_KNOWN:
                return NOT_KNOWN
        if question.kind in _NUMBERED:
            return _number(meant, question)
        key = str(meant).casefold()
        if question.kind == "signal":
            return self._signs.get(key, str(meant))
        if question.kind == "choice":
            return {words.casefold(): id for id, words in question.options}.get(key, str(meant))
        return str(meant)


def _broken(text: str) -> str:
    if text == "#FORMULA?":
        return "is a formula that was never calculated"
    return f"'{text}' is an error of the spreadsheet"


def _number(meant: int | str, question: Question) -> int:
    number = whole(meant) if isinstance(meant, str) else meant
    if number is None:
        remedy = "correct it, or say in the mapping's 'values' what it means"
        raise InputError(f"'{str(meant)[:40]}' is not a whole number", remedy=remedy)
    scale = question.scale
    if scale is not None and (number < min(0, scale.low) or number > 2 * scale.high):
        remedy = f"say in the mapping what it means: not_known: [{number}], or values: {{{number}: null}}"
        raise InputError(f"{number} is outside {scale.low}-{scale.high}", remedy=remedy)
    return number
