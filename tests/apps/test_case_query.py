"""What an address asks of a list: read strictly, and what was typed wrongly is said where it was typed."""

import pytest

from nmt_widgets.apps.shared.case_query import SORTS, CaseQuery, filters_of
from nmt_widgets.core.texts import texts


@pytest.fixture
def read(instrument):
    return lambda **query: CaseQuery(query, instrument, "Ada", texts("case_list"))


def test_everything_a_person_can_choose_is_in_the_address(read):
    query = {
        "group": "clients",
        "search": "boy",
        "age_from": "18 months",
        "age_to": "9,5",
        "date_from": "2026-01-02",
        "category": "essential,unknown",
        "status": "completed",
        "assigned": "me",
        "sort": "oldest",
        "page": "3",
    }
    chosen = read(**query, case="james")
    assert chosen.query == query
    assert (chosen.problems, chosen.is_filtered) == ({}, True)
    listing = chosen.listing
    assert (listing.ages, listing.dates) == ((1.5, 9.5), ("2026-01-02", None))
    assert (listing.categories, listing.statuses) == (("essential", "unknown"), ("completed",))
    assert (listing.assigned, listing.sort, listing.descending) == ("Ada", "age", True)
    assert (listing.group, listing.words, listing.page) == ("clients", "boy", 3)


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ({"age_from": "old"}, {"age_from"}),
        ({"age_to": "-3"}, {"age_to"}),
        ({"date_from": "2026-13-01"}, {"date_from"}),
    ],
)
def test_what_is_typed_wrongly_is_kept_reported_and_left_out(read, query, problems):
    chosen = read(**query)
    assert chosen.query == query
    assert chosen.problems.keys() == problems
    assert (chosen.listing.ages, chosen.listing.dates) == ((None, None), (None, None))


def test_of_a_range_that_ends_before_it_begins_the_end_is_left_out(read):
    filters = filters_of(texts("case_list"), {}, {})
    ages = read(age_from="9", age_to="5")
    assert (ages.listing.ages, ages.problems.keys()) == ((9.0, None), {"age_to"})
    assert ages.chips(filters) == [("Age: from 9", ["age_from"])], "a filter that is named is set"
    dates = read(date_from="2026-02-01", date_to="2026-01-01")
    assert (dates.listing.dates, dates.problems.keys()) == (("2026-02-01", None), {"date_to"})


@pytest.mark.parametrize(
    "query",
    [
        {"group": "everything"},
        {"sort": "; drop table"},
        {"page": "-1"},
        {"page": "9" * 40},
        {"page": "two"},
        {"category": "worst"},
        {"status": "<script>"},
        {"nothing": "x"},
        {"assigned": "\0\ud800", "search": "\0"},
    ],
)
def test_what_nobody_can_choose_is_ignored(read, query):
    chosen = read(**query)
    assert (chosen.query, chosen.problems) == ({}, {})
    assert chosen.listing == read().listing


def test_the_order_is_the_groups_own_until_another_is_chosen(read):
    assert (read(group="clients").sort, read(group="practice").sort) == ("changed", "title")
    assert read(group="practice", sort="oldest").sort == "oldest"
    assert len({read(sort=sort).listing.sort for sort in SORTS}) == 5


def test_each_filter_is_named_in_words_and_can_be_taken_away(read):
    names = {"essential": "Essential", "therapeutic": "Therapeutic"}
    filters = filters_of(texts("case_list"), names, {"completed": "Completed"})
    chosen = read(
        age_from="5",
        age_to="9",
        date_to="2026-03-02",
        category="therapeutic,essential,unknown",
        assigned="me",
    )
    assert chosen.chips(filters) == [
        ("Age: 5 to 9", ["age_from", "age_to"]),
        ("Date of the last assessment: up to 2 March 2026", ["date_to"]),
        ("Category of the lowest functional domain: Essential, Therapeutic, Not known", ["category"]),
        ("Assigned to: Me", ["assigned"]),
    ]
    assert read(age_from="old", assigned="Bo").chips(filters) == [("Assigned to: Bo", ["assigned"])]
