"""Import of scores from tables: all of it understood, or nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, NoRecord, Person, Stale, Store, verify
from nmt_widgets.store.transfer.export import export
from nmt_widgets.store.transfer.importing import carry_out, plan_import
from tests.store.answers import AROUSAL, SLEEP, STATUS, begin
from tests.store.importer import WIDE_MAPPING, Importer

WIDE = """\
Code,Visit,Age,Date,Arousal,Sleep,Neglect,School,Clerk
P001,1,9,2024-01-02,3,n/a,,Second class,Eve
P001,2,10.5,,4.0,5,12,,Eve
P002,1,18 months,,-,7,,"=1+1",Eve
"""
LONG_MAPPING = """\
format: import-1
layout: long
case: id
assessment: visit
age: age
kind: practice
question: item
value: score
questions: {Item 1: arousal, Item 2: sleep, Item 9: null}
"""
LONG = """\
id;visit;age;item;score
p1;1;9;Item 1;3
p1;1;9;Item 2;4
p1;1;9;Item 9;1
p1;1;9;cardiovascular;12
p1;;;history/adversity/infancy/neglect;6
"""


def test_a_wide_file(importer: Importer, store: Store) -> None:
    plan = importer.plan(WIDE)
    assert store.records() == [], "nothing is written by planning"
    assert plan.passed_over == ("Clerk",)
    assert [(case.case_id, case.base) for case in plan.cases] == [("p001", 0), ("p002", 0)]
    carry_out(store, plan)
    first, second = store.case("p001"), store.case("p002")
    assert [assessment.age_years for assessment in first.assessments] == [9, 10.5]
    assert first.assessment(1).date == "2024-01-02"
    assert first.assessment(1).functions.scores["sleep"].score == "not known"
    assert first.assessment(2).functions.scores["arousal"].score == 4
    assert first.history.adversity["infancy"]["neglect"].severity == 12
    assert "arousal" not in second.assessment(1).functions.scores
    assert store.read("p002").answers["background/demographics/answers/school"] == "=1+1"
    assert {assessment.status for assessment in first.assessments} == {"in-progress"}
    (revision,) = store.revisions("p001")
    assert (revision.reason, revision.author) == ("import of scores.csv", "Ana")


def test_a_long_file(importer: Importer, store: Store) -> None:
    importer.carry_out(LONG, LONG_MAPPING)
    case = store.case("p1")
    assert {name: score.score for name, score in case.assessment(1).functions.scores.items()} == {
        "arousal": 3,
        "sleep": 4,
        "cardiovascular": 12,
    }
    assert case.history.adversity["infancy"]["neglect"].severity == 6
    assert len(store.revisions("p1")) == 1


def test_a_sign_of_danger_is_yes_no_or_not_known(importer: Importer, store: Store) -> None:
    mapping = WIDE_MAPPING.replace("  Sleep: sleep", "  Harm: self_harm\n  Missing: going_missing")
    mapping = mapping.replace('"-": null', '"-": null, "1": "yes"')
    head, row = "Code,Visit,Age,Date,Arousal,Harm,Missing,Neglect,School", "P001,1,9,,3,{},{},,\n"
    importer.carry_out(f"{head}\n{row.format('YES', 'Not Known')}", mapping)
    answers = store.read("p001").answers
    stem = "assessments/1/sections/safety/answers"
    assert answers[f"{stem}/self_harm"] == {"signal": "yes"}
    assert answers[f"{stem}/going_missing"] == "not known"
    (problem,) = importer.problems(f"{head}\n{row.format('often', 'no')}", mapping)
    assert problem == (
        "scores.csv:2: column 'Harm': is not an answer to this question; enter yes, no, or 'not known'"
    )


def test_the_same_again_doubles_nothing(importer: Importer, store: Store) -> None:
    importer.carry_out(WIDE)
    before = verify(store.engine)
    again = importer.plan(WIDE)
    assert [case.changes for case in again.cases] == [{}, {}]
    carry_out(store, again)
    assert verify(store.engine) == before


def test_what_changed_is_one_revision_a_case(importer: Importer, store: Store) -> None:
    importer.carry_out(WIDE)
    importer.carry_out(WIDE.replace("P001,1,9,2024-01-02,3", "P001,1,9,2024-01-02,8") + "P001,3,12,,9,,,,\n")
    _first, second = store.revisions("p001")
    assert second.reason == "import of scores.csv"
    assert {change["path"] for change in second.changes} == {
        AROUSAL,
        "assessments/3/age",
        "assessments/3/label",
        "assessments/3/status",
        "assessments/3/functions/scores/arousal",
    }
    assert len(store.revisions("p002")) == 1


def test_the_same_number_keeps_what_it_rests_on(importer: Importer, store: Store) -> None:
    begin(store, "p002", **{SLEEP: {"score": 7, "confidence": "high", "note": "diary"}})
    (case,) = importer.plan("Code,Visit,Age,Date,Arousal,Sleep,Neglect,School\np002,1,9,,3,7,,\n").cases
    assert case.changes == {}


def test_completed_assessments_are_amended_only_when_asked(importer: Importer, store: Store) -> None:
    begin(store, "p002")
    store.save("p002", {STATUS: "completed"}, base=1, edit="done")
    file = "Code,Visit,Age,Date,Arousal,Sleep,Neglect,School\np002,1,9,,8,,,\n"
    (problem,) = importer.problems(file)
    assert problem.startswith("scores.csv:2: case 'p002': the assessment is completed")
    assert "--amend" in problem
    importer.carry_out(file, amend=True)
    assert store.read("p002").answers[STATUS] == "amended"
    assert store.latest("p002").reason == "import of scores.csv"


def test_everything_not_understood_is_told_by_line_and_column(importer: Importer) -> None:
    problems = importer.problems(
        "Code,Visit,Age,Date,Arousal,Sleep,Neglect,School\n"
        "p1,1,9,,13,x,,\n"
        "Mia Smith,1,9,,3,,,\n"
        "p2,0,9,,3,,,\n"
        "p3,1,old,,3,,,\n"
        "p4,1,9,01.02.2024,3,,,\n"
        ',1,9,,3,,,"two\nlines"\n'
        "p5,1,9,,3,,,,9\n"
        "\n"
        "p1,1,9,,12,,,\n"
        "p6,1,,,3,,,\n"
    )
    assert [problem.split(";")[0] for problem in problems] == [
        "scores.csv:2: column 'Arousal': 13 is outside 1-12",
        "scores.csv:2: column 'Sleep': 'x' is not a whole number",
        "scores.csv:3: column 'Code': 'mia smith' is not the code of a case",
        "scores.csv:4: column 'Visit': '0' is not the number of an assessment",
        "scores.csv:5: column 'Age': 'old' is not an age",
        "scores.csv:6: column 'Date': '01.02.2024' is not a date",
        "scores.csv:7: column 'Code': there is no code",
        "scores.csv:9: the row has 9 cells, the header 8",
        "scores.csv:12: case 'p6': assessment 1 has no age",
    ]
    assert all(";" in problem for problem in problems), "each says what to do"


def test_two_lines_that_say_otherwise(importer: Importer) -> None:
    header = "Code,Visit,Age,Date,Arousal,Sleep,Neglect,School\n"
    problem, question = importer.problems(f"{header}p1,1,9,,3,,,\np1,1,9,,4,,,\n")
    assert problem.startswith("scores.csv:3: column 'Arousal': line 2 says otherwise")
    assert question.startswith("scores.csv:3: assessment 1 of 'p1' stands on line 2 too")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("format: import-2", "format"),
        (WIDE_MAPPING + "colour: red\n", "map.yaml:13: colour: 'colour' is not known here"),
        (WIDE_MAPPING.replace("scores/arousal", "scores/arousel"), "map.yaml:8: columns, Arousal:"),
        (WIDE_MAPPING.replace("sleep", "household"), "map.yaml:9: columns, Sleep:"),
        (WIDE_MAPPING.replace("Code", "Id"), "map.yaml:2: case: scores.csv has no column 'Id'"),
        (WIDE_MAPPING.replace("Sleep", "Slept"), "map.yaml:9: columns, Slept: scores.csv has no column"),
        (WIDE_MAPPING.partition("columns:")[0], "a wide file needs 'columns'"),
        (WIDE_MAPPING.replace("kind: clinical", "kind: secret"), "map.yaml:6: kind"),
        (LONG_MAPPING.replace("value: score\n", ""), "a long file needs 'question' and 'value'"),
        ("", "the file is empty"),
    ],
)
def test_mappings_that_do_not_fit(importer: Importer, mapping: str, message: str) -> None:
    assert message in importer.problems(WIDE, mapping)[0]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfeC\x00o\x00", "has no column 'Code'; its columns are: Co"),
        (WIDE.encode() + b'"p9,1', "scores.csv:5: a quote opens on this line and is not closed"),
        (WIDE.replace("Sleep,", "Arousal,").encode(), "column 'Arousal': stands twice"),
        (
            WIDE.encode().replace(b"Second class", b"x" * 1_000_001),
            "scores.csv:2: column 'School': the text has 1,000,001 characters",
        ),
    ],
)
def test_files_that_are_no_csv(importer: Importer, file: bytes, message: str) -> None:
    assert message in importer.problems(file)[0]


def test_a_text_may_be_long(importer: Importer, store: Store) -> None:
    importer.carry_out(WIDE.replace("Second class", "x" * 900_000))
    assert len(store.read("p001").answers["background/demographics/answers/school"]) == 900_000


def test_files_that_are_not_there(store: Store, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(WIDE_MAPPING)
    for file, mapping in (("none.csv", "map.yaml"), ("map.yaml", "none.yaml"), (".", "map.yaml")):
        with pytest.raises(InputError):
            plan_import(store, tmp_path / file, tmp_path / mapping)


def test_what_one_may_not_change_is_not_imported(store: Store, tmp_path: Path) -> None:
    begin(store, "p002")
    trainee = Importer(Store(Access(store.engine, Person("Bo", "trainee"))), tmp_path)
    problems = trainee.problems(WIDE)
    assert len(problems) == 2
    assert "may not begin a clinical case" in problems[0]
    importer = Importer(store, tmp_path)
    assert "is a template" in importer.problems(WIDE.replace("P002", "james"))[0]


def test_who_saved_meanwhile_is_not_overwritten(importer: Importer, store: Store) -> None:
    begin(store, "p002")
    plan = importer.plan(WIDE)
    store.save("p002", {SLEEP: 2}, base=1, edit="e")
    with pytest.raises(Stale):
        carry_out(store, plan)
    assert store.read("p002").answers[SLEEP] == {"score": 2}
    importer.carry_out(WIDE)
    assert len(store.revisions("p001")) == 1, "what was written by the first try is not written again"


def test_an_export_comes_back_in(importer: Importer, store: Store, tmp_path: Path) -> None:
    importer.carry_out(LONG, LONG_MAPPING)
    export(store, tmp_path / "out")
    text = (tmp_path / "out" / "answers.csv").read_text(encoding="utf-8-sig")
    mapping = (
        "format: import-1\nlayout: long\ncase: case\nassessment: assessment\nage: age_years\nkind: practice\n"
        "question: question\nvalue: value\n"
        "questions: {title: null, kind: null, label: null, age: null, status: null}\n"
    )
    importer.carry_out(text.replace('"p1"', '"q1"'), mapping)
    answers = {path: value for path, value in store.read("p1").answers.items() if path != "title"}
    assert {path: value for path, value in store.read("q1").answers.items() if path != "title"} == answers


def test_a_million_cells_of_nonsense_are_refused(importer: Importer) -> None:
    with pytest.raises((InputError, NoRecord)):
        importer.plan("\x00,\x01\n" * 1000)
