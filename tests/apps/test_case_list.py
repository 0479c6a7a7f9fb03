"""What the lists of cases show to whom: groups, facts, what can be done, pages, and an address to come back to."""

from dataclasses import replace

import pytest

from nmt_widgets.apps.assess.screen import AssessScreen
from nmt_widgets.apps.consult.screen import ConsultScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.apps.home.unscored_view import UnscoredView
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.accounts import add_person
from tests.apps.listing import answers_of, entries, find, open_listed, request

SCORE = "assessments/1/functions/scores/sleep"


@pytest.fixture
def store_of(tmp_path):
    return lambda name, role: open_store(Person(name, role), url=f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def cleo(store_of):
    return store_of("Cleo", "clinician")


def begin(store, title, kind="clinical", **answers):
    stem = {
        "assessments/1/age": "9 years",
        "assessments/1/label": "First",
        "assessments/1/status": "in-progress",
    }
    return store.create(None, {"title": title, **stem, **answers}, kind=kind).case_id


def sections(screen):
    return [(section["title"], section["count"]) for section in screen._view.state["sections"]]


def actions(screen, case):
    return [id for id, _ in entries(screen)[case]["actions"]]


def test_cases_come_in_groups_with_counts(instrument, cleo, store_of):
    own = begin(cleo, "Boy")
    screen = HomeScreen(instrument, store=cleo)
    assert sections(screen) == [("My clients", 1), ("Teaching cases", 1), ("Practice cases", 9)]
    assert screen._view.state["result"] == "11 cases"
    theirs = begin(store_of("Bo", "clinician"), "Girl")
    state = find(screen)
    assert [name for _, name, _ in state["groups"]] == [
        "My clients", "All clients", "Teaching cases", "Practice cases",
    ]  # fmt: skip
    assert entries(screen)[theirs]["facts"][-1] == "Begun by Bo"
    assert own in entries(screen)
    programme = HomeScreen(instrument, store=store_of("Petra", "programme"))
    assert [name for name, _ in sections(programme)] == ["Teaching cases", "Practice cases"]
    assert programme.subtitle("").endswith(texts("case_list")["assigned_only"])
    add_person(cleo.engine, "Petra", "programme", None)
    cleo.share(own, "Petra", edit="share")
    assert sections(HomeScreen(instrument, store=store_of("Petra", "programme")))[0] == ("Clients", 1)
    assert "Clients" not in dict(sections(HomeScreen(instrument, store=store_of("Tina", "trainer"))))


def test_where_there_are_many_each_group_shows_its_first_and_how_many_there_are(instrument, cleo):
    codes = {begin(cleo, f"Boy {number}") for number in range(30)}
    screen = HomeScreen(instrument, store=cleo)
    assert [len(section["entries"]) for section in screen._view.state["sections"]] == [3, 1, 3]
    state = find(screen, group="mine")
    assert (state["result"], state["pages"]) == ("30 cases, page 1 of 2", 2)
    first = set(entries(screen))
    assert screen._address.query == {"group": "mine"}
    find(screen, group="mine", page="2")
    assert first | entries(screen).keys() == codes
    assert not first & entries(screen).keys()
    again = HomeScreen(instrument, RequestContext(screen._address.query), cleo)
    assert entries(again) == entries(screen), "a reload comes back to the same page"
    state = find(screen, group="mine", page="99999")
    assert (state["page"], state["query"]) == (2, {"group": "mine", "page": "2"}), (
        "the address names what is shown"
    )
    find(screen, group="mine")
    find(screen, group="mine", search="boy 1")
    assert screen._address.replaces, "what is typed is one step of the way back"
    assert len(entries(screen)) == 12


def test_the_list_is_where_it_was_when_one_comes_back(instrument, cleo):
    case = begin(cleo, "Boy", **{SCORE: {"score": 4}})
    screen = HomeScreen(instrument, request(group="mine", search="boy"), cleo)
    open_listed(screen, case).heading.left += 1
    assert screen._address.query == {"group": "mine", "search": "boy"}
    assert screen._view.last == case
    assert not screen.children[0].focus, "the keyboard goes on from the case"
    assert list(entries(screen)) == [case]


def test_a_card_says_what_is_known_and_never_a_zero(instrument, cleo):
    bare = begin(cleo, "Bare")
    scored = begin(cleo, "Scored", **{SCORE: {"score": 4}, "assessments/1/date": "2026-03-01"})
    screen = HomeScreen(instrument, store=cleo)
    assert entries(screen)[bare]["facts"][1:] == ["1 assessment, in progress", "Not scored yet"]
    ageless = screen._entries.entry(replace(cleo.summary(bare), years=None), None)
    assert ageless["facts"][0] == "Age not known, no date given"
    assert entries(screen)[scored]["facts"] == [
        "9 years, 1 Mar 2026", "1 assessment, in progress", "Lowest domain not known",
    ]  # fmt: skip
    assert "Lowest: Self-regulation, Therapeutic" in entries(screen)["james"]["facts"]
    assert (entries(screen)[bare]["map"], bool(entries(screen)[scored]["map"])) == ("", True)
    practice = entries(screen)["practice-girl-8"]
    assert practice["facts"] == ["8.3 years"]
    assert practice["lead"].startswith("She is 8 years")
    assert practice["map"] == ""


def test_a_card_offers_what_this_person_can_do_here(instrument, cleo, store_of):
    case = begin(cleo, "Boy", **{SCORE: {"score": 4}})
    unscored = begin(cleo, "Girl")
    home = HomeScreen(instrument, store=cleo)
    assert actions(home, case) == ["assess", "consult", "present", "home"]
    assert actions(home, unscored) == ["assess"]
    assert actions(home, "practice-girl-8") == ["practice"]
    assert actions(ConsultScreen(instrument, store=cleo), case) == ["assess", "present", "home"]
    add_person(cleo.engine, "Petra", "programme", None)
    cleo.assign(case, "Petra", edit="assign")
    assert actions(HomeScreen(instrument, store=store_of("Petra", "programme")), case) == [
        "consult", "present", "home",
    ]  # fmt: skip
    trainer = HomeScreen(instrument, store=store_of("Tina", "trainer"))
    assert actions(trainer, "practice-girl-8") == ["present", "practice", "class"]
    assert actions(HomeScreen(instrument), "james") == ["consult", "present", "home"], (
        "a guest reads templates"
    )


def test_an_opened_case_leads_to_what_else_this_person_can_do_with_it(instrument, cleo):
    case = begin(cleo, "Boy", **{SCORE: {"score": 4}})

    def links(screen_class, store=cleo, served=True, id=case):
        screen = screen_class(instrument, store=store, request=RequestContext({"case": id}, served=served))
        return [address for address, _ in screen._opened.heading.links]

    assert links(HomeScreen) == [f"{id}.ipynb?case={case}" for id in ("assess", "consult", "present")]
    assert links(ConsultScreen) == [f"{id}.ipynb?case={case}" for id in ("assess", "present", "home")]
    assert links(AssessScreen) == [f"{id}.ipynb?case={case}" for id in ("consult", "present", "home")]
    assert links(HomeScreen, None, id="james") == ["consult.ipynb?case=james", "present.ipynb?case=james"]
    assert links(HomeScreen, served=False) == [], "a notebook has no other screen to go to"


def test_a_presentation_opens_without_a_heading_that_leads_on(instrument, cleo):
    request = RequestContext({"case": "james"}, served=True)
    for store in (None, cleo):
        assert PresentScreen(instrument, request, store)._opened.parts


def test_a_presentation_is_chosen_without_its_answers(instrument, cleo, store_of, james):
    case = cleo.create(None, to_answers(james), kind="clinical").case_id
    for screen in (
        PresentScreen(instrument, store=cleo),
        PresentScreen(instrument, store=store_of("Tina", "trainer")),
    ):
        for entry in entries(screen).values():
            assert entry["map"] == ""
            assert len(entry["facts"]) <= 1
        assert "category" not in {entry["name"] for entry in screen._view.filters}
        assert "category" not in dict(screen._view.sorts)
        assert answers_of(screen, {"type": "maps", "cases": [case, "james"]}) == [
            {"type": "maps", "maps": {}}
        ]


def test_maps_are_drawn_for_what_is_listed_only(instrument, cleo, store_of):
    case = begin(cleo, "Boy", **{SCORE: {"score": 4}})
    screen = HomeScreen(instrument, request(group="mine"), cleo)
    hidden = begin(store_of("Tina", "trainer"), "Draft", "teaching", **{SCORE: {"score": 4}})
    [reply] = answers_of(screen, {"type": "maps", "cases": [case, hidden, "james", "../x"]})
    assert list(reply["maps"]) == [case]
    assert reply["maps"][case].startswith("<svg")


def test_a_case_without_scores_opens_as_its_story(instrument, cleo):
    view = open_listed(HomeScreen(instrument, store=cleo), "practice-girl-8")
    assert isinstance(view, UnscoredView)
    assert "She is 8 years" in view.parts[1].value
    screen = ConsultScreen(instrument, request("practice-girl-8"), cleo)
    assert "no scores yet" in screen._view.problem


def test_the_records_to_assess_have_their_assessments_in_lines(instrument, cleo, store_of):
    own = begin(cleo, "Boy", **{"assessments/2/age": "10 years", "assessments/2/label": "Second"})
    theirs = begin(
        store_of("Bo", "clinician"), "Girl", **{"assessments/1/status": "completed", SCORE: {"score": 4}}
    )
    screen = AssessScreen(instrument, cleo)
    assert sections(screen) == [("My clients", 1), ("All clients", 2)], "no templates"
    assert [(line["label"], line["status"], line["open"]) for line in entries(screen)[own]["assessments"]] == [
        ("First, 9 years", "In progress", True), ("Second, 10 years", "In progress", True),
    ]  # fmt: skip
    assert entries(screen)[theirs]["kind"] == f"Client · {theirs}"
    assert (entries(screen)[own]["again"], entries(screen)[theirs]["again"]) == (False, True)
    assert entries(screen)[theirs]["facts"] == ["Begun by Bo"]
    reader = AssessScreen(instrument, store_of("Petra", "programme"))
    assert sections(reader) == []
    add_person(cleo.engine, "Petra", "programme", None)
    cleo.share(own, "Petra", edit="share")
    reader = AssessScreen(instrument, store_of("Petra", "programme"))
    assert not any(line["open"] for line in entries(reader)[own]["assessments"])


def test_a_list_that_cannot_be_read_answers_all_the_same(instrument, cleo, monkeypatch):
    screen = HomeScreen(instrument, store=cleo)

    def fail(_listing):
        raise InputError("the store is gone")

    monkeypatch.setattr(cleo, "counts", fail)
    state = find(screen, search="boy")
    assert (state["sections"], screen._view.problem) == ([], "the store is gone")
    monkeypatch.undo()
    find(screen, search="jam")
    assert (list(entries(screen)), screen._view.problem) == (["james"], "")


@pytest.mark.parametrize(
    "message",
    [
        {"type": "list", "request": "r", "query": {"page": 3}},
        {"type": "list", "request": "r", "query": "group=mine"},
        {"type": "maps", "cases": "james"},
        {"type": "open", "case": ["james"]},
        {"type": "file", "act": "delete", "case": "james", "person": "", "edit": "e"},
        {},
    ],
)
def test_messages_of_another_shape_are_dropped(instrument, message):
    screen = HomeScreen(instrument)
    before = screen._view.state
    assert answers_of(screen, message) == []
    assert screen._view.state == before


# ---- the archive, assigning and sharing ----


@pytest.fixture
def colleagues(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    for name, role in {
        "Cleo": "clinician",
        "Bo": "clinician",
        "Petra": "programme",
        "Tina": "trainer",
    }.items():
        add_person(engine, name, role, "four words make one")


def file(screen, case, act, person=""):
    message = {"type": "file", "act": act, "case": case, "person": person, "edit": f"{act}-{case}-{person}"}
    [reply] = answers_of(screen, message)
    return reply


def test_a_case_goes_into_the_archive_and_comes_back(instrument, cleo):
    case = begin(cleo, "Boy")
    screen = HomeScreen(instrument, request(group="mine"), cleo)
    assert entries(screen)[case]["filing"] == ["assign", "share", "archive"]
    reply = file(screen, case, "archive")
    assert (reply["type"], reply["undo"]) == ("filed", "restore")
    assert "“Boy” is in the archive" in reply["text"]
    assert case not in entries(screen)
    find(screen, group="archive")
    assert entries(screen)[case]["filing"] == ["restore"]
    assert file(screen, case, "restore")["undo"] == "archive"
    assert [entry.act for entry in cleo.filings(case)] == ["archive", "restore"]
    find(screen)
    assert case in entries(screen)


@pytest.mark.usefixtures("colleagues")
def test_a_client_is_assigned_to_a_colleague_who_may_have_it(instrument, cleo, store_of):
    case = begin(cleo, "Boy")
    screen = HomeScreen(instrument, store=cleo)
    [people] = answers_of(screen, {"type": "people", "case": case})
    assert people == {
        "type": "people", "case": case, "colleagues": ["Bo", "Cleo", "Petra"], "assigned": "", "readers": [],
    }  # fmt: skip
    refusal = file(screen, case, "assign", "Tina")
    assert (refusal["type"], refusal["act"]) == ("refused", "assign")
    assert file(screen, case, "assign", "Bo")["text"] == "“Boy” is assigned to Bo."
    assert entries(screen)[case]["facts"][-1] == "Assigned to Bo"
    bo = HomeScreen(instrument, store=store_of("Bo", "clinician"))
    assert sections(bo)[0] == ("My clients", 1)
    assert entries(bo)[case]["facts"][-1] == "Assigned to me"
    retired = screen._entries.entry(replace(cleo.summary(case), assigned_retired=True), None)
    assert retired["facts"][-1] == "Assigned to Bo, who has left"
    assert file(screen, case, "assign")["text"] == "“Boy” is assigned to nobody."


@pytest.mark.usefixtures("colleagues")
def test_whoever_hands_on_a_client_and_sees_it_no_more_is_told_that_it_is_done(
    instrument, cleo, store_of, monkeypatch
):
    monkeypatch.setattr(Person, "record_right", lambda person, kind: "own")
    case = begin(store_of("Bo", "clinician"), "Boy")
    store_of("Bo", "clinician").assign(case, "Cleo", edit="to-cleo")
    screen = HomeScreen(instrument, store=cleo)
    assert file(screen, case, "assign", "Bo")["text"] == "“Boy” is assigned to Bo."
    assert case not in entries(screen)


@pytest.mark.usefixtures("colleagues")
def test_sharing_says_who_may_read_it_now(instrument, cleo):
    case = begin(cleo, "Boy")
    screen = HomeScreen(instrument, store=cleo)
    assert file(screen, case, "share", "Bo")["text"] == "Bo may read “Boy”."
    [people] = answers_of(screen, {"type": "people", "case": case})
    assert people["readers"] == ["Bo"]
    assert file(screen, case, "unshare", "Bo")["text"] == "Bo may not read “Boy” any more."


@pytest.mark.usefixtures("colleagues")
def test_who_may_only_read_files_nothing(instrument, cleo, store_of):
    case = begin(cleo, "Boy")
    cleo.share(case, "Petra", edit="share")
    reader = HomeScreen(instrument, store=store_of("Petra", "programme"))
    assert entries(reader)[case]["filing"] == []
    trainer = HomeScreen(instrument, store=store_of("Tina", "trainer"))
    for screen in (reader, trainer):
        assert file(screen, case, "archive")["type"] == "refused"
    assert "no such case" in file(trainer, case, "share", "Tina")["text"]
    assert answers_of(HomeScreen(instrument), {"type": "people", "case": case}) == []
    assert [entry.act for entry in cleo.filings(case)] == ["share"]


def test_who_sees_every_client_filters_by_each_colleague(instrument, cleo, store_of):
    for name, role in (("Cleo", "clinician"), ("Bo", "clinician"), ("Tom", "trainee"), ("Pat", "programme")):
        add_person(cleo.engine, name, role, "four words make one")

    def assigned(store):
        filters = HomeScreen(instrument, store=store)._filters
        return [
            name for name, _ in next(entry for entry in filters if entry["name"] == "assigned")["options"]
        ]

    assert assigned(cleo) == ["", "me", "nobody", "Bo", "Pat"]
    assert assigned(store_of("Pat", "programme")) == ["", "me", "nobody"]
    for store in (store_of("Tom", "trainee"), None):
        assert assigned(store) == ["", "me", "nobody"], "names are for who sees every client"
