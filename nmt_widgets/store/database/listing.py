"""What lists read of each record: derived from its answers and its filing, written with every revision.

Each function takes an open connection. Whatever is derived can be made anew at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, Table, and_, delete, func, insert, or_, select, text

from nmt_widgets.case_files.overview import (
    ASSESSMENT_NAMES,
    CASE_NAMES,
    SCORES,
    CaseOverview,
    case_overview,
    search_text,
)
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import canonical, canonical_each

if TYPE_CHECKING:
    from nmt_widgets.case_files.overview import AssessmentOverview

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table."""

AnswerTexts = Mapping[str, Mapping[str, str]]
"""Answers as JSON, by record and path."""

Act = Literal["archive", "restore", "assign", "share", "unshare"]
OPENED = "open"
"""What an entry of `filing` says of somebody who has opened a client for the first time."""
ACTS: tuple[str, ...] = (*get_args(Act), OPENED)
"""What an entry of `filing` does."""

DERIVED: tuple[Table, ...] = (tables.shared_record, tables.listed_assessment, tables.listed_record)
"""The derived tables that have rows for each record."""

_AT_ONCE = 400


def relist(connection: Connection, codes: Sequence[str]) -> None:
    """Derive what lists read of some records anew."""
    rows = derived_rows(connection, codes)
    for table in DERIVED:
        connection.execute(delete(table).where(table.c.case_id.in_(codes)))
    _insert(connection, rows)


def relist_all(connection: Connection, progress: Progress = untold) -> None:
    """Derive what lists read of every record, with the definitions in use; others wait who would save meanwhile."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        names = ", ".join(table.name for table in DERIVED)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in (*DERIVED, tables.listing_version):
        connection.execute(delete(table))
    codes = list(connection.scalars(select(tables.record.c.case_id).order_by(tables.record.c.number)))
    with progress(texts("store")["progress"]["listed"], len(codes)) as step:
        for begin in range(0, len(codes), _AT_ONCE):
            batch = codes[begin : begin + _AT_ONCE]
            _insert(connection, derived_rows(connection, batch))
            for _ in batch:
                step()
    connection.execute(insert(tables.listing_version).values(definitions=definitions(load_instrument())))


def is_current(connection: Connection) -> bool:
    """Return whether the lowest domains were computed with the definitions in use."""
    version = connection.scalar(select(tables.listing_version.c.definitions))
    return bool(version == definitions(load_instrument()))


def unlike(connection: Connection, answers: AnswerTexts) -> list[str]:
    """Return the code of each record of which lists read something else than its answers and its filing say.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    answers : mapping
        All answers of the records to look at.
    """
    rows = derived_rows(connection, [*answers], answers)
    differing: set[str] = set()
    for table in DERIVED:
        query = select(table).where(table.c.case_id.in_([*answers]))
        stored = [row._asdict() for row in connection.execute(query)]
        differing |= {code for code, _ in _texts_by_case(rows[table.name]) ^ _texts_by_case(stored)}
    return sorted(differing)


@lru_cache(maxsize=4)
def definitions(instrument: Instrument) -> str:
    """Return a digest of what the lowest domain depends on: the functions, their norms and the domains."""
    parts = [
        *instrument.ids,
        instrument.scale.model_dump_json(),
        instrument.norms.model_dump_json(),
        instrument.domains.model_dump_json(),
    ]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def derived_rows(connection: Connection, codes: Sequence[str], answers: AnswerTexts | None = None) -> Rows:
    """Return the rows of the derived tables for some records; their answers are read where they are not given."""
    record, revision = tables.record, tables.revision
    newest = (revision.c.case_id == record.c.case_id) & (revision.c.number == record.c.head)
    query = (
        select(
            record.c.case_id,
            record.c.kind,
            record.c.owner,
            func.coalesce(revision.c.at, record.c.created).label("changed"),
        )
        .outerjoin(revision, newest)
        .where(record.c.case_id.in_(codes))
    )
    records = connection.execute(query).all()
    parsed = _parsed(_listed_answers(connection, codes) if answers is None else answers)
    overviews = [case_overview(row.case_id, parsed.get(row.case_id, {})) for row in records]
    lowest = lowest_domains(
        [case.latest if case.is_scored else None for case in overviews], load_instrument()
    )
    filings = _filings(connection, codes)
    rows: Rows = {table.name: [] for table in DERIVED}
    for row, case, (category, domain) in zip(records, overviews, lowest, strict=True):
        filed = filings.get(row.case_id, {})
        rows["listed_record"].append(
            {
                **row._asdict(),
                "kind": case.kind or row.kind,
                **_record(case),
                "category": category,
                "domain": domain,
                "assigned": filed.get("assigned"),
                "archived": filed.get("archived"),
            }
        )
        rows["listed_assessment"] += [
            {
                "case_id": case.code,
                "number": entry.number,
                "label": entry.label,
                "age": entry.age,
                "years": entry.years,
                "date": entry.date,
                "status": entry.status,
            }
            for entry in case.assessments
        ]
        rows["shared_record"] += [
            {"case_id": case.code, "person": person} for person in sorted(filed.get("shared", ()))
        ]
    return rows


class LowestDomain(NamedTuple):
    """The lowest domain of an assessment.

    Attributes
    ----------
    category : int or None
        Its place among the categories; None where there is no assessment, or where a domain without a category could
        be in a lower one.
    domain : int or None
        Its place among the domains, the first of those that are equally low; None where a domain is not known.
    """

    category: int | None = None
    domain: int | None = None


def lowest_domains(
    assessments: Sequence[AssessmentOverview | None], instrument: Instrument
) -> list[LowestDomain]:
    """Return the lowest domain of each assessment."""
    import numpy as np  # imported late, with the metrics: most work with a database needs neither

    from nmt_widgets.metrics.functions import measure_functions

    lowest = [LowestDomain()] * len(assessments)
    measured = [
        (position, entry, years)
        for position, entry in enumerate(assessments)
        if entry is not None and (years := entry.years) is not None and years >= 0
        if entry.norms is None or entry.norms in instrument.norms.columns
    ]
    if not measured:
        return lowest
    low, high = instrument.scale.low, instrument.scale.high
    scores = np.array(
        [[entry.scores.get(id, np.nan) for id in instrument.ids] for _, entry, _ in measured], dtype=float
    )
    scores[(scores < low) | (scores > high)] = np.nan
    metrics = measure_functions(
        instrument,
        scores,
        [years for _, _, years in measured],
        columns=[entry.norms for _, entry, _ in measured],
    )
    percents = metrics.domain_percent.value
    for (position, _, _), categories, percent in zip(
        measured, metrics.domain_category, percents, strict=True
    ):
        known = categories[categories >= 0]
        if len(known) == len(categories):
            lowest[position] = LowestDomain(int(known.min()), int(percent.argmin()))
        elif len(known) and known.min() == 0:
            lowest[position] = LowestDomain(0)
    return lowest


def _record(case: CaseOverview) -> dict[str, Any]:
    latest = case.latest
    return {
        "title": case.title,
        "search": f"{search_text(case.title)} {case.code}",
        "practice_of": case.practice_of or None,
        "client": case.client,
        "second_of": case.second_of or None,
        "repeats": case.repeats,
        "settles": canonical(case.settles) if case.settles else None,
        "is_rating": case.is_rating,
        "finished": case.is_finished,
        "scored": case.is_scored,
        "latest": latest and latest.number,
        "years": latest and latest.years,
        "date": latest and latest.date,
        "status": latest and latest.status,
    }


def _filings(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what all filings of some records come to."""
    table = tables.filing
    query = select(table).where(table.c.case_id.in_(codes)).order_by(table.c.number)
    filings: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query):
        filed = filings.setdefault(row.case_id, {"shared": set()})
        match row.act:
            case "archive":
                filed["archived"] = row.at
            case "restore":
                filed["archived"] = None
            case "assign":
                filed["assigned"] = row.person or None
            case "share":
                filed["shared"].add(row.person)
            case "unshare":
                filed["shared"].discard(row.person)
    return filings


def _listed_answers(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, str]]:
    answer = tables.answer
    of_assessment = or_(
        *(answer.c.path.like(f"assessments/%/{name}") for name in ASSESSMENT_NAMES),
        answer.c.path.like(f"assessments/%/{SCORES}/%"),
    )
    listed = or_(answer.c.path.in_(CASE_NAMES), and_(answer.c.path.startswith("assessments/"), of_assessment))
    query = select(answer.c.case_id, answer.c.path, answer.c.value)
    answers: dict[str, dict[str, str]] = {}
    for case_id, path, value in connection.execute(query.where(answer.c.case_id.in_(codes), listed)).all():
        answers.setdefault(case_id, {})[path] = value
    return answers


def _parsed(answers: AnswerTexts) -> dict[str, dict[str, Any]]:
    """Return answers by record and path; one that was changed past the store is left out: `nmt verify` reports it."""
    parsed: dict[str, dict[str, Any]] = {}
    for code, values in answers.items():
        try:
            whole = json.loads(f"[{','.join(values.values())}]")  # at once, which is much quicker
        except (ValueError, TypeError, RecursionError):
            whole = []
        parsed[code] = (
            dict(zip(values, whole, strict=True)) if len(whole) == len(values) else _readable(values)
        )
    return parsed


def _readable(values: Mapping[str, str]) -> dict[str, Any]:
    readable = {}
    for path, value in values.items():
        with suppress(ValueError, TypeError, RecursionError):
            readable[path] = json.loads(value)
    return readable


def _insert(connection: Connection, rows: Rows) -> None:
    for table in DERIVED:
        if rows[table.name]:
            connection.execute(insert(table), rows[table.name])


def _texts_by_case(rows: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    return set(zip((row["case_id"] for row in rows), canonical_each(rows), strict=True))
