"""Dates on screens are written as people read them; a date typed into a text of its own keeps what was typed."""

from datetime import date
from pathlib import Path

import pytest

from nmt_widgets import load_case, profile
from nmt_widgets.apps.classes.screen import ClassesScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.apps.practice.findings import difference_rows
from nmt_widgets.core.local import say_date
from nmt_widgets.library.case_cards import case_card
from nmt_widgets.store import Access, Person
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.training.references.attempts import compare_attempt
from nmt_widgets.training.references.reading import load_reference
from tests.apps.listing import entries

DATES = [("2026-03-01", "1 March 2026"), ("last spring", "last spring")]


@pytest.fixture
def with_evidence(james_data, write_case):
    """James with evidence of a date for his arousal."""

    def build(day):
        scores = james_data["assessments"][0]["functions"]["scores"]
        entry = {"instrument": "WISC", "value": 71, "date": day}
        scores["arousal"] = {"score": 2, "evidence": [entry]}
        return load_case(write_case(james_data))

    return build


def test_a_card_names_the_date_of_the_latest_assessment(james_data, write_case, instrument, monkeypatch):
    james_data["assessments"][-1]["date"] = "2026-03-01"
    path = write_case(james_data, "james.yaml")
    assert any("1 March 2026" in fact for fact in case_card(load_case(path), instrument)["facts"])
    monkeypatch.setenv("NMT_CASES", str(Path(path).parent))
    assert entries(HomeScreen(instrument))["james"]["facts"][0] == "10.2 years, 1 Mar 2026"


@pytest.mark.parametrize(("day", "words"), DATES)
def test_the_details_of_a_function_name_the_date_of_its_evidence(with_evidence, instrument, day, words):
    item = profile(with_evidence(day), 1, instrument).items["arousal"]
    assert item.evidence == (f"WISC, 71, {words}",)


@pytest.mark.parametrize(("day", "words"), DATES)
def test_a_difference_names_the_date_of_its_evidence(with_evidence, instrument, day, words):
    case, reference = with_evidence(day), load_reference("practice-boy-8")
    rows = difference_rows(case, reference, compare_attempt(case, reference, instrument), instrument)
    (row,) = [row for row in rows if row["id"] == "arousal"]
    assert [entry["text"] for entry in row["evidence"]] == [f"WISC · 71 · {words}"]


def test_the_row_of_a_class_names_the_day_it_was_opened(tmp_path, instrument):
    tina = Classes(Access(open_engine(f"sqlite:///{tmp_path / 'workbook.db'}"), Person("Tina", "trainer")))
    opened = tina.open_class("Basel", "practice-boy-8").opened[:10]
    (row,) = ClassesScreen(instrument, tina, lambda _attempt: load_reference("practice-boy-8"))._list.classes
    assert row["summary"].endswith(f"opened {say_date(date.fromisoformat(opened))}")
