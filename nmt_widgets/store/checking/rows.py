"""What a row of each table may hold: what the store itself writes, and nothing else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import Float, Integer, String, Table

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.chain import canonical
from nmt_widgets.store.database.corrected_logs import ENTER, LOG_ACTS
from nmt_widgets.store.database.feedback_acts import FEEDBACK_ACTS
from nmt_widgets.store.database.listing import ACTS
from nmt_widgets.store.people.accounts import CLASS
from nmt_widgets.store.people.names import kept_display_name, tidy_name, without_unseen
from nmt_widgets.store.people.passphrases import is_hash
from nmt_widgets.store.people.roles import KINDS, role_names, roles_with, sign_in_roles

Row = dict[str, Any]
"""A row of a table, by column."""

_TIMES = ("created", "retired", "at", "opened", "closed", "joined", "since", "removed")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
_CLASS_CODE = re.compile(r"[A-Za-z0-9]{1,12}")
_HASHES = ("hash", "previous_hash", "head_hash")
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[^\x00-\x1f\x7f]{1,80}")
_SCORE = re.compile(r"\d{1,2}|not known")
_NOTHING = re.compile("")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HIGHEST = 2**31 - 1


def read_json(text: str | bytes) -> Any:
    """Parse JSON; ValueError where it is not valid, also for NaN and infinities."""
    try:
        return _JSON.decode(text if isinstance(text, str) else text.decode(json.detect_encoding(text)))
    except RecursionError:
        raise ValueError from None


def check_row(table: Table, row: Any) -> None:
    """Check that a row is one that the store itself could have written.

    Parameters
    ----------
    table : sqlalchemy.Table
    row : dict
        From a backup.

    Raises
    ------
    InputError
        With the fault, if it is in one column.
    ValueError
        When it is not a row of this table at all.
    """
    keys: list[str] = [*row] if isinstance(row, dict) else []
    if keys != [*table.columns.keys()]:
        raise ValueError
    columns: list[Any] = list(table.columns)
    for column in columns:
        value: Any = row[column.name]
        if value is None and column.nullable:
            continue
        is_number = isinstance(column.type, (Integer, Float))
        if not _is_of_type(column.type, value):
            raise ValueError
        if is_number and not 0 <= value <= _HIGHEST:
            _refuse("number", column.name)
        if not is_number and ("\0" in value or _is_too_long(column.type, value)):
            _refuse("text", column.name)
        if (column.name in _TIMES and not _is_time(value)) or (
            column.name in _HASHES and not _HASH.fullmatch(value)
        ):
            _refuse("text", column.name)
    if check := _CHECKS.get(table.name):
        check(row)


def _person(row: Row) -> None:
    words, passphrase = texts("store")["backup"], row["passphrase"]
    roles = roles_with("attends") if row["origin"] == CLASS else sign_in_roles()
    if row["role"] not in roles:
        raise InputError(words["role"].format(role=row["role"][:20]))
    has_passphrase = row["origin"] in ("local", CLASS)
    if row["origin"] not in ("local", "proxy", CLASS) or has_passphrase != (passphrase is not None):
        raise InputError(words["origin"])
    if has_passphrase and not is_hash(passphrase):
        raise InputError(words["hash"])
    tidy_name(without_unseen(row["name"]))  # an earlier version took such names


def _record(row: Row) -> None:
    if not is_code(row["case_id"]):
        _refuse("text", "case_id")
    if row["kind"] not in KINDS:
        _refuse("text", "kind")


def _revision(row: Row) -> None:
    if row["role"] not in role_names():
        raise InputError(texts("store")["backup"]["role"].format(role=row["role"][:20]))
    changes = read_json(row["changes"])
    if type(changes) is not list or any(
        type(entry) is not dict or {*entry} != {"path", "old", "new"} or type(entry["path"]) is not str
        for entry in changes
    ):
        _refuse("text", "changes")


def _answer(row: Row) -> None:
    if canonical(read_json(row["value"])) != row["value"]:
        _refuse("text", "value")


def _class(row: Row) -> None:
    discussed = read_json(row["discussed"])
    if type(discussed) is not list or any(type(entry) is not str for entry in discussed):
        _refuse("text", "discussed")
    if not _CLASS_CODE.fullmatch(row["code"]):
        _refuse("text", "code")
    if not row["title"].isprintable():
        _refuse("text", "title")


def _member(row: Row) -> None:
    if not _WORD.fullmatch(row["person"]):
        _refuse("text", "person")
    name = row["display_name"]
    if name is not None and name != kept_display_name(name):
        _refuse("text", "display_name")


def _entry(row: Row) -> None:
    if row["role"] not in role_names():
        raise InputError(texts("store")["backup"]["role"].format(role=row["role"][:20]))
    if row["minutes"] > 24 * 60:
        _refuse("number", "minutes")
    if not _is_day(row["day"]):
        _refuse("text", "day")
    for name in ("person", "kind", "level"):
        if not _WORD.fullmatch(row[name]):
            _refuse("text", name)


def _filing(row: Row) -> None:
    if row["role"] not in role_names():
        raise InputError(texts("store")["backup"]["role"].format(role=row["role"][:20]))
    if row["act"] not in ACTS:
        _refuse("text", "act")
    if row["person"] and not _WORD.fullmatch(row["person"]):
        _refuse("text", "person")


def _feedback(row: Row) -> None:
    if row["role"] not in role_names():
        raise InputError(texts("store")["backup"]["role"].format(role=row["role"][:20]))
    if row["act"] not in FEEDBACK_ACTS:
        _refuse("text", "act")
    if not row["text"] and row["act"] != "read":
        _refuse("text", "text")
    for name in ("was", "score"):
        if not (_SCORE if row["act"] == "changed" else _NOTHING).fullmatch(row[name]):
            _refuse("text", name)


def _corrected(row: Row) -> None:
    if row["role"] not in role_names():
        raise InputError(texts("store")["backup"]["role"].format(role=row["role"][:20]))
    if row["act"] not in LOG_ACTS:
        _refuse("text", "act")
    is_first = row["act"] == ENTER
    if is_first != (row["refers"] is None):
        _refuse("number", "refers")
    if not (_NOTHING if is_first else _KIND).fullmatch(row["reason"]):
        _refuse("text", "reason")
    for name in ("begins", "ends"):
        if name in row and not _is_day(row[name]):
            _refuse("text", name)
    if row["unit"] and not _WORD.fullmatch(row["unit"]):
        _refuse("text", "unit")


def _phase(row: Row) -> None:
    _corrected(row)
    if not _WORD.fullmatch(row["name"]):
        _refuse("text", "name")


def _incidents(row: Row) -> None:
    _corrected(row)
    if not _KIND.fullmatch(row["kind"]):
        _refuse("text", "kind")
    if row["begins"][:7] != row["ends"][:7] or row["begins"] > row["ends"]:
        _refuse("text", "ends")
    if row["incidents"] and not row["days"]:
        _refuse("number", "days")


_CHECKS: dict[str, Callable[[Row], None]] = {
    "person": _person,
    "record": _record,
    "revision": _revision,
    "answer": _answer,
    "training_class": _class,
    "class_member": _member,
    "participation": _entry,
    "filing": _filing,
    "feedback": _feedback,
    "site_phase": _phase,
    "incident_count": _incidents,
}


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_of_type(kind: Any, value: Any) -> bool:
    if isinstance(kind, Integer):
        return type(value) is int
    return type(value) is (float if isinstance(kind, Float) else str)


def _is_too_long(kind: Any, value: str) -> bool:
    return isinstance(kind, String) and kind.length is not None and len(value) > kind.length


def _is_time(value: str) -> bool:
    try:
        return bool(_TIME.fullmatch(value) and datetime.fromisoformat(value))
    except ValueError:
        return False


def _refuse(which: str, column: str) -> NoReturn:
    raise InputError(texts("store")["backup"][which].format(column=column))


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _number(text: str) -> float:
    if math.isinf(number := float(text)):  # of 1e999
        raise ValueError
    return number


# one for all: to make one takes longer than to read a score
_JSON = json.JSONDecoder(parse_float=_number, parse_constant=_no_number)
