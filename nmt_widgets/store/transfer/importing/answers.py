"""Third stage of an import: turn each cell into an answer, or into a problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.case_files.ages import tidy_age
from nmt_widgets.case_files.answers import Value, check_answer
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Path, Question
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.problems import problem
from nmt_widgets.core.table_workbook import SPREADSHEET_ERROR
from nmt_widgets.core.tables import InputTable
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.transfer.importing.columns import UNCLEAR, AnswerColumn, ImportRow
from nmt_widgets.store.transfer.importing.mapping import TableMapping, cell_key, whole

_NUMBERED = {"score", "rating", "severity", "count"}
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")


@dataclass
class TableCase:
    """The content of a table for one case.

    Attributes
    ----------
    line : int
        The first line about it.
    spellings : dict of str to int
        Each spelling of its code, with the first line.
    answers : dict of path to value
    places : dict of path to (int, str)
        The line and the column an answer came from.
    rows : dict of int to list of int
        The lines that answer questions of each assessment.
    aged_by : dict of int to int
        The line of the base row from which an assessment has its age.
    """

    line: int
    is_understood: bool = True
    spellings: dict[str, int] = field(default_factory=dict)
    answers: dict[Path, Value] = field(default_factory=dict)
    places: dict[Path, tuple[int, str]] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)
    base: dict[str, tuple[Value, int, str]] = field(default_factory=dict)
    aged_by: dict[int, int] = field(default_factory=dict)


def check_rows(
    rows: Iterable[ImportRow],
    table: InputTable,
    mapping: TableMapping,
    instrument: Instrument,
    problems: list[InputError],
) -> dict[str, TableCase]:
    """Return the content of a table by code of the case; add each cell that does not fit to `problems`."""
    cases: dict[str, TableCase] = {}
    reader = _Reader(mapping, instrument)
    for row in rows:
        case = cases.setdefault(row.case, TableCase(row.line))
        case.spellings.setdefault(row.spelling, row.line)
        if row.number == UNCLEAR:
            case.is_understood = False
            continue
        before = len(problems)
        _take(row, case, reader, table, problems)
        case.is_understood &= len(problems) == before
    for case in cases.values():
        _take_over(case)
    return cases


def _take(
    row: ImportRow, case: TableCase, reader: _Reader, table: InputTable, problems: list[InputError]
) -> None:
    number, line = row.number, row.line
    if number:
        case.rows.setdefault(number, [])
    for answer_column, text in row.cells:
        value = reader.read(answer_column, text)
        if isinstance(value, InputError):
            problems.append(table.problem(value.message, line, answer_column.column, value.remedy))
            continue
        if value is None:
            continue
        if not number and isinstance(answer_column.about, str):
            before = case.base.setdefault(answer_column.about, (value, line, answer_column.column))
            if before[0] != value:
                problems.append(_contradiction(table, line, answer_column, before[1]))
            continue
        if not number and answer_column.is_of_assessment:
            message, remedy = problem("import", "needs_number")
            problems.append(table.problem(message, line, answer_column.column, remedy))
            continue
        if (
            isinstance(answer_column.about, Question)
            and answer_column.is_of_assessment
            and line not in case.rows[number]
        ):
            case.rows[number].append(line)
        path = answer_column.path(number)
        if path in case.answers and case.answers[path] != value:
            problems.append(_contradiction(table, line, answer_column, case.places[path][0]))
            continue
        case.answers[path] = value
        case.places.setdefault(path, (line, answer_column.column))


def _contradiction(table: InputTable, line: int, answer_column: AnswerColumn, earlier: int) -> InputError:
    message, remedy = problem("import", "contradicts_line", line=earlier)
    return table.problem(message, line, answer_column.column, remedy)


def _take_over(case: TableCase) -> None:
    """Give the age of a base row to the assessments that have no age of their own."""
    if "age" not in case.base:
        return
    age, line, column = case.base["age"]
    for number in case.rows:
        path = f"assessments/{number}/age"
        if path not in case.answers:
            case.answers[path], case.places[path] = age, (line, column)
            case.aged_by[number] = line


class _Reader:
    """Reads cells; the same text in the same column is checked only once."""

    def __init__(self, mapping: TableMapping, instrument: Instrument) -> None:
        self._unit, self._instrument = mapping.age_unit, instrument
        self._read: dict[tuple[AnswerColumn, str], Any] = {}
        signs = texts("signals", instrument.language)["answers"]
        self._signs = {words.casefold(): id for id, words in signs.items()}

    def read(self, answer_column: AnswerColumn, text: str) -> Any:
        """Return an answer, None for no answer, or an InputError."""
        key = (answer_column, text)
        if len(text) > 100:
            return self._checked(answer_column, text)
        if key not in self._read:
            self._read[key] = self._checked(answer_column, text)
        return self._read[key]

    def _checked(self, answer_column: AnswerColumn, text: str) -> Any:
        try:
            about = answer_column.about
            value = (
                self._question(answer_column, text, about)
                if isinstance(about, Question)
                else self._leaf(about, text)
            )
            return check_answer(answer_column.path(1), value, self._instrument)
        except InputError as error:
            return error
        except ValueError as error:
            message, _, remedy = str(error).partition("; ")
            return InputError(message, remedy=remedy or None)

    def _leaf(self, leaf: str, text: str) -> str:
        if SPREADSHEET_ERROR.fullmatch(text):
            raise _spreadsheet_error(text, is_mapped=False)
        if leaf == "age":
            return tidy_age(text, self._unit)
        with_time = _TIME.fullmatch(text) if leaf == "date" else None
        return with_time[1] if with_time else text

    def _question(self, answer_column: AnswerColumn, text: str, question: Question) -> Any:
        answer: Any = answer_column.values.get(cell_key(text), text)
        if answer is None or answer == "":
            return None
        if isinstance(answer, str):
            if SPREADSHEET_ERROR.fullmatch(answer):
                raise _spreadsheet_error(answer, is_mapped=True)
            if cell_key(answer) == NOT_KNOWN:
                return NOT_KNOWN
        if question.kind in _NUMBERED:
            return _number(answer, question)
        key = str(answer).casefold()
        if question.kind == "signal":
            return self._signs.get(key, str(answer))
        if question.kind == "choice":
            return {words.casefold(): id for id, words in question.options}.get(key, str(answer))
        return str(answer)


def _spreadsheet_error(text: str, *, is_mapped: bool) -> InputError:
    if text == "#FORMULA?":
        return refusal("import", "formula_in_cell" if is_mapped else "formula_in_text")
    return refusal("import", "error_in_cell" if is_mapped else "error_in_text", text=text)


def _number(answer: int | str, question: Question) -> int:
    number = whole(answer) if isinstance(answer, str) else answer
    if number is None:
        raise refusal("import", "not_whole", text=str(answer)[:40])
    scale = question.scale
    if scale is not None and (number < min(0, scale.low) or number > 2 * scale.high):
        raise refusal("import", "outside", number=number, low=scale.low, high=scale.high)
    return number
