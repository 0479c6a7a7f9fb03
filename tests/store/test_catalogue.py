"""Lists of records in pages: who sees what, in which order, by which index."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from nmt_widgets.store import Access
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.roles import Person, role_names
from nmt_widgets.store.records.catalogue import GROUPS, Listing
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.blinding import visible_record
from tests.store.random_records import PEOPLE, Keeper, RandomRecord, may_change, may_see, random_records

EVERYBODY = [
    *(Person(name, role) for role in role_names() for name in PEOPLE),
    *(Keeper(name, "a site's own") for name in PEOPLE),
]


def groups_of(record: RandomRecord, person: Person) -> set[str]:
    """The groups a record is in, by the plain rule."""
    if record.archived:
        return {"archive"}
    if record.kind != "clinical":
        return {record.kind}
    is_mine = person.name == (record.assigned or record.rated.owner)
    return {"clients", "mine"} if is_mine else {"clients"}


@pytest.mark.parametrize("seed", range(12))
def test_a_list_has_what_the_plain_rules_let_everybody_see(engine: Engine, seed: int) -> None:
    records = random_records(seed, engine)
    blind = 0
    for person in EVERYBODY:
        store = Store(Access(engine, person))
        visible = [record for record in records if may_see(record, person, records)]
        assert {entry.case_id for entry in store.records()} == {record.code for record in visible}, person
        blind += len(records) - len(visible)
        for record in records:  # the check of a record that is opened by its code
            with store.access.reading() as (connection, _):
                try:
                    visible_record(connection, person, record.code)
                    is_open = True
                except NoRecord:
                    is_open = False
            assert is_open == (record in visible), (person, record)
        listed = {
            "cases": [r for r in visible if r.kind == "clinical" or r.finished or may_change(r, person)],
            "any": [
                r
                for r in visible
                if r.kind == "clinical" or r.is_rating or r.finished or may_change(r, person)
            ],
        }
        listed["cases"] = [record for record in listed["cases"] if not record.practice_of]
        listed["attempts"] = [record for record in listed["any"] if record.practice_of]
        for ratings, expected in listed.items():
            listing = Listing(ratings=ratings, size=100)
            page = store.page(listing)
            unarchived = {record.code for record in expected if not record.archived}
            assert {entry.case_id for entry in page.entries} == unarchived, (person, ratings)
            assert page.total == len(unarchived)
            counts = store.counts(listing)
            for group in GROUPS:
                members = {record.code for record in expected if group in groups_of(record, person)}
                entries = store.page(replace(listing, group=group)).entries
                assert {entry.case_id for entry in entries} == members, (person, ratings, group)
                assert counts[group] == len(members)
    assert blind > 0
