"""The class screen without a browser: its page data, untrusted messages, exported files, roles."""

import asyncio
import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nmt_widgets import load_case, load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.store import Access, Person, Store, Unavailable
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.class_entry import enter_class, return_to_class
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.records import writing
from nmt_widgets.training.class_board import rater_label
from nmt_widgets.training.raters.ratings import read_ratings
from nmt_widgets.training.references.attempts import begin_attempt, for_trainee
from nmt_widgets.training.references.reading import load_reference

CASE = "practice-boy-8"
INSTRUMENT = load_instrument()
REFERENCE = {id: entry.score for id, entry in load_reference(CASE).functions.items()}
NAMES = ["Aaron", "Bea", "Chloe", "Dan", "Edda"]


def submit(engine, name, change=0, case=CASE, again="", role="trainee", **scores):
    """Submit an attempt whose scores lie `change` points from the reference; `scores` sets single functions."""
    store = Store(Access(engine, Person(name, role)))
    own = [record for record in store.records() if record.practice_of == case and not again]
    begun = begin_attempt(load_case(case), f"Attempt {again or 1}")
    id = own[0].case_id if own else store.create(None, begun, kind="practice").case_id
    reference = {key: entry.score for key, entry in load_reference(case).functions.items()}
    scores_by_function = {
        key: score if isinstance(score, str) else min(12, max(1, score + change))
        for key, score in reference.items()
    } | scores
    answers = {f"assessments/1/functions/scores/{key}": score for key, score in scores_by_function.items()}
    answers["assessments/1/status"] = "completed"
    store.save(id, answers, base=store.read(id).revision, edit=f"{id}-submits")
    return id


# ---- the board without a browser ----


@pytest.fixture
def led_class(tmp_path):
    """A class led by Tina with five members, and its board."""
    from nmt_widgets.apps.classes.board import ClassBoardView

    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    tina = Classes(Access(engine, Person("Tina", "trainer")))
    class_ = tina.open_class("Basel", CASE)
    for name in NAMES:
        Classes(Access(engine, Person(name, "trainee"))).join(class_.code)
    case = for_trainee(load_case(CASE))
    board = ClassBoardView(tina, class_, case, INSTRUMENT, lambda _attempt: load_reference(CASE), Door())
    board.files = {}
    board._widget.hand_out = lambda name, text: board.files.update({name: text})
    return engine, tina, class_, board


class Door:
    """A door without a server."""

    def __init__(self):
        self.place, self.people = "", frozenset()

    def link(self, code):
        return self.place and f"{self.place}/{code.upper()}"

    def qr_code(self, code):
        return f"<svg>{self.link(code)}</svg>"

    def is_encrypted(self):
        return self.place.startswith("https:")

    def present(self):
        return self.people


def function_row(board, function="arousal"):
    return next(row for row in board._widget.board["functions"] if row["id"] == function)


def test_nothing_of_the_reference_and_no_name_reaches_the_page_until_they_are_shown(led_class):
    engine, _tina, _class, board = led_class
    for at, name in enumerate(NAMES):
        submit(engine, name, at % 2)
    board.look()
    page_state = repr(board._widget.board) + repr(board.heading.facts)
    assert not [name for name in NAMES if name in page_state]
    assert all(row["reference"] is None for row in board._widget.board["functions"])
    assert "reference" not in function_row(board)["description"]
    board._shows_reference.value = "shown"
    assert function_row(board)["reference"] == REFERENCE["arousal"]
    board._shows_reference.value = "hidden"
    assert function_row(board)["reference"] is None
    board._shows_names.value = "shown"
    assert {name for name, _ in function_row(board)["scores"]} == {*NAMES}


def box(board, function="arousal"):
    """The box of a function on the map, as it reads aloud and as it is drawn."""
    svg = board._widget.board["map"]
    start = svg.index(f'data-function="{function}"')
    return svg[start : svg.index("</g>", start)]


def test_the_map_says_how_far_apart_the_class_is_and_the_reference_when_it_is_shown(led_class):
    engine, _tina, _class, board = led_class
    for name in NAMES[:2]:
        submit(engine, name)
    board.look()
    assert board._widget.board["map"] == ""
    assert "From 3 scores" in board._widget.words["discussion"]["empty"]
    board._picture.value = "map"
    assert "scored by 2, too few to say" in box(board)
    assert "nmt-range" not in board._widget.board["map"]
    for at, name in enumerate(NAMES[2:]):
        submit(engine, name, arousal=(1, 5, 12)[at])
    board.look()
    reads, known = box(board), REFERENCE["arousal"]
    assert "5 raters, 1 to 12, median" in reads
    assert "worth a discussion" in reads
    assert 'stroke-width="4"' in reads, "what differs stands out by its frame"
    assert f"5 raters, all {REFERENCE['sleep']}" in box(board, "sleep")
    assert "fewer than 3 raters" in board._widget.board["map_key"]
    assert "reference" not in board._widget.board["map"]
    board._shows_reference.value = "shown"
    assert f"reference {known}" in box(board)
    assert f">{known}</text>" in box(board)
    assert not [name for name in NAMES if name in board._widget.board["map"]]


def test_the_reference_needs_a_submission(led_class):
    board = led_class[3]
    board._shows_reference.value = "shown"
    assert board._shows_reference.value == "hidden"
    assert "first submission" in board._widget.problem


def test_an_attempt_with_a_gap_is_reported_and_not_drawn(led_class, monkeypatch):
    engine, _tina, _class, board = led_class
    submit(engine, "Bea")
    store = Store(Access(engine, Person("Dan", "trainee")))
    record = store.create(None, begin_attempt(load_case(CASE), "Attempt 1"), kind="practice")
    with monkeypatch.context() as earlier:  # when the store left it to the page
        earlier.setattr(writing, "check_attempt", lambda *_: None)
        store.save(record.case_id, {"assessments/1/status": "completed"}, base=1, edit="gap")
    board.look()
    assert board._widget.board["arrived"] == 1
    assert "1 submitted without" in board._widget.board["news"]


def test_what_the_page_sends_is_not_trusted(led_class):
    engine, tina, class_, board = led_class
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
    assert tina.read_class(class_.code).discussed == ()


def test_agreement_below_zero_is_written_with_a_minus_sign(led_class):
    engine, _tina, _class, board = led_class
    for at, name in enumerate(NAMES[:3]):  # each in an order of their own
        scores = {id: 4 + (at + place) % 5 for place, id in enumerate(INSTRUMENT.ids)}
        submit(engine, name, **scores)
    board.look()
    _name, value, remark = board.heading.facts[2]
    assert value.startswith("−")
    assert remark.startswith("−")
    assert "-" not in value + remark


def test_the_days_of_a_class_are_written_for_people(led_class):
    from nmt_widgets.apps.classes.screen import ClassesScreen

    _engine, tina, _class, board = led_class
    today = say_date(datetime.now(UTC).date())
    board.receive({"type": "consensus", "function": "arousal", "score": 5, "note": "seen twice"})
    assert function_row(board)["agreement"].endswith(today)
    screen = ClassesScreen(INSTRUMENT, tina, lambda _attempt: load_reference(CASE))
    assert screen._list.classes[0]["summary"].endswith(f"opened {today}")


def test_a_programme_may_watch_a_board_and_change_nothing(led_class):
    from nmt_widgets.apps.classes.board import ClassBoardView

    engine, _tina, class_, _board = led_class
    petra = Classes(Access(engine, Person("Petra", "programme")))
    board = ClassBoardView(petra, class_, load_case(CASE), INSTRUMENT, lambda _attempt: load_reference(CASE))
    assert board._widget.may_lead is False
    for message in (
        {"type": "pin", "function": "sleep", "on": True},
        {"type": "consensus", "function": "sleep", "score": 4, "note": ""},
        {"type": "close"},
    ):
        board._widget.problem = ""
        board.receive(message)
        assert board._widget.problem, message


def test_files_are_anonymous_and_can_be_read_again(led_class, tmp_path):
    engine, _tina, _class, board = led_class
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


def test_the_message_about_an_unreachable_store_goes_when_it_is_back(led_class, monkeypatch):
    engine, tina, _class, board = led_class
    submit(engine, "Bea")

    def unreachable(_code):
        raise Unavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr(tina, "submissions", unreachable)
        board.look()
        assert "cannot be reached" in board._widget.problem
    board.look()
    assert board._widget.problem == ""
    assert board._widget.board["arrived"] == 1


def test_a_closed_board_stops_polling(led_class):
    _engine, tina, class_, _board = led_class

    async def watch():
        from nmt_widgets.apps.classes.board import ClassBoardView

        board = ClassBoardView(
            tina, class_, load_case(CASE), INSTRUMENT, lambda _attempt: load_reference(CASE)
        )
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
    class_ = tina.open_class("Basel", CASE)
    board = ClassBoardView(
        tina, class_, for_trainee(load_case(CASE)), INSTRUMENT, lambda _attempt: load_reference(CASE)
    )

    def take_part(at):
        name = f"Trainee {at:02}"
        Classes(Access(engine, Person(name, "trainee"))).join(class_.code)
        submit(engine, name, at % 3 - 1)

    with ThreadPoolExecutor(5) as pool:
        submissions = [pool.submit(take_part, at) for at in range(30)]
        while not all(submission.done() for submission in submissions):
            board.look()
    assert [submission.exception() for submission in submissions] == [None] * 30
    board.look()
    assert board._widget.board["arrived"] == 30
    assert len(board._widget.board["raters"]) == 30
    assert sum(function_row(board)["counts"]) == 30
    assert "Trainee" not in repr(board._widget.board)


def test_trainees_join_and_are_led_to_their_own_attempt(tmp_path):
    from nmt_widgets.apps.classes.screen import ClassesScreen

    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    class_ = Classes(Access(engine, Person("Tina", "trainer"))).open_class("Basel", CASE)
    ben = Classes(Access(engine, Person("Ben", "trainee")))

    def none(_attempt, _case):
        raise InputError("nobody asks")

    screen = ClassesScreen(INSTRUMENT, ben, none, class_.code)
    assert screen._list.code == class_.code
    assert screen._list.cases == []
    screen.receive({"type": "join", "code": class_.code})
    (row,) = screen._list.classes
    assert ben.store.case(row["attempt"]).practice_of == CASE
    assert rater_label(ben.read_class(class_.code).members[0].seat) in row["summary"]
    assert not row["board"]
    screen.receive({"type": "join", "code": class_.code})
    assert len(ben.store.records()) == 1, "joining again begins nothing"
    for message in ({"type": "open", "code": class_.code}, {"type": "begin", "title": "x", "practice": CASE}):
        screen._list.problem = ""
        screen.receive(message)
        assert screen._list.problem


# ---- the members beside the board ----


@pytest.fixture
def members(led_class, monkeypatch):
    """What the page has of the members, with Ana Souza among them, who came by the code; and what it is answered."""
    engine, tina, class_, board = led_class
    ana = enter_class(engine, class_.code, "Ana Souza").person
    panel, replies = board._members, []
    monkeypatch.setattr(panel.widget, "send", replies.append)
    board.look()

    def row():
        seat = next(member.seat for member in tina.read_class(class_.code).members if member.by_code)
        return next(row for row in panel.widget.members if row["seat"] == seat)

    return ana, board, row, replies


def test_members_are_letters_until_names_are_shown(members):
    ana, board, row, replies = members
    widget = board._members.widget
    page_state = repr(widget.members) + widget.summary + repr(widget.doorway)
    assert not [name for name in (*NAMES, "Ana Souza", ana.name) if name in page_state]
    widget.hear({"type": "rename", "seat": row()["seat"], "name": "Ana"})
    assert "names are hidden" in replies[-1]["problem"]
    board._shows_names.value = "shown"
    assert row()["name"] == "Ana Souza"
    assert {entry["name"] for entry in widget.members} == {*NAMES, "Ana Souza"}
    widget.hear({"type": "rename", "seat": row()["seat"], "name": "Bea"})
    assert "called that already" in replies[-1]["problem"]
    widget.hear({"type": "rename", "seat": row()["seat"], "name": "Ana"})
    assert (replies[-1]["problem"], row()["name"]) == ("", "Ana")
    assert replies[-1]["done"] == "Renamed: Ana Souza."
    board._shows_names.value = "hidden"
    assert "Ana" not in repr(widget.members)


def test_who_is_stuck_and_what_is_not_known_is_not_said(members, led_class, monkeypatch):
    ana, board, row, _replies = members
    engine, door = led_class[0], board._members._door
    assert (row()["state"], row()["stuck"]) == (
        "has not begun",
        "",
    )  # without a door nobody knows who has a page open
    door.place = "http://127.0.0.2:8080"
    board.look()
    assert row()["stuck"] == "no page open"
    assert "1 may be stuck: Rater" in board._members.widget.summary
    assert "not encrypted" in board._members.widget.doorway["secrecy"]
    door.people, door.place = frozenset({ana.name}), "https://127.0.0.2:8080"
    store = Store(Access(engine, ana))
    attempt = store.create(None, begin_attempt(load_case(CASE), "Attempt 1"), kind="practice").case_id
    store.save(attempt, {"assessments/1/functions/scores/sleep": 5}, base=1, edit="first")
    board.look()
    assert (row()["state"], row()["stuck"]) == ("1 of 32", "")
    assert board._members.widget.doorway["secrecy"] == "The connection is encrypted."
    monkeypatch.setattr("nmt_widgets.apps.classes.members.datetime", _Later)
    board.look()
    assert row()["stuck"] == "nothing answered for 6 minutes"
    submit(engine, ana.name, role="class_member")
    board.look()
    assert (row()["state"], row()["share"], row()["stuck"]) == ("submitted", 100, "")


class _Later(datetime):
    @classmethod
    def now(cls, zone=None):
        return datetime.now(zone) + timedelta(minutes=6.5)


def test_a_new_code_is_sent_once_and_who_is_removed_is_gone(members, led_class):
    ana, board, row, replies = members
    engine, tina, class_, _board = led_class
    seat, widget = row()["seat"], board._members.widget
    widget.hear({"type": "renew", "seat": seat})
    code = replies[-1]["code"]
    assert return_to_class(engine, class_.code, code) == ana
    assert code not in repr(widget.get_state())
    submit(engine, ana.name, role="class_member")
    board.look()
    assert board._widget.board["arrived"] == 1
    letter = row()["name"]
    widget.hear({"type": "remove", "seat": seat})
    assert replies[-1]["done"].startswith(f"Removed: {letter}. Below the list")
    assert board._widget.board["arrived"] == 0
    assert seat not in {entry["seat"] for entry in widget.members}
    account_seat = widget.members[0]["seat"]
    for message in (
        {"type": "remove", "seat": seat},
        {"type": "remove", "seat": account_seat},
        {"type": "renew", "seat": 10**9},
    ):
        replies.clear()
        widget.hear(message)
        assert "nobody in this class" in replies[-1]["problem"]
    (former,) = widget.removed
    assert former["name"] == letter
    widget.hear({"type": "take_back", "seat": former["seat"]})
    assert replies[-1]["done"].startswith(f"Back in the class: {letter}.")
    assert (widget.removed, row()["state"], board._widget.board["arrived"]) == ([], "submitted", 1)
    widget.hear({"type": "take_back", "seat": former["seat"]})
    assert "nobody in this class" in replies[-1]["problem"]
    widget.hear({"type": "remove", "seat": seat})
    replies.clear()
    for message in ({"type": "remove", "seat": "1"}, {"type": "rename", "seat": account_seat}, {"seat": 1}):
        widget.hear(message)
    assert replies == []
    assert len(tina.read_class(class_.code).members) == len(NAMES)
