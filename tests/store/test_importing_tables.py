"""Tables as research systems and spreadsheets write them, and what is asked about them first."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.tables import read_table
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store import Store
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.transfer.importing.drafting import draft_mapping
from nmt_widgets.store.transfer.importing.mapping import read_mapping
from tests.conftest import ROOT
from tests.core.workbook_files import write_ods, write_xlsx
from tests.documentation.code_blocks import code_blocks
from tests.store.answers import begin
from tests.store.importer import Importer

MAPPING = """\
format: import-1
case: Code
assessment: Visit
age: Age
date: Date
kind: clinical
columns: {Arousal: arousal, Sleep: sleep}
"""
HEADER = "Code,Visit,Age,Date,Arousal,Sleep\n"
ROW = "P001,1,9,2024-01-02,3,5\n"


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What is asked here is asked before the database is."""
    return f"sqlite:///{tmp_path / 'workbook.db'}"


def scores(store: Store, code: str = "p001", number: int = 1) -> list[Any]:
    """Return age in years, date, arousal and sleep; None where there is no answer."""
    assessment = store.case(code).assessment(number)
    scores = assessment.functions.scores
    values = [scores[name].score if name in scores else None for name in ("arousal", "sleep")]
    return [round(assessment.age_years, 3), assessment.date, *values]


# ---- one table, written in many ways ----

WRITTEN = {
    "commas": HEADER + ROW,
    "semicolons and decimal commas": (HEADER + ROW).replace(",", ";").replace("9;", "9,0;", 1),
    "tabs": (HEADER + ROW).replace(",", "\t"),
    "sep line": "sep=;\r\n" + (HEADER + ROW).replace(",", ";"),
    "utf-16": (HEADER + ROW).encode("utf-16"),
    "old Mac": (HEADER + ROW).replace("\n", "\r"),
    "blanks and case in the header": HEADER.replace("Arousal", " AROUSAL\u00a0").replace("Code", "code ")
    + ROW,
    "end-of-file mark": HEADER + ROW + "\x1a",
    "last cells left out": HEADER.strip() + ",Note,Other\n" + ROW,
    "basic date": HEADER + ROW.replace("2024-01-02", "20240102"),
    "date of a week": HEADER + ROW.replace("2024-01-02", "2024-W01-2"),
    "a time after the date": HEADER + ROW.replace("2024-01-02", "2024-01-02 00:00:00"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_one_table_in_every_way_gives_the_same(name: str, importer: Importer, store: Store) -> None:
    importer.carry_out(WRITTEN[name], MAPPING)
    assert scores(store) == [9, "2024-01-02", 3, 5]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_sheet_with_typed_cells(write: Any, importer: Importer, store: Store, tmp_path: Path) -> None:
    rows = [HEADER.strip().split(","), ["P001", 1, 9.0, datetime.date(2024, 1, 2), 3, 5.0]]
    file = write(tmp_path / "scores.any", {"About": [["Scores of 2024"]], "Scores": rows})
    importer.carry_out(file, MAPPING + "sheet: scores\n")
    assert scores(store) == [9, "2024-01-02", 3, 5]
    assert importer.plan(file, MAPPING + "sheet: scores\n").how == "sheet 'Scores', one of 2"
    (problem,) = importer.problems(file, MAPPING + "sheet: Marks\n")
    assert problem.endswith("there is no sheet 'Marks'; its sheets are: About, Scores")


def test_a_problem_of_a_sheet_names_it_and_its_row(importer: Importer, tmp_path: Path) -> None:
    rows = [HEADER.strip().split(","), [], ["P001", 1, 9, None, 13, "#N/A"]]
    file = write_xlsx(tmp_path / "scores.xlsx", {"Scores": rows})
    first, second = importer.problems(file, MAPPING)
    assert first.startswith("scores.xlsx:3: sheet 'Scores', column 'Arousal': 13 is outside 1-12")
    assert second.startswith(
        "scores.xlsx:3: sheet 'Scores', column 'Sleep': '#N/A' is an error of the spreadsheet"
    )


def test_ages_as_people_write_them(importer: Importer, store: Store) -> None:
    ages = {"6 weeks": 0.115, "3 days": 0.008, '"9,5 years"': 9.5, "9  years": 9, '"9,5"': 9.5}
    importer.carry_out(HEADER + "".join(f"a{at},1,{age},,3,5\n" for at, age in enumerate(ages)), MAPPING)
    assert [scores(store, f"a{at}")[0] for at in range(len(ages))] == list(ages.values())


def test_a_contradiction_is_reported_at_its_cell(importer: Importer) -> None:
    problem, _ = importer.problems(HEADER + "p1,1,10,2025-01-01,3,5\np1,2,9,2024-01-01,4,6\n", MAPPING)
    assert problem.startswith(
        "scores.csv:3: column 'Age': case 'p1': assessment 2 is at an earlier age than 1"
    )


# ---- what cells mean ----


def test_codes_for_no_answer(importer: Importer, store: Store) -> None:
    table = HEADER + "p1,1,9,,-99,-99.0\np2,1,9,,99,5\np3,1,9,,N/A,5\n"
    first, *_ = importer.problems(table, MAPPING)
    assert first.endswith(
        "-99 is outside 1-12; say in the mapping what it means: not_known: [-99], or values: {-99: null}"
    )
    importer.carry_out(table, MAPPING + "not_known: [-99, n/a]\nvalues: {99: null}\n")
    assert scores(store, "p1") == [9, None, "not known", "not known"]
    assert scores(store, "p2") == [9, None, None, 5]
    assert scores(store, "p3") == [9, None, "not known", 5]


def test_numbers_are_names_of_columns_too(importer: Importer, store: Store) -> None:
    mapping = (
        "format: import-1\ncase: 1\nassessment: 2\nage: 3\nkind: clinical\ncolumns: {5: arousal, 6: sleep}\n"
    )
    importer.carry_out("1,2,3,4,5,6\n" + ROW, mapping)
    assert scores(store) == [9, None, 3, 5]
    (problem,) = importer.problems("1,2,3,4,5\n" + ROW[:-3] + "\n", mapping)
    assert problem.startswith("map.yaml:6: columns, 6: scores.csv has no column '6'")


def test_without_an_assessment_all_rows_are_of_the_first(importer: Importer, store: Store) -> None:
    mapping = "format: import-1\ncase: 1\nage: 2\nkind: clinical\ncolumns: {3: arousal}\n"
    importer.carry_out("1,2,3\np001,9,4\n", mapping)
    assert scores(store) == [9, None, 4, None]


def test_a_column_whose_words_mean_something_of_their_own(importer: Importer, store: Store) -> None:
    mapping = (
        MAPPING + "columns: {Sleep: sleep, harm___1: {question: self_harm, values: {1: 'yes', 0: null}}}\n"
    )
    mapping = mapping.replace("columns: {Arousal: arousal, Sleep: sleep}\n", "")
    importer.carry_out("Code,Visit,Age,Date,Sleep,harm___1\np1,1,9,,1,1\np2,1,9,,1,0\n", mapping)
    path = "assessments/1/sections/safety/answers/self_harm"
    assert store.read("p1").answers[path] == {"signal": "yes"}
    assert path not in store.read("p2").answers
    assert scores(store, "p1")[3] == 1, "what 1 means there is not what it means elsewhere"


# ---- REDCap and Qualtrics ----

REPEATS = """\
record_id,redcap_repeat_instrument,redcap_repeat_instance,demo_age_y,school,nmt_date,nmt_arousal,nmt_sleep,nmt_complete
101-1,,,9.5,Second class,,,,
101-1,nmt,1,,,2024-03-01,3,-99,2
102,,,11,,,,,
102,nmt,1,,,2024-03-01,5,6,2
102,nmt,2,12,,2025-03-01,7,7,2
103,nmt,1,4,,2024-03-01,,,
"""
REPEATS_MAPPING = """\
format: import-1
case: record_id
assessment: redcap_repeat_instance
base_rows: true
age: demo_age_y
date: nmt_date
kind: clinical
pass_over: {nmt_complete: [0, 1]}
columns: {nmt_arousal: arousal, nmt_sleep: sleep, school: school}
not_known: [-99]
"""


def test_base_rows_of_redcap(importer: Importer, store: Store) -> None:
    importer.carry_out(REPEATS, REPEATS_MAPPING)
    assert scores(store, "101-1") == [9.5, "2024-03-01", 3, "not known"]
    assert store.read("101-1").answers["background/demographics/answers/school"] == "Second class"
    assert scores(store, "102", 1) == [11, "2024-03-01", 5, 6]
    assert scores(store, "102", 2) == [12, "2025-03-01", 7, 7]
    again = importer.plan(REPEATS, REPEATS_MAPPING)
    assert not any(case.changes for case in again.cases)


def test_base_rows_are_so_only_when_the_mapping_says_so(importer: Importer) -> None:
    problems = importer.problems(REPEATS, REPEATS_MAPPING.replace("base_rows: true\n", ""))
    assert len(problems) == 2
    assert "there is no assessment; enter its number; or say base_rows: true" in problems[0]


def test_a_base_row_has_no_answers_for_an_assessment(importer: Importer) -> None:
    table = REPEATS.replace("102,,,11,,,,,", "102,,,11,,,7,,").replace("103,nmt,1,4", "102,,,10")
    problems = importer.problems(table, REPEATS_MAPPING)
    assert [problem.split(";")[0] for problem in problems] == [
        "scores.csv:4: column 'nmt_arousal': is asked at each assessment",
        "scores.csv:7: column 'demo_age_y': line 4 says otherwise",
    ]


def test_one_age_for_several_assessments_is_asked_about(importer: Importer) -> None:
    (question,) = importer.questions(REPEATS.replace("102,nmt,2,12", "102,nmt,2,"), REPEATS_MAPPING)
    assert question == (
        "scores.csv:4: column 'demo_age_y': assessments 1 and 2 of '102' would all be at 11 years, from this row; "
        "if they were not, enter the age at each"
    )


def test_forms_that_were_never_saved_are_passed_over(importer: Importer) -> None:
    mapping = REPEATS_MAPPING.replace("{nmt_complete: [0, 1]}", '{nmt_complete: "", demo_age_y: 12}')
    mapping = mapping.replace("age: demo_age_y", "age: nmt_sleep").replace(", nmt_sleep: sleep", "")
    plan = importer.plan(REPEATS.replace("-99", "9"), mapping)
    assert {case.case_id for case in plan.cases} == {"101-1", "102"}


EVENTS = """\
record_id,redcap_event_name,redcap_repeat_instance,age_y,visit_date,arousal,sleep
1,visit_1_arm_1,,9,2023-01-01,,
1,visit_1_arm_1,1,,,3,5
1,visit_2_arm_1,,10,2024-01-01,,
1,visit_2_arm_1,1,,,4,6
1,closing_arm_1,,11,2024-06-01,,
"""
EVENTS_MAPPING = """\
format: import-1
case: record_id
assessment: redcap_event_name
assessments: {visit_1_arm_1: 1, Visit_2_arm_1: 2, closing_arm_1: null}
age: age_y
date: visit_date
kind: clinical
columns: {arousal: arousal, sleep: sleep}
"""


def test_events_of_redcap(importer: Importer, store: Store) -> None:
    importer.carry_out(EVENTS, EVENTS_MAPPING)
    assert scores(store, "1", 1) == [9, "2023-01-01", 3, 5]
    assert scores(store, "1", 2) == [10, "2024-01-01", 4, 6]
    assert len(store.case("1").assessments) == 2
    problems = importer.problems(EVENTS, EVENTS_MAPPING.replace(", closing_arm_1: null", ""))
    assert [problem.split(";")[0] for problem in problems] == [
        "scores.csv:6: column 'redcap_event_name': 'closing_arm_1' is not the number of an assessment"
    ]


def test_the_header_rows_of_qualtrics(importer: Importer, store: Store) -> None:
    table = (
        "ResponseId,Finished,Q1,Q2,Q3\n"
        'Response ID,Finished,"Age, in years","Arousal, from 1\nto 12",Sleep\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""finished""}","{}","{}","{}"\n'
        "R-1,True,9,3,5\n"
        "R-2,False,9,,\n"
    )
    mapping = (
        "format: import-1\ncase: ResponseId\nskip_rows: 2\npass_over: {Finished: [false]}\nage: Q1\n"
        "kind: clinical\ncolumns: {Q2: arousal, Q3: sleep}\n"
    )
    importer.carry_out(table, mapping)
    assert scores(store, "r-1") == [9, None, 3, 5]
    assert [record.case_id for record in store.records()] == ["r-1"]


def test_the_qualtrics_page_of_the_manual_takes_what_qualtrics_writes(
    importer: Importer, store: Store
) -> None:
    manual = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    mapping = manual.partition("**Qualtrics**")[2].partition("```yaml\n")[2].partition("```")[0]
    table = (
        "ResponseId,Finished,Q0,Q1,Q2,Q3\n"
        'Response ID,Finished,Code,"Age, in years","Arousal, from 1\nto 12",Sleep\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""finished""}","{}","{}","{}","{}"\n'
        "R_3aBcDeFgHiJkLmN,1,K-7,9,3,5\n"
        "R_3AbCdEfGhIjKlMn,0,K-8,9,,\n"
    )
    importer.carry_out(table, mapping)
    assert [record.case_id for record in store.records()] == ["k-7"]
    assert scores(store, "k-7") == [9, None, 3, 5]


def test_a_draft_knows_columns_that_begin_with_the_name_of_their_form(tmp_path: Path) -> None:
    table = tmp_path / "redcap.csv"
    table.write_text("record_id,demo_age_y,nmt_date,nmt_arousal,nmt_sleep,ResponseId,clerk_id\n")
    draft = yaml.safe_load(draft_mapping(read_table(table), load_instrument()))
    assert (draft["case"], draft["age"], draft["date"]) == ("record_id", "demo_age_y", "nmt_date")
    assert sorted(draft["columns"]) == ["nmt_arousal", "nmt_sleep"]
    assert "base_rows" not in draft
    table.write_text("record_id,redcap_repeat_instance\n")
    assert yaml.safe_load(draft_mapping(read_table(table), load_instrument()))["base_rows"] is True
    table.write_text("ResponseId,clerk_id,Arousal\n")
    assert yaml.safe_load(draft_mapping(read_table(table), load_instrument()))["case"] == "?"


def test_a_draft_without_a_known_column_can_be_filled_in(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("record_id,arousal_now\n")
    draft = draft_mapping(read_table(table), load_instrument())
    filled = draft.replace("#  arousal_now: ?", "  arousal_now: arousal")
    assert yaml.safe_load(filled)["columns"] == {"arousal_now": "arousal"}


# ---- what is asked ----


def test_codes_that_may_be_one(importer: Importer, store: Store) -> None:
    assert importer.questions(HEADER + "007,1,9,,3,5\n7,2,10,,4,6\n", MAPPING) == [
        "scores.csv:3: column 'Code': '007' and '7' would be two cases, and may be one client; "
        "if so, write one code alike in every row"
    ]
    assert importer.questions(HEADER + "P1,1,9,,3,5\np1,2,10,,4,6\n", MAPPING) == [
        "scores.csv:3: column 'Code': 'P1' and 'p1' are taken for one case; if they are not, change one of the codes"
    ]
    begin(store, "p-0042")
    assert importer.questions(HEADER + "P-42,1,9,,3,5\n", MAPPING) == [
        "scores.csv:2: column 'Code': 'P-42' would be a new case, and may be 'p-0042', which is there; "
        "if so, write the code as it is there"
    ]
    importer.plan(HEADER + "p-0042,2,10,,3,5\np-420,1,9,,3,5\n", MAPPING)


@pytest.mark.parametrize(
    ("unit", "ages", "expected"),
    [
        ("years", ["110"], "110 years: are these months? (9 years 2 months)"),
        ("years", ["36", "48", "90"], "every age is over 24 years: are these months?"),
        ("months", ["8", "9", "12"], "every age is under 19 months: are these years?"),
        ("years", ["34"], None),
        ("years", ["9", "48", "90"], None),
        ("months", ["8", "108"], None),
        ("years", ["110 months"], None),
    ],
)
def test_ages_in_another_unit_than_is_likely(
    unit: str, ages: list[str], expected: str | None, importer: Importer
) -> None:
    table = HEADER + "".join(f"p{at}x,1,{age},,3,5\n" for at, age in enumerate(ages))
    mapping = MAPPING + f"age_unit: {unit}\n"
    if expected is None:
        assert importer.plan(table, mapping).questions == ()
    else:
        (question,) = importer.questions(table, mapping)
        assert question.startswith(f"scores.csv:2: column 'Age': {expected}; if so, say age_unit: ")


def test_a_date_still_to_come(importer: Importer) -> None:
    (question,) = importer.questions(HEADER + "p1,1,9,2999-01-02,3,\np2,1,9,2020-01-02,3,\n", MAPPING)
    assert question == (
        "scores.csv:2: column 'Date': 2 January 2999 is still to come: was it assessed then?; correct the date"
    )


def test_rows_below_the_header_of_qualtrics_are_known(importer: Importer) -> None:
    table = HEADER + '"{""ImportId"":""QID1""}",,,,,\n' + ROW
    with pytest.raises(InputError) as refused:
        importer.plan(table, MAPPING)
    assert "say skip_rows: 2 in the mapping" in str(refused.value)


def test_two_rows_for_one_assessment(importer: Importer) -> None:
    (question,) = importer.questions(HEADER + "p1,1,9,,3,\np1,1,9,,,5\n", MAPPING)
    assert question == (
        "scores.csv:3: assessment 1 of 'p1' stands on line 2 too; if these are two, number them"
    )


def test_a_guess_at_the_letters(importer: Importer, store: Store) -> None:
    table = (HEADER.strip() + ",School\n" + ROW.strip() + ",École\n").encode("cp1252")
    mapping = MAPPING.replace("{Arousal: arousal,", "{Arousal: arousal, School: school,")
    assert importer.questions(table, mapping) == [
        "scores.csv: read as Windows-1252; check the accented letters: É"
    ]
    importer.carry_out(table, mapping, sure=True)
    assert store.read("p001").answers["background/demographics/answers/school"] == "École"


def test_questions_are_reported_with_the_problems_and_confirming_does_not_skip_problems(
    importer: Importer,
) -> None:
    table = HEADER + "007,1,9,,3,5\n7,1,110,,13,5\n"
    with pytest.raises(Doubtful) as refused:
        importer.plan(table, MAPPING)
    assert [problem.line for problem in refused.value.faults] == [3]
    assert [question.line for question in refused.value.questions] == [3, 3]
    with pytest.raises(InputError):
        importer.plan(table, MAPPING, sure=True)


def test_after_a_thousand_problems_the_rest_is_not_read(importer: Importer) -> None:
    with pytest.raises(Doubtful) as refused:
        importer.plan(HEADER + "Mia Smith,1,9,,3,5\n" * 5000, MAPPING)
    assert len(refused.value.faults) == 1000
    assert [problem.message for problem in refused.value.problems[100:]] == ["and more"]


def test_the_mappings_that_are_explained_are_mappings(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    mappings = [block.text for block in code_blocks(text) if "format: import-1" in block.text]
    assert len(mappings) == 4
    rest = "columns: {a: arousal}\n"
    for mapping in mappings:
        more = ("" if "kind:" in mapping else "kind: clinical\n") + ("" if "columns:" in mapping else rest)
        (tmp_path / "map.yaml").write_text(mapping + more)
        read_mapping(tmp_path / "map.yaml", load_instrument())
