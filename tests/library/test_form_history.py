"""The history on the form's page, what a record is for, and the section in which somebody stopped."""

from __future__ import annotations

import pytest

import nmt_widgets as nmt
from nmt_widgets.case_files.questions import questions
from nmt_widgets.library.form_sections import REVIEW, section_of
from nmt_widgets.library.revision_words import RevisionWords
from nmt_widgets.store import Person, open_store
from tests.library.talking import Page

SCORES = "assessments/1/functions/scores/"
NEGLECT = "history/adversity/infancy/neglect"
STATUS = "assessments/1/status"
FIRST = {
    "title": "Girl, kinship care",
    "assessments/1/label": "First assessment",
    "assessments/1/age": "9 years",
    STATUS: "in-progress",
}


@pytest.fixture
def store(tmp_path):
    store = open_store(Person("Cleo", "clinician"), url=f"sqlite:///{tmp_path / 'workbook.db'}")
    store.create("c-1", FIRST, kind="clinical")
    return store


@pytest.fixture
def make(store, monkeypatch):
    """Open the form of the record, with the page's side of it."""
    forms = []

    def make_(by=store, section=None):
        form = nmt.AssessmentForm(by.read("c-1"), 1, store=by, section=section)
        forms.append(form)
        return form, Page(form._form, monkeypatch)

    yield make_
    for form in forms:
        form.close()


def ask(form_page, **message):
    """Send a message, and return the reply of its type."""
    form_page.replies.clear()
    form_page.view.hear(message)
    return next(reply for reply in form_page.replies if reply["type"] == message["type"])


def test_every_answer_of_the_form_belongs_to_its_section(instrument):
    for question in questions(instrument):
        assert section_of(question.at(2), 2, instrument) == question.section
    assert section_of("assessments/1/functions/scores/sleep", 2, instrument) == ""


def test_a_form_opens_where_this_person_stopped(store, make):
    def opens():
        return make()[0].section

    assert opens() == "assessment"
    store.save("c-1", {NEGLECT: {"severity": 4}}, base=1, edit="a")
    assert opens() == "adversity"
    store.save("c-1", {SCORES + "sleep": 4, SCORES + "speech": 5}, base=2, edit="b")
    assert opens() == "functions"
    colleague = open_store(Person("Bo", "clinician"), url=str(store.engine.url))
    assert make(colleague)[0].section == "assessment", "what others did last is not where Bo stopped"
    colleague.save("c-1", {"background/demographics/answers/school": "B"}, base=3, edit="c")
    assert opens() == "functions"
    store.save("c-1", {STATUS: "completed"}, base=4, edit="d")
    assert opens() == REVIEW
    store.save("c-1", {NEGLECT: {"severity": 5}}, base=5, edit="e", reason="Told later")
    assert opens() == "adversity", "the status that follows an amendment is no place"
    assert make(section="relational_history")[0].section == "relational_history"
    assert make(section="no-such")[0].section == "adversity"


def test_the_page_is_sent_who_changed_what_when_and_why(store, make):
    store.save(
        "c-1",
        {NEGLECT: {"severity": 4, "pattern": "chronic"}, SCORES + "sleep": {"score": 4, "note": "Diary"}},
        base=1,
        edit="a",
        reason="Heard from the school",
    )
    _, page = make()
    reply = ask(page, type="revisions", section="", page=1)
    assert (reply["total"], reply["pages"], reply["problem"]) == (2, 1, "")
    newest, first = reply["rows"]
    assert (newest["number"], newest["by"], newest["role"]) == (2, "Cleo", "Clinician")
    assert newest["reason"] == "Heard from the school"
    assert newest["changes"] == [
        {
            "section": "Part A: adverse events",
            "name": "Infancy: Neglect, including splinter neglect",
            "old": "no answer",
            "new": "4, pattern: Chronic",
        },
        {
            "section": "Part C: brain-mediated functions",
            "name": "Sleep",
            "old": "no answer",
            "new": "4, note: Diary",
        },
    ]
    assert {change["name"] for change in first["changes"]} == {
        "Working title", "Name of the assessment", "Age at the assessment", "Status", "What it is for",
    }  # fmt: skip
    scores = ask(page, type="revisions", section="functions", page=1)
    assert [row["changes"][0]["name"] for row in scores["rows"]] == ["Sleep"]
    assert len(scores["rows"][0]["changes"]) == 1


def test_answers_of_every_kind_are_said_in_words(instrument):
    words = RevisionWords(1, instrument)
    services = "assessments/1/sections/services/answers/"
    for path, value, text in (
        (services + "current", [{"times": "weekly", "service": "tutoring"}], "Tutoring, Weekly"),
        (services + "medicines", ["Iron", "Zinc"], "Iron\nZinc"),
        ("assessments/1/sections/safety/answers/self_harm", {"signal": "yes", "date": "2026-01-02"},
         "Yes; on 2 January 2026"),
        (SCORES + "sleep", {"score": "not known"}, "not known"),
        ("background/epigenetic/answers/generations", "two_or_more", "Two generations or more"),
        ("kind", "practice", "Practice in scoring"),
        (STATUS, "amended", "Amended"),
        ("title", None, "no answer"),
    ):  # fmt: skip
        assert words.answer(path, value) == text
    assert words.change({"path": "assessments/2/date", "old": None, "new": "2026-01-02"}) == {
        "section": "About this assessment (assessment 2)",
        "name": "Date of the assessment",
        "old": "no answer",
        "new": "2 January 2026",
    }


def test_a_state_is_shown_before_it_is_put_back_and_conflicts_are_told(store, make):
    store.save("c-1", {SCORES + "sleep": 4}, base=1, edit="a")
    store.save("c-1", {SCORES + "sleep": 6}, base=2, edit="b")
    store.save("c-1", {STATUS: "completed"}, base=3, edit="c")
    form, page = make()
    state = ask(page, type="state", revision=2)
    assert (state["base"], [change["name"] for change in state["changes"]]) == (4, ["Sleep"])
    assert (state["changes"][0]["old"], state["changes"][0]["new"]) == ("6", "4")
    assert ask(page, type="state", revision=9)["problem"]
    back = {"type": "put_back", "revision": 2, "edit": "back"}
    store.save("c-1", {"title": "Renamed"}, base=4, edit="d", reason="Typing error")
    assert "meanwhile" in ask(page, **back, base=4, reason="Another child")["problem"]
    assert "reason" in ask(page, **back, base=5, reason=" ")["problem"]
    empty = {"type": "put_back", "revision": 1, "edit": "empty"}
    assert "score at least one" in ask(page, **empty, base=5, reason="Another child")["problem"]
    assert form.value[SCORES + "sleep"] == {"score": 6}
    assert ask(page, **back, base=5, reason="Another child")["problem"] == ""
    assert form.value[SCORES + "sleep"] == {"score": 4}
    assert form.value["title"] == "Girl, kinship care"
    assert "changed" in [reply["type"] for reply in page.replies], "the page is told to take it over"
    assert page.refresh()["status"] == "amended"


def test_signs_of_danger_that_a_state_would_take_back_are_named(store, make):
    safety = "assessments/1/sections/safety/answers/"
    signs = {"self_harm": "yes", "exploitation": {"signal": "yes", "source": "School"}, "going_missing": "no"}
    looked_into = {"swallowing_cleared": "yes"}
    answers = {safety + id: answer for id, answer in {**signs, **looked_into}.items()}
    store.save("c-1", answers, base=1, edit="a")
    store.save("c-1", {safety + "self_harm": {"signal": "yes", "source": "Home"}}, base=2, edit="b")
    _, page = make()
    assert ask(page, type="state", revision=2)["dangers"] == [], "it is a Yes in both"
    assert sorted(ask(page, type="state", revision=1)["dangers"]) == ["Now: Exploitation", "Now: Self-harm"]


def test_what_a_record_is_for_says_who_sees_it_then_and_is_changed_by_the_store_s_rules(store, make):
    form, page = make()
    purpose = form._form.purpose
    assert (purpose["kind"], purpose["name"], purpose["begun"]) == ("clinical", "A client", False)
    (option,) = purpose["options"]
    assert option["kind"] == "practice"
    assert option["viewers"].endswith("Trainer, Programme")
    page.save({SCORES + "sleep": 4})
    assert form._form.purpose["begun"]
    change = {"type": "purpose", "was": "clinical", "kind": "practice", "edit": "purpose"}
    assert "needs a reason" in ask(page, **change, reason="")["problem"]
    assert ask(page, **change, reason="Begun for the course")["problem"] == ""
    assert form._form.purpose["name"] == "Practice in scoring"
    assert store.latest("c-1").reason == "Begun for the course"
    assert "meanwhile" in ask(page, **{**change, "edit": "again"}, reason="x")["problem"]
    reader = open_store(Person("Petra", "programme"), url=str(store.engine.url))
    assert make(reader)[0]._form.purpose["options"] == []


def test_a_form_of_a_file_has_no_history_to_look_at(make, monkeypatch):
    form = nmt.AssessmentForm("james", 1)
    page = Page(form._form, monkeypatch)
    page.view.hear({"type": "revisions", "section": "", "page": 1})
    assert page.replies == []
    assert not form._form.record["history"]
    assert form._form.purpose == {}
    form.close()
