"""Measure the import of a table against creating its cases one by one."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

CASES = 300


def measure_tables(cases: int = CASES) -> dict[str, Any]:
    """Import a table of random scores, once and once more, and begin as many cases one by one.

    Returns
    -------
    dict
        `import_ms`, `again_ms` and `one_by_one_ms`: milliseconds a case, for the table, for the same table once more
        and for each case by itself; the `ratio` of the last to the first.
    """
    from nmt_widgets import load_instrument
    from nmt_widgets.store import Access, Person, Store
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.transfer.importing import carry_out, plan_import

    instrument = load_instrument()
    draw = random.Random(2026)  # noqa: S311
    rows = [[str(draw.randint(1, 12)) for _ in instrument.ids] for _ in range(cases)]
    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        file, mapping = Path(folder) / "scores.csv", Path(folder) / "map.yaml"
        lines = [",".join(["code", *instrument.ids, "age"])]
        lines += [",".join([f"c{at}x", *row, "9"]) for at, row in enumerate(rows)]
        file.write_text("\n".join(lines), encoding="utf-8")
        columns = "".join(f"  {id}: {id}\n" for id in instrument.ids)
        mapping.write_text(
            f"format: import-1\ncase: code\nage: age\nkind: clinical\ncolumns:\n{columns}", encoding="utf-8"
        )
        engine = open_engine(f"sqlite:///{Path(folder) / 'workbook.db'}")
        store = Store(Access(engine, Person("Ana", "clinician")))
        begin = time.perf_counter()
        plan = plan_import(store, file, mapping)
        carry_out(store, plan)
        imported = time.perf_counter() - begin
        begin = time.perf_counter()
        carry_out(store, plan_import(store, file, mapping))
        again = time.perf_counter() - begin
        begin = time.perf_counter()
        for case in plan.cases:
            store.create(f"alone-{case.case_id}", case.changes, kind="clinical")
        alone = time.perf_counter() - begin
        engine.dispose()
    return {
        "cases": cases,
        "import_ms": imported / cases * 1e3,
        "again_ms": again / cases * 1e3,
        "one_by_one_ms": alone / cases * 1e3,
        "ratio": alone / imported,
    }
