"""The rows of a cohort as the store keeps them: made of a record's answers when somebody asks for the cohort.

What is kept of a record counts while the record has the same head and the definitions are those in use. Anything else
is made anew, so nothing is written with a revision, and the table may be emptied at any time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, select

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import to_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.database.tables import answer, cohort_record, listed_record, record
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.errors import Unavailable

_AT_ONCE = 400


class KeptRows(NamedTuple):
    """What is kept of one record.

    Attributes
    ----------
    unfinished : int or None
        How many assessments have no row; None where the answers make up no case.
    rows, lines : str
        JSON: the rows of :mod:`nmt_widgets.outcomes.cohort.case_rows`, and those of the lines of plans.
    """

    unfinished: int | None
    rows: str
    lines: str


def definitions(instrument: Instrument) -> str:
    """Return the digest of the definitions that rows are made with."""
    # imported late, with the metrics and the plan: most work with a database needs neither
    from nmt_widgets.outcomes.cohort.case_rows import rows_digest

    return rows_digest(instrument)


def read_kept_rows(
    connection: Connection,
    matching: ColumnElement[bool],
    instrument: Instrument,
    progress: Progress = untold,
) -> dict[str, KeptRows]:
    """Return what is kept of the records that match a condition on `listed_record`, by their codes.

    What is not kept yet is made. All of it is of one moment: what a connection sees that was opened for it.
    """
    table = cohort_record.c
    query = (
        select(listed_record.c.case_id, table.unfinished, table.rows, table.lines)
        .join(record, record.c.case_id == listed_record.c.case_id)
        .outerjoin(cohort_record, _is_valid(instrument))
        .where(matching)
        .order_by(listed_record.c.case_id)
    )
    parts = {code: KeptRows(*part) for code, *part in connection.execute(query)}
    missing = [code for code, part in parts.items() if part.rows is None]
    for batch in _make_rows(connection, missing, instrument, progress):
        parts |= {row["case_id"]: KeptRows(row["unfinished"], row["rows"], row["lines"]) for row in batch}
    return parts


def read_rows(parts: Iterable[str]) -> list[list[Any]]:
    """Return the rows of several texts; one text is read much faster than many."""
    rows: list[list[Any]] = json.loads(f"[{','.join(part for text in parts if (part := text[1:-1]))}]")
    return rows


def _is_valid(instrument: Instrument) -> ColumnElement[bool]:
    """Return the condition that what is kept of a record counts."""
    table = cohort_record.c
    return and_(
        table.case_id == record.c.case_id,
        table.head_hash == record.c.head_hash,
        table.definitions == definitions(instrument),
    )


def _make_rows(
    connection: Connection, codes: Sequence[str], instrument: Instrument, progress: Progress = untold
) -> Iterator[list[dict[str, Any]]]:
    """Yield rows of `cohort_record` for some records, many at a time, and keep them.

    Rows by another instrument than the one in use are not kept, nor are any where the database cannot be written, or
    somebody else is writing it for long; they are the same.
    """
    is_kept = definitions(instrument) == definitions(load_instrument())
    for rows in _batches(connection, codes, instrument, progress):
        is_kept = is_kept and _keep(connection.engine, rows)
        yield rows


def unlike_rows(connection: Connection, progress: Progress = untold) -> Iterator[str]:
    """Yield the code of each record of which something else is kept than its answers say."""
    instrument = load_instrument()
    query = select(cohort_record).join(record, _is_valid(instrument)).order_by(cohort_record.c.case_id)
    stored = {row["case_id"]: row for row in connection.execute(query).mappings()}
    for rows in _batches(connection, list(stored), instrument, progress):
        for row in rows:
            before = stored[row["case_id"]]
            texts_alike = (_is_alike(before[name], row[name]) for name in ("rows", "lines"))
            if before["unfinished"] != row["unfinished"] or not all(texts_alike):
                yield row["case_id"]


def _batches(
    connection: Connection, codes: Sequence[str], instrument: Instrument, progress: Progress
) -> Iterator[list[dict[str, Any]]]:
    with progress(texts("store")["progress"]["measured"], len(codes)) as step:
        for begin in range(0, len(codes), _AT_ONCE):
            batch = codes[begin : begin + _AT_ONCE]
            yield _rows(connection, batch, instrument)
            for _ in batch:
                step()


def _rows(connection: Connection, codes: Sequence[str], instrument: Instrument) -> list[dict[str, Any]]:
    """Return rows of `cohort_record` as the answers of some records make them."""
    from nmt_widgets.outcomes.cohort.case_rows import case_rows

    cases = _cases(connection, codes)
    finished: dict[str, list[list[Any]]] = {code: [] for code in cases}
    agreed: dict[str, list[list[Any]]] = {code: [] for code in cases}
    tables = case_rows(*cases.values(), instrument=instrument)
    for row in tables.assessments:
        finished[row["client"]].append(list(row.values()))
    for code, line in tables.lines:
        agreed[code].append([code, *line])
    heads = select(record.c.case_id, record.c.head_hash).where(record.c.case_id.in_(codes))
    return [
        {
            "case_id": code,
            "head_hash": head_hash,
            "definitions": definitions(instrument),
            "unfinished": len(cases[code].assessments) - len(finished[code]) if code in cases else None,
            "rows": _as_json(finished.get(code, [])),
            "lines": _as_json(agreed.get(code, [])),
        }
        for code, head_hash in connection.execute(heads)
    ]


def _cases(connection: Connection, codes: Sequence[str]) -> dict[str, Case]:
    """Return those records that make up a case."""
    answers: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
    query = select(answer.c.case_id, answer.c.path, answer.c.value).where(answer.c.case_id.in_(codes))
    for code, path, value in connection.execute(query):
        answers[code].append((path, value))
    cases: dict[str, Case] = {}
    for code, entries in answers.items():
        # others than InputError where an answer was changed past the store: `nmt verify` reports it
        with suppress(InputError, ValueError, TypeError, AttributeError, RecursionError):
            cases[code] = to_case(code, {path: json.loads(value) for path, value in entries})
    return cases


def _keep(engine: Engine, rows: list[dict[str, Any]]) -> bool:
    """Keep rows in place of earlier ones, unless the database cannot be written now; return whether it did."""

    def write() -> None:
        with writing(engine) as connection:
            codes = [row["case_id"] for row in rows]
            connection.execute(delete(cohort_record).where(cohort_record.c.case_id.in_(codes)))
            connection.execute(insert(cohort_record), rows)

    with suppress(Unavailable):
        retried(write)  # somebody else may make the same rows
        return True
    return False


def _as_json(rows: list[list[Any]]) -> str:
    return json.dumps(rows, separators=(",", ":"))


def _is_alike(stored: str, derived: str) -> bool:
    """Return whether two texts of rows say the same, but for the last digits, which another processor may have."""
    try:
        return _is_same(json.loads(stored), json.loads(derived))
    except (ValueError, RecursionError):
        return False


def _is_same(stored: Any, derived: Any) -> bool:
    if isinstance(stored, list) and isinstance(derived, list):
        return len(stored) == len(derived) and all(map(_is_same, stored, derived))
    if isinstance(stored, float) and isinstance(derived, float):
        return math.isclose(stored, derived, rel_tol=1e-9)
    return bool(stored == derived)
