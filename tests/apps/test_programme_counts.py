"""Incidents and phases of the site: what the page asks for, and what it is answered, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from nmt_widgets import load_instrument
from nmt_widgets.apps.programme.counting import Counting
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.incidents.reading import CountPage
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.widgets.programme.counts.view import CountsView
from nmt_widgets.widgets.shared.still import still_of

INSTRUMENT = load_instrument()
LAST_MONTH = f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"
ALL = {"kind": None, "unit": None, "month": "", "withdrawn": False}
CSV = b"kind,date,unit,count,days\nrestraint,2026-01,North,2,300\nRestraint,2026-01,South,{},250\n"


class Desk:
    """The page of one person; it keeps the answers, and counts the changes that the screen hears of."""

    def __init__(self, engine: Any, name: str = "Petra", role: str = "programme") -> None:
        self.store = Store(Access(engine, Person(name, role) if role else None))
        self.changes = 0
        self.counting = Counting(self.store, INSTRUMENT, self._count)
        (self.view,) = self.counting.parts
        assert isinstance(self.view, CountsView)
        self.replies: list[Any] = []
        self.view.send = lambda reply, **_more: self.replies.append(reply)  # type: ignore[method-assign]
        self._edits = 0

    def _count(self) -> None:
        self.changes += 1

    def send(self, type: str, *files: bytes, **fields: Any) -> Any:
        """Send a message as the page does, and return its answer."""
        self._edits += 1
        message = {"type": type, "edit": f"e{self._edits}", **fields}
        before = len(self.replies)
        self.view.hear(message, list(files))
        assert len(self.replies) <= before + 1
        return self.replies[before] if len(self.replies) > before else None

    def enter(self, unit: str = "North", **fields: Any) -> Any:
        typed = {
            "kind": "restraint",
            "date": "2026-03",
            "count": "4",
            "days": "300",
            "until": "",
            "client": "",
        }
        return self.send("enter", **{**typed, "unit": unit, "sure": False, **fields})

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        return [(row["span"], row["place"], row["count"], row["days"]) for row in self.view.page["rows"]]


@pytest.fixture
def engine(tmp_path):
    return open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def desk(engine):
    return Desk(engine)


def fields(problems: list[Any]) -> list[str]:
    return [problem["field"] for problem in problems]


def test_a_month_is_entered_unit_by_unit(desk):
    for unit in ("North", "South", "West"):
        desk.enter(unit, date="2026-02")
    reply = desk.enter("North", count="1", days="1310,5")
    assert reply["text"] == "Entered: Restraint, North, March 2026: 1 incident in 1,310.5 days."
    assert reply["unit"] == "South"
    assert (
        desk.enter("west")["unit"] == "South"
    )  # as it was first written; the one that was left out comes round
    assert desk.enter("South")["unit"] == ""
    assert desk.rows[0] == ("March 2026", "South", "4", "300")
    assert [row[1] for row in desk.rows] == ["South", "West", "North", "West", "South", "North"]
    assert desk.view.units == ["North", "South", "West"]
    assert desk.changes == 6


def test_the_form_begins_with_the_month_that_is_over_and_its_first_unit(desk, engine):
    desk.enter("North", date=LAST_MONTH)
    desk.enter("South", date="2026-01")
    start = Desk(engine).view.start
    assert (start["kind"], start["date"], start["unit"]) == ("restraint", LAST_MONTH, "South")
    desk.enter("North", date="2026-02", kind="seclusion")
    assert desk.view.start == {
        "kind": "seclusion",
        "date": "2026-02",
        "unit": "South",
    }  # for who comes back to it
    reply = desk.send("unit", kind="seclusion", date="2026-01")
    assert (reply["date"], reply["unit"]) == ("2026-01", "North")
    assert desk.send("unit", kind="seclusion", date="2026-13") is None


def test_no_unit_is_offered_beside_a_count_of_the_whole_site(desk):
    desk.enter("North", date="2026-01")
    assert desk.enter("")["unit"] == ""


def test_each_fault_names_its_field_in_a_sentence(desk):
    reply = desk.enter(date="2026-13", count="", days="x", client="nobody")
    assert fields(reply["faults"]) == ["count", "days", "date"]
    assert reply["faults"][1]["text"] == "'x' is not a number of days."
    assert fields(desk.enter(client="nobody", days="30")["faults"]) == ["client"]
    assert fields(desk.enter(date="2026-03-09")["faults"]) == ["date"]
    assert fields(desk.enter(date="2026-03-09", until="2026-03-01")["faults"]) == ["until"]
    assert desk.view.page["rows"] == []
    assert desk.changes == 0


def test_a_question_is_answered_and_the_same_request_is_carried_out_once(desk):
    reply = desk.enter(count="400", days="10", edit="mine")
    assert reply["faults"] == []
    assert reply["questions"][0]["field"] == "count"
    assert reply["questions"][0]["text"].endswith("more than 3 a day.")
    assert reply["questions"][0]["remedy"] == "Is it right?"
    assert desk.rows == []
    for _ in range(2):  # the answer got lost, and it is sent again
        assert desk.enter(count="400", days="10", edit="mine", sure=True)["type"] == "done"
    assert desk.rows == [("March 2026", "North", "400", "10")]


def test_a_count_is_corrected_and_withdrawn_with_a_reason(desk):
    desk.enter()
    number = desk.view.page["rows"][0]["number"]
    numbers = {"number": number, "count": "5", "days": "310", "sure": False}
    assert fields(desk.send("correct", **numbers, reason="")["faults"]) == ["reason"]
    assert fields(desk.send("correct", **{**numbers, "count": "-1"}, reason="recounted")["faults"]) == [
        "count"
    ]
    assert desk.send("correct", **numbers, reason="recounted")["type"] == "done"
    number = desk.view.page["rows"][0]["number"]
    lines = desk.send("history", number=number)["lines"]
    assert [line["text"] for line in lines] == [
        "Corrected (Counted anew): 5 incidents in 310 days",
        "Entered: 4 incidents in 300 days",
    ]
    assert desk.send("withdraw", number=number, reason="counted_twice")["type"] == "done"
    assert desk.rows == []
    late = desk.send("withdraw", number=number, reason="counted_twice")["faults"]
    assert fields(late) == [""]
    assert "corrected or withdrawn already" in late[0]["text"]
    desk.send("look", filter={**ALL, "withdrawn": True}, page=1)
    assert [(row["count"], row["reason"]) for row in desk.view.page["rows"]] == [("5", "Counted twice")]


def test_the_list_is_of_a_kind_a_unit_and_a_month_by_page(desk):
    for month in range(1, 10):
        for unit in ("North", "South", ""):
            if unit or month == 9:
                desk.enter(unit, date=f"2024-0{month}", kind="seclusion" if unit == "" else "restraint")
    for month in range(1, 10):
        desk.enter("North", date=f"2023-0{month}")
    assert (desk.view.page["total"], desk.view.page["pages"], len(desk.rows)) == (28, 2, 24)
    desk.send("look", filter=ALL, page=2)
    assert len(desk.rows) == 4
    desk.enter("North", date="2022-01")
    assert desk.view.page["page"] == 2  # where somebody looks, they stay
    for chosen, total in (
        ({"kind": "seclusion"}, 1),
        ({"unit": "South"}, 9),
        ({"unit": ""}, 1),
        ({"month": "2024-02"}, 2),
        ({"kind": "restraint", "unit": "North", "month": "2023-05"}, 1),
    ):
        desk.send("look", filter={**ALL, **chosen}, page=1)
        assert desk.view.page["total"] == total
    desk.send("look", filter={**ALL, "month": "May"}, page=1)
    assert "is not a date" in desk.view.page["problem"]
    assert desk.view.page["total"] == 1


def test_counts_that_are_added_up_cannot_be_changed(desk, monkeypatch):
    desk.enter()
    (entry,) = SiteIncidents(desk.store.access).page().entries
    hidden = replace(entry, number=None, author="", role="", at="")
    monkeypatch.setattr(SiteIncidents, "page", lambda *_: CountPage((hidden,), 1, 1, 24))
    desk.send("look", filter=ALL, page=1)
    assert desk.view.page["added_up"]
    assert desk.view.page["rows"][0]["number"] is None


def test_a_table_is_entered_whole_or_not_at_all(desk, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    send = {"name": "jan.csv", "kind": "", "sure": False}
    faults = desk.send("import", CSV.replace(b"{}", b"-1"), **send)["faults"]
    assert [(fault["line"], fault["text"], fault["remedy"]) for fault in faults] == [
        (3, "-1 is below 0.", "Enter how many incidents there were.")
    ]
    questions = desk.send("import", CSV.replace(b"{}", b"1000"), **send)["questions"]
    assert [question["line"] for question in questions] == [3]
    assert desk.rows == []
    reply = desk.send("import", CSV.replace(b"{}", b"1000"), **{**send, "sure": True})
    assert reply["text"] == "jan.csv: 2 counts entered, 0 were there already."
    reply = desk.send("import", CSV.replace(b"{}", b"1000"), **send)
    assert reply["text"] == "jan.csv: 0 counts entered, 2 were there already."
    assert [row[2] for row in desk.rows] == ["1,000", "2"]
    assert desk.send("import", b"%PDF-1.4", **send)["faults"] != []
    assert desk.send("import", **send)["faults"][0]["text"] == "The table did not arrive."
    assert desk.send("import", b"date,unit,count,days\n2026-02,North,1,2\n", **{**send, "kind": "seclusion"})
    assert desk.view.page["rows"][0]["kind"] == "Seclusion"
    assert list(tmp_path.glob("tmp*")) == []  # nothing of a table stays


def test_a_hundred_problems_of_a_table_are_listed(desk):
    lines = "".join(f"2026-01,Unit {at},x,300\n" for at in range(150))
    reply = desk.send(
        "import", f"date,unit,count,days\n{lines}".encode(), name="a.csv", kind="restraint", sure=False
    )
    assert len(reply["faults"]) == 101
    assert reply["faults"][-1]["text"] == "And more."


def test_a_phase_is_set_changed_and_withdrawn(desk):
    set_phase = {"name": "before", "unit": "", "begins": "2025-01", "changes": None, "reason": ""}
    bad = desk.send("set_phase", **{**set_phase, "name": " ", "begins": "soon"})
    assert fields(bad["faults"]) == ["name", "begins"]
    assert desk.send("set_phase", **set_phase)["text"] == "Set: before."
    assert fields(desk.send("set_phase", **{**set_phase, "name": "again"})["faults"]) == ["begins"]
    desk.send("set_phase", **{**set_phase, "name": "model in use", "unit": "North", "begins": "2026-02-03"})
    assert [(phase["place"], phase["name"], phase["since"]) for phase in desk.view.phases] == [
        ("Whole site", "before", "1 January 2025"),
        ("North", "model in use", "3 February 2026"),
    ]
    number = desk.view.phases[1]["number"]
    change = {**set_phase, "name": "model begun", "unit": "North", "begins": "2026-03-01", "changes": number}
    assert fields(desk.send("set_phase", **change)["faults"]) == ["reason"]
    assert desk.send("set_phase", **{**change, "reason": "mistyped"})["text"] == "Changed: model begun."
    number = desk.view.phases[1]["number"]
    assert desk.send("withdraw_phase", number=number, reason="wrong_place")["type"] == "done"
    assert [phase["name"] for phase in desk.view.phases] == ["before"]
    assert desk.changes == 4


@pytest.mark.parametrize("role", ["clinician", "trainer", ""])
def test_who_may_not_count_reads_why_and_nothing_is_sent(engine, desk, role):
    desk.enter()
    other = Desk(engine, "Xi", role)
    assert "right to count" in other.view.barred
    assert (other.view.page, other.view.units, other.view.phases) == ({}, [], [])
    assert other.enter("South")["faults"][0]["field"] == ""
    assert other.send("history", number=1)["lines"][0]["author"] == ""
    other.send("look", filter=ALL, page=1)
    assert "rows" not in other.view.page
    assert "North" not in still_of(other.view)


def test_the_first_picture_has_the_form_and_what_there_is(desk):
    desk.enter("<North>")
    desk.send("set_phase", name="before", unit="", begins="2025-01", changes=None, reason="")
    picture = still_of(desk.view)
    for words in ("Enter counts", "&lt;North&gt;", "March 2026", "1 January 2025", "2026-03"):
        assert words in picture


def test_closed_with_its_screen(desk):
    desk.counting.close()
    assert desk.view.comm is None
