"""Disputes and comments on the screens of practice and training, without a browser: from the dispute to the answer."""

import json
import secrets

import pytest

from nmt_widgets.apps.certification.screen import CertificationScreen
from nmt_widgets.apps.practice.screen import PracticeScreen
from nmt_widgets.core.errors import InputError
from nmt_widgets.server.screens.references import all_references, save_reference
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.references import reference_of
from nmt_widgets.store.people.accounts import vouched_person
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.training.references.files import read_references
from nmt_widgets.training.references.reading import load_reference
from nmt_widgets.training.references.versions import ReferenceChange, changed_reference
from tests.apps.test_class_board import submit

CASE, OTHER = "practice-boy-8", "practice-girl-8"
ROLES = {"Tom": "trainee", "Tia": "trainee", "Rhea": "trainer"}
WAS = load_reference(CASE).functions["sleep"].score
NEW = 12 if WAS != 12 else 11


@pytest.fixture
def engine(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    for name, role in ROLES.items():
        vouched_person(engine, name, role, "")
    return engine


def access(engine, name):
    return Access(engine, Person(name, ROLES[name]))


@pytest.fixture
def open_practice(engine, instrument, monkeypatch):
    """Open the practice screen for somebody, as under a server."""
    asking = []
    monkeypatch.setattr(
        "nmt_widgets.apps.practice.screen.ask_reference",
        lambda attempt: reference_of(asking[-1], attempt, instrument),
    )

    def open_(name, attempt=None, function=""):
        asking.append(access(engine, name))
        return PracticeScreen(instrument, Store(asking[-1]), attempt, function=function)

    return open_


def attempt_of(engine, name, case=CASE):
    (record,) = (
        row for row in Store(access(engine, name)).records() if (row.owner, row.practice_of) == (name, case)
    )
    return record.case_id


def page_of(screen, **message):
    """Send a message of the comparison's page, and return what the page was told."""
    widget, replies = screen._opened._comparison, []
    widget.send = lambda reply, **_more: replies.append(reply)
    widget.hear({"edit": secrets.token_hex(6), **message})
    return replies[-1]


def sleep(screen):
    return screen._opened._comparison.feedback["sleep"]


def log(engine, name, instrument):
    store = Store(access(engine, name))
    return CertificationScreen(
        instrument, store, lambda attempt: reference_of(store.access, attempt, instrument)
    )._log


def test_a_dispute_is_answered_and_the_reference_changes(engine, open_practice, instrument):
    submit(engine, "Tom", sleep=3)
    code = attempt_of(engine, "Tom")
    tom = open_practice("Tom", code)
    assert sleep(tom)["may_dispute"]
    assert not sleep(tom)["may_comment"]
    assert page_of(tom, type="dispute", function="sleep", text=" ")["type"] == "refused"
    assert page_of(tom, type="dispute", function="sleep", text="He wakes, ¶7 and ¶99.")["type"] == "kept"
    (note,) = sleep(tom)["notes"]
    assert (note["kind"], note["text"], note["paragraphs"]) == ("dispute", "He wakes, ¶7 and ¶99.", [7])
    assert note["head"].startswith("You disagreed, ")
    assert not sleep(tom)["may_dispute"]
    assert log(engine, "Tom", instrument).disputes == []

    (score,) = log(engine, "Rhea", instrument).disputes
    assert (score["function"], score["count"]) == (
        instrument.function("sleep").name,
        "1 of 1 who submitted it",
    )
    (line,) = score["disputes"]
    assert line["open"]
    assert line["to"] == f"practice.ipynb?attempt={code}&function=sleep"
    rhea = open_practice("Rhea", code, "sleep")
    assert rhea._opened._comparison.place == "sleep"
    columns = [screen._opened._comparison.words["columns"]["own"] for screen in (tom, rhea)]
    assert columns == ["You", "Score"]
    assert sleep(rhea)["count"] == "1 of 1 who submitted this case disputes this score."
    (note,) = sleep(rhea)["notes"]
    assert (note["may"], note["head"].startswith("Tom disagreed, ")) == ("answer", True)
    answer = {"type": "change", "dispute": note["number"], "also": [], "score": str(NEW)}
    for nowhere in ("See ¶99.", "See [99].", "See above."):
        assert "paragraphs of the vignette" in page_of(rhea, **answer, text=nowhere)["message"]
    assert page_of(rhea, **answer, text="¶7 says so.")["type"] == "kept"
    assert sleep(rhea)["changed"] == f"Changed since this attempt was submitted: {WAS}, now {NEW}."
    (score,) = log(engine, "Rhea", instrument).disputes
    assert not score["disputes"][0]["open"]

    tom = open_practice("Tom")
    (news,) = tom._list.news
    assert (news["attempt"], news["function"]) == (code, "sleep")
    assert "Rhea changed the reference after you disagreed" in news["text"]
    tom._list.hear({"type": "open", "attempt": code, "function": "sleep"})
    assert [note["kind"] for note in sleep(tom)["notes"]] == ["dispute", "answer"]
    compared = next(row for row in tom._opened._comparison.rows if row["id"] == "sleep")
    assert compared["reference"] == WAS  # as it was when he submitted
    assert sleep(tom)["changed"]
    assert sleep(tom)["may_dispute"]  # once more, of what it is now
    tom.leave()
    assert tom._list.news == []

    submit(engine, "Tia")
    tia = open_practice("Tia", attempt_of(engine, "Tia"))
    compared = next(row for row in tia._opened._comparison.rows if row["id"] == "sleep")
    assert compared["reference"] == NEW
    assert compared["rationale"] == "¶7 says so."
    (note,) = sleep(tia)["notes"]
    assert (note["kind"], note["may"]) == ("change", "")
    assert "somebody disagreed" in note["head"]
    assert sleep(tia)["changed"] == sleep(tia)["count"] == ""
    assert "Tom" not in repr(tia._opened._comparison.feedback)


def test_two_disputes_of_one_score_know_of_each_other(engine, open_practice, instrument):
    codes = {}
    for name in ("Tom", "Tia"):
        submit(engine, name)
        codes[name] = attempt_of(engine, name)
        page_of(
            open_practice(name, codes[name]), type="dispute", function="sleep", text=f"{name} says so, ¶7."
        )
    rhea = open_practice("Rhea", codes["Tom"])
    (other,) = sleep(rhea)["others"]
    assert (other["text"], other["to"]) == (
        "Tia says so, ¶7.",
        f"practice.ipynb?attempt={codes['Tia']}&function=sleep",
    )
    assert other["head"].startswith("Tia disagreed, ")
    assert sleep(open_practice("Tom", codes["Tom"]))["others"] == [], "trainees do not read of each other"

    (note,) = sleep(rhea)["notes"]
    answer = {"type": "change", "dispute": note["number"], "score": str(NEW), "text": "¶7 says so."}
    assert page_of(rhea, **answer, also=[])["type"] == "kept"
    (score,) = log(engine, "Rhea", instrument).disputes
    assert score["open"], "Tia has no answer yet"
    states = [line["state"] for line in score["disputes"]]
    assert states[1].startswith(f"not answered yet; changed since, from {WAS} to {NEW} by Rhea")
    (news,) = open_practice("Tia")._list.news
    assert (news["attempt"], "after somebody else did" in news["text"]) == (codes["Tia"], True)
    tia = open_practice("Tia", codes["Tia"])
    assert [note["kind"] for note in sleep(tia)["notes"]] == ["dispute", "change"]
    assert sleep(tia)["notes"][0]["head"].endswith("not answered yet; the score was changed since")
    assert "Tom" not in json.dumps(tia._opened._comparison.feedback)
    assert open_practice("Tia")._list.news == []

    rhea = open_practice("Rhea", codes["Tia"])
    number = sleep(rhea)["notes"][0]["number"]
    assert page_of(rhea, type="keep", dispute=number, also=[], text="It is changed.")["type"] == "kept"
    (score,) = log(engine, "Rhea", instrument).disputes
    assert not score["open"]


def test_one_answer_for_two_disputes_is_told_to_both_and_is_one_change(engine, open_practice, instrument):
    numbers = {}
    for name in ("Tom", "Tia"):
        submit(engine, name)
        screen = open_practice(name, attempt_of(engine, name))
        page_of(screen, type="dispute", function="sleep", text="because")
        numbers[name] = sleep(screen)["notes"][0]["number"]
    rhea = open_practice("Rhea", attempt_of(engine, "Tom"))
    answer = {
        "type": "change",
        "dispute": numbers["Tom"],
        "score": str(NEW),
        "text": "He sleeps through [7].",
    }
    assert "answered meanwhile" in page_of(rhea, **answer, also=[99])["message"]
    assert page_of(rhea, **answer, also=[numbers["Tia"]])["type"] == "kept"
    for name in ("Tom", "Tia"):
        (news,) = open_practice(name)._list.news
        assert "Rhea changed the reference after you disagreed" in news["text"]
        screen = open_practice(name, attempt_of(engine, name))
        assert [note["kind"] for note in sleep(screen)["notes"]] == ["dispute", "answer"]
        assert sleep(screen)["changed"] == f"Changed since this attempt was submitted: {WAS}, now {NEW}."
    (score,) = log(engine, "Rhea", instrument).disputes
    assert not score["open"]


def test_what_a_page_may_not_write_is_refused(engine, open_practice):
    submit(engine, "Tom")
    code = attempt_of(engine, "Tom")
    tom = open_practice("Tom", code)
    assert page_of(tom, type="dispute", function="sleep", text="because")["type"] == "kept"
    number = sleep(tom)["notes"][0]["number"]
    for message in (
        {"type": "keep", "dispute": number, "also": [], "text": "no"},
        {"type": "keep", "dispute": 99, "also": [], "text": "no"},
        {"type": "change", "dispute": number, "also": [], "text": "¶7", "score": str(NEW)},
        {"type": "change", "dispute": 99, "also": [], "text": "¶7", "score": str(NEW)},
        {"type": "comment", "function": "sleep", "text": "Well done", "replaces": None},
        {"type": "dispute", "function": "sleep", "text": "again"},
        {"type": "dispute", "function": "x" * 500, "text": "again"},
    ):
        assert page_of(tom, **message)["type"] == "refused", message
    assert len(sleep(tom)["notes"]) == 1


def test_a_comment_stands_beside_its_function(engine, open_practice):
    submit(engine, "Tom")
    code = attempt_of(engine, "Tom")
    rhea = open_practice("Rhea", code)
    comment = {"type": "comment", "function": "sleep"}
    assert page_of(rhea, **comment, text="Look at ¶3.", replaces=None)["type"] == "kept"
    (note,) = sleep(rhea)["notes"]
    assert (note["may"], note["head"].endswith("not read yet")) == ("replace", True)
    assert page_of(rhea, **comment, text="Look at ¶7.", replaces=note["number"])["type"] == "kept"
    tom = open_practice("Tom")
    assert [row["text"].startswith("Rhea commented") for row in tom._list.news] == [True]
    tom._list.hear({"type": "open", "attempt": code})
    (note,) = sleep(tom)["notes"]
    assert (note["text"], note["paragraphs"], note["may"]) == ("Look at ¶7.", [7], "")
    rhea = open_practice("Rhea", code)
    assert [note["may"] for note in sleep(rhea)["notes"]] == [""]


def test_a_trainers_screens_have_the_changed_reference_and_do_not_take_it_back(
    engine, open_practice, instrument, monkeypatch
):
    submit(engine, "Tom")
    code = attempt_of(engine, "Tom")
    page_of(open_practice("Tom", code), type="dispute", function="sleep", text="because")
    rhea = open_practice("Rhea", code)
    number = sleep(rhea)["notes"][0]["number"]
    page_of(rhea, type="change", dispute=number, also=[], text="¶7 says so.", score=str(NEW))
    change = ReferenceChange("sleep", str(WAS), str(NEW), "¶7 says so.")
    changed = changed_reference(load_reference(CASE), [change])
    references = json.loads(all_references(engine))
    assert references[CASE]["reference"] == json.loads(changed.model_dump_json(by_alias=True))
    before = load_reference(CASE).model_dump(mode="json", by_alias=True)
    fingerprint = read_references(instrument)[CASE].fingerprint
    with pytest.raises(InputError, match="changed after a dispute"):
        save_reference(engine, json.dumps({"reference": before, "replaces": fingerprint}).encode())


def test_the_next_case_is_proposed_from_what_was_submitted(engine, open_practice):
    assert open_practice("Tom")._list.proposal is None
    submit(engine, "Tom", change=2)
    tom = open_practice("Tom")
    proposal = tom._list.proposal
    assert proposal["case"] in {card["id"] for card in tom._list.cases} - {CASE}
    assert proposal["text"].startswith("In your last case your scores of the ")
    assert open_practice("Rhea")._list.proposal is None


def test_the_curve_says_when_there_are_too_few_cases(engine, instrument):
    assert log(engine, "Tom", instrument).curve is None
    cases = [case.id for case in practice_list(instrument)][:3]
    for at, case in enumerate(cases, start=1):
        reference = load_reference(case).functions["sleep"].score
        submit(engine, "Tom", case=case, sleep=reference - 2 if reference > 2 else reference + 2)
        curve = log(engine, "Tom", instrument).curve
        assert len(curve["points"]) == at
        assert ("so far" in curve["sentence"]) == (at < 3)
    assert [row["cases"] for row in curve["drifting"]] in ([], [3])
    rhea = CertificationScreen(
        instrument,
        Store(access(engine, "Rhea")),
        lambda attempt: reference_of(access(engine, "Rhea"), attempt, instrument),
    )
    assert rhea._log.curve is None
    rhea.receive({"type": "choose", "person": "Tom", "level": ""})
    assert rhea._log.curve == curve
    tia = CertificationScreen(
        instrument,
        Store(access(engine, "Tia")),
        lambda attempt: reference_of(access(engine, "Tia"), attempt, instrument),
    )
    tia.receive({"type": "choose", "person": "Tom", "level": ""})
    assert tia._log.curve is None
