"""The export: complete, in step with the instrument, and de-identified where that is asked for."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pyarrow.parquet
import pytest

from nmt_widgets.case_files.questions import questions
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Access, NoRecord, Person, Store, operator
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
