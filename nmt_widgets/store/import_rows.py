"""Reads a CSV file by its mapping: answers by case and path, and what is wrong, by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nmt_widgets.cases.answers import check_answer
from nmt_widgets.cases.model import NOT_KNOWN
from nmt_widgets.cases.questions import Question
from nmt_widgets.ground.documents import Document
from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.import_mapping import Mapping, find_question

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")
_PLAIN_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,20})?")
_NUMBERED = {"score", "rating", "severity", "count"}


@dataclass
class Given:
    """What a file says about one case: its answers by path, each with the line and column it came from."""

    line: int
    is_understood: bool = True
    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    assessments: set[int] = field(default_factory=set)


@dataclass
class Reading:
    """What was read from a file: what it says about each case, and the columns that were passed over."""

    cases: dict[str, Given]
    passed_over: tuple[str, ...]
    problems: list[InputError]


def read_rows(file: Path, document: Document, mapping: Mapping, instrument: Instrument) -> Reading:
    """Read a file as far as it can be understood.

    Raises
    ------
    InputError
        When it is no CSV file, or lacks a column the mapping names.
    """
    rows = _rows(file)
    _, header = next(rows, (1, []))
    _check_header(header, file, document, mapping)
    reading = Reading({}, tuple(name for name in header if name not in mapping.needed()), [])
    reader = _Reader(file, mapping, instrument, reading)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            reading.problems.append(
                InputError(
                    f"the row has {len(cells)} cells, the header {len(header)}",
                    file=file,
                    line=line,
                    remedy="check commas and quotes",
                )
            )
            continue
        reader.take(line, dict(zip(header, cells, strict=True)))
    return reading


class _Reader:
    """Takes one row after the other."""

    def __init__(self, file: Path, mapping: Mapping, instrument: Instrument, reading: Reading) -> None:
        self._file, self._mapping, self._instrument = file, mapping, instrument
        self._cases, self._problems = reading.cases, reading.problems

    def take(self, line: int, row: dict[str, str]) -> None:
        mapping = self._mapping
        code = row[mapping.case].strip().lower()
        if not _CODE.fullmatch(code):
            self._wrong(
                line,
                mapping.case,
                f"'{code[:60]}' is not the code of a case" if code else "there is no code",
                "use letters, digits and hyphens, and no name",
            )
            return
        given = self._cases.setdefault(code, Given(line))
        before = len(self._problems)
        self._take_answers(line, row, given)
        given.is_understood &= len(self._problems) == before

    def _take_answers(self, line: int, row: dict[str, str], given: Given) -> None:
        mapping = self._mapping
        number = self._number(line, row)
        if number is None:
            return
        if number:
            given.assessments.add(number)
            for leaf in ("age", "date", "label"):
                column = getattr(mapping, leaf)
                if column and (text := row[column].strip()):
                    value = self._age(text) if leaf == "age" else text
                    self._keep(given, line, column, f"assessments/{number}/{leaf}", value)
        for column, name in self._asked(line, row):
            question = find_question(name, self._instrument)
            assert question is not None  # the mapping was checked
            if question.scope == "assessment" and not number:
                self._wrong(line, column, "is asked at each assessment", "enter the assessment's number")
                continue
            value = self._value(line, column, row[column], question)
            if value is not None:
                self._keep(given, line, column, question.at(number), value)

    def _asked(self, line: int, row: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Yield the column and the question of each answer of a row."""
        mapping = self._mapping
        if mapping.layout == "wide":
            yield from mapping.columns.items()
            return
        assert mapping.question is not None
        assert mapping.value is not None
        name = row[mapping.question].strip()
        if not row[mapping.value].strip():
            return
        if name in mapping.questions:
            meant = mapping.questions[name]
            if meant is not None:
                yield mapping.value, meant
        elif find_question(name, self._instrument):
            yield mapping.value, name
        else:
            self._wrong(
                line,
                mapping.question,
                f"'{name[:80]}' is no question one cell can answer",
                "say in the mapping's 'questions' which it is, or null to pass it over",
            )

    def _number(self, line: int, row: dict[str, str]) -> int | None:
        """Return the number of the assessment, 0 for the case itself, None for neither."""
        column = self._mapping.assessment
        if isinstance(column, int):
            return column
        text = row[column].strip()
        if not text and self._mapping.layout == "long":
            return 0
        found = _WHOLE.fullmatch(text)
        if found and 1 <= int(found[1]) <= 999:
            return int(found[1])
        self._wrong(line, column, f"'{text[:40]}' is not the number of an assessment", "enter 1 to 999")
        return None

    def _age(self, text: str) -> str:
        if not _PLAIN_NUMBER.fullmatch(text):
            return text
        return f"{round(float(text.replace(',', '.')), 3):g} {self._mapping.age_unit}"

    def _value(self, line: int, column: str, cell: str, question: Question) -> Any:
        text = cell.strip()
        meant: Any = self._mapping.values.get(text, text)
        if meant is None or meant == "":
            return None
        if isinstance(meant, str) and meant.lower() == NOT_KNOWN:
            return NOT_KNOWN
        if question.kind in _NUMBERED and isinstance(meant, str):
            found = _WHOLE.fullmatch(meant)
            if not found:
                self._wrong(
                    line,
                    column,
                    f"'{meant[:40]}' is not a whole number",
                    "correct it, or say in the mapping's 'values' what it means",
                )
                return None
            return int(found[1])
        if question.kind == "signal":
            signs = texts("signals", self._instrument.language)["answers"]
            return {words.lower(): id for id, words in signs.items()}.get(str(meant).lower(), str(meant))
        if question.kind == "choice":
            return {words.lower(): id for id, words in question.options}.get(str(meant).lower(), str(meant))
        return meant if question.kind in _NUMBERED else str(meant)

    def _keep(self, given: Given, line: int, column: str, path: str, value: Any) -> None:
        try:
            checked = check_answer(path, value, self._instrument)
        except InputError as error:
            self._wrong(line, column, error.message, error.remedy)
            return
        if path in given.answers and given.answers[path] != checked:
            before, _ = given.places[path]
            self._wrong(line, column, f"line {before} says otherwise", "keep one of the two")
            return
        given.answers[path] = checked
        given.places.setdefault(path, (line, column))

    def _wrong(self, line: int, column: str, message: str, remedy: str | None) -> None:
        self._problems.append(
            InputError(message, file=self._file, line=line, place=f"column '{column}'", remedy=remedy)
        )


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=file, remedy="check the name and the folder") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(
            "is not text in UTF-8", file=file, line=line, remedy="save it as CSV UTF-8"
        ) from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"is not CSV ({error})", file=file, line=line, remedy="check the quotes around this line"
        ) from None


def _check_header(header: list[str], file: Path, document: Document, mapping: Mapping) -> None:
    doubled = sorted({name for name in header if header.count(name) > 1})
    problems = [
        InputError("stands twice", file=file, line=1, place=f"column '{name}'", remedy="rename one")
        for name in doubled
        if name in mapping.needed()
    ]
    for column, place in mapping.needed().items():
        if column not in header:
            known = ", ".join(header[:12]) or "none"
            problems.append(
                document.problem(f"{file.name} has no column '{column}'", place, f"its columns are: {known}")
            )
    if problems:
        raise InputErrors(problems)
