"""Many cases into the store and out of it, beside the least that any program has to do with the same rows."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

CASES, MORE, FIRST = 250, 4, 5

Meter = Callable[[Callable[[], Any]], float]
"""Carries out some work and returns a figure about it."""


def measure_transfers(cases: int = CASES) -> dict[str, Any]:
    """Import, export and verify some cases, and four times as many.

    Parameters
    ----------
    cases : int
        Each has one assessment with every score.

    Returns
    -------
    dict
        For `import`, `export` and `verify`: `ms` of the processor for each of the many cases, `bare_ms` of the least
        for the same, and their `ratio`. The least is to read the table and put its cells into an SQLite file; to read
        the answers from SQLite and write the rows of the export as CSV; to read all rows and hash them. `memory` is the
        ratio of the most memory that Python needs for four times as many cases: 1 where it does not grow.
    """
    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        _transfer(Path(folder) / "first", FIRST, _seconds)  # whatever is read once
        few = _transfer(Path(folder) / "few", cases, _peak)
        many = _transfer(Path(folder) / "many", cases * MORE, _peak)
        ours = _transfer(Path(folder) / "timed", cases * MORE, _seconds)
        bare = _bare(Path(folder) / "timed")
    milliseconds = 1e3 / (cases * MORE)
    return {"cases": cases * MORE} | {
        name: {
            "ms": ours[name] * milliseconds,
            "bare_ms": bare[name] * milliseconds,
            "ratio": ours[name] / bare[name],
            "memory": many[name] / few[name],
        }
        for name in ours
    }


def _transfer(folder: Path, cases: int, meter: Meter) -> dict[str, float]:
    """Return a figure for each way, in a folder where the table, the database and the export are left."""
    from nmt_widgets.store import Access, Store, operator, verify
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.transfer.export import export
    from nmt_widgets.store.transfer.importing import carry_out, plan_import

    folder.mkdir()
    file, mapping = _write_table(folder, cases)
    engine = open_engine(f"sqlite:///{folder / 'workbook.db'}")
    store = Store(Access(engine, operator()))
    figures = {
        "import": meter(lambda: carry_out(store, plan_import(store, file, mapping))),
        "export": meter(lambda: export(store, folder / "export")),
        "verify": meter(lambda: verify(engine)),
    }
    engine.dispose()
    return figures


def _write_table(folder: Path, cases: int) -> tuple[Path, Path]:
    """Write a table of random scores and its mapping."""
    from nmt_widgets.instrument import load_instrument

    ids = load_instrument().ids
    draw = random.Random(2026)  # noqa: S311
    file, mapping = folder / "scores.csv", folder / "map.yaml"
    lines = [",".join(["code", *ids, "age"])]
    lines += [",".join([f"c{at}x", *(str(draw.randint(1, 12)) for _ in ids), "9"]) for at in range(cases)]
    file.write_text("\n".join(lines), encoding="utf-8")
    columns = "".join(f"  {id}: {id}\n" for id in ids)
    mapping.write_text(
        f"format: import-1\ncase: code\nage: age\nkind: clinical\ncolumns:\n{columns}", encoding="utf-8"
    )
    return file, mapping


def _bare(folder: Path) -> dict[str, float]:
    """Return the seconds that plain SQLite, CSV and SHA-256 take for the same rows."""
    with (folder / "export" / "answers.csv").open(encoding="utf-8-sig", newline="") as exported:
        rows = list(csv.reader(exported))

    def put_in() -> None:
        with (
            (folder / "scores.csv").open(encoding="utf-8", newline="") as file,
            closing(sqlite3.connect(folder / "bare.db")) as database,
        ):
            columns, *lines = csv.reader(file)
            database.execute("CREATE TABLE answer (code, path, value, PRIMARY KEY (code, path))")
            cells = ((line[0], *pair) for line in lines for pair in zip(columns, line, strict=True))
            database.executemany("INSERT INTO answer VALUES (?, ?, ?)", cells)
            database.commit()

    def take_out() -> None:
        with (
            closing(sqlite3.connect(folder / "workbook.db")) as database,
            (folder / "bare.csv").open("w", encoding="utf-8", newline="") as file,
        ):
            database.execute("SELECT * FROM answer").fetchall()
            csv.writer(file).writerows(rows)

    def hash_all() -> None:
        digest = hashlib.sha256()
        with closing(sqlite3.connect(folder / "workbook.db")) as database:
            for query in ("SELECT * FROM record", "SELECT * FROM revision", "SELECT * FROM answer"):
                for row in database.execute(query):
                    digest.update(json.dumps(row).encode())

    ways = {"import": put_in, "export": take_out, "verify": hash_all}
    return {name: _seconds(way) for name, way in ways.items()}


def _seconds(way: Callable[[], Any]) -> float:
    begin = time.process_time()
    way()
    return time.process_time() - begin


def _peak(way: Callable[[], Any]) -> float:
    """Return the most bytes that Python had at once beyond those it had before."""
    tracemalloc.start()
    try:
        way()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
