"""Lists of records in pages: who sees what, in which order, by which index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
from sqlalchemy import Engine, event, select, update

from nmt_widgets import load_case, load_instrument, profile
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Access, verify
from nmt_widgets.store.database import migrating
from nmt_widgets.store.database.listing import relist_all
from nmt_widgets.store.database.tables import listed_record, listing_version
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.roles import Person, role_names
from nmt_widgets.store.records.catalogue import GROUPS, Listing, Sort
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


@pytest.mark.parametrize(
    ("database", "seed"),
    [("sqlite", 0), ("sqlite", 1), ("postgresql", 3)],
    indirect=["database"],
)
def test_a_list_has_what_the_plain_rules_let_everybody_see(engine: Engine, seed: int) -> None:
    records = random_records(seed, engine)
    blind = 0
    for person in EVERYBODY:
        store = Store(Access(engine, person))
        visible = [record for record in records if may_see(record, person, records)]
        assert {entry.case_id for entry in store.records()} == {record.code for record in visible}, person
        blind += len(records) - len(visible)
        with store.access.reading() as (connection, _):
            for record in records:  # the check of a record that is opened by its code
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


def begin(store: Store, code: str, title: str, **more: Any) -> None:
    answers = {"title": title, "assessments/1/label": "First", "assessments/1/age": "9 years"}
    store.create(code, {**answers, **more}, kind="clinical")


def codes(store: Store, **listing: Any) -> list[str]:
    return [entry.case_id for entry in store.page(Listing(**listing)).entries]


def scores(score: int, count: int = 32) -> dict[str, int]:
    return {f"assessments/1/functions/scores/{id}": score for id in load_instrument().ids[:count]}


@pytest.fixture
def shelf(store: Store) -> Store:
    """Four clients, the last one changed last."""
    begin(store, "c-1", "Élodie, foster family", **scores(12), **{"assessments/1/date": "2025-03-01"})
    begin(store, "c-2", "ÅSTRÖM, at home", **scores(2), **{"assessments/1/age": "30 months"})
    begin(store, "c-3", "elodie 100%", **scores(2, 1), **{"assessments/1/date": "2024-03-01"})
    begin(store, "c-4", "Zoë")
    return store


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("elodie", ["c-3", "c-1"]),
        ("ELODIE  Foster", ["c-1"]),
        ("astrom", ["c-2"]),
        ("åström", ["c-2"]),
        ("C-4", ["c-4"]),
        ("100%", ["c-3"]),
        ("%", ["c-3"]),
        ("_", []),
        ("\x00\ud800", ["c-4", "c-3", "c-2", "c-1"]),
        ("nobody", []),
    ],
)
def test_every_word_is_in_the_title_or_the_code(shelf: Store, words: str, expected: list[str]) -> None:
    assert codes(shelf, words=words) == expected
    assert shelf.counts(Listing(words=words))["clients"] == len(expected)


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("changed", "1234", "4321"),
        ("title", "2314", "4132"),
        ("age", "2134", "4312"),
        ("date", "3124", "1342"),  # what is not known stands last
        ("category", "2134", "1243"),
    ],
)
def test_a_list_is_sorted_with_what_is_not_known_last(shelf: Store, sort: str, up: str, down: str) -> None:
    assert "".join(code[-1] for code in codes(shelf, sort=sort, descending=False)) == up
    assert "".join(code[-1] for code in codes(shelf, sort=sort))[:2] == down[:2]
    assert sorted(codes(shelf, sort=sort)) == ["c-1", "c-2", "c-3", "c-4"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"ages": (2, 3)}, ["c-2"]),
        ({"ages": (None, 8.9)}, ["c-2"]),
        ({"dates": ("2025-01-01", None)}, ["c-1"]),
        ({"dates": (None, "2025-03-01")}, ["c-3", "c-1"]),
        ({"categories": ("essential",)}, ["c-2"]),
        ({"categories": ("enrichment", "unknown")}, ["c-4", "c-3", "c-1"]),
        ({"categories": ("none such",)}, []),
        ({"scored": False}, ["c-4"]),
        ({"statuses": ("completed",)}, []),
        ({"owner": "Bo"}, []),
    ],
)
def test_a_list_is_filtered_by_the_latest_assessment(
    shelf: Store, filters: dict[str, Any], expected: list[str]
) -> None:
    assert codes(shelf, **filters) == expected


def test_the_last_page_stands_for_those_after_it(shelf: Store) -> None:
    pages = [shelf.page(Listing(size=3, page=number)) for number in (0, 1, 2, 3)]
    assert [(page.page, page.total, len(page.entries)) for page in pages] == [
        (1, 4, 3),
        (1, 4, 3),
        (2, 4, 1),
        (2, 4, 1),
    ]
    assert shelf.page(Listing(words="nobody")).page == 1


def test_a_category_that_is_not_known_is_none_and_not_the_best(shelf: Store) -> None:
    categories = {entry.case_id: entry.category for entry in shelf.records()}
    assert categories == {"c-1": "enrichment", "c-2": "essential", "c-3": None, "c-4": None}
    sleepless = {path: None for path in scores(1) if not path.endswith(("/sleep", "/values"))}
    record = shelf.read("c-1")
    shelf.save("c-1", dict(list(sleepless.items())[:10]), base=record.revision, edit="fewer")
    assert shelf.summary("c-1").category is None, "another domain could be lower"


def test_the_lowest_domain_has_no_name_where_one_is_not_known(shelf: Store) -> None:
    record = shelf.read("c-2")
    assert shelf.summary("c-2").domain is not None
    domain = next(
        domain for domain in load_instrument().domains.domains if domain.id != shelf.summary("c-2").domain
    )
    gaps = {f"assessments/1/functions/scores/{id}": None for id in domain.functions}
    shelf.save("c-2", gaps, base=record.revision, edit="gaps")
    assert (shelf.summary("c-2").category, shelf.summary("c-2").domain) == ("essential", None)


def test_the_lowest_domain_is_that_of_the_profile(store: Store) -> None:
    case = load_case("james")
    store.create("c-1", {**to_answers(case), "kind": "clinical"}, kind="clinical")
    domains = profile(case).domains
    lowest = min(domains, key=lambda id: domains[id].percent.value)
    assert (store.summary("c-1").domain, store.summary("c-1").category) == (lowest, domains[lowest].category)
    assert store.summary("c-1").years == case.assessment(case.latest).age_years


def test_other_definitions_make_the_lists_anew(shelf: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(shelf.engine) as connection:
        connection.execute(update(listed_record).values(category=None))
    migrating.forget()
    assert shelf.summary("c-2").category is None, "the definitions are the same"
    with writing(shelf.engine) as connection:
        connection.execute(update(listing_version).values(definitions="of an earlier version"))
    migrating.forget()
    assert shelf.summary("c-2").category == "essential"


def test_a_wrong_code_is_answered_with_the_nearest_that_may_be_seen(engine: Engine, store: Store) -> None:
    begin(store, "c-4k7m2p", "Mira")
    begin(store, "c-9x9x9x", "Ben")
    for typed in ("c-4k7m2q", "c-4k7mp", "c-4k7mm2p", "c-4k72mp", "d-4k7m2p"):
        with pytest.raises(NoRecord, match="c-4k7m2p"):
            store.read(typed)
    with pytest.raises(NoRecord) as far:
        store.read("c-4k8n2p")
    assert "c-4k7m2p" not in str(far.value)
    with pytest.raises(NoRecord) as hidden:
        Store(Access(engine, Person("Tom", "trainer"))).read("c-4k7m2q")
    assert "c-4k7m2p" not in str(hidden.value)


def test_many_cases_are_read_at_once_in_their_order(engine: Engine, shelf: Store) -> None:
    assert list(shelf.cases(["c-3", "c-1", "none", "c-3"])) == ["c-3", "c-1"]
    assert shelf.cases(["c-1"])["c-1"] == shelf.case("c-1")
    assert Store(Access(engine, Person("Tom", "trainer"))).cases(["c-1"]) == {}
    assert Store(Access(engine, None)).cases(["c-1"]) == {}


def test_a_guest_has_no_list(engine: Engine, shelf: Store) -> None:
    guest = Store(Access(engine, None))
    assert guest.page(Listing()).total == 0
    assert set(guest.counts(Listing()).values()) == {0}
    with pytest.raises(NoRecord):
        guest.summary("c-1")


@pytest.mark.parametrize("sort", get_args(Sort))
def test_a_page_reads_by_indexes_and_never_the_answers(shelf: Store, sort: Sort) -> None:
    if shelf.engine.dialect.name != "sqlite":
        pytest.skip("its plan depends on how many rows there are")
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(shelf.engine, "before_cursor_execute", note)
    try:
        lists = Store(Access(shelf.engine, Person("Olga", "operator")))
        lists.page(Listing(group="clients", sort=sort))
        lists.counts(Listing())
    finally:
        event.remove(shelf.engine, "before_cursor_execute", note)
    plans = []
    with reading(shelf.engine) as connection:
        for statement, parameters in statements:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.append([row.detail for row in rows])
    steps = [step for plan in plans for step in plan]
    tables = {step.split()[1] for step in steps if step.startswith(("SCAN", "SEARCH"))}
    assert not tables & {"answer", "revision", "record"}
    assert not [step for step in steps if step.startswith("SCAN listed_assessment")]
    (rows_plan,) = [
        plan for plan in plans if any(f"ix_listed_record_{COLUMN[sort]}" in step for step in plan)
    ]
    assert not [step for step in rows_plan if "TEMP B-TREE" in step], rows_plan


COLUMN = {"changed": "changed", "title": "search", "age": "years", "date": "date", "category": "category"}


def test_one_save_lists_a_record_as_all_are_listed(shelf: Store) -> None:
    shelf.save("c-4", {**scores(5), "title": "Zoë, school"}, base=1, edit="scored")
    assert verify(shelf.engine).problems == ()
    with writing(shelf.engine) as connection:
        listing = select(listed_record).order_by(listed_record.c.case_id)
        before = connection.execute(listing).all()
        relist_all(connection)
        assert connection.execute(listing).all() == before
