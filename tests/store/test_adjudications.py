"""Second, blind ratings and what settles two: who sees what until when, and that nothing goes past the store."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy import Engine

from nmt_widgets import load_case, load_instrument
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access
from nmt_widgets.store.checking.verifying import verify
from nmt_widgets.store.errors import NoRecord, NotPermitted, Stale
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.people.roles import Person, operator
from nmt_widgets.store.transfer.export import export
from nmt_widgets.training.adjudication.settled import Settled

INSTRUMENT = load_instrument()
STATUS = "assessments/1/status"
SCORES = "assessments/1/functions/scores/"
JAMES = {
    path: value
    for path, value in to_answers(load_case("james")).items()
    if path.startswith(("history/", "assessments/1/")) and "/plan/" not in path
}
WORDS = {
    "title": "Boy, kinship care",
    "background/demographics/answers/household": ["aunt", "two cousins"],
    "background/genetic/answers/genetic": "Nothing known",
    STATUS: "in-progress",
}


def store_of(engine: Engine, name: str, role: str = "clinician") -> Adjudications:
    return Adjudications(Access(engine, Person(name, role)))


def rate(store: Adjudications, case: str, **scores: int) -> None:
    """Fill in a second rating as James was rated, but for some scores."""
    answers = {
        path: value for path, value in JAMES.items() if not path.endswith(("/age", "/label", "/norms"))
    }
    answers |= {SCORES + name: {"score": score} for name, score in scores.items()}
    answers.pop(STATUS)
    store.store.save(case, answers, base=store.store.read(case).revision, edit=f"rate-{case}")


def complete(store: Adjudications, case: str, number: int = 1, status: str = "completed") -> None:
    store.store.save(
        case,
        {f"assessments/{number}/status": status},
        base=store.store.read(case).revision,
        edit=f"{status}-{case}-{number}",
        reason="a mistake" if status == "entered-in-error" else "",
    )


@pytest.fixture
def ana(engine: Engine) -> Adjudications:
    return store_of(engine, "Ana")


@pytest.fixture
def bo(engine: Engine) -> Adjudications:
    return store_of(engine, "Bo")


@pytest.fixture
def cy(engine: Engine) -> Adjudications:
    return store_of(engine, "Cy")


@pytest.fixture
def first(ana: Adjudications) -> str:
    return ana.store.create(None, {**JAMES, **WORDS}, kind="clinical").case_id


@pytest.fixture
def second(bo: Adjudications, first: str) -> str:
    return bo.begin_second_rating(f"{first}/1", INSTRUMENT).case_id


@pytest.fixture
def pair(ana: Adjudications, bo: Adjudications, first: str, second: str, tmp_path: object) -> tuple[str, str]:
    """Two completed ratings that differ on sleep and reward."""
    rate(bo, second, sleep=9, reward=8)
    complete(ana, first)
    complete(bo, second)
    return f"{first}/1", f"{second}/1"


def is_seen(store: Adjudications, case: str, folder: object) -> bool:
    """Say whether a store lets a record be seen; every way to it has to say the same."""
    answers = set()
    for look in (
        lambda: store.store.read(case),
        lambda: store.store.case(case),
        lambda: store.store.latest(case),
        lambda: store.store.revisions(case),
        lambda: store.store.save(case, {"title": "Mine"}, base=999, edit="x"),
        lambda: export(store.store, folder / f"{store.store.person.name}-{case}", cases=[case]),
    ):
        try:
            look()
            answers.add(True)
        except Stale:
            answers.add(True)
        except InputError as error:
            answers.add(not (isinstance(error, NoRecord) or "no case" in str(error)))
    answers.add(case in {record.case_id for record in store.store.records()})
    assert len(answers) == 1
    return answers.pop()


def test_a_second_rating_copies_facts_and_no_ratings(bo, first, second):
    answers = bo.store.read(second).answers
    assert answers["second_of"] == f"{first}/1"
    assert answers["title"] == "Boy, kinship care"
    assert answers["assessments/1/age"] == JAMES["assessments/1/age"]
    assert answers["background/demographics/answers/household"] == ["aunt", "two cousins"]
    assert not [path for path in answers if "genetic" in path or path.startswith("history/")]
    assert not [path for path in answers if "/functions/" in path or "/relational_health/" in path]
    assert bo.store.case(second).assessment(1).status == "in-progress"
    assert bo.begin_second_rating(f"{first}/1", INSTRUMENT).case_id == second, "asked twice, begun once"


def test_neither_sees_the_other_until_both_are_completed(engine, ana, bo, cy, first, second, tmp_path):
    everybody = [cy, Adjudications(Access(engine, operator()))]

    def who_sees():
        for at, other in enumerate(everybody):
            assert {first, second} <= {record.case_id for record in other.store.records()}, at
            other.store.read(first)
        step = tmp_path / str(len(list(tmp_path.iterdir())))
        step.mkdir()
        assert is_seen(ana, first, step)
        assert is_seen(bo, second, step)
        return is_seen(ana, second, step), is_seen(bo, first, step)

    assert who_sees() == (False, False)
    complete(ana, first)
    assert who_sees() == (False, False), "the one who is not done is still blind, and so is the other"
    rate(bo, second, sleep=9)
    complete(bo, second)
    assert who_sees() == (True, True)
    ana.store.save(
        first, {SCORES + "sleep": 3}, base=ana.store.read(first).revision, edit="amend", reason="Seen on film"
    )
    assert who_sees() == (True, True)


def test_a_second_rating_completed_first_stays_blind(ana, bo, first, second, tmp_path):
    rate(bo, second)
    complete(bo, second)
    assert not is_seen(bo, first, tmp_path)
    assert not is_seen(ana, second, tmp_path)


def test_a_later_assessment_of_the_same_client_does_not_blind_again(ana, bo, pair, first, tmp_path):
    ana.store.save(
        first,
        {"assessments/2/age": "10 years", "assessments/2/label": "Second"},
        base=ana.store.read(first).revision,
        edit="again",
    )
    assert is_seen(bo, first, tmp_path)


def test_a_rating_entered_in_error_no_longer_blinds(ana, bo, cy, first, second, tmp_path):
    complete(bo, second, status="entered-in-error")
    assert is_seen(bo, first, tmp_path)
    with pytest.raises(NotPermitted, match="already"):
        bo.begin_second_rating(f"{first}/1", INSTRUMENT)
    cy.begin_second_rating(f"{first}/1", INSTRUMENT)


def test_the_link_is_not_taken_off(ana, bo, first, second):
    for changes in ({"second_of": None}, {"second_of": "c-222222/1"}, {"settles": ["a/1", "b/1"]}):
        with pytest.raises(NotPermitted):
            bo.store.save(second, changes, base=1, edit="off")
    assert bo.store.read(second).answers["second_of"] == f"{first}/1"


def test_who_may_not_begin_a_second_rating(engine, ana, bo, cy, first, second):
    for person, assessment, message in (
        (ana, f"{first}/1", "have written"),
        (cy, f"{first}/1", "second rating already"),
        (cy, f"{second}/1", "second rating itself"),
        (cy, f"{first}/7", "no such assessment"),
        (cy, "c-222222/1", "no such case"),
        (cy, first, "no such case"),
        (store_of(engine, "Tom", "trainee"), f"{first}/1", "no such case"),
    ):
        with pytest.raises(InputError, match=message):
            person.begin_second_rating(assessment, INSTRUMENT)
    other = cy.store.create(
        None, {"title": "B", "assessments/1/label": "First", "assessments/1/age": "3 years"}, kind="clinical"
    ).case_id
    bo.store.save(other, {"title": "C"}, base=1, edit="bo-writes")
    with pytest.raises(NotPermitted, match="have written"):
        bo.begin_second_rating(f"{other}/1", INSTRUMENT)
    with pytest.raises(NotPermitted, match="in progress"):
        ana.store.create(
            None, {"title": "B", "second_of": f"{other}/1", STATUS: "completed"}, kind="clinical"
        )
    with pytest.raises(NotPermitted, match="client"):
        ana.store.create(
            None, {"title": "B", "second_of": f"{other}/1", STATUS: "in-progress"}, kind="practice"
        )


def test_a_third_settles_and_finishes(engine, ana, bo, cy, pair):
    before = cy.read_pair(*reversed(pair), INSTRUMENT)
    assert before.first.id == pair[0]
    assert [item.path for item in before.ratings.open] == [
        "functions/scores/sleep",
        "functions/scores/reward",
    ]
    assert (before.record, before.revision, before.is_finished) == (None, 0, False)
    assert [store.may_settle(before) for store in (ana, bo, cy)] == [False, False, True]
    sleep = Settled("7", "The diary says so", "high")
    code = cy.settle(before, "functions/scores/sleep", sleep, INSTRUMENT, base=0, edit="one")
    assert cy.settle(before, "functions/scores/sleep", sleep, INSTRUMENT, base=0, edit="one") == code
    record = cy.store.read(code)
    assert record.answers["settles"] == [*pair]
    assert record.answers[SCORES + "sleep"] == {"score": 7, "note": "The diary says so", "confidence": "high"}
    assert record.answers["background/genetic/answers/genetic"] == "Nothing known"
    assert (record.owner, record.kind, record.answers[STATUS]) == ("Cy", "clinical", "in-progress")
    half = cy.read_pair(*reversed(pair), INSTRUMENT)
    assert (half.first.id, half.record.case_id) == (pair[0], code), "found in whatever order"
    assert [item.path for item in half.ratings.open] == ["functions/scores/reward"]
    with pytest.raises(InputError, match="1 differences are not settled"):
        cy.finish(half, INSTRUMENT, base=half.revision, edit="early")
    with pytest.raises(NotPermitted, match="1 differences are not settled"):
        cy.store.save(code, {STATUS: "completed"}, base=half.revision, edit="past")
    reward = Settled("8", "Told by two")
    cy.settle(half, "functions/scores/reward", reward, INSTRUMENT, base=half.revision, edit="two")
    done = cy.read_pair(*pair, INSTRUMENT)
    with pytest.raises(NotPermitted, match="gave the same answer"):
        cy.store.save(code, {STATUS: "completed"}, base=done.revision, edit="past-2")
    assert cy.finish(done, INSTRUMENT, base=done.revision, edit="end") == code
    settled = cy.store.case(code)
    scores = settled.assessment(1).functions.scores
    assert (scores["sleep"].score, scores["reward"].score, scores["arousal"].score) == (7, 8, 2)
    assert settled.assessment(1).status == "completed"
    assert ana.store.case(code).settles == pair
    assert not verify(engine).problems
    with pytest.raises(InputError, match="locked"):
        cy.store.save(code, {SCORES + "sleep": 3}, base=cy.store.read(code).revision, edit="later")


def test_neither_rater_settles(ana, bo, cy, pair):
    ratings = cy.read_pair(*pair, INSTRUMENT)
    sleep = Settled("7", "The diary says so")
    for rater in (ana, bo):
        with pytest.raises(NotPermitted, match="third person"):
            rater.settle(ratings, "functions/scores/sleep", sleep, INSTRUMENT, base=0, edit="mine")
    code = cy.settle(ratings, "functions/scores/sleep", sleep, INSTRUMENT, base=0, edit="one")
    with pytest.raises(NotPermitted, match="third person"):
        ana.store.save(code, {SCORES + "sleep": 2}, base=1, edit="ana")
    ana.store.save(code, {"assessments/1/plan/outcomes/own:a": "went well"}, base=1, edit="plan")


def test_two_at_once(engine, cy, pair):
    dot = store_of(engine, "Dot")
    ratings = cy.read_pair(*pair, INSTRUMENT)
    sleep, reward = "functions/scores/sleep", "functions/scores/reward"
    because = Settled("7", "Because")
    cy.settle(ratings, sleep, because, INSTRUMENT, base=0, edit="one")
    with pytest.raises(NotPermitted, match="meanwhile"):
        dot.settle(ratings, reward, because, INSTRUMENT, base=0, edit="two")
    now = dot.read_pair(*pair, INSTRUMENT)
    dot.settle(now, reward, because, INSTRUMENT, base=now.revision, edit="three")
    with pytest.raises(Stale):
        cy.settle(now, sleep, because, INSTRUMENT, base=now.revision, edit="four")


def test_changes_after_blinding_ended_are_reported(ana, cy, pair, first):
    assert cy.amended_since(cy.read_pair(*pair, INSTRUMENT)) == []
    plan = {"assessments/1/plan/outcomes/own:a": "went well"}
    ana.store.save(first, plan, base=ana.store.read(first).revision, edit="plan")
    assert cy.amended_since(cy.read_pair(*pair, INSTRUMENT)) == []
    later = {SCORES + "sleep": {"score": 9}}
    ana.store.save(first, later, base=ana.store.read(first).revision, edit="later", reason="So does Bo")
    assert cy.amended_since(cy.read_pair(*pair, INSTRUMENT)) == ["Ana"]


def test_invalid_decisions_are_refused(cy, pair):
    ratings = cy.read_pair(*pair, INSTRUMENT)
    for path, answer, reason, message in (
        ("functions/scores/sleep", "13", "why", "outside"),
        ("functions/scores/sleep", "7", "  ", "reason"),
        ("functions/scores/arousal", "7", "why", "no difference"),
        ("title", "7", "why", "no difference"),
    ):
        with pytest.raises(InputError, match=message):
            cy.settle(ratings, path, Settled(answer, reason), INSTRUMENT, base=0, edit="bad")
    assert cy.read_pair(*pair, INSTRUMENT).record is None


def test_a_settlement_is_hidden_from_a_new_second_rater(ana, bo, cy, engine, pair, first):
    ratings = cy.read_pair(*pair, INSTRUMENT)
    code = cy.settle(ratings, "functions/scores/sleep", Settled("7", "x"), INSTRUMENT, base=0, edit="one")
    bo_rating = pair[1].split("/")[0]
    bo.store.save(
        bo_rating, {STATUS: "entered-in-error"}, base=bo.store.read(bo_rating).revision, edit="e", reason="x"
    )
    dot = store_of(engine, "Dot")
    again = dot.begin_second_rating(f"{first}/1", INSTRUMENT).case_id
    assert {record.case_id for record in dot.store.records()} == {again}
    with pytest.raises(NoRecord):
        dot.store.read(code)


def test_practice_is_settled_by_a_trainer(engine):
    attempts = []
    for name, score in (("Tom", 3), ("Tea", 4)):
        trainee = store_of(engine, name, "trainee")
        begun = {
            "title": "x",
            "practice_of": "james",
            "assessments/1/label": "Attempt 1",
            STATUS: "completed",
        }
        begun |= {"assessments/1/age": "9 years", SCORES + "sleep": {"score": score}}
        attempts.append(f"{trainee.store.create(None, begun, kind='practice').case_id}/1")
    trainer = store_of(engine, "Tina", "trainer")
    ratings = trainer.read_pair(*attempts, INSTRUMENT)
    code = trainer.settle(
        ratings, "functions/scores/sleep", Settled("4", "¶ 7"), INSTRUMENT, base=0, edit="one"
    )
    now = trainer.read_pair(*attempts, INSTRUMENT)
    trainer.finish(now, INSTRUMENT, base=now.revision, edit="two")
    assert (trainer.store.read(code).kind, trainer.store.case(code).practice_of) == ("practice", None)
    with pytest.raises(NoRecord):
        store_of(engine, "Tom", "trainee").store.read(code)


def test_ratings_without_any_difference_are_finished_at_once(ana, bo, cy, first, second):
    rate(bo, second)
    complete(ana, first)
    complete(bo, second)
    ratings = cy.read_pair(f"{first}/1", f"{second}/1", INSTRUMENT)
    code = cy.finish(ratings, INSTRUMENT, base=0, edit="end")
    assert cy.store.case(code).assessment(1).status == "completed"


def test_an_export_tells_that_it_is_one_client(cy, pair, tmp_path):
    ratings = cy.read_pair(*pair, INSTRUMENT)
    cy.settle(ratings, "functions/scores/sleep", Settled("7", "x"), INSTRUMENT, base=0, edit="one")
    export(cy.store, tmp_path / "plain")
    export(cy.store, tmp_path / "nobody", deidentify=True)

    def links(folder):
        with (tmp_path / folder / "assessments.csv").open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        text = (tmp_path / folder / "answers.csv").read_text(encoding="utf-8-sig")
        return {row["case"] for row in rows}, {row["second_of"] for row in rows} - {""}, text

    cases, second_of, _ = links("plain")
    assert second_of == {pair[0]}
    numbers, second_of, text = links("nobody")
    assert second_of.pop().removesuffix("/1") in numbers
    assert not [case for case in cases if case in text]
