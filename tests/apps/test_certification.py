"""The certification log: sessions, gaps, attestation, the printed statement, fidelity rounds, and roles."""

import json
import re
from datetime import date, timedelta

import pytest

from nmt_widgets import load_instrument
from nmt_widgets.apps.certification.screen import CertificationScreen
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.papers.statements import StatementLine, statement_page
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.participation import Participation
from nmt_widgets.store.learning.references import reference_of
from nmt_widgets.store.people.accounts import vouched_person
from nmt_widgets.training.certification.fidelity import load_fidelity
from nmt_widgets.training.certification.programmes import load_programmes
from nmt_widgets.training.certification.standing import level_standing
from nmt_widgets.training.references.attempts import practice_list
from tests.apps.test_class_board import submit

INSTRUMENT = load_instrument()
TODAY = date.today().isoformat()
STORED_DATE = re.compile(r"\d{4}-\d\d-\d\d")
COMMON = load_fidelity().cases
OTHERS = [case.id for case in practice_list(INSTRUMENT) if case.id not in COMMON]
ENTRY = {
    "type": "note",
    "people": ["Ben"],
    "level": "nmt_1",
    "kind": "didactic",
    "hours": 2,
    "day": TODAY,
    "about": "",
    "edit": "e",
}


@pytest.fixture
def engine(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    for name, role in (("Tina", "trainer"), ("Ben", "trainee"), ("Cara", "trainee")):
        vouched_person(engine, name, role, "")
    return engine


def open_screen(engine, name="Tina", role="trainer", find=None):
    access = Access(engine, Person(name, role))
    find = find or (lambda attempt: reference_of(access, attempt, INSTRUMENT))
    return CertificationScreen(INSTRUMENT, Store(access), find)


def begun(screen):
    """The rows of people with an entry; trainees without one have rows without a level."""
    return [row for row in screen._log.rows if row["level"]]


def note(engine, people=("Ben",), hours=9, count=10, level="nmt_1"):
    """Note `count` sessions of `hours` each, one a day."""
    log = Participation(Access(engine, Person("Tina", "trainer")))
    for at in range(count):
        day = (date.today() - timedelta(days=count - at)).isoformat()
        kind = "case_based" if at % 2 else "didactic"
        log.note(
            people, level=level, kind=kind, day=day, minutes=hours * 60, edit=f"{level}-{at}-{people[0]}"
        )


def complete(engine, name="Ben"):
    note(engine, (name,), hours=5, count=20)
    for case in OTHERS[:6]:
        submit(engine, name, case=case)


def row(screen, person="Ben", level="nmt_1"):
    return next(row for row in screen._log.rows if (row["person"], row["level"]) == (person, level))


def test_from_the_first_hours_to_the_attestation(engine):
    screen = open_screen(engine)
    assert [row["person"] for row in screen._log.rows] == ["Ben", "Cara"]
    assert begun(screen) == []
    message = {"type": "note", "people": ["Ben", "Cara"], "level": "nmt_1", "kind": "didactic", "hours": 1.5}
    screen.receive({**message, "day": TODAY, "about": "Brainstem", "edit": "a"})
    screen.receive({**message, "day": TODAY, "about": "Brainstem", "edit": "a"})
    assert (row(screen)["hours"], row(screen, "Cara")["sessions"]) == ("1.5", 1)
    assert "88.5 hours (didactic + case-based)" in row(screen)["missing"]
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    assert not screen._log.chosen["may_attest"]
    screen.receive({"type": "attest", "edit": "early"})
    assert "something is missing" in screen._log.problem
    complete(engine)
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    assert screen._log.chosen["may_attest"], screen._log.chosen["state"]
    screen.receive({"type": "attest", "edit": "now"})
    assert row(screen)["missing"] == f"attested {say_date(TODAY)}"
    assert f"attested by Tina on {say_date(TODAY)}" in screen._page.html
    assert "no certificate" in screen._page.html
    screen.receive({"type": "attest", "edit": "again"})
    assert screen._log.problem


def test_how_sure_the_scores_are_is_worked_out_for_those_who_may_look_on(engine):
    for name, change in (("Ben", 0), ("Cara", 1), ("Dan", -1), ("Eva", 1), ("Fay", 0)):
        for place, case in enumerate(OTHERS[:3]):
            submit(engine, name, change, case=case, arousal=3 + place + len(name) % 2)
    screen = open_screen(engine)
    assert screen._log.error is None
    screen.receive({"type": "estimate"})
    panel = screen._log.error
    assert panel["lead"][0].startswith("5 people scored 3 cases")
    assert (len(panel["rows"]), len(panel["all_rows"])) == (6, len(INSTRUMENT.ids) + 1)
    assert all(len(row["cells"]) == len(panel["heads"]) == 4 for row in panel["rows"])
    bar = panel["rows"][0]["bar"]
    assert bar["low"] <= bar["value"] <= bar["high"] <= 1
    assert panel["preview"][0] == "32 functions get a wider range."
    assert panel["preview"][1].startswith("James")
    assert not any(name in json.dumps(panel) for name in ("Ben", "Cara", "Dan"))
    trainee = open_screen(engine, "Ben", "trainee")
    trainee.receive({"type": "estimate"})
    assert trainee._log.error is None
    assert "only trainers and the programme" in trainee._log.problem


def test_an_entry_is_taken_back_only_with_a_reason(engine):
    note(engine, count=1)
    screen = open_screen(engine)
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    number = screen._log.chosen["entries"][0]["number"]
    screen.receive({"type": "take_back", "number": number, "reason": "", "edit": "a"})
    assert "reason" in screen._log.problem
    screen.receive({"type": "take_back", "number": number, "reason": "was ill", "edit": "b"})
    assert begun(screen) == [], "nothing counts any more"


def test_an_entry_taken_back_stays_in_the_list_with_its_reason(engine):
    note(engine, count=2)
    screen = open_screen(engine)
    screen.receive({"type": "take_back", "number": 1, "reason": "was ill", "edit": "b"})
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    first = screen._log.chosen["entries"][0]
    assert "was ill" in first["taken_back"]
    assert STORED_DATE.findall(repr((screen._log.rows, screen._log.chosen))) == []
    assert not first["may_take_back"]
    assert row(screen)["hours"] == "9"
    assert screen._page.html.count("<td>Tina</td>") == 1


def test_every_day_the_log_shows_is_written_for_people(engine):
    complete(engine)
    long_ago = (date.today() - timedelta(days=380)).isoformat()
    log = Participation(Access(engine, Person("Tina", "trainer")))
    log.note(["Ben"], level="nmt_1", kind="attested", day=long_ago, edit="then")
    submit(engine, "Ben", case=COMMON[0])
    screen = open_screen(engine)
    screen.receive({"type": "take_back", "number": 1, "reason": "was ill", "edit": "b"})
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    rows = json.dumps([screen._log.rows, screen._log.chosen])
    assert say_date(long_ago) in rows
    assert say_date(TODAY, style="medium") in rows
    assert re.findall(r"\d{4}-\d\d-\d\d", rows) == []


def test_only_the_first_attempt_at_a_case_counts(engine):
    note(engine, count=1)
    submit(engine, "Ben", change=4, case=OTHERS[0])
    submit(engine, "Ben", case=OTHERS[0], again="2")
    screen = open_screen(engine)
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    (case,) = screen._log.chosen["cases"]
    assert case["band"] == "low"
    assert row(screen)["cases"] == 1


def test_trainees_read_their_own_log_and_change_nothing(engine):
    note(engine, ("Ben", "Cara"), count=2)
    screen = open_screen(engine, "Ben", "trainee")
    assert {row["person"] for row in screen._log.rows} == {"Ben"}
    assert screen._log.chosen["person"] == "Ben"
    assert screen._log.form is None
    assert "Ben took part" in screen._page.html
    before = len(Participation(Access(engine, Person("Tina", "trainer"))).entries())
    for message in (
        {
            "type": "note",
            "people": ["Ben"],
            "level": "nmt_1",
            "kind": "didactic",
            "hours": 9,
            "day": TODAY,
            "about": "",
        },
        {"type": "take_back", "number": 1, "reason": "x"},
        {"type": "attest"},
    ):
        screen._log.problem = ""
        screen.receive({**message, "edit": "e"})
        assert screen._log.problem
    screen.receive({"type": "choose", "person": "Cara", "level": "nmt_1"})
    assert screen._log.chosen is None
    assert len(Participation(Access(engine, Person("Tina", "trainer"))).entries()) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": []},
        {"hours": 25},
        {"hours": -1},
        {"kind": "attested", "hours": 0},
        {"level": ""},
        {"day": "soon"},
        {"edit": "🙂"},
    ],
)
def test_an_impossible_entry_is_refused(engine, wrong):
    screen = open_screen(engine)
    screen._log.hear({**ENTRY, **wrong})
    assert screen._log.problem
    assert begun(screen) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": "Ben"},
        {"hours": "9"},
        {"hours": True},
        {"hours": float("nan")},
        {"level": None},
        {"day": None},
    ],
)
def test_an_entry_of_another_shape_is_dropped(engine, wrong):
    screen = open_screen(engine)
    screen._log.hear({**ENTRY, **wrong})
    assert screen._log.problem == ""
    assert begun(screen) == []
    screen._log.hear(ENTRY)
    assert [row["person"] for row in begun(screen)] == ["Ben"]


def test_a_missing_reference_is_reported_and_hides_nothing_else(engine):
    note(engine, count=1)
    submit(engine, "Ben", case=OTHERS[0])

    def refuse(_attempt):
        raise InputError("the server is silent")

    screen = open_screen(engine, find=refuse)
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    assert "the server is silent" in screen._log.trouble
    assert screen._log.chosen["cases"][0]["distance"] == "not compared"
    assert row(screen)["cases"] == 1


def test_fidelity_rounds_and_drift_follow_an_attestation(engine):
    complete(engine)
    log = Participation(Access(engine, Person("Tina", "trainer")))
    long_ago = (date.today() - timedelta(days=380)).isoformat()
    log.note(["Ben"], level="nmt_1", kind="attested", day=long_ago, edit="then")
    submit(engine, "Ben", change=3, case=COMMON[0])
    screen = open_screen(engine)
    screen.receive({"type": "choose", "person": "Ben", "level": "nmt_1"})
    fidelity = screen._log.chosen["fidelity"]
    assert [row["state"].split()[0] for row in fidelity["rounds"]] == ["scored", "due", "to"]
    assert fidelity["rounds"][0]["band"] == "low"
    assert STORED_DATE.findall(repr(screen._log.chosen)) == []


def test_the_statement_escapes_what_somebody_wrote():
    programmes = load_programmes()
    line = StatementLine("2026-03-01", "didactic", 2, "<script>alert(1)</script>", "Tina")
    standing = level_standing(programmes.level("nmt_1"), [], [])
    page = statement_page("<b>Ben", standing, [line], [], programmes, missing="90 hours", today=TODAY)
    assert "<script>" not in page
    assert "<b>Ben" not in page
    assert "Missing" in page


def test_before_the_first_entry_a_trainee_reads_what_is_asked_for_and_who_notes_it(engine):
    log = open_screen(engine, "Ben", "trainee")._log
    assert log.rows == []
    assert log.words["people"]["none"].startswith("Nothing has been noted of your training yet. Tina notes")
    assert [level["name"] for level in log.before][:1] == ["NMT, level 1"]
    assert log.before[0]["needs"][0]["text"].endswith(": 0 hours; 90 needed")
    note(engine, ("Ben",), count=1)
    log = open_screen(engine, "Ben", "trainee")._log
    assert (len(log.rows), log.before) == (1, [])


def test_who_looks_on_reads_who_notes_and_sees_those_in_training(engine):
    for name, role in (("Pia", "programme"), ("Clio", "clinician")):
        vouched_person(engine, name, role, "")
    log = open_screen(engine, "Pia", "programme")._log
    assert [row["person"] for row in log.rows] == ["Ben", "Cara", "Clio"]
    assert "Trainers note" in log.words["people"]["none"]
    assert log.before == []
