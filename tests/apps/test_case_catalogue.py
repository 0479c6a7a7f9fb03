"""Templates stand among the records of the store, in one order, and no page lacks or repeats a case."""

from dataclasses import replace
from itertools import pairwise

import pytest

from nmt_widgets.apps.shared.case_catalogue import CaseCatalogue
from nmt_widgets.case_files import list_cases
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.records.catalogue import Listing

PRACTICE = Listing(group="practice", sort="title", descending=False, size=4)


@pytest.fixture
def store(tmp_path):
    return open_store(Person("Tina", "trainer"), url=f"sqlite:///{tmp_path / 'workbook.db'}")


def begin(store, title, kind="practice", **answers):
    stem = {"assessments/1/age": "9 years", "assessments/1/label": "A", "assessments/1/status": "completed"}
    return store.create(None, {"title": title, **stem, **answers}, kind=kind).case_id


def all_pages(catalogue, listing):
    first = catalogue.page(listing)
    count = -(-first.total // listing.size)
    pages = [catalogue.page(replace(listing, page=number)) for number in range(1, count + 1)]
    assert {page.total for page in pages} == {first.total}
    assert all(len(page.entries) == listing.size for page in pages[:-1])
    return [summary for page in pages for summary in page.entries]


@pytest.mark.parametrize("sort", ["title", "age", "date", "changed", "category"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("size", [1, 4, 24])
def test_every_case_is_on_one_page(instrument, store, sort, descending, size):
    titles = ["Aaron", "Boy of 3", "Boy of 9", "Élodie", "Girl of 8, at the sea", "Twin", "Zoe"]
    codes = {begin(store, title, **{"assessments/1/age": f"{3 + len(title)} years"}) for title in titles}
    catalogue = CaseCatalogue(instrument, store)
    listing = replace(PRACTICE, sort=sort, descending=descending, size=size)
    entries = all_pages(catalogue, listing)
    practice = {id for id in list_cases() if id.startswith("practice-")}
    assert len(entries) == len(codes | practice)
    assert {summary.case_id for summary in entries} == codes | practice
    if sort == "age":
        ages = [summary.years for summary in entries]
        assert all((a >= b) if descending else (a <= b) for a, b in pairwise(ages))


def test_templates_are_searched_and_filtered_like_records(instrument, store):
    code = begin(store, "Girl of 4 in town")
    catalogue = CaseCatalogue(instrument, store)
    page = catalogue.page(replace(PRACTICE, words="GIRL 4"))
    assert {summary.case_id for summary in page.entries} == {code, "practice-twin-girl-4"}
    assert catalogue.page(replace(PRACTICE, ages=(30, None))).entries[0].case_id == "practice-mother-31"
    counts = catalogue.counts(replace(PRACTICE, words="girl"))
    assert (counts["practice"], counts["teaching"], counts["clients"]) == (4, 0, 0)
    assert catalogue.page(replace(PRACTICE, group="archive")).total == 0
    assert [summary.case_id for summary in catalogue.page(Listing(scored=True)).entries] == ["james"]


def test_a_page_beyond_the_last_is_the_last(instrument, store):
    catalogue = CaseCatalogue(instrument, store)
    last = catalogue.page(replace(PRACTICE, page=99))
    assert (last.page, last.total, len(last.entries)) == (3, 9, 1)
    assert CaseCatalogue(instrument, None).page(replace(PRACTICE, page=99)) == last


def test_an_attempt_and_a_misspelt_id_are_not_opened(instrument, store):
    attempt = begin(store, "James", practice_of="james")
    catalogue = CaseCatalogue(instrument, store)
    assert catalogue.case("james").title == "James"
    with pytest.raises(InputError, match="no such case"):
        catalogue.case(attempt)
    with pytest.raises(InputError, match="did you mean 'james'"):
        catalogue.case("jmes")
    with pytest.raises(InputError, match="no such case"):
        CaseCatalogue(instrument, None).case("c-4k7m2p")
    for shelf in (None, store):
        with pytest.raises(InputError, match="none you may open"):  # an address is no path of a file
            CaseCatalogue(instrument, shelf).case("../etc/passwd")


def test_the_order_of_templates_agrees_with_the_filter_of_categories(instrument):
    catalogue = CaseCatalogue(instrument, None)
    [james] = catalogue.page(Listing(scored=True)).entries
    assert catalogue.page(Listing(categories=(james.category,))).total == 1
    assert catalogue.page(Listing(categories=("unknown",))).total == 9
