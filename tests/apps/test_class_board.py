"""The class screen without a browser: what reaches the page, what is not trusted, files, who may do what."""

import asyncio
import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from nmt_widgets import load_case, load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.store import Access, Person, Store, Unavailable
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.training.class_board import rater_label
from nmt_widgets.training.raters.ratings import read_ratings
from nmt_widgets.training.references.attempts import begin_attempt, for_trainee
from nmt_widgets.training.references.reading import load_reference

CASE = "practice-boy-8"
INSTRUMENT = load_instrument()
REFERENCE = {id: one.score for id, one in load_reference(CASE).functions.items()}
NAMES = ["Aaron", "Bea", "Chloe", "Dan", "Edda"]


def submit(engine, name, change=0, case=CASE, again="", **scores):
    """Submit somebody's attempt, so many points from the reference, or a score of its own for a function."""
    store = Store(Access(engine, Person(name, "trainee")))
    own = [one for one in store.records() if one.practice_of == case and not again]
    begun = begin_attempt(load_case(case), f"Attempt {again or 1}")
    id = own[0].case_id if own else store.create(None, begun, kind="practice").case_id
    reference = {key: one.score for key, one in load_reference(case).functions.items()}
    given = {
        key: score if isinstance(score, str) else min(12, max(1, score + change))
        for key, score in reference.items()
    } | scores
    answers = {f"assessments/1/functions/scores/{key}": score for key, score in given.items()}
    answers["assessments/1/status"] = "completed"
    store.save(id, answers, base=store.read(id).revision, edit=f"{id}-submits")
    return id


# ---- the board without a browser ----


@pytest.fixture
def led(tmp_path):
    """A class led by Tina with five members, and its board."""
    from nmt_widgets.apps.classes.board import ClassBoardView

    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    tina = Classes(Access(engine, Person("Tina", "trainer")))
    found = tina.open_class("Basel", CASE)
    for name in NAMES:
        Classes(Access(engine, Person(name, "trainee"))).join(found.code)
    case = for_trainee(load_case(CASE))
    board = ClassBoardView(tina, found, case, INSTRUMENT, lambda _attempt, id: load_reference(id))
    board.files = {}
    board._widget.hand_out = lambda name, text: board.files.update({name: text})
    return engine, tina, found, board


def shown(board, function="arousal"):
    return next(one for one in board._widget.board["functions"] if one["id"] == function)


def test_nothing_of_the_reference_and_no_name_reaches_the_page_until_they_are_shown(led):
    engine, _tina, _found, board = led
    for at, name in enumerate(NAMES):
        submit(engine, name, at % 2)
    board.look()
    said = repr(board._widget.board) + repr(board.heading.facts)
    assert not [name for name in NAMES if name in said]
    assert all(one["reference"] is None for one in board._widget.board["functions"])
    assert "reference" not in shown(board)["description"]
    board._shows_reference.value = "shown"
    assert shown(board)["reference"] == REFERENCE["arousal"]
    board._shows_reference.value = "hidden"
    assert shown(board)["reference"] is None
    board._shows_names.value = "shown"
    assert {name for name, _ in shown(board)["scores"]} == {*NAMES}


def test_the_reference_needs_a_submission(led):
    board = led[3]
    board._shows_reference.value = "shown"
    assert board._shows_reference.value == "hidden"
    assert "first submission" in board._widget.problem


def test_an_attempt_with_a_gap_is_told_and_not_shown(led):
    engine, _tina, _found, board = led
    submit(engine, "Bea")
    store = Store(Access(engine, Person("Dan", "trainee")))
    made = store.create(None, begin_attempt(load_case(CASE), "Attempt 1"), kind="practice")
    store.save(made.case_id, {"assessments/1/status": "completed"}, base=1, edit="gap")
    board.look()
    assert board._widget.board["arrived"] == 1
    assert "1 submitted without" in board._widget.board["news"]


def test_what_the_page_sends_is_not_trusted(led):
    engine, tina, found, board = led
    submit(engine, "Bea")
    for message in (
        {"type": "consensus", "function": "nonsense", "score": 4, "note": ""},
        {"type": "consensus", "function": "arousal", "score": 13, "note": ""},
        {"type": "pin", "function": "nonsense", "on": True},
    ):
        board._widget.problem = ""
        board._widget.hear(message)
        assert board._widget.problem, message
    for message in (
        {"type": "consensus", "function": "arousal", "score": True, "note": ""},
        {"type": "consensus", "function": "arousal", "score": "4", "note": ""},
        {"type": "consensus", "function": ["arousal"], "score": 4, "note": ""},
        {"type": "pin", "function": None, "on": True},
        {"type": "nothing"},
    ):
        board._widget.hear(message)
    assert {row["agreed"] for row in board._widget.board["functions"]} == {None}
    assert tina.read_class(found.code).discussed == ()


def test_the_days_of_a_class_are_written_for_people(led):
    from nmt_widgets.apps.classes.screen import ClassesScreen

    _engine, tina, _found, board = led
    today = say_date(datetime.now(UTC).date())
    board.receive({"type": "consensus", "function": "arousal", "score": 5, "note": "seen twice"})
    assert shown(board)["agreement"].endswith(today)
    screen = ClassesScreen(INSTRUMENT, tina, lambda _attempt, id: load_reference(id))
    assert screen._list.classes[0]["summary"].endswith(f"opened {today}")


def test_who_may_only_look_changes_nothing(led):
    from nmt_widgets.apps.classes.board import ClassBoardView

    engine, _tina, found, _board = led
    petra = Classes(Access(engine, Person("Petra", "programme")))
    board = ClassBoardView(petra, found, load_case(CASE), INSTRUMENT, lambda _a, id: load_reference(id))
    assert board._widget.may_lead is False
    for message in (
        {"type": "pin", "function": "sleep", "on": True},
        {"type": "consensus", "function": "sleep", "score": 4, "note": ""},
        {"type": "close"},
    ):
        board._widget.problem = ""
        board.receive(message)
        assert board._widget.problem, message


def test_files_are_anonymous_and_can_be_read_again(led, tmp_path):
    engine, _tina, _found, board = led
    for at, name in enumerate(NAMES):
        submit(engine, name, at - 1)
    board.look()
    board.receive({"type": "consensus", "function": "arousal", "score": 3, "note": "=1+1"})
    board.receive({"type": "export", "file": "ratings"})
    board.receive({"type": "export", "file": "functions"})
    ratings, functions = board.files.values()
    file = tmp_path / "ratings.csv"
    file.write_text(ratings, encoding="utf-8-sig")
    read = read_ratings(file, INSTRUMENT)
    assert len(read.raters) == 5
    assert all(name.startswith("Rater ") for name in read.raters)
    assert not np.isnan(read.scores).any()
    rows = {row["function"]: row for row in csv.DictReader(io.StringIO(functions))}
    assert rows["arousal"]["agreed"] == "3"
    assert rows["arousal"]["why"] == "'=1+1"
    assert rows["arousal"]["facilitator"] == "Tina"
    assert rows["sleep"]["reference"] == ""


def test_a_store_that_is_gone_is_told_and_forgotten_when_it_is_back(led, monkeypatch):
    engine, tina, _found, board = led
    submit(engine, "Bea")

    def gone(_code):
        raise Unavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr(tina, "submissions", gone)
        board.look()
        assert "cannot be reached" in board._widget.problem
    board.look()
    assert board._widget.problem == ""
    assert board._widget.board["arrived"] == 1


def test_a_closed_board_looks_no_more(led):
    _engine, tina, found, _board = led

    async def watch():
        from nmt_widgets.apps.classes.board import ClassBoardView

        board = ClassBoardView(tina, found, load_case(CASE), INSTRUMENT, lambda _a, id: load_reference(id))
        task = board._poller._task
        board.close()
        await asyncio.wait([task])
        return task.cancelled()

    with ThreadPoolExecutor(1) as pool:  # this thread may hold a loop of its own
        assert pool.submit(asyncio.run, watch()).result()


@pytest.mark.slow
def test_thirty_submit_while_the_board_looks(tmp_path):
    from nmt_widgets.apps.classes.board import ClassBoardView

    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    tina = Classes(Access(engine, Person("Tina", "trainer")))
    found = tina.open_class("Basel", CASE)
    board = ClassBoardView(
        tina, found, for_trainee(load_case(CASE)), INSTRUMENT, lambda _a, id: load_reference(id)
    )

    def take_part(at):
        name = f"Trainee {at:02}"
        Classes(Access(engine, Person(name, "trainee"))).join(found.code)
        submit(engine, name, at % 3 - 1)

    with ThreadPoolExecutor(5) as pool:
        taking_part = [pool.submit(take_part, at) for at in range(30)]
        while not all(one.done() for one in taking_part):
            board.look()
    assert [one.exception() for one in taking_part] == [None] * 30
    board.look()
    assert board._widget.board["arrived"] == 30
    assert len(board._widget.board["raters"]) == 30
    assert sum(shown(board)["counts"]) == 30
    assert "Trainee" not in repr(board._widget.board)


def test_trainees_join_and_are_led_to_their_own_attempt(tmp_path):
    from nmt_widgets.apps.classes.screen import ClassesScreen

    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    found = Classes(Access(engine, Person("Tina", "trainer"))).open_class("Basel", CASE)
    ben = Classes(Access(engine, Person("Ben", "trainee")))

    def none(_attempt, _case):
        raise InputError("nobody asks")

    screen = ClassesScreen(INSTRUMENT, ben, none, found.code)
    assert screen._list.code == found.code
    assert screen._list.cases == []
    screen.receive({"type": "join", "code": found.code})
    (row,) = screen._list.classes
    assert ben.store.case(row["attempt"]).practice_of == CASE
    assert rater_label(ben.read_class(found.code).members[0].seat) in row["summary"]
    assert not row["board"]
    screen.receive({"type": "join", "code": found.code})
    assert len(ben.store.records()) == 1, "joining again begins nothing"
    for message in ({"type": "open", "code": found.code}, {"type": "begin", "title": "x", "practice": CASE}):
        screen._list.problem = ""
        screen.receive(message)
        assert screen._list.problem
