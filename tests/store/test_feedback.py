"""Disputes, answers and comments: who may write and read them, what they change, and that none is lost or forged."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from nmt_widgets.case_files import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store import Access, NoRecord, NotPermitted, Person, Store, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.learning.feedback import LONGEST, Feedback
from nmt_widgets.store.learning.feedback_entries import FeedbackEntry, open_disputes, read_changes
from nmt_widgets.store.learning.references import reference_of
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from nmt_widgets.training.references.attempts import begin_attempt
from nmt_widgets.training.references.reading import load_reference

CASE = "practice-boy-8"
INSTRUMENT = load_instrument()
WAS = str(load_reference(CASE).functions["sleep"].score)
ROLES = {"Tom": "trainee", "Tia": "trainee", "Rhea": "trainer", "Petra": "programme", "Cleo": "clinician"}


def access(engine: Engine, name: str) -> Access:
    return Access(engine, Person(name, ROLES[name]))


def feedback(engine: Engine, name: str = "Tom") -> Feedback:
    return Feedback(access(engine, name))


def begin(engine: Engine, name: str) -> str:
    """Begin an attempt, scored throughout and not submitted."""
    scores = {f"assessments/1/functions/scores/{id}": {"score": 6} for id in INSTRUMENT.ids}
    answers = {**begin_attempt(load_case(CASE), "Attempt 1"), **scores}
    return Store(access(engine, name)).create(None, answers, kind="practice").case_id


def submit(engine: Engine, name: str = "Tom") -> str:
    code = begin(engine, name)
    Store(access(engine, name)).save(code, {"assessments/1/status": "completed"}, base=1, edit=f"done-{code}")
    return code


def dispute(engine: Engine, code: str, name: str = "Tom", function: str = "sleep") -> FeedbackEntry:
    feedback(engine, name).dispute(code, function, "He wakes at three, see ¶7.", edit=f"d-{code}-{function}")
    (entry,) = open_disputes(feedback(engine, name).of_attempt(code).entries)[-1:]
    return entry


def change(engine: Engine, entry: FeedbackEntry, score: str, was: str = WAS, name: str = "Rhea") -> None:
    store = feedback(engine, name)
    newest = store.of_attempt(entry.case_id).newest
    store.change(
        entry.case_id,
        entry.number,
        "¶7 says so.",
        was=was,
        score=score,
        newest=newest,
        edit=f"c-{entry.number}",
    )


def test_from_the_dispute_to_the_answer_that_is_read(engine: Engine) -> None:
    code = submit(engine)
    entry = dispute(engine, code)
    rhea, tom = feedback(engine, "Rhea"), feedback(engine)
    assert [(row.author, row.function, row.text) for row in rhea.disputes()] == [
        ("Tom", "sleep", "He wakes at three, see ¶7.")
    ]
    assert tom.news() == []
    rhea.keep(code, entry.number, "He sleeps again at once (¶8).", edit="kept")
    assert [(row.act, row.author) for row in tom.news()] == [("kept", "Rhea")]
    assert [row.act for row in tom.open(code).entries] == ["dispute", "kept"]
    assert tom.news() == []
    assert tom.of_attempt(code).unread == []
    assert verify(engine).problems == ()


def test_a_dispute_needs_an_attempt_of_ones_own_that_is_submitted(engine: Engine) -> None:
    begun, submitted = begin(engine, "Tom"), submit(engine, "Tia")
    for code in (begun, submitted, "c-222222"):
        with pytest.raises(NoRecord):
            feedback(engine).dispute(code, "sleep", "because", edit="x")
        with pytest.raises(NoRecord):
            feedback(engine).of_attempt(code)
    for name in ("Rhea", "Petra"):  # who see it, and whose attempt it is not
        with pytest.raises(NotPermitted):
            feedback(engine, name).dispute(submitted, "sleep", "because", edit="x")
    assert feedback(engine, "Rhea").disputes() == []


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b", "a" * (LONGEST + 1)])
def test_a_dispute_needs_a_reason_of_a_sensible_length(engine: Engine, reason: str) -> None:
    code = submit(engine)
    with pytest.raises(InputError):
        feedback(engine).dispute(code, "sleep", reason, edit="x")
    assert feedback(engine).of_attempt(code).entries == ()


def test_a_function_is_disputed_once_until_it_is_answered(engine: Engine) -> None:
    code = submit(engine)
    entry = dispute(engine, code)
    dispute(engine, code)  # sent again
    assert len(feedback(engine).of_attempt(code).entries) == 1
    with pytest.raises(InputError, match="nobody has answered"):
        feedback(engine).dispute(code, "sleep", "and again", edit="second")
    with pytest.raises(InputError, match="no such function"):
        feedback(engine).dispute(code, "nothing", "because", edit="third")
    feedback(engine, "Rhea").keep(code, entry.number, "no", edit="kept")
    with pytest.raises(InputError, match="answered already"):
        feedback(engine, "Rhea").keep(code, entry.number, "no", edit="kept-again")
    feedback(engine).dispute(code, "sleep", "and again", edit="second")


def test_who_may_answer(engine: Engine) -> None:
    code, own = submit(engine), submit(engine, "Rhea")
    entry, of_rhea = dispute(engine, code), dispute(engine, own, "Rhea")
    for name in ("Tom", "Petra"):
        with pytest.raises(NotPermitted):
            feedback(engine, name).keep(code, entry.number, "no", edit=f"by-{name}")
        with pytest.raises(NotPermitted):
            change(engine, entry, "9", name=name)
    for name in ("Tia", "Cleo"):
        with pytest.raises(NoRecord):
            feedback(engine, name).keep(code, entry.number, "no", edit=f"by-{name}")
    with pytest.raises(NotPermitted):  # nobody settles what they dispute themselves, nor along with another
        feedback(engine, "Rhea").keep(code, entry.number, "no", also=[of_rhea.number], edit="along")
    with pytest.raises(NotPermitted):
        feedback(engine, "Rhea").keep(own, of_rhea.number, "no", edit="own")


def test_a_changed_reference_is_that_of_later_attempts_only(engine: Engine) -> None:
    earlier = submit(engine)
    change(engine, dispute(engine, earlier), "9")
    later = submit(engine, "Tia")
    references = {code: reference_of(access(engine, "Rhea"), code, INSTRUMENT) for code in (earlier, later)}
    assert {code: str(reference.functions["sleep"].score) for code, reference in references.items()} == {
        earlier: WAS,
        later: "9",
    }
    assert references[later].functions["sleep"].rationale == "¶7 says so."
    assert [entry.score for entry in feedback(engine).of_attempt(earlier).changes_since()] == ["9"]
    assert feedback(engine, "Tia").of_attempt(later).changes_since() == []
    with reading(engine) as connection:
        assert [(entry.was, entry.score) for entry in read_changes(connection)[CASE]] == [(WAS, "9")]


def test_two_trainers_do_not_change_one_score_at_once(engine: Engine) -> None:
    first, second = (dispute(engine, submit(engine, name), name) for name in ("Tom", "Tia"))
    newest = feedback(engine, "Rhea").of_attempt(second.case_id).newest
    change(engine, first, "9")
    with pytest.raises(InputError, match="meanwhile"):
        feedback(engine, "Rhea").change(
            second.case_id, second.number, "why", was=WAS, score="8", newest=newest, edit="late"
        )
    for score in ("0", "13", "x", "9"):
        with pytest.raises(InputError, match="no other score"):
            change(engine, second, score, was="9")
    change(engine, second, "not known", was="9")


def test_nobody_else_sees_who_disputes(engine: Engine) -> None:
    code = submit(engine)
    change(engine, dispute(engine, code), "9")
    other = submit(engine, "Tia")
    (entry,) = feedback(engine, "Tia").of_attempt(other).changes
    assert (entry.author, entry.disputed_by, entry.case_id) == ("Rhea", "", "")
    assert "Tom" not in repr(feedback(engine, "Tia").of_attempt(other))
    assert feedback(engine, "Tia").disputes() == feedback(engine, "Tia").news() == []
    for name in ("Rhea", "Petra", "Tom"):
        own = code if name == "Tom" else other
        (entry,) = feedback(engine, name).of_attempt(own).changes
        assert (entry.author, entry.disputed_by) == ("Rhea", "Tom")


def test_a_comment_is_replaced_until_it_is_read(engine: Engine) -> None:
    code, rhea, tom = submit(engine), feedback(engine, "Rhea"), feedback(engine)
    rhea.comment(code, "sleep", "Look at ¶3.", edit="one")
    (first,) = rhea.of_attempt(code).entries
    rhea.comment(code, "sleep", "Look at ¶7.", replaces=first.number, edit="two")
    assert [entry.text for entry in tom.news()] == ["Look at ¶7."]
    (second,) = tom.open(code).entries
    assert second.text == "Look at ¶7."
    for number in (first.number, second.number):
        with pytest.raises(InputError, match="stays as it is"):
            rhea.comment(code, "sleep", "Look at ¶9.", replaces=number, edit=f"late-{number}")
    rhea.comment(code, "sleep", "And at ¶9.", edit="three")
    assert [entry.text for entry in tom.open(code).entries if entry.act == "comment"] == [
        "Look at ¶7.",
        "And at ¶9.",
    ]


def test_who_may_comment(engine: Engine) -> None:
    code = submit(engine)
    for name in ("Tom", "Petra"):
        with pytest.raises(NotPermitted):
            feedback(engine, name).comment(code, "sleep", "Well done", edit=f"by-{name}")
    with pytest.raises(NoRecord):
        feedback(engine, "Tia").comment(code, "sleep", "Well done", edit="by-tia")
    with pytest.raises(NoRecord):
        feedback(engine, "Rhea").comment(begin(engine, "Tia"), "sleep", "Well done", edit="early")


def test_an_edit_of_somebody_else_is_no_entry(engine: Engine) -> None:
    code, other = submit(engine), submit(engine, "Tia")
    feedback(engine).dispute(code, "sleep", "because", edit="one")
    with pytest.raises(NotPermitted):
        feedback(engine, "Tia").dispute(other, "sleep", "because", edit="one")


def test_a_backup_holds_the_feedback(engine: Engine, tmp_path: Path) -> None:
    code = submit(engine)
    change(engine, dispute(engine, code), "9")
    verdict = back_up(engine, tmp_path / "b.backup")
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    assert restore(tmp_path / "b.backup", url=url).verdict == verdict
    restored = open_engine(url)
    assert feedback(restored, "Rhea").of_attempt(code) == feedback(engine, "Rhea").of_attempt(code)
    restored.dispose()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (update(tables.feedback).where(tables.feedback.c.number == 2).values(score="8"), "entry 2"),
        (delete(tables.feedback).where(tables.feedback.c.number == 1), "entry 1 is missing"),
    ],
)
def test_a_change_past_the_store_shows(engine: Engine, statement: object, problem: str) -> None:
    change(engine, dispute(engine, submit(engine)), "9")
    before = verify(engine)
    assert before.problems == ()
    with writing(engine) as connection:
        connection.execute(statement)
    after = verify(engine)
    assert any(text.startswith(f"feedback: {problem}") for text in after.problems), after.problems
