"""Brings scores from a CSV file into the store: all of it understood, or nothing written."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nmt_widgets.cases import list_cases
from nmt_widgets.cases.ages import years
from nmt_widgets.cases.answers import to_case
from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.errors import Locked, NoRecord
from nmt_widgets.store.import_mapping import Mapping, read_mapping
from nmt_widgets.store.import_rows import Given, read_rows
from nmt_widgets.store.locking import amended, status_path, statuses_of
from nmt_widgets.store.records import Store

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


@dataclass(frozen=True)
class Plan:
    """What an import is going to do; nothing is written yet."""

    reason: str
    cases: tuple[CaseImport, ...]
    passed_over: tuple[str, ...]


def plan_import(store: Store, file: Path, mapping_file: Path, *, amend: bool = False) -> Plan:
    """Compare a file with the store.

    Parameters
    ----------
    store : Store
        Opened for whoever imports.
    file, mapping_file : pathlib.Path
        The CSV file, and the YAML file that says what its columns mean.
    amend : bool
        Whether completed assessments may be amended; the reason names the file.

    Raises
    ------
    InputErrors
        With every problem found, by line and column.
    """
    instrument = load_instrument()
    document, mapping = read_mapping(mapping_file, instrument)
    reading = read_rows(file, document, mapping, instrument)
    problems = reading.problems
    reason = f"import of {file.name}"
    cases = []
    for id, given in reading.cases.items():
        if not given.is_understood:
            continue  # what else is wrong with it shows when that is put right
        try:
            cases.append(_compared(store, id, given, mapping, reason if amend else ""))
        except InputError as error:
            line = given.line
            problems.append(
                InputError(error.message, file=file, line=line, place=f"case '{id}'", remedy=error.remedy)
            )
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: problem.line or 0))
    return Plan(reason, tuple(cases), reading.passed_over)


def carry_out(store: Store, plan: Plan) -> None:
    """Write what a plan says: one revision for each case that changes.

    Raises
    ------
    Stale
        When a case has changed since; import again, what is written already is not written twice.
    """
    for case in plan.cases:
        if not case.changes:
            continue
        if case.base == 0:
            store.create(case.case_id, case.changes, kind=case.kind, reason=plan.reason)
        else:
            edit = secrets.token_hex(16)
            store.save(case.case_id, case.changes, base=case.base, edit=edit, reason=plan.reason)


def _compared(store: Store, id: str, given: Given, mapping: Mapping, reason: str) -> CaseImport:
    answers: dict[str, Any]
    kind: str
    try:
        record = store.read(id)
    except NoRecord:
        if id in list_cases():
            raise InputError("is a template", remedy="give the case another code") from None
        if mapping.kind not in store.kinds():
            raise InputError(f"you may not begin a {mapping.kind} case", remedy="change 'kind'") from None
        answers, base, kind = {"title": id, "kind": mapping.kind}, 0, mapping.kind
    else:
        if not store.may_write(record.kind, record.owner):
            raise InputError("your role may not change it", remedy="ask somebody whose role may")
        answers, base, kind = dict(record.answers), record.revision, record.kind
    before = answers if base else {}
    new = _begun(given, answers, mapping) | given.answers
    changes = {path: value for path, value in new.items() if not _is_same(path, before.get(path), value)}
    if not base:
        changes = {**answers, **changes}
        if not given.assessments:
            raise InputError("a new case needs an assessment", remedy="add a row with its number and age")
    for number in given.assessments:
        if f"assessments/{number}/age" not in {**answers, **new}:
            raise InputError(
                f"assessment {number} has no age", remedy="name the column of the age in the mapping"
            )
    _check_locks(before, changes, reason)
    to_case(id, {**answers, **changes})
    return CaseImport(id, kind, base, changes)


def _begun(given: Given, answers: dict[str, Any], mapping: Mapping) -> dict[str, Any]:
    """Return what assessments that are not there yet begin with."""
    begun: dict[str, Any] = {}
    for number in sorted(given.assessments):
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


def _check_locks(before: dict[str, Any], changes: dict[str, Any], reason: str) -> None:
    statuses = statuses_of(before)
    try:
        amended(statuses, changes, reason)
    except Locked as error:
        try:
            amended(statuses, changes, "given")
        except Locked:
            raise error from None
        raise InputError(error.message, remedy="add --amend to amend it; the reason names the file") from None
