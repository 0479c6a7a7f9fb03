"""The export: complete, in step with the instrument, and de-identified where that is asked for."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pyarrow.parquet
import pytest
from sqlalchemy import delete, insert

from nmt_widgets import cli
from nmt_widgets.case_files.questions import questions
from nmt_widgets.core.errors import Failures, InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Access, NoRecord, Person, Store, operator
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.transfer.export import FILES, export
from tests.store.answers import AROUSAL, begin
from tests.store.filling import filled
from tests.store.test_hostile_text import read_csv

SECRET = "Zaphod-Quux"
DATE = "2019-08-07"


@pytest.fixture
def filled_store(store: Store) -> Store:
    """Two cases: one with something to find in every place, and one that is short."""
    store.create("zaphod-quux", filled(SECRET, DATE), kind="clinical")
    store.save("zaphod-quux", {AROUSAL: {"score": 4, "note": SECRET}}, base=1, edit="e", reason=SECRET)
    begin(store, "plain", title="Trillian", **{"assessments/1/label": "Trillian"})
    return store


def contents(folder: Path) -> str:
    """Return all an export says, in whatever file, Parquet taken apart."""
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix != ".parquet"]
    parquet = folder / "answers.parquet"
    texts.append(json.dumps(pyarrow.parquet.read_table(parquet).to_pylist(), ensure_ascii=False))
    texts.append(parquet.read_bytes().decode("latin-1"))
    return "\n".join([*texts, *(path.name for path in folder.iterdir())]).lower()


def test_nothing_that_identifies_leaves_a_deidentified_export(filled_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(filled_store, out, deidentify=True)
    text = contents(out)
    identifying = {SECRET, DATE, DATE[:7], "zaphod", "trillian", filled_store.read("plain").changed[:10]}
    for value in identifying | {filled_store.latest("zaphod-quux").hash}:
        assert value.lower() not in text, value
    rows = read_csv(out / "answers.csv")
    for column in ("author", "revised", "note", "evidence", "date"):
        assert {row[column] for row in rows} == {""}, column
    assert {row["case"] for row in rows} == {"S-001", "S-002"}
    ages = {float(row["age_years"]) for row in rows if row["age_years"]}
    assert sorted(ages) == [9.0, pytest.approx(17 + 5 / 12)]


def test_what_is_kept_when_deidentified(filled_store: Store, tmp_path: Path, instrument: Instrument) -> None:
    out = tmp_path / "out"
    export(filled_store, out, cases=["zaphod-quux"], deidentify=True)
    rows = {row["question"]: row for row in read_csv(out / "answers.csv")}
    assert rows["functions/scores/arousal"]["number"] == "4"
    for question in questions(instrument):
        row = rows[question.path]
        assert row["state"] == "answered"
        assert bool(row["value"]) == (question.kind not in ("line", "text", "lines")), question.path
    harm = rows["sections/safety/answers/self_harm"]
    assert (harm["value"], harm["evidence"]) == ("yes", "")
    (assessment,) = read_csv(out / "assessments.csv")
    assert float(assessment["total"]) == 35
    assert (assessment["label"], assessment["date"], assessment["status"]) == ("", "", "amended")


def test_the_study_number_does_not_follow_the_order(filled_store: Store, tmp_path: Path) -> None:
    first = set()
    for turn in range(12):
        export(filled_store, tmp_path / str(turn), deidentify=True)
        totals = {row["case"]: row["total"] for row in read_csv(tmp_path / str(turn) / "assessments.csv")}
        first.add(totals["S-001"])
    assert len(first) == 2


def test_every_question_of_every_assessment_has_a_row(
    filled_store: Store, tmp_path: Path, instrument: Instrument
) -> None:
    out = tmp_path / "out"
    counts = export(filled_store, out)
    assert counts["cases"] == 2
    rows = read_csv(out / "answers.csv")
    assert len(rows) == counts["answers"]
    plain = [row for row in rows if row["case"] == "plain"]
    assert {question.path for question in questions(instrument)} <= {row["question"] for row in plain}
    assert {row["state"] for row in plain} == {"open", "answered"}
    (harm,) = [row for row in rows if row["case"] == "zaphod-quux" and row["name"] == "Self-harm"]
    assert json.loads(harm["evidence"])["person"] == SECRET
    (arousal,) = [
        row for row in rows if row["case"] == "zaphod-quux" and row["question"] == "functions/scores/arousal"
    ]
    assert (arousal["number"], arousal["note"], arousal["author"], arousal["revision"]) == (
        "4",
        SECRET,
        "Ana",
        "2",
    )


def test_csv_and_parquet_say_the_same(filled_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(filled_store, out)
    table = pyarrow.parquet.read_table(out / "answers.parquet").to_pylist()
    rows = read_csv(out / "answers.csv")
    assert len(table) == len(rows)
    for ours, theirs in zip(table, rows, strict=True):
        assert ours.keys() == theirs.keys()
        assert ours["number"] == (int(theirs["number"]) if theirs["number"] else None)
        assert (ours["value"] or "") == theirs["value"]


def test_the_codebook_knows_every_column_and_question(
    filled_store: Store, tmp_path: Path, instrument: Instrument
) -> None:
    out = tmp_path / "out"
    export(filled_store, out)
    entries = {row["path"]: row for row in read_csv(out / "codebook.csv")}
    for name in ("answers", "assessments"):
        with (out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for column in next(csv.reader(file)):
                assert entries[f"{name}.{column}"]["help"], column
    for question in questions(instrument):
        assert entries[question.path]["name"] == question.name
    versions = json.loads((out / "versions.json").read_text())
    assert versions["instrument"] == instrument.versions
    assert versions["cases"] == 2


def test_only_visible_records_are_exported(filled_store: Store, tmp_path: Path) -> None:
    begin(filled_store, "practice-1", "practice")
    with pytest.raises(InputError, match="no cases to export"):
        export(Store(Access(filled_store.engine, Person("Bo", "trainee"))), tmp_path / "out")
    with pytest.raises((InputError, NoRecord)):
        export(Store(Access(filled_store.engine, Person("Bo", "trainee"))), tmp_path / "out", cases=["plain"])
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_only_its_owner_reads_an_export(filled_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(Store(Access(filled_store.access.engine, operator())), out)
    assert {path.name for path in out.iterdir()} == FILES
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_existing_files_are_not_overwritten(filled_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(filled_store, out)
    with pytest.raises(InputError, match="--force"):
        export(filled_store, out)
    export(filled_store, out, force=True)
    (out / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        export(filled_store, out, force=True)
    with pytest.raises(InputError, match="is a file"):
        export(filled_store, out / "mine.txt", force=True)
    assert (out / "mine.txt").read_text() == "mine"
    assert not list(tmp_path.glob(".nmt-part-*"))
    with pytest.raises(InputError, match="no case 'nobody'"):
        export(filled_store, tmp_path / "other", cases=["nobody"])


DAMAGE = {
    AROUSAL: [
        SECRET,
        {"score": SECRET},
        True,
        {"score": True},
        {"score": 15551234567},
        {"score": 4, "note": [SECRET]},
    ],
    "background/demographics/answers/siblings": [True],
    "sections/safety/answers/self_harm": [SECRET],
    "assessments/1/age": [SECRET, True],
    "assessments/1/status": [True, {"of": SECRET}],
    "title": [True, 5],
    "second_of": [SECRET],
    "plan/agreed": [True],
    "assessments/1/functions/scores/former": [True, 1.5, 15551234567],
    "assessments/one/age": ["9 years"],
    f"assessments/1/{SECRET}": ["5"],
    f"history/adversity/infancy/{SECRET}": [5],
    f"assessments/1/plan/entries/own:1/{SECRET}": [{}],
}


@pytest.mark.parametrize("deidentify", [True, False])
@pytest.mark.parametrize(("path", "value"), [(path, value) for path in DAMAGE for value in DAMAGE[path]])
def test_what_is_no_answer_is_named_and_not_exported(
    store: Store, tmp_path: Path, path: str, value: object, deidentify: bool
) -> None:
    for code in ("damaged", "whole"):
        begin(store, code)
    put_past_the_store(store, "damaged", path, json.dumps(value))
    with pytest.raises(Failures) as refused:
        export(store, tmp_path / "out", deidentify=deidentify)
    (problem,) = refused.value.problems
    assert "case 'damaged'" in str(problem)
    assert SECRET not in str(problem)
    assert "whole" not in str(problem)
    assert not [*tmp_path.glob("out*"), *tmp_path.glob(".nmt-part-*")]
    assert export(store, tmp_path / "out", cases=["whole"], deidentify=deidentify)["cases"] == 1


@pytest.mark.parametrize("text", ["{", "NaN", "1e999"])
def test_a_row_that_cannot_be_read_is_named(store: Store, tmp_path: Path, text: str) -> None:
    begin(store, "damaged")
    put_past_the_store(store, "damaged", AROUSAL, text)
    with pytest.raises(Failures, match="case 'damaged' has a row that cannot be read"):
        export(store, tmp_path / "out")
    assert not [*tmp_path.glob("out*"), *tmp_path.glob(".nmt-part-*")]


def test_each_answer_that_is_none_has_a_line(
    store: Store, database: str, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("NMT_DATABASE_URL", database)
    for code in ("one", "two"):
        begin(store, code)
        put_past_the_store(store, code, AROUSAL, "true")
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", "--out", str(tmp_path / "out"), "--deidentify"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert [line.split(":")[1].strip() for line in err.splitlines()] == ["case 'one'", "case 'two'"]
    assert not (tmp_path / "out").exists()


def test_answers_to_a_question_that_is_no_longer_asked_are_exported(store: Store, tmp_path: Path) -> None:
    """Its text is dropped, and its number too: nobody knows what it counted."""
    begin(store)
    put_past_the_store(store, "c-1", "background/former/answers/age", json.dumps(SECRET))
    put_past_the_store(store, "c-1", "background/former/answers/phone", "5551234")
    export(store, tmp_path / "named")
    export(store, tmp_path / "out", deidentify=True)
    for folder, values in (("named", {SECRET, "5551234"}), ("out", {""})):
        rows = read_csv(tmp_path / folder / "answers.csv")
        former = [row for row in rows if row["question"].startswith("background/former/")]
        assert {row["state"] for row in former} == {"answered"}
        assert {row["value"] for row in former} == values
    assert "5551234" not in contents(tmp_path / "out")


def test_days_of_a_plan_and_names_of_its_own_lines_are_dropped(store: Store, tmp_path: Path) -> None:
    begin(store)
    line = f"assessments/1/plan/{{}}/own:{SECRET.lower()}"
    entry = {line.format("entries") + f"/{DATE}": {"minutes": 20, "estimated": True}}
    store.save("c-1", entry | {line.format("outcomes"): SECRET}, base=1, edit="plan")
    export(store, tmp_path / "out", deidentify=True)
    text = contents(tmp_path / "out")
    assert SECRET.lower() not in text
    assert DATE not in text
    assert "plan/entries/own" in text


def put_past_the_store(store: Store, code: str, path: str, value: str) -> None:
    """Put a text in place of an answer, as damage or another program might."""
    table = tables.answer
    row = {"case_id": code, "path": path, "value": value, "revision": 1}
    with writing(store.engine) as connection:
        connection.execute(delete(table).where(table.c.case_id == code, table.c.path == path))
        connection.execute(insert(table).values(row))
