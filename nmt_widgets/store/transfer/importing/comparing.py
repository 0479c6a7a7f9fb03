"""Fourth stage of an import: what a table says is compared with what is in the store."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.cases import list_cases
from nmt_widgets.cases.ages import years
from nmt_widgets.cases.consistency import check_change
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.tables import InputTable
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.errors import Locked
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.locking import amended, status_path, statuses_of
from nmt_widgets.store.transfer.importing.answers import Given
from nmt_widgets.store.transfer.importing.bulk import Found
from nmt_widgets.store.transfer.importing.mapping import Mapping

_NUMBERS = ("score", "rating", "severity")


@dataclass(frozen=True)
class CaseImport:
    """What an import brings to one case.

    Attributes
    ----------
    case_id, kind : str
    base : int
        The revision it was compared with; 0 for a new case.
    changes : dict of path to value
        What is to be written; empty where everything is there already.
    """

    case_id: str
    kind: str
    base: int
    changes: dict[str, Any] = field(repr=False)


class Comparison:
    """Compares one case after the other, for whom the store was opened."""

    def __init__(
        self, store: Store, table: InputTable, mapping: Mapping, instrument: Instrument, reason: str
    ) -> None:
        self._store, self._table, self._mapping = store, table, mapping
        self._instrument, self._reason = instrument, reason
        self._templates, self._kinds = set(list_cases()), store.kinds()

    def compare(self, id: str, given: Given, found: Found | None) -> CaseImport | list[InputError]:
        """Return what a table brings to a case, or what speaks against it.

        Parameters
        ----------
        id : str
        given : Given
        found : Found or None
            The case as it is in the store.
        """
        try:
            return self._compared(id, given, found)
        except InputError as error:
            return [self._placed(one, id, given) for one in error.problems]

    def _compared(self, id: str, given: Given, found: Found | None) -> CaseImport:
        if found is None:
            base, kind = 0, str(self._mapping.kind)
            answers: dict[str, Any] = {"title": id, "kind": kind}
            self._check_new(id, kind, given)
        else:
            answers, base, kind = found.answers, found.revision, found.kind
            if not self._store.may_write(found.kind, found.owner):
                raise InputError("your role may not change it", remedy="ask somebody whose role may")
        before = answers if found else {}
        new = _begun(given, answers, self._mapping) | given.answers
        changes = {path: value for path, value in new.items() if not _is_same(path, before.get(path), value)}
        if found is None:
            changes = {**answers, **changes}
        if not changes:
            return CaseImport(id, kind, base, {})
        for number in given.rows:
            if f"assessments/{number}/age" not in before and f"assessments/{number}/age" not in new:
                raise InputError(
                    f"assessment {number} has no age", remedy="name the column of the age in the mapping"
                )
        _check_locks(before, changes, self._reason)
        check_change(id, before, changes, self._instrument)
        return CaseImport(id, kind, base, changes)

    def _check_new(self, id: str, kind: str, given: Given) -> None:
        if id in self._templates:
            raise InputError("is a template", remedy="give the case another code")
        if kind not in self._kinds:
            raise InputError(f"you may not begin a {kind} case", remedy="change 'kind'")
        if not given.rows:
            raise InputError("a new case needs an assessment", remedy="add a row with its number and age")

    def _placed(self, error: InputError, id: str, given: Given) -> InputError:
        """Return an error at the cell it is about, or at the case's first row."""
        path = getattr(error, "path", "") or ""
        if path in given.places:
            line, column = given.places[path]
            return self._table.problem(f"case '{id}': {error.message}", line, column, error.remedy)
        numbered = [
            lines[0] for number, lines in given.rows.items() if lines and f"assessments/{number}/" in path
        ]
        line = (numbered or [given.line])[0]
        place = f"case '{id}'"
        return InputError(error.message, file=self._table.file, line=line, place=place, remedy=error.remedy)


def _begun(given: Given, answers: Dict[str, Any], mapping: Mapping) -> dict[str, Any]:
    """Return what assessments that are not there yet begin with."""
    begun: dict[str, Any] = {}
    for number in sorted(given.rows):
        if f"assessments/{number}/age" not in answers:
            begun[f"assessments/{number}/label"] = f"Assessment {number}"
            begun[status_path(number)] = mapping.status
    return begun


def _is_same(path: str, before: Any, value: Any) -> bool:
    """Say whether an answer is there already: the same number rests on what it rested on before."""
    if path.endswith("/age") and before is not None:
        return years(before) == years(value)
    if isinstance(before, dict) and isinstance(value, dict):
        return any(key in value and before.get(key) == value[key] for key in _NUMBERS)
    return bool(before == value)


def _check_locks(before: Dict[str, Any], changes: Dict[str, Any], reason: str) -> None:
    statuses = statuses_of(before)
    try:
        amended(statuses, changes, reason)
    except Locked as error:
        try:
            amended(statuses, changes, "given")
        except Locked:
            raise error from None
        raise InputError(error.message, remedy="add --amend to amend it; the reason names the file") from None
