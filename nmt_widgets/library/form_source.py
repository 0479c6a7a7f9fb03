"""Where the answers of a form are: a copy in memory, a case file, or a record of the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nmt_widgets.case_files import Case, as_case, list_cases
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.answer_store import AnswerStore
from nmt_widgets.library.case_file import SUFFIXES, FileCase, case_path
from nmt_widgets.library.case_memory import MemoryCase
from nmt_widgets.library.own_store import open_store
from nmt_widgets.metrics.profiles import find_assessment
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.store.rules.locking import OPEN

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store


@dataclass(frozen=True)
class FormSource:
    """The answers of one assessment, and where they are saved.

    Attributes
    ----------
    store : AnswerStore
    record : Record
    number : int
        The assessment's.
    """

    store: AnswerStore
    record: Record
    number: int

    @property
    def file(self) -> FileCase | None:
        """The file they are saved to, if any."""
        return self.store if isinstance(self.store, FileCase) else None

    @property
    def records(self) -> Store | None:
        """The store of the record; None for a file or a copy in memory."""
        return None if isinstance(self.store, MemoryCase) else cast("Store", self.store)

    @property
    def lasts(self) -> bool:
        """Whether they are saved to where they last."""
        return self.file is not None or not isinstance(self.store, MemoryCase)


def open_source(
    case: Case | Record | str | Path,
    number: int | None,
    path: str | Path | None,
    store: Store | None,
    instrument: Instrument,
) -> FormSource:
    """Return where the answers of a form are.

    Parameters
    ----------
    case : Case, Record, str or path
        A case, the id of a template, the path of a case file, or a record of the store or its code.
    number : int, optional
        Of the assessment; by default the last one in progress, or the last one.
    path : str or path, optional
        A file to save to. Where it exists, its answers are read back; where not, it begins as a copy of the case.
    store : Store, optional
        By default the one of whoever runs this process.
    instrument : Instrument

    Raises
    ------
    InputError
        When there is no such case, file or assessment, or the file holds another case.
    """
    if store is not None and not hasattr(store, "read_shown"):
        raise refusal("library", "not_a_store", kind=type(store).__name__)
    if isinstance(case, Record):
        return _of_record(case, number, store or open_store())
    if isinstance(case, Path) or (isinstance(case, str) and case.lower().endswith(SUFFIXES)):
        file = FileCase(case, instrument)
        if path is None or case_path(path) == file.path:
            return _of_memory(file, number)
        case = file.case()
    elif isinstance(case, str):
        stored = store or (None if case in list_cases() else _store_with_records())
        if stored is not None and (record := _record(stored, case)) is not None:
            return _of_record(record, number, stored)
    case = as_case(case, instrument)
    copy = _in_progress(case, number)
    if path is None:
        return _of_memory(MemoryCase(copy.id, to_answers(copy), instrument), number)
    file = FileCase(path, instrument) if case_path(path).exists() else FileCase.begin(path, copy, instrument)
    if file.id != case.id:
        raise refusal("library", "another_case", file=file.path.name, id=file.id, other=case.id)
    return _of_memory(file, number)


def _of_memory(memory: MemoryCase, number: int | None) -> FormSource:
    record = memory.read(memory.id)
    return FormSource(memory, record, chosen_assessment(memory.case(), number))


def _of_record(record: Record, number: int | None, store: Store) -> FormSource:
    return FormSource(store, record, chosen_assessment(store.case(record.case_id), number))


def chosen_assessment(case: Case, number: int | None = None) -> int:
    """Return the number of the assessment to fill in: by default the last one in progress, or the last one."""
    if number is not None:
        return find_assessment(case, number).number
    statuses = {assessment.number: assessment.status for assessment in case.assessments}
    return max([number for number, status in statuses.items() if status == OPEN] or statuses)


def _in_progress(case: Case, number: int | None) -> Case:
    """Return a copy of a case whose assessment can be filled in: a lock holds for a record, not for its copies."""
    chosen = chosen_assessment(case, number)
    assessments = [
        assessment.model_copy(update={"status": OPEN}) if assessment.number == chosen else assessment
        for assessment in case.assessments
    ]
    return case.model_copy(update={"assessments": tuple(assessments)})


def _store_with_records() -> Store | None:
    """Return the store, if there is one: looking for a case must not create a database."""
    from nmt_widgets.store.case_sources import is_database

    return open_store() if is_database() else None


def _record(store: Store, code: str) -> Record | None:
    from nmt_widgets.store.errors import NoRecord

    try:
        return store.read_shown(code)
    except NoRecord:
        return None
