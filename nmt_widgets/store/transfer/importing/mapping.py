"""The mapping of an import: the meaning of a table's columns, rows and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.core.documents import Document, Place, check, read_document
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.plain_yaml import spell
from nmt_widgets.core.problems import problem
from nmt_widgets.instrument import Instrument

IMPORTED_KINDS = {"score", "rating", "severity", "count", "choice", "signal", "line", "text"}
"""The kinds of question that one cell can answer."""

_WHOLE = re.compile(r"([+-]?[0-9]{1,9})(?:[.,]0+)?")


def whole(text: str) -> int | None:
    """Return the whole number in a cell, or None.

    Examples
    --------
    >>> whole("4"), whole("4,0"), whole("-99.0"), whole("4.5")
    (4, 4, -99, None)
    """
    digits = _WHOLE.fullmatch(text)
    return int(digits[1]) if digits else None


def cell_key(text: str) -> str:
    """Return the same text for cells that differ only in blanks, case or the notation of a number.

    Examples
    --------
    >>> cell_key(" N/A"), cell_key("-99.0"), cell_key("Not  known")
    ('n/a', '-99', 'not known')
    """
    tidy = " ".join(text.split()).casefold()
    number = whole(tidy)
    return tidy if number is None else str(number)


def _as_text(value: Any) -> Any:
    """Return a number, true or false in the file as text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _with_text_keys(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {"" if key is None else _as_text(key): cell for key, cell in value.items()}


def _as_list(value: Any) -> Any:
    return [_as_text(cell) for cell in value] if isinstance(value, list) else [_as_text(value)]


Name = Annotated[str, BeforeValidator(_as_text)]
Cells = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
CellMeaning = StrictInt | str | None


class MappedColumn(BaseModel):
    """A column with its own meanings of texts.

    Attributes
    ----------
    question : str
    values : dict
        As in the mapping, and with priority over it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    values: Annotated[dict[str, CellMeaning], BeforeValidator(_with_text_keys)] = {}


class TableMapping(BaseModel):
    """The meaning of a table; docs/import.md explains each key.

    Attributes
    ----------
    layout : {"wide", "long"}
        Whether a row is an assessment, with a column for each question, or one answer.
    sheet : str
        Of a workbook; by default the first that is not empty.
    skip_rows : int
        How many rows below the header are not data.
    pass_over : dict of str to list of str
        Rows with one of these texts in a column are skipped; "" is an empty cell.
    case : str
        The column of the case's code.
    assessment : str or int
        The column of the assessment's number, or the number itself if no column has that name.
    assessments : dict of str to int or None
        The number for each text in the column, such as the name of an event; None skips the row.
    base_rows : bool
        Whether rows without an assessment are about the case, and their age holds for its assessments.
    age, date, label : str, optional
        Columns; a plain number as age is in `age_unit`.
    kind, status
        Of new cases and assessments.
    columns : dict of str to str or MappedColumn
        Of a wide table: question by column.
    question, value : str, optional
        Of a long table: the columns of the question and of the answer.
    questions : dict of str to str or None
        Of a long table: the question for each name in the table; None skips it.
    values : dict
        The meaning of texts in the table; None is no answer.
    not_known : list of str
        Texts in the table that mean "not known".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["import-1"]
    layout: Literal["wide", "long"] = "wide"
    sheet: Name = ""
    skip_rows: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    pass_over: Annotated[dict[str, Cells], BeforeValidator(_with_text_keys)] = {}
    case: Name
    assessment: StrictInt | Name = 1
    assessments: Annotated[
        dict[str, Annotated[StrictInt, Field(ge=1, le=999)] | None], BeforeValidator(_with_text_keys)
    ] = {}
    base_rows: bool = False
    age: Name | None = None
    age_unit: Literal["years", "months", "weeks", "days"] = "years"
    date: Name | None = None
    label: Name | None = None
    kind: Literal["teaching", "practice", "clinical"]
    status: Literal["in-progress", "completed"] = "in-progress"
    columns: Annotated[dict[str, str | MappedColumn], BeforeValidator(_with_text_keys)] = {}
    question: Name | None = None
    value: Name | None = None
    questions: Annotated[dict[str, str | None], BeforeValidator(_with_text_keys)] = {}
    values: Annotated[dict[str, CellMeaning], BeforeValidator(_with_text_keys)] = {}
    not_known: Cells = ()

    def needed(self) -> Iterator[tuple[str, Place]]:
        """Yield the columns that the table must have, and their places in the mapping."""
        for name in ("case", "assessment", "age", "date", "label", "question", "value"):
            if isinstance(column := getattr(self, name), str):
                yield column, (name,)
        for name in ("columns", "pass_over"):
            for column in getattr(self, name):
                yield column, (name, column)


def read_mapping(path: Path, instrument: Instrument) -> tuple[Document, TableMapping]:
    """Read a mapping and check it against the instrument.

    Raises
    ------
    InputErrors
        With every problem: file, line, place, remedy.
    """
    document = read_document(path)
    mapping: TableMapping = check(document, TableMapping)
    problems: list[InputError] = []
    question_of = {
        name: column if isinstance(column, str) else column.question
        for name, column in mapping.columns.items()
    }
    for part, named in (("columns", question_of), ("questions", mapping.questions)):
        for name, question in named.items():
            if question is not None and find_question(question, instrument) is None:
                words = problem("import", "unknown_question", name=question[:80])
                problems.append(problem_at(document, (part, name), *words))
    if mapping.layout == "wide" and not mapping.columns:
        message, remedy = problem("import", "no_columns")
        problems.append(document.problem(message, (), remedy))
    if mapping.layout == "long" and not (mapping.question and mapping.value):
        message, remedy = problem("import", "no_question_column")
        problems.append(document.problem(message, (), remedy))
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: problem.line or 0))
    return document, mapping


def problem_at(document: Document, place: Place, message: str, remedy: str) -> InputError:
    """Return an error at a place of the mapping; its keys may be numbers in the file."""
    real: Place = ()
    for step in place:
        number = whole(str(step))
        real += (number,) if (*real, step) not in document.lines and number is not None else (step,)
    line = document.line(real)
    return InputError(
        message, file=document.path, line=line, place=spell(tuple(map(str, place))), remedy=remedy
    )


def find_question(name: str, instrument: Instrument) -> Question | None:
    """Return a question that one cell can answer, by its path or by the end of its path, if that is unique."""
    question = _names(instrument).get(name)
    return question if question and question.kind in IMPORTED_KINDS else None


@cache
def _names(instrument: Instrument) -> dict[str, Question | None]:
    names: dict[str, Question | None] = {}
    for question in questions(instrument):
        end = question.path.rpartition("/")[2]
        names[end] = None if end in names else question
    return names | {question.path: question for question in questions(instrument)}
