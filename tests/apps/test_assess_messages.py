"""What the page of a form says is not believed, and what the kernel answers is what the page waits for."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmt_widgets.apps.assess.form import AssessmentView
from nmt_widgets.apps.assess.screen import AssessScreen
from nmt_widgets.store import Person, Unavailable, open_store
from tests.apps.listing import request

SLEEP = "assessments/1/functions/scores/sleep"


@pytest.fixture
def store(tmp_path):
    return open_store(Person("Cleo", "clinician"), url=f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def case(store):
    stem = {
        f"assessments/{number}/{name}": value
        for number, age in ((1, "9 years"), (2, "16 years"))
        for name, value in {"age": age, "label": f"A{number}", "status": "in-progress"}.items()
    }
    return store.create(None, {"title": "Boy", **stem}, kind="clinical").case_id


@pytest.fixture
def talk(store, case, instrument, monkeypatch):
    """Send a message to an opened form, and get what it answers."""
    filling = AssessmentView(store, store.read(case), 1, instrument)
    answers = []
    monkeypatch.setattr(filling.form._form, "send", answers.append)

    def send(**message):
        answers.clear()
        filling.form._form.hear(message)
        return list(answers)

    send.filling = filling
    return send


def save(talk, changes, base=1, edit="e1", **more):
    return talk(type="save", changes=changes, base=base, edit=edit, **more)


def figures(talk):
    return talk.filling.form._map._figures.figures


def test_a_save_is_answered_with_its_revision_and_made_once(talk, store, case):
    (first,) = save(talk, {SLEEP: {"score": 4}})
    (again,) = save(talk, {SLEEP: {"score": 4}})
    assert (first["type"], first["revision"], first["status"]) == ("saved", 2, "in-progress")
    assert again == first
    assert len(store.revisions(case)) == 2


def test_an_edit_is_shown_and_stays_while_others_are_saved(talk):
    talk(type="edit", changes={SLEEP: {"score": 4}, SLEEP.replace("sleep", "arousal"): {"score": 3}})
    assert figures(talk)[0][1] == "7"
    save(talk, {SLEEP: {"score": 4}})
    assert figures(talk)[0][1] == "7"
    talk(type="edit", changes={SLEEP: None})
    assert figures(talk)[0][1] == "3"


def test_a_stale_save_is_told_what_others_saved(talk, store, case):
    store.save(case, {SLEEP: {"score": 9}}, base=1, edit="other")
    (answer,) = save(talk, {SLEEP: {"score": 4}})
    assert (answer["type"], answer["revision"]) == ("stale", 2)
    assert answer["theirs"][SLEEP]["value"] == {"score": 9}
    assert answer["theirs"][SLEEP]["by"] == "Cleo"
    (answers,) = talk(type="refresh")
    assert answers["answers"][SLEEP] == {"score": 9}


def test_others_changes_are_told_once(talk, store, case, monkeypatch):
    store.save(case, {SLEEP: {"score": 9}}, base=1, edit="other")
    messages = []
    monkeypatch.setattr(talk.filling.form._form, "send", messages.append)
    talk.filling.form._saving.look()
    talk.filling.form._saving.look()
    assert [(message["type"], message["revision"], message["by"]) for message in messages] == [
        ("changed", 2, "Cleo")
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (SLEEP, {"score": 13}),
        (SLEEP, {"score": 4, "confidence": "total"}),
        (SLEEP, "4"),
        ("assessments/1/functions/scores/kindness", {"score": 4}),
        ("assessments/1/age", "nine"),
        ("assessments/1/date", "tomorrow"),
        ("history/adversity/infancy/neglect", {"severity": 4, "pattern": "x" * 500}),
        ("../../etc/passwd", "x"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_by_name(path, value, talk, store, case):
    (answer,) = save(talk, {path: value})
    assert (answer["type"], answer["kind"], answer["path"], answer["retry"]) == (
        "refused",
        "invalid",
        path,
        False,
    )
    assert answer["message"]
    assert len(store.revisions(case)) == 1
    assert talk(type="edit", changes={path: value}) == []  # the map shows only what fits


@pytest.mark.parametrize(
    "message",
    [
        {"type": "drop"},
        {"type": ["save"]},
        {"type": "edit"},
        {"type": "edit", "changes": [1, 2]},
        {
            "type": "edit",
            "changes": {"kind": "teaching", "assessments/2/functions/scores/sleep": {"score": 1}},
        },
        {},
    ],
)
def test_nonsense_changes_nothing(message, talk, store, case):
    talk(**message)
    assert len(store.revisions(case)) == 1
    assert store.read(case).kind == "clinical"


def test_another_assessment_is_out_of_reach(talk, store, case):
    save(talk, {"assessments/2/functions/scores/sleep": {"score": 4}})
    assert "assessments/2/functions/scores/sleep" not in store.read(case).answers


@pytest.mark.parametrize("kind", ["full", "readonly", "busy", "gone", "broken"])
def test_a_store_in_trouble_is_told_and_asked_again(kind, talk, store, monkeypatch):
    def fail(*_, **__):
        raise Unavailable(kind)

    monkeypatch.setattr(store, "save", fail)
    (answer,) = save(talk, {SLEEP: {"score": 4}})
    assert (answer["type"], answer["kind"], answer["retry"]) == ("refused", kind, True)
    assert "nothing was saved" in answer["message"]


def test_a_completed_assessment_needs_a_reason(talk):
    save(talk, {SLEEP: {"score": 5}, "assessments/1/status": "completed"})
    (answer,) = save(talk, {SLEEP: {"score": 4}}, base=2, edit="e2")
    assert (answer["kind"], answer["retry"]) == ("locked", False)
    (answer,) = save(talk, {SLEEP: {"score": 4}}, base=2, edit="e3", reason="typing error")
    assert (answer["type"], answer["status"]) == ("saved", "amended")


def test_the_review_says_so_where_the_rules_are_broken(talk, tmp_path, monkeypatch):
    assert talk(type="review") == [{"type": "review", "implausible": []}]
    (tmp_path / "plausibility.yaml").write_text("version: x\nsource: workbook\nrules: []\n", encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    ((answer),) = talk(type="review")
    assert answer["implausible"][0]["title"] == "The answers could not be checked"


def test_a_new_age_asks_about_other_periods(talk):
    def periods():
        sections = {section["id"]: section for section in talk.filling.form._form.spec["sections"]}
        return sections["adversity"]["groups"]

    assert len(periods()) == 5
    talk(type="edit", changes={"assessments/1/age": "15 years"})
    assert len(periods()) == 6


def test_what_is_typed_is_kept_in_one_form(talk):
    changes = {"assessments/1/age": "9 y 2 m", "assessments/1/date": "20240102", "title": "Girl"}
    (answer,) = save(talk, changes)
    assert answer["rewritten"] == {
        "assessments/1/age": "9 years 2 months",
        "assessments/1/date": "2024-01-02",
    }
    assert talk(type="refresh")[0]["answers"]["assessments/1/age"] == "9 years 2 months"


def test_what_contradicts_is_said_at_each_field_and_holds_up_nothing_else(talk, store, case):
    store.save(case, {"assessments/2/date": "2024-03-01"}, base=1, edit="dated")
    changes = {
        "assessments/1/age": "17 years",
        "assessments/1/date": "2024-04-01",
        SLEEP: {"score": 4},
        "assessments/1/functions/scores/arousal": {"score": 77},
    }
    (first,) = save(talk, changes, base=2)
    assert first["problems"] == {
        "assessments/1/functions/scores/arousal": "77 is outside 1-12; enter a whole number 1-12, or 'not known'"
    }
    changes.pop("assessments/1/functions/scores/arousal")
    (second,) = save(talk, changes, base=2, edit="e2")
    assert second["problems"] == {
        "assessments/1/age": "Assessment 2 is at an earlier age than 1 (16 years, 17 years); "
        "correct the age or the numbers",
        "assessments/1/date": "Assessment 2 is dated before 1 (1 March 2024, 1 April 2024); "
        "correct the date or the numbers",
    }
    (third,) = save(talk, {SLEEP: {"score": 4}}, base=2, edit="e3")
    assert third["type"] == "saved"


def test_what_contradicts_is_not_shown_as_if_it_were_so(talk):
    talk(type="edit", changes={"assessments/1/age": "17 years"})
    assert talk.filling.form._saving.case().assessment(1).age == "9 years"


def test_an_odd_age_is_saved_and_asked_about(store, case, instrument):
    store.save(case, {"assessments/2/age": "110"}, base=1, edit="odd")
    filling = AssessmentView(store, store.read(case), 2, instrument)
    about = filling.form._form.spec["sections"][0]["questions"]
    assert [question["doubt"] for question in about if question["kind"] == "age"] == [
        "110 years: are these months? (9 years 2 months)"
    ]


def test_a_list_opens_only_what_one_may_see(store, instrument, case):
    screen = AssessScreen(instrument, store)
    screen._list.hear({"type": "open", "case": "nobody", "assessment": 1})
    assert screen._list.problem
    screen._list.hear({"type": "open", "case": case, "assessment": 7})
    assert screen._list.problem
    screen._list.hear(
        {"type": "create", "kind": "teaching", "title": "x", "age": "9 years", "label": "l", "edit": "e"}
    )
    assert screen._list.problem
    screen._list.hear(
        {"type": "create", "kind": "clinical", "title": "x", "age": "x", "label": "l", "edit": "e"}
    )
    assert "not an age" in screen._list.problem
    assert len(store.records()) == 1
    screen._list.hear({"type": "open", "case": case, "assessment": 1})
    assert screen._opened is not None


def test_a_closed_form_looks_no_more(store, instrument, case):
    async def watch():
        screen = AssessScreen(instrument, store, request(case, assessment="1"))
        task = screen._opened.form._saving._poller._task
        screen._opened.heading.left += 1
        await asyncio.wait([task])
        return task.cancelled()

    with ThreadPoolExecutor(1) as pool:  # this thread may hold a loop of its own
        assert pool.submit(asyncio.run, watch()).result()


def test_who_sees_a_new_record_stands_beside_each_purpose(store, instrument):
    viewers = {kind["kind"]: kind["viewers"] for kind in AssessScreen(instrument, store)._view.kinds}
    assert viewers == {
        "practice": "Seen by everybody in these roles: Trainer, Programme",
        "clinical": "Seen by everybody in these roles: Clinician",
    }
