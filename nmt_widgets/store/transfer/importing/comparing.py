"""Fourth stage of an import: compare the content of a table with the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.case_files import list_cases
from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.consistency import check_change
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.tables import InputTable
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.errors import Locked
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.locking import amended, status_path, statuses_of
from nmt_widgets.store.transfer.importing.answers import TableCase
from nmt_widgets.store.transfer.importing.bulk import CaseImport, StoredCase
from nmt_widgets.store.transfer.importing.mapping import TableMapping

_NUMBERS = ("score", "rating", "severity")


class CaseComparison:
    """Compares one case after the other, with the rights of the person who imports."""

    def __init__(
        self, store: Store, table: InputTable, mapping: TableMapping, instrument: Instrument, reason: str
    ) -> None:
        self._store, self._table, self._mapping = store, table, mapping
        self._instrument, self._reason = instrument, reason
        self._templates, self._kinds = set(list_cases()), store.kinds()

    def compare(self, id: str, case: TableCase, stored: StoredCase | None) -> CaseImport | list[InputError]:
        """Return the changes that a table makes to a case, or the problems with them.

        Parameters
        ----------
        id : str
        case : TableCase
        stored : StoredCase or None
            The case as it is in the store.
        """
        try:
            return self._compared(id, case, stored)
        except InputError as error:
            return [self._placed(problem, id, case) for problem in error.problems]

    def _compared(self, id: str, case: TableCase, stored: StoredCase | None) -> CaseImport:
        if stored is None:
            base, kind = 0, str(self._mapping.kind)
            answers: dict[Path, Value] = {"title": id, "kind": kind}
            self._check_new(id, kind, case)
        else:
            answers, base, kind = stored.answers, stored.revision, stored.kind
            if not self._store.may_write(stored.kind, stored.owner, stored.assigned):
                raise refusal("import", "may_not_change")
        before = answers if stored else {}
        new = _first_answers(case, answers, self._mapping) | case.answers
        changes = {path: value for path, value in new.items() if not _is_same(path, before.get(path), value)}
        if stored is None:
            changes = {**answers, **changes}
        if not changes:
            return CaseImport(id, kind, base, {})
        for number in case.rows:
            if f"assessments/{number}/age" not in before and f"assessments/{number}/age" not in new:
                raise refusal("import", "no_age", number=number)
        _check_locks(before, changes, self._reason)
        check_change(id, before, changes, self._instrument)
        return CaseImport(id, kind, base, changes)

    def _check_new(self, id: str, kind: str, case: TableCase) -> None:
        if id in self._templates:
            raise refusal("import", "is_template")
        if kind not in self._kinds:
            raise refusal("import", "may_not_begin", kind=kind)
        if not case.rows:
            raise refusal("import", "no_assessment")

    def _placed(self, error: InputError, id: str, case: TableCase) -> InputError:
        """Return an error placed at its cell, or at the case's first row."""
        path = getattr(error, "path", "") or ""
        if path in case.places:
            line, column = case.places[path]
            message = texts("import")["in_case"].format(case=id, problem=error.message)
            return self._table.problem(message, line, column, error.remedy)
        numbered = [
            lines[0] for number, lines in case.rows.items() if lines and f"assessments/{number}/" in path
        ]
        line = (numbered or [case.line])[0]
        place = f"case '{id}'"
        return InputError(error.message, file=self._table.file, line=line, place=place, remedy=error.remedy)


def _first_answers(
    case: TableCase, answers: Mapping[Path, Value], mapping: TableMapping
) -> dict[Path, Value]:
    """Return the label and the status of each assessment that does not exist yet."""
    begun: dict[Path, Value] = {}
    for number in sorted(case.rows):
        if f"assessments/{number}/age" not in answers:
            begun[f"assessments/{number}/label"] = texts("import")["label"].format(number=number)
            begun[status_path(number)] = mapping.status
    return begun


def _is_same(path: str, before: Any, value: Any) -> bool:
    """Return whether the store has an answer already; an equal number keeps its evidence and confidence."""
    if path.endswith("/age") and before is not None:
        return years(before) == years(value)
    if isinstance(before, dict) and isinstance(value, dict):
        return any(key in value and before.get(key) == value[key] for key in _NUMBERS)
    return bool(before == value)


def _check_locks(before: Mapping[str, Any], changes: Mapping[str, Any], reason: str) -> None:
    statuses = statuses_of(before)
    try:
        amended(statuses, changes, reason)
    except Locked as error:
        try:
            amended(statuses, changes, "given")
        except Locked:
            raise error from None
        raise refusal("import", "amend", problem=error.message) from None
