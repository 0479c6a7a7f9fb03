"""Every reader of a file is given spoiled files: it answers with a value or with what is wrong, and soon."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import nmt_widgets
from nmt_widgets.apps.shared import report_files
from nmt_widgets.bench.fuzz import files
from nmt_widgets.bench.fuzz.files import Files
from nmt_widgets.bench.fuzz.readers import READERS
from nmt_widgets.bench.fuzz.trials import try_door
from nmt_widgets.core.texts import texts
from nmt_widgets.reporting.runner.fingerprint import reason_to_make
from tests.fuzz.seeds import SEED

PACKAGE = Path(nmt_widgets.__file__).parent
TIMES = 6
READS = {
    "read_data",
    "read_document",
    "parse_document",
    "reader",
    "DictReader",
    "ZipFile",
    "load_workbook",
    "read_table",
}
# What they read came with the package, from the package's own process, or is written anew by it and not by people.
OWN = {
    "store.transfer.backup": "writes one; store.transfer.backup_reading reads",
    "server.people.file_maker": "writes one, of what a command has just made",
    "server.screens.references": "what a trainer's kernel sent is written as YAML first: see test_lines",
    "site.measured_ranges": "checks what it is about to write",
    "training.references.drafts": "a draft is written as YAML first: see test_screens",
}


@pytest.mark.parametrize("part", READERS)
def test_a_spoiled_file_is_read_or_refused(part):
    door = Files()
    door.parts = [part]
    count = try_door(door, SEED, times=TIMES)
    assert count.faults == []
    assert count.passed == TIMES


def reading_modules():
    """The modules that call something that reads a file of a form somebody may write."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if module.startswith("bench"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in READS:
                    yield module
                    break


def test_no_reader_is_left_out():
    tried = {module for reader in READERS.values() for module in reader.modules} | OWN.keys()
    modules = set(reading_modules())
    assert "core.documents" in modules
    assert modules - tried == set()


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda path, folder: {}[1], "KeyError"),
        (lambda path, folder: [b"x" * 300_000_000].clear(), "MB"),
        (lambda path, folder: sum(range(60_000_000)), "seconds"),
    ],
)
def test_what_does_not_hold_is_found(monkeypatch, read, message):
    # a busy computer may take its time, where the time is not what is tried
    monkeypatch.setattr(files, "ALWAYS", 0.2 if message == "seconds" else 30)
    door = Files()
    door.parts = ["notebook"]
    assert try_door(door, SEED, times=1).faults == []  # what it usually takes is known then
    monkeypatch.setitem(READERS, "notebook", replace(READERS["notebook"], read=read))
    (fault,) = try_door(door, SEED, times=1).faults
    assert message in fault.reason
    assert fault.case == "files/notebook/0"


def test_a_case_is_the_same_again():
    door = Files()
    door.parts = ["ratings"]
    runs = []
    for times in (3, 2):
        read = []
        reader = READERS["ratings"]
        door_reader = replace(reader, read=lambda path, folder, read=read: read.append(path.read_bytes()))
        READERS["ratings"] = door_reader
        try:
            try_door(door, 7, times=times)
        finally:
            READERS["ratings"] = reader
        runs.append(read[-times:])
    assert runs[0][:2] == runs[1]


@pytest.mark.parametrize(
    "text", ["7", "null", "[]", "{}", '{"outputs": 7}', '{"outputs": [[], 7, "\\u0000"]}', "[" * 30_000]
)
def test_what_is_no_manifest_offers_no_file_and_is_made_anew(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text)
    assert report_files.read_manifest(tmp_path, texts("report_button")["files"])[0] == ()
    assert reason_to_make(tmp_path, {}) == "it was not there yet"
