"""Brings scores from a table into the store: all of it understood, or nothing written.

Five stages, each of which hands on its whole result: the rows of the table (`rows`), what its columns mean
(`columns`, by the `mapping`), the answers (`answers`), what the store has of them already (`comparing`), and writing
(`bulk`). Beside them stands what is asked about first (`doubts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.transfer.importing.answers import check_rows
from nmt_widgets.store.transfer.importing.bulk import BulkRecords, CaseImport
from nmt_widgets.store.transfer.importing.columns import map_rows
from nmt_widgets.store.transfer.importing.comparing import CaseComparison
from nmt_widgets.store.transfer.importing.doubts import doubts
from nmt_widgets.store.transfer.importing.mapping import read_mapping
from nmt_widgets.store.transfer.importing.rows import open_rows, passed_over, read_rows

__all__ = ["CaseImport", "ImportPlan", "ImportRefused", "carry_out", "plan_import"]


@dataclass(frozen=True)
class ImportPlan:
    """What an import is going to do; nothing is written yet.

    Attributes
    ----------
    reason : str
        Of each revision.
    how : str
        How the table was read, in words.
    cases : tuple of CaseImport
    passed_over : tuple of str
        The columns the mapping does not speak of.
    questions : tuple of InputError
        What may be right in it and seldom is; whoever made the plan was sure.
    """

    reason: str
    how: str
    cases: tuple[CaseImport, ...]
    passed_over: tuple[str, ...]
    questions: tuple[InputError, ...] = ()


class ImportRefused(InputErrors):
    """A table cannot be brought in: problems, and questions that can be answered by being sure."""

    def __init__(self, problems: Iterable[InputError], questions: Iterable[InputError]) -> None:
        self.faults, self.questions = tuple(problems), tuple(questions)
        super().__init__((*self.faults, *self.questions))


def plan_import(
    store: Store,
    file: Path,
    mapping_file: Path,
    *,
    amend: bool = False,
    sure: bool = False,
    progress: Progress = untold,
) -> ImportPlan:
    """Compare a table with the store.

    Parameters
    ----------
    store : Store
        Opened for whoever imports.
    file, mapping_file : pathlib.Path
        The table, and the YAML file that says what its columns mean.
    amend : bool
        Whether completed assessments may be amended; the reason names the file.
    sure : bool
        Whether what is asked about is right.
    progress : callable
        Shows how far it is.

    Raises
    ------
    InputErrors
        With every problem found, by line and column; :class:`ImportRefused` with the questions, too.
    """
    instrument = load_instrument()
    document, mapping = read_mapping(mapping_file, instrument)
    table = open_rows(file, document, mapping)
    problems: list[InputError] = []
    stages = texts("import")["stages"]
    with progress(stages["rows"], None) as step:
        rows = read_rows(table, mapping, problems, step)
        mapped = map_rows(rows, table, mapping, instrument, problems)
        table_cases = check_rows(mapped, table, mapping, instrument, problems)
    questions = doubts(table_cases, {record.case_id for record in store.records()}, table, mapping)
    reason = texts("import")["reason"].format(file=file.name)
    comparison = CaseComparison(store, table, mapping, instrument, reason if amend else "")
    stored = BulkRecords(store.access).read(table_cases)
    cases = []
    with progress(stages["compared"], len(table_cases)) as step:
        for id, case in table_cases.items():
            step()
            if not case.is_understood:
                continue  # what else is wrong with it shows when that is put right
            compared = comparison.compare(id, case, stored.get(id))
            if isinstance(compared, list):
                problems += compared
            else:
                cases.append(compared)
    if problems or (questions and not sure):
        raise ImportRefused(sorted(problems, key=lambda problem: problem.line or 0), questions)
    return ImportPlan(reason, table.how, tuple(cases), passed_over(table, mapping), tuple(questions))


def carry_out(store: Store, plan: ImportPlan, progress: Progress = untold) -> None:
    """Write what a plan says: one revision for each case that changes.

    Raises
    ------
    Stale
        When a case has changed since; import again, what is written already is not written twice.
    """
    BulkRecords(store.access).write([case for case in plan.cases if case.changes], plan.reason, progress)
