"""The list of records a person may see, in pages: sorted, searched and counted in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, not_, null, or_, select

from nmt_widgets.case_files.overview import search_text
from nmt_widgets.core.spelling import closest_code, is_code, near_codes
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.tables import listed_assessment, listed_record
from nmt_widgets.store.database.tables import person as people
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import Summary
from nmt_widgets.store.rules.locking import OPEN
from nmt_widgets.store.rules.visibility import (
    Condition,
    could_rate_blind,
    is_mine,
    is_unseen,
    may_change,
    may_see,
)

Sort = Literal["changed", "title", "age", "date", "category"]
Group = Literal["mine", "clients", "teaching", "practice", "archive"]
GROUPS: tuple[Group, ...] = get_args(Group)

_COLUMNS = {"title": "search", "age": "years"}
"""The columns of the orders that are not named as their column."""

_AT_ONCE = 400
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Listing:
    """What a page of a list asks for.

    Attributes
    ----------
    group : {"mine", "clients", "teaching", "practice", "archive"}, optional
        `mine` are the clients assigned to the person, and those of their own assigned to nobody; `archive` has archived
        records of every kind, the others none. By default all that are not archived.
    words : str
        Each has to be in the title or the code; case and accents do not matter.
    ages : tuple of float or None
        Years at the latest assessment, from and to.
    dates : tuple of str or None
        ISO dates of the latest assessment, from and to.
    categories : tuple of str
        Lowest categories of the domains; "unknown" stands for none.
    statuses : tuple of str
        Of the latest assessment.
    assigned : str, optional
        The name of a person; empty for nobody.
    scored : bool, optional
        Whether there is an assessment with scores.
    ratings : {"cases", "attempts", "pairs", "any"}
        Attempts at practice cases, all but them, second ratings with settlements, or all. Among cases, one that nobody
        has completed is shown only to those who may go on with it; elsewhere, so is a settlement of two attempts.
    settling : bool
        False leaves out settlements that are still open.
    practice_of : str
        Attempts at this practice case.
    owner : str
        Records of this person.
    sort : {"changed", "title", "age", "date", "category"}
        What is not known stands last.
    descending : bool
    page : int
        From 1; one beyond the last is the last.
    size : int
    """

    group: Group | None = None
    words: str = ""
    ages: tuple[float | None, float | None] = (None, None)
    dates: tuple[str | None, str | None] = (None, None)
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    assigned: str | None = None
    scored: bool | None = None
    ratings: Literal["cases", "attempts", "pairs", "any"] = "cases"
    settling: bool = True
    practice_of: str = ""
    owner: str = ""
    sort: Sort = "changed"
    descending: bool = True
    page: int = 1
    size: int = 24


@dataclass(frozen=True)
class Page:
    """A page of a list.

    Attributes
    ----------
    entries : tuple of Summary
    total : int
        How many records match.
    page, size : int
        The number of this page, from 1, and how many records a page has.
    """

    entries: tuple[Summary, ...]
    total: int
    page: int
    size: int


def read_page(connection: Connection, person: Person, listing: Listing) -> Page:
    """Return a page of the records that a person may see."""
    matching = and_(_in_group(listing.group, person), _matching(listing, person))
    total = connection.scalar(select(func.count()).select_from(listed_record).where(matching)) or 0
    page = max(1, min(listing.page, -(-total // listing.size)))
    query = page_query(matching, listing, person).limit(listing.size).offset((page - 1) * listing.size)
    return Page(tuple(_summaries(connection, person, query)), total, page, listing.size)


def page_query(matching: Condition, listing: Listing, person: Person) -> Select[Any]:
    """Return the query for the rows of a list, in order; its indexes give the order.

    By category, a record whose category the person is not shown stands among those without: its place would tell.
    """
    column = listed_record.c[_COLUMNS.get(listing.sort, listing.sort)]
    key: ColumnElement[Any] = column
    if listing.sort == "category" and could_rate_blind(person):
        key = case((is_unseen(person), null()), else_=column)
    code = listed_record.c.case_id
    order = [key.desc(), code.desc()] if listing.descending else [key.asc(), code.asc()]
    if column.nullable:
        order[0] = order[0].nulls_last()
    return select(listed_record).where(matching).order_by(*order)


def count_groups(connection: Connection, person: Person, listing: Listing) -> dict[Group, int]:
    """Return how many records of each group match; the group that is asked for does not matter."""
    counts = [
        func.count(case((_in_group(group, person), 1))).label(group) for group in GROUPS
    ]  # what is not counted is NULL
    row = connection.execute(select(*counts).where(_matching(listing, person))).one()
    return dict(zip(GROUPS, row, strict=True))


def read_all(connection: Connection, person: Person, listing: Listing | None = None) -> list[Summary]:
    """Return every record that a person may see, drafts and archived ones too; only those that match a listing."""
    matching = may_see(person)
    if listing:
        matching = _matching(listing, person)
        matching = and_(matching, _in_group(listing.group, person)) if listing.group else matching
    return list(_summaries(connection, person, page_query(matching, listing or Listing(), person)))


def read_summaries(connection: Connection, person: Person, codes: Sequence[str]) -> list[Summary]:
    """Return the records with some codes that a person may see."""
    query = select(listed_record).where(listed_record.c.case_id.in_(codes), may_see(person))
    return list(_summaries(connection, person, query))


def read_codes(connection: Connection, person: Person) -> list[str]:
    """Return the codes of all records that a person may see, in order."""
    query = select(listed_record.c.case_id).where(may_see(person)).order_by(listed_record.c.case_id)
    return list(connection.scalars(query))


def visible_codes(connection: Connection, person: Person, codes: Sequence[str]) -> list[str]:
    """Return those codes whose records a person may see, in the same order."""
    query = select(listed_record.c.case_id).where(listed_record.c.case_id.in_(codes), may_see(person))
    visible = set(connection.scalars(query))
    return [code for code in dict.fromkeys(codes) if code in visible]


def nearest_code(connection: Connection, person: Person, code: str) -> str | None:
    """Return the code of a record in the person's lists that differs in one place; it says nothing of others."""
    if not is_code(code):
        return None
    exact, patterns = near_codes(code)
    column, half = listed_record.c.case_id, len(code) // 2
    # one letter that is wrong leaves one half of the code as it is
    halves = or_(column.startswith(code[:half]), column.endswith(code[half:]))
    near = or_(column.in_(exact), and_(halves, or_(*(column.like(pattern) for pattern in patterns))))
    query = select(column).where(near, column != code, _matching(Listing(ratings="any"), person))
    return closest_code(code, sorted(connection.scalars(query)))


def _in_group(group: Group | None, person: Person) -> Condition:
    archived = listed_record.c.archived.is_not(None)
    if group == "archive":
        return archived
    if group == "mine":
        return and_(not_(archived), is_mine(person))
    kind = "clinical" if group == "clients" else group
    return not_(archived) if kind is None else and_(not_(archived), listed_record.c.kind == kind)


def _matching(listing: Listing, person: Person) -> Condition:
    """Return the condition that a record matches a listing, but for its group, and that the person may see it."""
    table = listed_record.c
    unfinished = and_(table.kind != "clinical", not_(table.finished))
    if listing.ratings != "cases":
        unfinished = and_(unfinished, not_(table.is_rating))
    conditions = [may_see(person), or_(not_(unfinished), may_change(person))]
    conditions += [
        table.search.contains(word, autoescape=True) for word in search_text(listing.words).split()
    ]
    for column, (lowest, highest) in ((table.years, listing.ages), (table.date, listing.dates)):
        conditions += [column >= lowest] if lowest is not None else []
        conditions += [column <= highest] if highest is not None else []
    if listing.categories:
        conditions.append(_in_categories(listing.categories, person))
    if listing.statuses:
        conditions.append(table.status.in_(listing.statuses))
    if listing.assigned is not None:
        conditions.append(
            table.assigned == listing.assigned if listing.assigned else table.assigned.is_(None)
        )
    if listing.scored is not None:
        conditions.append(table.scored if listing.scored else not_(table.scored))
    if listing.ratings == "pairs":
        conditions.append(or_(table.second_of.is_not(None), table.settles.is_not(None)))
    elif listing.ratings != "any":
        conditions.append(
            table.practice_of.is_not(None) if listing.ratings == "attempts" else table.practice_of.is_(None)
        )
    if not listing.settling:
        conditions.append(or_(table.settles.is_(None), table.status != OPEN))
    if listing.practice_of:
        conditions.append(table.practice_of == listing.practice_of)
    if listing.owner:
        conditions.append(table.owner == listing.owner)
    return and_(*conditions)


def _in_categories(categories: Sequence[str], person: Person) -> Condition:
    places = [place for place, id in enumerate(_category_ids()) if id in categories]
    unseen = is_unseen(person)
    known = and_(listed_record.c.category.in_(places), not_(unseen))
    return or_(known, listed_record.c.category.is_(None), unseen) if _UNKNOWN in categories else known


def _category_ids() -> list[str]:
    return [category.id for category in load_instrument().domains.categories]


def _summaries(connection: Connection, person: Person, query: Select[Any]) -> Iterator[Summary]:
    """Yield the records of a query of `listed_record`, with their assessments, as a person sees them in a list."""
    rows = connection.execute(query.add_columns(is_unseen(person).label("is_unseen"))).all()
    categories, domains = _category_ids(), load_instrument().domains.domains
    for begin in range(0, len(rows), _AT_ONCE):
        batch = rows[begin : begin + _AT_ONCE]
        assessments = _assessments(connection, [row.case_id for row in batch])
        retired = _retired(connection, {row.assigned for row in batch if row.assigned})
        for row in batch:
            entries = assessments.get(row.case_id, ())
            yield Summary(
                case_id=row.case_id,
                kind=row.kind,
                owner=row.owner,
                changed=row.changed,
                title=row.title,
                labels={entry.number: entry.label for entry in entries if entry.label is not None},
                ages={entry.number: entry.age for entry in entries if entry.age is not None},
                statuses={entry.number: entry.status for entry in entries if entry.label is not None},
                practice_of=row.practice_of or "",
                second_of=row.second_of or "",
                settles=tuple(json.loads(row.settles)) if row.settles else (),
                assigned=row.assigned,
                assigned_retired=row.assigned in retired,
                archived=row.archived,
                category=None if row.category is None or row.is_unseen else categories[row.category],
                domain=None if row.domain is None or row.is_unseen else domains[row.domain].id,
                date=row.date,
                years=row.years,
                scored=row.scored,
                is_unseen=bool(row.is_unseen),
            )


def _assessments(connection: Connection, codes: Sequence[str]) -> dict[str, list[Any]]:
    table = listed_assessment
    assessments: dict[str, list[Any]] = {}
    query = select(table).where(table.c.case_id.in_(codes)).order_by(table.c.number)
    for row in connection.execute(query):
        assessments.setdefault(row.case_id, []).append(row)
    return assessments


def _retired(connection: Connection, names: set[str]) -> set[str]:
    if not names:
        return set()
    query = select(people.c.name).where(people.c.name.in_(names), people.c.retired.is_not(None))
    return set(connection.scalars(query))
