"""The rows of tables of incidents, of whatever file, each with its place for what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.problems import problem
from nmt_widgets.core.tables import InputTable, column_key, read_table
from nmt_widgets.outcomes.rules import load_outcome_rules

Teller = Callable[[str, str | None, str], InputError]
"""Makes an error of what is wrong, what to do, and the column, at the place of one row."""


@dataclass(frozen=True)
class Row:
    """A row: its cells by column, and where it stands.

    Attributes
    ----------
    cells : mapping of str to object
    tell : callable
        Makes an error of a message, a remedy and a column, at the place of this row.
    place : str
        How another row names this one.
    """

    cells: Mapping[str, Any]
    tell: Teller
    place: str


@dataclass(frozen=True)
class FileRows:
    """Rows of files that are one table, read on demand.

    Attributes
    ----------
    names : tuple of str
        The columns that are there, of those that were asked for.
    rows : iterator of Row
    problems : list of InputError
        What could not be read as a row; filled while rows are read.
    notes : tuple of str
        What was guessed in reading.
    """

    names: tuple[str, ...]
    rows: Iterator[Row]
    problems: list[InputError]
    notes: tuple[str, ...]


def open_files(files: Sequence[str | Path], needed: Sequence[str], optional: Sequence[str]) -> FileRows:
    """Open files with some columns: CSV, .xlsx or .ods, as :func:`~nmt_widgets.core.tables.read_table` reads them.

    Raises
    ------
    InputErrors
        When a needed column is missing, or a column stands twice.
    """
    tables = [read_table(file) for file in files]
    names, titles = (*needed, *optional), [_titles(table) for table in tables]
    problems = [
        error
        for table, known in zip(tables, titles, strict=True)
        for error in _column_problems(table, known, names, needed)
    ]
    if problems:
        raise InputErrors(problems)
    return FileRows(
        tuple(name for name in names if any(name in known for known in titles)),
        (
            row
            for table, known in zip(tables, titles, strict=True)
            for row in _rows(table, known, len(tables) > 1, problems)
        ),
        problems,
        tuple(f"{table.file}: {note}" for table in tables for note in table.notes),
    )


def _titles(table: InputTable) -> list[str]:
    """Return the columns of a table by the names they have here; people call them otherwise, too."""
    keys = [column_key(name) for name in table.header]
    others = {
        column_key(other): name
        for name, spellings in load_outcome_rules().incidents.spellings.items()
        for other in spellings
        if name not in keys
    }
    return [others.get(key, key) for key in keys]


def _column_problems(
    table: InputTable, titles: Sequence[str], names: Sequence[str], needed: Sequence[str]
) -> Iterator[InputError]:
    for name in names:
        times = titles.count(name)
        if times > 1 or (times == 0 and name in needed):
            key = "column_twice" if times else "no_column"
            message, remedy = problem("incidents", key, column=name, known=table.known())
            yield table.problem(message, table.line, remedy=remedy)


def _rows(
    table: InputTable, titles: Sequence[str], several: bool, problems: list[InputError]
) -> Iterator[Row]:
    for row in table.rows(problems):

        def tell(message: str, remedy: str | None, column: str, line: int = row.line) -> InputError:
            return table.problem(message, line, column, remedy)

        place = f"{table.file.name}:{row.line}" if several else str(row.line)
        yield Row(dict(zip(titles, row.cells, strict=True)), tell, place)
