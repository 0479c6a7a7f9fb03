"""Text of every kind, in every field: stored as it was typed, exported harmlessly."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pyarrow.parquet
import pytest

from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Store
from nmt_widgets.store.transfer.export import export
from tests.store.answers import begin
from tests.store.filling import filled

TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>]]>&amp;\"'",
    "formula": '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "command": "+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "minus": "-2+3",
    "blank before": "  =1+1",
    "wide": "＝1+1",
    "apostrophe": "'=1+1",
    "tab": "\t=1+1",
    "new line": "first\nsecond\r\nthird\rfourth",
    "emoji": "👩🏽‍🚀🏳️‍🌈 e\u0301 \u202egnp.exe \u200b ﷽",
    "sql": "'; DROP TABLE record; -- %s %(x)s ? :x \\ %",
    "yaml": "&a [*a, !!python/object:os.system 'x', {{7*7}}, ${x}, - : #]",
    "path": "../../etc/passwd",
    "json": '{"path": "title", "new": null}',
}
CONTROLS = "a" + "".join(map(chr, [*range(32), *range(127, 160), 0xD800, 0xDFFF, 0xFFFE])) + "b"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TEXTS)
def test_every_field_keeps_and_exports_it(store: Store, tmp_path: Path, name: str) -> None:
    text = TEXTS[name]
    stored = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    answers = filled(text)
    store.create("c-1", answers, kind="clinical")
    read = store.read("c-1").answers
    assert len(read) == len(answers) + 1
    for path in ("summary", "history/note", "assessments/1/functions/note"):
        assert read[path] == stored
    again = to_answers(store.case("c-1"))
    assert {path: again[path] for path in read} == read
    export(store, tmp_path / "out")
    rows = read_csv(tmp_path / "out" / "answers.csv")
    for row in rows:
        for cell in row.values():
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠\t\r")), cell
    (summary,) = [row for row in rows if row["question"] == "summary"]
    assert summary["value"].removeprefix("'" if summary["value"] != stored else "") == stored
    table = pyarrow.parquet.read_table(tmp_path / "out" / "answers.parquet").to_pylist()
    (summary,) = [row for row in table if row["question"] == "summary"]
    assert summary["value"] == stored


def test_control_characters_are_dropped(store: Store) -> None:
    store.create("c-1", filled(CONTROLS), kind="clinical")
    assert store.read("c-1").answers["summary"] == "a\t\n\n\ufffeb"
    assert "\x00" not in json.dumps(store.read("c-1").answers, ensure_ascii=False)


def test_a_million_characters(store: Store, tmp_path: Path) -> None:
    text = "é" * 999_990 + "=1+1"
    begin(store, summary=text)
    store.save("c-1", {"summary": f"{text}!"}, base=1, edit="e")
    assert store.read("c-1").answers["summary"] == f"{text}!"
    assert store.latest("c-1").changes[0]["old"] == text
    export(store, tmp_path / "out")
    assert (tmp_path / "out" / "answers.csv").stat().st_size > 2_000_000
