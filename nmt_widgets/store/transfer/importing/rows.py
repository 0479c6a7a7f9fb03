"""First stage of an import: the rows of a table that the mapping speaks of, in which its columns are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from nmt_widgets.core.documents import Document
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.problems import problem
from nmt_widgets.core.steps import Step
from nmt_widgets.core.tables import InputTable, TableRow, column_key, read_table
from nmt_widgets.store.transfer.importing.mapping import TableMapping, cell_key, problem_at


def open_rows(file: Path, document: Document, mapping: TableMapping) -> InputTable:
    """Open a table and find the columns the mapping names.

    Raises
    ------
    InputError
        When it is no table, or lacks a column.
    """
    table = read_table(file, mapping.sheet)
    problems = []
    for column, place in mapping.needed():
        positions = table.columns(column)
        if not positions:
            values = {"file": file.name, "column": column, "known": table.known()}
            problems.append(problem_at(document, place, *problem("import", "no_column", **values)))
        elif len(positions) > 1:
            message, remedy = problem("import", "column_twice")
            problems.append(table.problem(message, table.line, column, remedy))
    if problems:
        raise InputErrors(problems)
    return table


def passed_over(table: InputTable, mapping: TableMapping) -> tuple[str, ...]:
    """Return the columns that the mapping does not speak of."""
    needed = {column_key(column) for column, _ in mapping.needed()}
    if isinstance(mapping.assessment, int):
        needed.add(str(mapping.assessment))
    return tuple(name for name in table.header if name and column_key(name) not in needed)


def read_rows(
    table: InputTable, mapping: TableMapping, problems: list[InputError], step: Step = lambda: None
) -> Iterator[TableRow]:
    """Yield the rows that are data; add to `problems` what cannot be read as a row."""
    conditions = [
        (at, {cell_key(cell) for cell in cells})
        for column, cells in mapping.pass_over.items()
        for at in table.columns(column)
    ]
    for row in islice(table.rows(problems), mapping.skip_rows, None):
        step()
        if not any(cell_key(row.cells[at]) in cells for at, cells in conditions):
            yield row
