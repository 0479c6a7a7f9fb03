"""Backups that come from somebody else: refused with the file, the line and a remedy, and with little memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Person, Store, Unavailable, operator, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import canonical, row_hash
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.listing import relist_all
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.learning.participation import Participation
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.transfer.backup import TABLES, back_up
from nmt_widgets.store.transfer.backup_reading import FIRST_FORMAT
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import begin
from tests.store.test_feedback import dispute, submit

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def folder_of_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backup that has a row in every table, and its database."""
    folder = tmp_path_factory.mktemp("whole")
    engine = open_engine(f"sqlite:///{folder / 'workbook.db'}")
    people.add_person(engine, "Ana", "clinician", "four words make one")
    people.vouched_person(engine, "Tess", "trainer", "")
    ana = Store(Access(engine, Person("Ana", "clinician")))
    begin(ana, "c-1")
    ana.assign("c-1", "Ana", edit="filed")
    trainer = Store(Access(engine, Person("Tess", "trainer")))
    monday = Classes(trainer.access).open_class("Monday", "practice-boy-8")
    Classes(Store(Access(engine, Person("Tom", "trainee"))).access).join(monday.code)
    Participation(trainer.access).note(
        ["Tom"], level="nmt_1", kind="enrolled", day="2026-03-01", edit="noted"
    )
    dispute(engine, submit(engine))
    incidents = SiteIncidents(Access(engine, operator()))
    incidents.set_phase("before", "2026-01", edit="begun")
    values = {"date": "2026-03", "count": 1, "days": 20, "client": "c-1"}
    incidents.enter("restraint", **values, unit="North", edit="counted")
    assert back_up(engine, folder / "a.backup").problems == ()
    engine.dispose()
    return folder


@pytest.fixture
def whole(folder_of_backup: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(folder_of_backup / "a.backup", tmp_path))


def parts_of(file: Path) -> Parts:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(file: Path, parts: Parts, *, is_sealed: bool = True, **values: Any) -> None:
    """Write a backup whose checksums are right."""
    manifest = {**json.loads(parts["manifest.json"]), **values}
    if is_sealed:
        for table in TABLES:
            rows = parts[f"{table.name}.jsonl"]
            manifest["tables"][table.name] = {
                "rows": rows.count(b"\n"),
                "sha256": hashlib.sha256(rows).hexdigest(),
            }
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def changed(table: str, **values: Any) -> Callable[[Parts], None]:
    """Return what changes the first row of a table, a callable by what was there."""

    def change(parts: Parts) -> None:
        first, *others = parts[f"{table}.jsonl"].splitlines(keepends=True)
        row = json.loads(first)
        row |= {name: value(row) if callable(value) else value for name, value in values.items()}
        line = json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        parts[f"{table}.jsonl"] = b"".join([line, *others])

    return change


def replaced(table: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[f"{table}.jsonl"]
        parts[f"{table}.jsonl"] = parts[f"{table}.jsonl"].replace(old, new, 1)

    return change


HOSTILE_ROWS = {
    "operator": ("person", changed("person", role="operator")),
    "no role": ("person", changed("person", role="")),
    "proxy with passphrase": ("person", changed("person", origin="proxy")),
    "no way in": ("person", changed("person", origin="door")),
    "no hash": ("person", changed("person", passphrase="secret")),
    "greedy hash": (
        "person",
        changed("person", passphrase=lambda row: row["passphrase"].replace("m=65536", "m=4194304")),
    ),
    "command line": ("person", changed("person", name="Command  Line: root")),
    "long name": ("person", changed("person", name="x" * 61)),
    "bidi name": ("person", changed("person", name="a\x07")),
    "no time": ("person", changed("person", created="yesterday")),
    "no such time": ("person", changed("person", created="2026-13-41T00:00:00.000000+00:00")),
    "wrong type": ("person", changed("person", name=5)),
    "a truth": ("record", changed("record", number=True)),
    "huge number": ("record", changed("record", number=10**30)),
    "negative": ("record", changed("record", head=-1)),
    "fraction": ("record", changed("record", number=1.0)),
    "no code": ("record", changed("record", case_id="../c")),
    "no kind": ("record", changed("record", kind="secret")),
    "no hash of a record": ("record", changed("record", hash="x" * 64)),
    "author's role": ("revision", changed("revision", role="king")),
    "changes deep": ("revision", changed("revision", changes="[" * 90_000)),
    "changes no list": ("revision", changed("revision", changes='{"path": 1}')),
    "changes without old": ("revision", changed("revision", changes='[{"path":"title","new":"x"}]')),
    "changes NaN": ("revision", changed("revision", changes='[{"path":"title","old":NaN,"new":1}]')),
    "answer NaN": ("answer", changed("answer", value="NaN")),
    "answer deep": ("answer", changed("answer", value="[" * 90_000)),
    "answer huge": ("answer", changed("answer", value="9" * 5000)),
    "answer no JSON": ("answer", changed("answer", value="{")),
    "NUL": ("revision", changed("revision", reason="a\x00b")),
    "lone surrogate": ("revision", replaced("revision", b'"reason": "', b'"reason": "\\ud800')),
    "no UTF-8": ("revision", replaced("revision", b'"reason": "', b'"reason": "\xff')),
    "key twice": ("person", replaced("person", b'"name": "Ana"', b'"name": "Ana", "name": "Ana"')),
    "escaped": ("person", replaced("person", b'"Ana"', b'"\\u0041na"')),
    "padded": ("person", replaced("person", b'"Ana"', b'  "Ana"')),
    "another column": ("person", replaced("person", b'"name": "Ana"', b'"name": "Ana", "admin": 1')),
    "list": ("class_member", lambda parts: parts.update({"class_member.jsonl": b'{"code": []}\n'})),
    "discussed": ("training_class", changed("training_class", discussed='{"a": 1}')),
    "class code": ("training_class", changed("training_class", code="<b>")),
    "class title": ("training_class", changed("training_class", title="a\nb")),
    "member": ("class_member", changed("class_member", person="")),
    "minutes": ("participation", changed("participation", minutes=99999)),
    "day": ("participation", changed("participation", day="2026-02-31")),
    "entry's role": ("participation", changed("participation", role="king")),
    "act": ("filing", changed("filing", act="burn")),
    "assigned to": ("filing", changed("filing", person="A\n")),
    "filed by": ("filing", changed("filing", role="king")),
    "feedback's act": ("feedback", changed("feedback", act="burn")),
    "no reason": ("feedback", changed("feedback", text="")),
    "a dispute with a score": ("feedback", changed("feedback", score="7")),
    "no score": ("feedback", changed("feedback", act="changed", was="x", score="7")),
    "feedback's role": ("feedback", changed("feedback", role="king")),
    "a phase's role": ("site_phase", changed("site_phase", role="king")),
    "a phase's name": ("site_phase", changed("site_phase", name="")),
    "a phase's day": ("site_phase", changed("site_phase", begins="2026-02-30")),
    "a phase's act": ("site_phase", changed("site_phase", act="burn")),
    "a correction of nothing": ("incident_count", changed("incident_count", act="correct")),
    "a reason in words": ("incident_count", changed("incident_count", reason="Ben hit")),
    "a kind in words": ("incident_count", changed("incident_count", kind="Ben hit")),
    "another month": ("incident_count", changed("incident_count", ends="2026-04-01")),
    "no days": ("incident_count", changed("incident_count", days=0.0)),
    "days below 0": ("incident_count", changed("incident_count", days=-1.0)),
    "whole days": ("incident_count", changed("incident_count", days=20)),
    "a unit in two lines": ("incident_count", changed("incident_count", unit="North\nSouth")),
}


@pytest.mark.parametrize("name", HOSTILE_ROWS)
@pytest.mark.parametrize("form", ["nmt-backup-1", "nmt-backup-3"])
def test_an_impossible_row_is_refused_with_its_line(
    whole: Path, tmp_path: Path, name: str, form: str
) -> None:
    table, change = HOSTILE_ROWS[name]
    parts = parts_of(whole)
    change(parts)
    write(whole, parts, format=form)
    target = f"sqlite:///{tmp_path / 'other.db'}"
    with pytest.raises(InputError) as refused:
        restore(whole, url=target)
    assert not isinstance(refused.value, Unavailable)
    assert str(refused.value).startswith(f"{whole}:1: {table}.jsonl: ")
    assert str(refused.value).endswith("nothing was restored; use another backup")
    engine = open_engine(target)
    with reading(engine) as connection:
        assert not any(connection.execute(select(table)).first() for table in TABLES)
    engine.dispose()


def _twice(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("person.jsonl", "{}\n")


def _more(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../evil", "x")


def _many(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(5000):
            archive.writestr(f"{number}", "")


def _bit(at: int, mask: int) -> Callable[[Path], None]:
    """Return what changes a byte in the table of contents' first entry."""

    def change(file: Path) -> None:
        raw = bytearray(file.read_bytes())
        raw[raw.index(b"PK\x01\x02") + at] ^= mask
        file.write_bytes(raw)

    return change


def _all_sizes(value: int) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        raw = bytearray(file.read_bytes())
        at = raw.index(b"PK\x01\x02")
        raw[at + 20 : at + 28] = value.to_bytes(4, "little") * 2
        file.write_bytes(raw)

    return change


HOSTILE_ZIPS: dict[str, Callable[[Path], None]] = {
    "name twice": _twice,
    "another name": _more,
    "many names": _many,
    "encrypted": _bit(8, 0x01),
    "strange packing": _bit(10, 0x04),
    "sizes of zip64 that is not there": _all_sizes(0xFFFFFFFF),
    "sizes too small": _all_sizes(3),
    "sizes of nothing": _all_sizes(0),
    "starts elsewhere": _bit(44, 0x7F),
    "with a comment": lambda file: file.write_bytes(file.read_bytes()[:-2] + b"\x05\x00hello"),
    "followed by something": lambda file: file.write_bytes(file.read_bytes() + b"x" * 100),
    "table of contents a lie": lambda file: file.write_bytes(
        file.read_bytes()[:-10] + (2**32 - 1).to_bytes(4, "little") + file.read_bytes()[-6:]
    ),
}


@pytest.mark.parametrize("name", HOSTILE_ZIPS)
def test_a_zip_that_is_not_ours_is_refused(whole: Path, tmp_path: Path, name: str) -> None:
    HOSTILE_ZIPS[name](whole)
    with pytest.raises(InputError, match="is no backup, or a damaged one") as refused:
        restore(whole, url=f"sqlite:///{tmp_path / 'other.db'}")
    assert str(whole) in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe")
def test_a_pipe_or_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is no file"):
        restore(tmp_path / "pipe", url=f"sqlite:///{tmp_path / 'other.db'}")


_ENOUGH, _TOO_MUCH = 400 * 2**20, 600 * 2**20
_RESTORING = """
import resource, sys
from pathlib import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.transfer.restoring import restore
import nmt_widgets.store.database.migrating, argon2
url = sys.argv[2]
open_engine(url)
load_instrument()
with open("/proc/self/statm") as file:
    has = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (has + int(sys.argv[3]), has + int(sys.argv[3])))
try:
    restore(Path(sys.argv[1]), url=url)
except InputError as error:
    print(error)
"""


def _blanks(parts: Parts, name: str) -> tuple[bytes, bytes]:
    """Return what stands before and after the blanks."""
    if name == "manifest.json":
        return parts[name][:1], parts[name][1:]
    if name == "revision.jsonl, within a text":
        text = parts["revision.jsonl"]
        at = text.index(b'"reason": "') + 11
        return text[:at], text[at:]
    return b"", parts[name.partition(",")[0]]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory")
@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "revision.jsonl, within a text",
        "answer.jsonl, empty lines",
    ],
)
def test_a_small_file_of_endless_blanks_is_refused_with_little_memory(
    whole: Path, tmp_path: Path, name: str
) -> None:
    parts = parts_of(whole)
    member, blank = name.partition(",")[0], b"\n" if "empty" in name else b" "
    before, after = _blanks(parts, name)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in parts:
            with archive.open(part, "w", force_zip64=True) as file:
                if part != member:
                    file.write(parts[part])
                    continue
                file.write(before)
                for _ in range(_TOO_MUCH // 2**22):
                    file.write(blank * 2**22)
                file.write(after)
    assert whole.stat().st_size < 4_000_000
    program = [sys.executable, "-c", _RESTORING, whole, f"sqlite:///{tmp_path / 'other.db'}", str(_ENOUGH)]
    process = subprocess.run([str(word) for word in program], capture_output=True, text=True, timeout=60)
    assert process.stderr == ""
    assert str(whole) in process.stdout
    assert "nothing was restored; use another backup" in process.stdout


def test_an_operator_put_past_the_store_is_found_and_not_restored(
    folder_of_backup: Path, tmp_path: Path
) -> None:
    engine = open_engine(f"sqlite:///{shutil.copy(folder_of_backup / 'workbook.db', tmp_path)}")
    before = verify(engine)
    with writing(engine) as connection:
        connection.execute(
            update(tables.person).where(tables.person.c.name == "Tess").values(role="programme")
        )
    assert verify(engine).problems == ()
    assert verify(engine).seal != before.seal, "the seal noted before shows it"
    with writing(engine) as connection:
        connection.execute(
            update(tables.person).where(tables.person.c.name == "Tess").values(role="operator")
        )
    assert verify(engine).problems == ("person 'Tess': the role 'operator' is none that a person can have",)
    assert back_up(engine, tmp_path / "b.backup").problems
    with pytest.raises(InputError, match=r"person\.jsonl: the role 'operator'"):
        restore(tmp_path / "b.backup", url=f"sqlite:///{tmp_path / 'other.db'}")
    engine.dispose()


@pytest.mark.parametrize(
    "change",
    [
        changed("person", role="programme"),
        changed("class_member", person="Eve"),
        changed("training_class", owner="Eve"),
    ],
)
def test_people_and_classes_stand_in_the_seal(
    whole: Path, tmp_path: Path, change: Callable[[Parts], None]
) -> None:
    parts = parts_of(whole)
    change(parts)
    write(whole, parts)
    with pytest.raises(InputError, match="is no backup, or a damaged one"):
        restore(whole, url=f"sqlite:///{tmp_path / 'other.db'}")


def contradicting(parts: Parts) -> str:
    """Let the first case go back in time, by a chain that holds; returns the seal it has then."""
    changes = [
        {"path": "assessments/2/label", "old": None, "new": "Second"},
        {"path": "assessments/2/age", "old": None, "new": "2 years"},
    ]
    first, *others = parts["record.jsonl"].splitlines(keepends=True)
    record = json.loads(first)
    revisions = map(json.loads, parts["revision.jsonl"].splitlines())
    revision = [row for row in revisions if row["case_id"] == record["case_id"]][-1]
    number = revision["number"] + 1
    revision |= {
        "number": number,
        "edit": "past",
        "previous_hash": revision["hash"],
        "changes": json.dumps(changes),
    }
    revision["hash"] = row_hash(tables.revision, _Row(revision))
    record |= {"head": number, "head_hash": revision["hash"]}
    rows = [
        {
            "case_id": record["case_id"],
            "path": change["path"],
            "value": canonical(change["new"]),
            "revision": number,
        }
        for change in changes
    ]
    parts["record.jsonl"] = b"".join([json.dumps(record).encode() + b"\n", *others])
    parts["revision.jsonl"] += json.dumps(revision).encode() + b"\n"
    parts["answer.jsonl"] += b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    return record["case_id"]


class _Row:
    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__ |= row


def test_contradictions_are_refused_but_only_reported_for_an_earlier_format(
    whole: Path, tmp_path: Path
) -> None:
    parts = parts_of(whole)
    case = contradicting(parts)
    write(whole, parts)
    # with the seal as it would be: whoever forges a backup can make one
    seals = _seals_of(whole, tmp_path)
    write(whole, parts, seal=seals[1])
    with pytest.raises(InputError, match=f"case '{case}' contradicts itself: .*earlier age"):
        restore(whole, url=f"sqlite:///{tmp_path / 'other.db'}")
    write(whole, parts, seal=seals[0], format=FIRST_FORMAT)
    restored = restore(whole, url=f"sqlite:///{tmp_path / 'other.db'}")
    assert [case in message and "earlier age" in message for message in restored.contradictions] == [True]
    # a backup of that store, by this version, comes back as well: nobody is to lose what they have
    engine = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    assert back_up(engine, tmp_path / "c.backup").problems == ()
    engine.dispose()
    assert (
        restore(tmp_path / "c.backup", url=f"sqlite:///{tmp_path / 'third.db'}").contradictions
        == restored.contradictions
    )


def _seals_of(file: Path, tmp_path: Path) -> tuple[str, str]:
    """Return the seals of what a backup holds, put into a database past the store."""
    engine = open_engine(f"sqlite:///{tmp_path / 'past.db'}")
    parts = parts_of(file)
    with writing(engine) as connection:
        for table in TABLES:
            for line in parts[f"{table.name}.jsonl"].splitlines():
                connection.execute(table.insert().values(**json.loads(line)))
        relist_all(connection)
    verdict = verify(engine)
    engine.dispose()
    assert verdict.problems == ()
    return verdict.first_seal, verdict.seal
