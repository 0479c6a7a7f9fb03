"""Files that the store reads: tables with their mapping, workbooks, backups, and the versions file of an export."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmt_widgets.bench.fuzz.workbooks import excel, open_document

_MAPPING = b"""\
format: import-1
case: Code
assessment: Visit
age: Age
date: Date
kind: clinical
columns:
  Arousal: functions/scores/arousal
  Sleep: sleep
  Neglect: history/adversity/infancy/neglect
  School: school
values: {n/a: not known, "-": null}
"""
_SCORES = b"""\
Code,Visit,Age,Date,Arousal,Sleep,Neglect,School,Clerk
P001,1,9,2024-01-02,3,n/a,,Second class,Eve
p001,2,10.5,,4.0,5,12,,Eve
P002,1,18 months,,-,7,,Third class,Eve
"""


def _import(scores: Path, mapping: Path, folder: Path) -> None:
    from nmt_widgets.store import Person, open_store
    from nmt_widgets.store.transfer.importing import carry_out, plan_import

    with _database(folder) as url:
        store = open_store(Person("Ana", "clinician"), url=url)
        carry_out(store, plan_import(store, scores, mapping, sure=True))
        for summary in store.records():
            store.case(summary.case_id)


def tables() -> dict[str, bytes]:
    """Return a good table."""
    return {"scores.csv": _SCORES}


def mappings() -> dict[str, bytes]:
    """Return a good mapping."""
    return {"mapping.yaml": _MAPPING}


def workbooks() -> dict[str, bytes]:
    """Return good workbooks."""
    rows = [line.split(",") for line in _SCORES.decode().splitlines()]
    return {"scores.xlsx": excel(rows), "scores.ods": open_document(rows)}


def read_scores(path: Path, folder: Path) -> None:
    """Import a table, and read the resulting records."""
    from nmt_widgets.core.tables import read_table
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.transfer.importing.drafting import draft_mapping

    draft_mapping(read_table(path), load_instrument())
    (folder / "mapping.yaml").write_bytes(_MAPPING)
    _import(path, folder / "mapping.yaml", folder)


def read_mapping(path: Path, folder: Path) -> None:
    """Import a good table with a mapping."""
    (folder / "scores.csv").write_bytes(_SCORES)
    _import(folder / "scores.csv", path, folder)


def read_backup(path: Path, folder: Path) -> None:
    """Restore a backup, and read the resulting records."""
    from nmt_widgets.store import open_store, operator, verify
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.transfer.restoring import restore

    with _database(folder) as url:
        restore(path, url=url)
        store = open_store(operator(), url=url)
        for summary in store.records():
            store.case(summary.case_id)
        if problems := verify(open_engine(url)).problems:
            raise AssertionError(f"restored, and then: {problems[0]}")


def backups() -> dict[str, bytes]:
    """Return a good backup."""
    from nmt_widgets.case_files import load_case
    from nmt_widgets.case_files.answers import to_answers
    from nmt_widgets.store import Person, open_store
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import add_person
    from nmt_widgets.store.transfer.backup import back_up

    with tempfile.TemporaryDirectory(prefix="nmt-doors-") as name, _database(Path(name)) as url:
        add_person(open_engine(url), "Ana", "trainer", "four words make one")
        store = open_store(Person("Ana", "trainer"), url=url)
        store.create("told", to_answers(load_case("james")), kind="teaching")
        back_up(open_engine(url), Path(name) / "backup")
        return {"backup": (Path(name) / "backup").read_bytes()}


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, copied from a prepared one."""
    from nmt_widgets.store.database.engine import open_engine

    empty = _empty_database()
    shutil.copy(empty, folder / "workbook.db")
    url = f"sqlite:///{folder / 'workbook.db'}"
    try:
        yield url
    finally:
        open_engine(url).dispose()


_EMPTY: list[tempfile.TemporaryDirectory[str]] = []


def _empty_database() -> Path:
    from nmt_widgets.store.database.engine import open_engine

    if not _EMPTY:
        _EMPTY.append(tempfile.TemporaryDirectory(prefix="nmt-doors-"))
        path = Path(_EMPTY[0].name) / "workbook.db"
        engine = open_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    return Path(_EMPTY[0].name) / "workbook.db"


def exports() -> dict[str, bytes]:
    """Return the versions file of a good export."""
    return {"versions.json": b'{"format": "nmt-export-1", "software": "1.0", "cases": 2}\n'}


def read_export(path: Path, folder: Path) -> None:
    """Check whether a folder is an export."""
    from nmt_widgets.store.transfer.export import _is_export

    shutil.copy(path, folder)
    _is_export(folder)
