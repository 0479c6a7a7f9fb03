"""Import scores from a table into the store; nothing is written unless all of it is understood.

There are five stages, each with a complete result: the rows of the table (`rows`), the meaning of its columns
(`columns`, by the `mapping`), the answers (`answers`), the comparison with the store (`comparing`), and writing
(`bulk`). Questions to the user, before anything is written, are in `doubts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.transfer.importing.answers import check_rows
from nmt_widgets.store.transfer.importing.bulk import BulkRecords, CaseImport
from nmt_widgets.store.transfer.importing.columns import map_rows
from nmt_widgets.store.transfer.importing.comparing import CaseComparison
from nmt_widgets.store.transfer.importing.doubts import doubts
from nmt_widgets.store.transfer.importing.mapping import read_mapping
from nmt_widgets.store.transfer.importing.rows import open_rows, passed_over, read_rows

__all__ = ["CaseImport", "ImportPlan", "carry_out", "plan_import"]


@dataclass(frozen=True)
class ImportPlan:
    """The plan of an import; nothing is written yet.

    Attributes
    ----------
    reason : str
        The reason of each revision.
    how : str
        How the table was read, in words.
    cases : tuple of CaseImport
    passed_over : tuple of str
        The columns that the mapping does not mention.
    questions : tuple of InputError
        Unusual things that the user has confirmed.
    """

    reason: str
    how: str
    cases: tuple[CaseImport, ...]
    passed_over: tuple[str, ...]
    questions: tuple[InputError, ...] = ()


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
        Opened for the person who imports.
    file, mapping_file : pathlib.Path
        The table, and the YAML file that explains its columns.
    amend : bool
        Whether completed assessments may be amended; the reason names the file.
    sure : bool
        Whether the user has confirmed the questions.
    progress : callable
        Counts rows and cases.

    Raises
    ------
    InputErrors
        With every problem, by line and column; as :class:`Doubtful` with the questions, too.
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
    questions = doubts(table_cases, set(store.codes()), table, mapping)
    reason = texts("import")["reason"].format(file=file.name)
    comparison = CaseComparison(store, table, mapping, instrument, reason if amend else "")
    stored = BulkRecords(store.access).read(table_cases)
    cases = []
    with progress(stages["compared"], len(table_cases)) as step:
        for id, case in table_cases.items():
            step()
            if not case.is_understood:
                continue  # its other problems show once these are corrected
            compared = comparison.compare(id, case, stored.get(id))
            if isinstance(compared, list):
                problems += compared
            else:
                cases.append(compared)
    if problems or (questions and not sure):
        raise Doubtful(sorted(problems, key=lambda problem: problem.line or 0), questions)
    return ImportPlan(reason, table.how, tuple(cases), passed_over(table, mapping), tuple(questions))


def carry_out(store: Store, plan: ImportPlan, progress: Progress = untold) -> None:
    """Carry out a plan: one revision for each case that changes.

    Raises
    ------
    Stale
        When a case has changed since the plan was made; import again, and nothing is written twice.
    """
    BulkRecords(store.access).write([case for case in plan.cases if case.changes], plan.reason, progress)
