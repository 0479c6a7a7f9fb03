"""What an address names and is not there: a sentence says which part, and what comes nearest is shown."""

import pytest

from nmt_widgets.apps.adjudicate.screen import AdjudicateScreen
from nmt_widgets.apps.assess.screen import AssessScreen
from nmt_widgets.apps.classes.screen import ClassesScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.apps.practice.screen import PracticeScreen
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.core.texts import texts
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.learning.classes import Classes
from tests.apps.listing import request

HOSTILE = "<img src=x onerror=alert(1)>"
PARTS = texts("common")["address"]["parts"]


@pytest.fixture
def open_as(tmp_path):
    return lambda name, role: open_store(Person(name, role), url=f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def store(open_as):
    return open_as("Tess", "trainer")


@pytest.fixture
def case(open_as):
    stem = {
        "assessments/1/age": "9 years",
        "assessments/1/label": "A1",
        "assessments/1/status": "in-progress",
    }
    return open_as("Cleo", "clinician").create(None, {"title": "Boy", **stem}, kind="clinical").case_id


@pytest.fixture
def screens(instrument, store):
    """Screens by name, as they open for the parts of an address."""
    adjudications, classes = Adjudications(store.access), Classes(store.access)
    return {
        "home": lambda **query: HomeScreen(instrument, request(**query), store),
        "assess": lambda **query: AssessScreen(instrument, store, request(**query)),
        "present": lambda **query: PresentScreen(instrument, request(**query), store),
        "practice": lambda **query: PracticeScreen(instrument, store, **query),
        "classes": lambda **query: ClassesScreen(instrument, classes, None, **query),
        "adjudicate": lambda **query: AdjudicateScreen(instrument, adjudications, **query),
    }


def notice(screen):
    """Return the sentence below the title; empty where something else stands there."""
    text = getattr(screen.children[1], "value", "")
    return text if isinstance(text, str) and "nmt-alert" in text else ""


@pytest.mark.parametrize("value", ["-1", "abc", "²", HOSTILE, "9" * 400])
@pytest.mark.parametrize(
    ("name", "part"),
    [
        *(("home", part) for part in ("group", "sort", "category", "status", "page")),
        ("assess", "section"),
        ("assess", "group"),
        ("present", "panel"),
        ("practice", "case"),
        ("practice", "function"),
        ("classes", "case"),
    ],
)
def test_a_value_that_is_not_known_is_named_and_the_list_is_there(screens, name, part, value):
    screen = screens[name](**{part: value})
    assert PARTS[part] in notice(screen)
    assert HOSTILE not in notice(screen)
    assert screen._list is not None
    screen.show_list()
    assert not notice(screen), "it is about the address that was opened"


@pytest.mark.parametrize(
    ("name", "query", "part"),
    [
        ("assess", {"assessment": "-1"}, "case"),
        ("assess", {"assessment": "abc"}, "case"),
        ("assess", {"section": "functions"}, "case"),
        ("practice", {"function": "sleep"}, "attempt"),
        ("adjudicate", {"first": "c-4k7m2p/1"}, "second"),
        ("adjudicate", {"second": "c-4k7m2p/1"}, "first"),
    ],
)
def test_a_part_that_others_need_is_named_where_it_is_missing(screens, name, query, part):
    assert f"missing: {PARTS[part]}." in notice(screens[name](**query))


@pytest.mark.parametrize("number", ["-1", "abc", "7", "٣", "9" * 400])
def test_an_assessment_a_case_does_not_have_is_named(open_as, instrument, case, number):
    screen = AssessScreen(instrument, open_as("Cleo", "clinician"), request(case, assessment=number))
    assert PARTS["assessment"] in notice(screen)
    assert screen._opened is None


def test_a_section_that_is_not_known_opens_the_form_where_one_begins(open_as, instrument, case):
    screen = AssessScreen(instrument, open_as("Cleo", "clinician"), request(case, section=HOSTILE))
    assert PARTS["section"] in notice(screen)
    assert screen._opened.form.section == "assessment"


@pytest.mark.parametrize("query", [{"assessment": "1"}, {"assessment": "7"}, {"section": "functions"}, {}])
def test_a_record_one_may_not_see_reads_like_none(open_as, instrument, case, query):
    trainee = open_as("Tia", "trainee")

    def page(id):
        screen = AssessScreen(instrument, trainee, request(id, **query))
        return notice(screen), screen._list.problem, screen.children[0].title, screen._opened

    assert page(case) == page("c-zzzzzz")
    assert page(case)[1]


def test_a_right_address_has_no_notice(screens, instrument, open_as, case):
    assert not notice(screens["home"](group="practice", sort="title", page="1"))
    assert not notice(screens["present"](panel="states"))
    form = AssessScreen(
        instrument, open_as("Cleo", "clinician"), request(case, assessment="1", section="functions")
    )
    assert not notice(form)
    assert form._opened.form.section == "functions"
