"""Which records a person may see, as conditions on `listed_record`: lists are decided in the database.

A record that is opened by its code is checked by :func:`nmt_widgets.store.rules.blinding.visible_record`, with the
same results.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, exists, false, func, or_, select, true

from nmt_widgets.store.database.listing import OPENED
from nmt_widgets.store.database.tables import filing, listed_assessment, listed_record, shared_record
from nmt_widgets.store.people.roles import KINDS, Person
from nmt_widgets.store.rules.locking import IN_ERROR, OPEN

Condition = ColumnElement[bool]


def may_see(person: Person) -> Condition:
    """Return the condition that a person may read a record and is not blind to it."""
    shared = listed_record.c.case_id.in_(
        select(shared_record.c.case_id).where(shared_record.c.person == person.name)
    )
    readable = or_(
        _of_kind(person, "read", "write"),
        and_(_of_kind(person, "own"), or_(_is_own(person), shared)),
        and_(_of_kind(person, "assigned"), or_(listed_record.c.assigned == person.name, shared)),
    )
    return and_(readable, is_not_blinded(person))


def is_not_blinded(person: Person) -> Condition:
    """Return the condition that no rating of the person keeps a record from them."""
    return true() if person.may("operates") else listed_record.c.case_id.not_in(_blinded(person.name))


def may_change(person: Person) -> Condition:
    """Return the condition that a person may change a record, if they may see it."""
    return or_(_of_kind(person, "write"), and_(_of_kind(person, "own"), _is_own(person)))


def is_mine(person: Person) -> Condition:
    """Return the condition that a client is the person's: assigned to them, or theirs and assigned to nobody."""
    unassigned = and_(listed_record.c.assigned.is_(None), listed_record.c.owner == person.name)
    return and_(listed_record.c.kind == "clinical", or_(listed_record.c.assigned == person.name, unassigned))


def could_rate_blind(person: Person) -> bool:
    """Return whether there are clients that a person could rate a second time."""
    return not person.may("operates") and "clinical" in person.may_begin()


def is_unseen(person: Person) -> Condition:
    """Return the condition that a person could still rate a client a second time; lists say nothing of its scores."""
    if not could_rate_blind(person):
        return false()
    known = select(filing.c.case_id).where(
        filing.c.person == person.name, filing.c.act.in_((OPENED, "assign", "share"))
    )
    return and_(
        listed_record.c.kind == "clinical",
        listed_record.c.owner != person.name,
        listed_record.c.assigned.is_distinct_from(person.name),
        listed_record.c.case_id.not_in(known),
    )


def _of_kind(person: Person, *rights: str) -> Condition:
    kinds = [kind for kind in KINDS if person.record_right(kind) in rights]
    return listed_record.c.kind.in_(kinds) if kinds else false()


def _is_own(person: Person) -> Condition:
    return or_(listed_record.c.owner == person.name, listed_record.c.assigned == person.name)


@lru_cache(maxsize=128)  # a list asks for it several times, and making its aliases is most of what that costs
def _blinded(name: str) -> CompoundSelect[tuple[str]]:
    """Return the codes of the records that somebody is blind to, as `blinding.is_hidden` defines it.

    Who has a second rating is blind to the other records about the client, and who has the first rating to the second
    ratings of it. A rating is theirs if they began it, or if it is assigned to them.
    """
    mine, other = listed_record.alias(), listed_record.alias()
    is_theirs = or_(mine.c.owner == name, mine.c.assigned == name)
    own, their = listed_assessment.alias(), listed_assessment.alias()
    own_status, their_status = func.coalesce(own.c.status, OPEN), func.coalesce(their.c.status, OPEN)
    counterpart = case((other.c.case_id == mine.c.client, mine.c.repeats), else_=1)
    by_second = (
        select(other.c.case_id)
        .select_from(mine)
        .join(other, other.c.client == mine.c.client)
        .outerjoin(own, (own.c.case_id == mine.c.case_id) & (own.c.number == 1))
        .outerjoin(their, (their.c.case_id == other.c.case_id) & (their.c.number == counterpart))
        .where(
            is_theirs,
            mine.c.second_of.is_not(None),
            mine.c.settles.is_(None),
            other.c.owner != name,
            other.c.case_id != mine.c.case_id,
            own_status != IN_ERROR,
            or_(own_status == OPEN, and_(other.c.settles.is_(None), their_status == OPEN)),
        )
    )
    first = (
        select(mine.c.case_id)
        .select_from(mine)
        .outerjoin(own, (own.c.case_id == mine.c.case_id) & (own.c.number == other.c.repeats))
        .where(
            mine.c.case_id == other.c.client,
            is_theirs,
            mine.c.second_of.is_(None),
            mine.c.settles.is_(None),
            own_status != IN_ERROR,
            or_(own_status == OPEN, their_status == OPEN),
        )
    )
    by_first = (
        select(other.c.case_id)
        .select_from(other)
        .outerjoin(their, (their.c.case_id == other.c.case_id) & (their.c.number == 1))
        .where(other.c.second_of.is_not(None), other.c.owner != name, exists(first.correlate(other, their)))
    )
    return by_second.union_all(by_first)
