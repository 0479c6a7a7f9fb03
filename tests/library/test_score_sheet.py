"""A score sheet as a notebook's author has it: values in, values out, and a file in between."""

import json

import pandas as pd
import pytest
import traitlets

import nmt_widgets as nmt
from nmt_widgets.case_files import NOT_KNOWN, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.case_file import write_new_file
from tests.library.talking import Page

SLEEP = "assessments/1/functions/scores/sleep"
AROUSAL = "assessments/1/functions/scores/arousal"


@pytest.fixture
def heard():
    """The values that an observer of a sheet was called with."""
    return []


@pytest.fixture
def sheet(heard):
    sheet = nmt.ScoreSheet(age=9, scores={"sleep": 4, "arousal": NOT_KNOWN}, confidence={"sleep": "high"})
    sheet.observe(lambda change: heard.append(change["new"]), "value")
    yield sheet
    sheet.close()


def test_a_sheet_has_a_value_for_every_function(sheet, instrument):
    assert tuple(sheet.value) == instrument.ids
    assert (sheet.value["sleep"], sheet.value["arousal"], sheet.value["speech"]) == (4, NOT_KNOWN, None)
    assert sheet.confidence == {"sleep": "high"}
    assert sheet.age == "9 years"


def test_what_is_typed_is_the_value_at_once_and_observers_hear_it_once(sheet, heard, monkeypatch):
    page = Page(sheet, monkeypatch)
    page.edit(**{SLEEP: {"score": 7, "confidence": "low", "note": "at night"}})
    assert (sheet.value["sleep"], sheet.confidence["sleep"], sheet.notes["sleep"]) == (7, "low", "at night")
    assert page.save({SLEEP: {"score": 7, "confidence": "low", "note": "at night"}})["type"] == "saved"
    page.refresh()
    assert [value["sleep"] for value in heard] == [7]


def test_what_the_notebook_sets_is_shown_by_the_page(sheet, heard, monkeypatch):
    page = Page(sheet, monkeypatch)
    sheet.value = {**sheet.value, "sleep": 6, "speech": 3}
    (changed,) = page.replies
    assert changed["type"] == "changed"
    answers = page.refresh()["answers"]
    assert answers[SLEEP] == {"score": 6, "confidence": "high"}  # as sure as before
    assert answers[SLEEP.replace("sleep", "speech")] == {"score": 3}
    assert [(value["sleep"], value["speech"]) for value in heard] == [(6, 3)]
    sheet.value = dict(sheet.value)
    assert len(heard) == 1


def test_a_value_may_be_a_series_or_a_row_and_what_it_leaves_out_is_cleared(sheet):
    sheet.value = pd.Series({"sleep": 5.0, "speech": float("nan")})
    assert (sheet.value["sleep"], sheet.value["speech"], sheet.value["arousal"]) == (5, None, None)
    sheet.update({"speech": 2})
    assert (sheet.value["sleep"], sheet.value["speech"]) == (5, 2)
    sheet.update({"sleep": None})
    assert sheet.confidence == {}


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"sleep": 13}, "sleep: 13 is outside 1-12"),
        ({"sleep": 2.5}, "sleep: 2.5 is not a score"),
        ({"slep": 3}, "'sleep' is meant"),
    ],
)
def test_a_wrong_score_is_named_and_nothing_changes(sheet, heard, scores, words):
    before = sheet.value
    with pytest.raises(InputError, match=words):
        sheet.value = {**sheet.value, **scores}
    with pytest.raises(InputError, match=words):
        nmt.ScoreSheet(scores=scores)
    assert sheet.value == before
    assert heard == []


def test_a_wrong_confidence_is_named(sheet):
    with pytest.raises(InputError, match=r"'total' is not known.*low, moderate, high"):
        sheet.confidence = {"sleep": "total"}
    with pytest.raises(InputError, match="'sleep' is meant"):
        sheet.notes = {"slep": "by day"}
    sheet.confidence = {"sleep": "low", "speech": "high"}
    assert sheet.confidence == {"sleep": "low"}  # nobody is sure of a score that is not there
    sheet.notes = {"speech": "not seen"}
    assert sheet.notes == {"speech": "not seen"}
    assert sheet.value["speech"] is None


def test_two_sheets_that_are_linked_follow_each_other(sheet, monkeypatch):
    other = nmt.ScoreSheet(age=9)
    link = traitlets.link((sheet, "value"), (other, "value"))
    assert other.value == sheet.value
    Page(sheet, monkeypatch).edit(**{SLEEP: {"score": 9}})
    assert other.value["sleep"] == 9
    Page(other, monkeypatch).edit(**{SLEEP: {"score": 2}, AROUSAL: {"score": 3}})
    assert (sheet.value["sleep"], sheet.value["arousal"]) == (2, 3)
    link.unlink()
    other.close()


def test_a_sheet_and_a_map_that_are_linked_follow_each_other(sheet, monkeypatch):
    brain_map = nmt.BrainMap(sheet.value, age=9, readonly=False)
    link = traitlets.link((sheet, "value"), (brain_map, "value"))
    Page(sheet, monkeypatch).edit(**{SLEEP: {"score": 9}})
    assert brain_map.value["sleep"] == 9
    brain_map.hear({"type": "score", "function": "speech", "score": 3, "edit": 1})
    assert (sheet.value["speech"], sheet.value["sleep"], sheet.value["arousal"]) == (3, 9, NOT_KNOWN)
    brain_map.hear({"type": "score", "function": "speech", "score": None, "edit": 2})
    assert sheet.value["speech"] is None
    sheet.update({"arousal": None})
    assert sheet.value["arousal"] is None
    link.unlink()
    brain_map.close()


def test_in_memory_what_the_page_and_the_notebook_change_at_once_is_the_pages(sheet, monkeypatch):
    page = Page(sheet, monkeypatch)
    sheet.update({"sleep": 6})
    stale = page.save({SLEEP: {"score": 8}})
    assert (stale["type"], stale["theirs"][SLEEP]["value"]["score"]) == ("stale", 6)
    assert page.save({SLEEP: {"score": 8}})["type"] == "saved"
    assert sheet.value["sleep"] == 8


def test_the_frame_says_what_is_open_and_what_is_not_known(sheet, instrument):
    frame = sheet.to_frame().set_index("function")
    assert list(frame.index) == [*instrument.ids]
    assert frame.loc[["sleep", "arousal", "speech"], "state"].to_list() == ["scored", "not known", "open"]
    assert str(frame["score"].dtype) == "Int64"
    assert frame["score"].sum() == 4
    assert frame.loc["sleep", "confidence"] == "high"


def test_a_sheet_makes_a_case_that_can_be_measured(sheet):
    case = sheet.to_case(id="mia", title="Mia")
    assert (case.id, case.title, case.assessment(1).age) == ("mia", "Mia", "9 years")
    assert nmt.profile(case, 1).scores["sleep"] == 4
    assert case.assessment(1).functions.scores["arousal"].score == NOT_KNOWN
    with pytest.raises(InputError, match="age"):
        nmt.ScoreSheet().to_case()
    with pytest.raises(InputError, match="'Mia B'"):
        sheet.to_case(id="Mia B")


def test_the_row_that_is_selected_is_a_functions(sheet):
    sheet.selected = "speech"
    assert sheet.selected == "speech"


def test_a_sheet_with_a_file_is_read_back(tmp_path, monkeypatch):
    path = tmp_path / "mia.yaml"
    first = nmt.ScoreSheet(age=9, scores={"sleep": 4}, path=path)
    assert first.where == "in mia.yaml"
    assert Page(first, monkeypatch).save({AROUSAL: {"score": 3, "note": "in class"}})["type"] == "saved"
    case = load_case(str(path))
    assert (case.id, case.assessment(1).functions.scores["arousal"].note) == ("mia", "in class")
    again = nmt.ScoreSheet(age=9, scores={"sleep": 12}, path=path)  # the cell is run once more
    assert (again.value["sleep"], again.value["arousal"], again.notes) == (4, 3, {"arousal": "in class"})
    again.update({"sleep": 5})
    stale = Page(first, monkeypatch)
    stale.base = 2
    assert stale.save({SLEEP: {"score": 8}})["theirs"][SLEEP]["value"] == {"score": 5}


def test_a_file_that_is_no_sheet_is_never_written_to(tmp_path, write_case, james_data):
    wrong = {
        "not a case": "scores: [1, 2]\n",
        "not YAML": "{",
        "empty": "",
    }
    for name, text in wrong.items():
        path = tmp_path / f"{name.replace(' ', '-').lower()}.yaml"
        path.write_text(text)
        with pytest.raises(InputError):
            nmt.ScoreSheet(age=9, path=path)
        assert path.read_text() == text
    with pytest.raises(InputError, match="end it in"):
        nmt.ScoreSheet(age=9, path=tmp_path / "mia.csv")
    with pytest.raises(InputError, match="age"):
        nmt.ScoreSheet(path=tmp_path / "mia.yaml")
    with pytest.raises(InputError, match="there is no folder"):
        nmt.ScoreSheet(age=9, path=tmp_path / "none" / "mia.yaml")
    with pytest.raises(InputError, match=r"holds an assessment at 10\.2 years, not at 9 years"):
        nmt.ScoreSheet(age=9, path=write_case(james_data))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "case.yaml",
        "empty.yaml",
        "not-a-case.yaml",
        "not-yaml.yaml",
    ]


def test_what_the_page_is_given_has_no_answers_of_other_parts(sheet):
    paths = set(sheet.answers) - {"assessments/1/status"}
    assert paths == {SLEEP, AROUSAL}
    assert [section["kind"] for section in sheet.spec["sections"]] == ["functions"]
    json.dumps([sheet.spec, sheet.words, sheet.record])


def test_a_sheet_over_a_file_takes_the_assessment_that_is_in_progress(tmp_path, james):
    first = james.assessments[0].model_copy(update={"status": "in-progress"})
    case = james.model_copy(update={"assessments": (first, *james.assessments[1:])})
    sheet = nmt.ScoreSheet(path=write_new_file(tmp_path / "james.yaml", case))
    assert (sheet.age, sheet.value["sleep"]) == ("9 years", 4)
    assert nmt.ScoreSheet(path=write_new_file(tmp_path / "done.yaml", james)).age == "10.2 years"
