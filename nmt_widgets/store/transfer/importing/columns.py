"""Second stage of an import: assign each cell to a case, an assessment and a question; its text is unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nmt_widgets.case_files.questions import Question
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import problem
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.tables import InputTable, TableRow
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.transfer.importing.mapping import (
    CellMeaning,
    TableMapping,
    cell_key,
    find_question,
    whole,
)

UNCLEAR = -1
"""The number of the assessment in a row where it is not clear."""

Leaf = Literal["age", "date", "label"]


@dataclass(frozen=True, eq=False)
class AnswerColumn:
    """A column that answers a question, or the age, date or label of an assessment; and the meanings of its texts."""

    column: str
    about: Question | Leaf
    values: Mapping[str, CellMeaning]

    @property
    def is_of_assessment(self) -> bool:
        """Whether it is asked at each assessment."""
        return isinstance(self.about, str) or self.about.scope == "assessment"

    def path(self, number: int) -> str:
        """Return the path of its answer."""
        return f"assessments/{number}/{self.about}" if isinstance(self.about, str) else self.about.at(number)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """The content of one row.

    Attributes
    ----------
    line : int
    spelling : str
        The code as in the table; `case` is the tidy code.
    number : int
        Of the assessment; 0 for the case itself, `UNCLEAR` where it is a problem.
    cells : tuple of (AnswerColumn, str)
        The cells that are not empty.
    """

    line: int
    spelling: str
    case: str
    number: int
    cells: tuple[tuple[AnswerColumn, str], ...]


def map_rows(
    rows: Iterable[TableRow],
    table: InputTable,
    mapping: TableMapping,
    instrument: Instrument,
    problems: list[InputError],
) -> Iterator[ImportRow]:
    """Yield the content of each row; add the rows that are not clear to `problems`.

    Parameters
    ----------
    rows : iterable of TableRow
    table : InputTable
        With the columns of the mapping.
    mapping : TableMapping
    instrument : Instrument
    problems : list of InputError
    """
    meanings: dict[str, CellMeaning] = {cell_key(text): "not known" for text in mapping.not_known}
    meanings |= {cell_key(text): value for text, value in mapping.values.items()}
    leaves = [
        (_at(table, column), AnswerColumn(column, leaf, {}))
        for leaf in ("age", "date", "label")
        if (column := getattr(mapping, leaf))
    ]
    wide = [
        (_at(table, column), AnswerColumn(column, question, meanings | own))
        for column, question, own in _wide(mapping, instrument)
    ]
    long = _Long(table, mapping, instrument, meanings) if mapping.layout == "long" else None
    code_at = _at(table, mapping.case)
    numbers = _Numbers(table, mapping)
    for row in rows:
        cells, line = row.cells, row.line
        spelling = cells[code_at].strip()
        code = spelling.lower()
        if not is_code(code):
            key = "import_ids" if "ImportId" in spelling else "bad_code" if code else "no_code"
            message, remedy = problem("import", key, code=code[:60])
            problems.append(table.problem(message, line, mapping.case, remedy))
            continue
        number = numbers.of(row)
        if isinstance(number, InputError):
            problems.append(number)
            yield ImportRow(line, spelling, code, UNCLEAR, ())
            continue
        if number is None:
            continue
        filled = [(answer_column, text) for at, answer_column in leaves if (text := cells[at].strip())]
        if long is None:
            filled += [(answer_column, text) for at, answer_column in wide if (text := cells[at].strip())]
        else:
            answer_column = long.column_of(row)
            if isinstance(answer_column, InputError):
                problems.append(answer_column)
                yield ImportRow(line, spelling, code, UNCLEAR, ())
                continue
            if answer_column is not None:
                filled.append((answer_column, cells[long.value_at].strip()))
        yield ImportRow(line, spelling, code, number, tuple(filled))


def _at(table: InputTable, column: str) -> int:
    position = table.column(column)
    assert position is not None  # the header was checked
    return position


def _wide(
    mapping: TableMapping, instrument: Instrument
) -> Iterator[tuple[str, Question, dict[str, CellMeaning]]]:
    if mapping.layout == "long":
        return
    for column, entry in mapping.columns.items():
        name, own = (entry, {}) if isinstance(entry, str) else (entry.question, entry.values)
        question = find_question(name, instrument)
        assert question is not None  # the mapping was checked
        yield column, question, {cell_key(text): value for text, value in own.items()}


class _Numbers:
    """Finds the number of the assessment of a row."""

    def __init__(self, table: InputTable, mapping: TableMapping) -> None:
        self._table, self._mapping = table, mapping
        column = mapping.assessment
        self._at = table.column(str(column))
        self._column = str(column)
        self._fixed: int | None = None
        if isinstance(column, int):  # a number, unless it is the name of a column without another role
            is_taken = any(self._at in table.columns(name) for name, _ in mapping.needed())
            if self._at is None or is_taken or "assessment" not in mapping.model_fields_set:
                self._fixed = column
        self._named = {cell_key(text): number for text, number in mapping.assessments.items()}

    def of(self, row: TableRow) -> int | InputError | None:
        """Return the number, 0 for the case itself, None for a row to skip."""
        if self._fixed is not None:
            return self._fixed
        assert self._at is not None
        text = row.cells[self._at].strip()
        if (key := cell_key(text)) in self._named:
            return self._named[key]
        if not text and (self._mapping.layout == "long" or self._mapping.base_rows):
            return 0
        number = whole(text)
        if number is not None and 1 <= number <= 999:
            return number
        message, remedy = problem("import", "bad_number" if text else "no_number", text=text[:40])
        return self._table.problem(message, row.line, self._column, remedy)


class _Long:
    """Finds the question that a row of a long table answers."""

    def __init__(
        self,
        table: InputTable,
        mapping: TableMapping,
        instrument: Instrument,
        meanings: Mapping[str, CellMeaning],
    ) -> None:
        assert mapping.question is not None
        assert mapping.value is not None
        self._table, self._instrument, self._meanings = table, instrument, meanings
        self._question, self._value = mapping.question, mapping.value
        self._at, self.value_at = _at(table, mapping.question), _at(table, mapping.value)
        self._named = {cell_key(text): name for text, name in mapping.questions.items()}
        self._known: dict[str, AnswerColumn | None] = {}

    def column_of(self, row: TableRow) -> AnswerColumn | InputError | None:
        """Return the column for the question; None where it is skipped or not answered."""
        name = row.cells[self._at].strip()
        if not row.cells[self.value_at].strip():
            return None
        if name in self._known:
            return self._known[name]
        path = self._named.get(cell_key(name), name)
        question = find_question(path, self._instrument) if path is not None else None
        if path is not None and question is None:
            message, remedy = problem("import", "unmapped_question", name=name[:80])
            return self._table.problem(message, row.line, self._question, remedy)
        self._known[name] = AnswerColumn(self._value, question, self._meanings) if question else None
        return self._known[name]
