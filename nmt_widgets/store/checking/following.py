"""Follow the revisions of records, some at a time, and compare what they come to with the answers as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from nmt_widgets.core.texts import texts
from nmt_widgets.store.checking.rows import read_json
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START, canonical_each, row_hash

RECORDS_AT_ONCE = 200
_REVISIONS_AT_ONCE = 200  # of the memory that one takes there is no limit


class Answers(NamedTuple):
    """The answers of a record by path: each as text, and the number of the revision that gave it."""

    values: dict[str, str]
    numbers: dict[str, int]


def record_batches(connection: Connection) -> Iterator[Sequence[Any]]:
    """Yield all records in order of their numbers, some at a time."""
    table = tables.record
    query = select(table).order_by(table.c.number).limit(RECORDS_AT_ONCE)
    rows = connection.execute(query).all()  # also those below zero, which the store never writes
    while rows:
        yield rows
        rows = connection.execute(query.where(table.c.number > rows[-1].number)).all()


def current_answers(connection: Connection, codes: Sequence[str]) -> dict[str, Answers]:
    """Return the answers of some records as they are now."""
    table = tables.answer
    query = select(table.c.case_id, table.c.path, table.c.value, table.c.revision)
    answers = {code: Answers({}, {}) for code in codes}
    for code, path, value, number in connection.execute(query.where(table.c.case_id.in_(codes))):
        values, numbers = answers[code]
        values[path], numbers[path] = value, number
    return answers


def follow(
    connection: Connection, rows: Sequence[Any], current: Mapping[str, Answers], problems: list[str]
) -> int:
    """Follow the revisions of some records, add what is wrong to `problems`, and return the number of revisions."""
    codes, revision = [row.case_id for row in rows], tables.revision
    query = (
        select(revision)
        .where(revision.c.case_id.in_(codes))
        .order_by(revision.c.case_id, revision.c.number)
        .execution_options(yield_per=_REVISIONS_AT_ONCE)
    )
    heads = {row.case_id: row for row in rows}
    count = 0
    for code, revisions in groupby(connection.execute(query), key=attrgetter("case_id")):
        count += _follow_record(heads.pop(code), revisions, current[code], problems)
    for code, row in heads.items():  # those that have no revision left
        _follow_record(row, (), current[code], problems)
    return count


def in_case(case_id: str, fault: str, **values: object) -> str:
    """Return the sentence on something that is wrong with a record."""
    words = texts("store")["chain"]
    return str(words["in_case"]).format(case=case_id, problem=words[fault].format(**values))


def _follow_record(row: Any, revisions: Any, current: Answers, problems: list[str]) -> int:
    table, (values, numbers) = tables.revision, (answers := Answers({}, {}))
    before, expected, count = START, 1, 0
    for revision in revisions:
        count += 1
        if revision.number != expected:
            problems.append(in_case(row.case_id, "revision_missing", number=expected))
        if row_hash(table, revision) != revision.hash:
            problems.append(in_case(row.case_id, "revision_changed", number=revision.number))
        elif revision.previous_hash != before and revision.number == expected:
            problems.append(in_case(row.case_id, "revision_moved", number=revision.number))
        before, expected = revision.hash, revision.number + 1
        changed: dict[str, Any] = {}
        try:
            for change in read_json(revision.changes):
                changed[change["path"]] = change["new"]
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(in_case(row.case_id, "revision_unreadable", number=revision.number))
        values |= zip(changed, canonical_each(changed.values()), strict=True)
        numbers |= dict.fromkeys(changed, revision.number)
        for path in [path for path, value in changed.items() if value is None]:
            del values[path], numbers[path]
    if row.head != expected - 1 or row.head_hash != before:
        problems.append(in_case(row.case_id, "head_missing"))
    if current != answers:
        problems += _differences(row.case_id, current, answers)
    return count


def _differences(case_id: str, current: Answers, answers: Answers) -> Iterator[str]:
    for path in sorted(current.values.keys() | answers.values.keys()):
        now, then = ((state.values.get(path), state.numbers.get(path)) for state in (current, answers))
        if now != then:
            is_both = path in current.values and path in answers.values
            fault = "changed" if is_both else "removed" if path in answers.values else "added"
            yield in_case(case_id, f"answer_{fault}", path=path)
