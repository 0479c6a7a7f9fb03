"""Measure thirty processes that write at once against a single one, and check that nothing is lost or doubled."""

from __future__ import annotations

import math
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

PROCESSES, SECONDS = 30, 60.0
CASES = ("c-1", "c-2", "c-3")
AROUSAL = "assessments/1/functions/scores/arousal"
_BEGINNING = {"title": "A case", "assessments/1/label": "First", "assessments/1/age": "9 years"}

_IMPORTED = (
    "alembic.command",
    "nmt_widgets.metrics.functions",
    "nmt_widgets.store.checking.verifying",
    "nmt_widgets.store.opening",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)
"""What a writer imports, and would otherwise import for itself; what is not installed is passed over."""

Acknowledged = tuple[str, str, int]
"""A write that the store confirmed: the case, the edit, the number of the revision."""


def measure_store(url: str | None = None, seconds: float = SECONDS) -> dict[str, Any]:
    """Save as fast as the database allows: one process for a sixth of the time, then thirty.

    Parameters
    ----------
    url : str, optional
        An empty database; by default an SQLite file that is thrown away.
    seconds : float
        How long the thirty write.

    Returns
    -------
    dict
        Saves a second `alone` and `together` and their `ratio`; how many were `told` to be kept, and how many are
        `kept`, `lost` and `doubled` of them; how often a writer was told `stale` or `busy`; `problems` in the end.
    """
    from nmt_widgets.store import Access, Person, Store, verify
    from nmt_widgets.store.database.engine import open_engine

    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        engine = open_engine(url or f"sqlite:///{Path(folder) / 'workbook.db'}")
        address = engine.url.render_as_string(hide_password=False)
        store = Store(Access(engine, Person("Ana", "clinician")))
        for case in CASES:
            store.create(case, _BEGINNING, kind="clinical")
        alone, _ = write_at_once(address, 1, seconds=seconds / 6, name="alone")
        acknowledged, counts = write_at_once(address, PROCESSES, seconds=seconds, name="together")
        stored = Counter(
            (case, revision.edit, revision.number) for case in CASES for revision in store.revisions(case)[1:]
        )
        verdict = verify(engine)
        engine.dispose()
    rates = {"alone": len(alone) / (seconds / 6), "together": len(acknowledged) / seconds}
    return {
        **rates,
        "ratio": rates["together"] / rates["alone"],
        "told": len(alone) + len(acknowledged),
        "kept": stored.total(),
        "lost": len({*alone, *acknowledged} - stored.keys()),
        "doubled": stored.total() - len({edit for _, edit, _ in stored}),
        "stale": counts["stale"],
        "busy": counts["busy"],
        "problems": len(verdict.problems),
    }


def writers() -> ForkServerContext:
    """Return the context that starts writers: each is a fork of a small process that has imported all they need.

    A fork of the caller could deadlock, since another thread of the caller may hold a lock.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__, *_IMPORTED])
    return context


def write_at_once(
    url: str, processes: int, *, seconds: float = math.inf, edits: float = math.inf, name: str = "edit"
) -> tuple[list[Acknowledged], Counter[str]]:
    """Let processes of two people write to the same cases; return the confirmed writes.

    Each ends after some seconds or after some edits of its own.

    What was refused is sent again as a page does, and some of what was kept is sent twice, as if the answer had
    been lost on the way. A process that fails otherwise raises RuntimeError here.
    """
    context = writers()
    start, results = context.Event(), context.SimpleQueue()
    running = [
        context.Process(target=_write, args=(url, which, seconds, edits, name, start, results))
        for which in range(processes)
    ]
    for process in running:
        process.start()
    start.set()
    acknowledged: list[Acknowledged] = []
    counts: Counter[str] = Counter()
    failures = []
    for _ in running:
        reported, partial_counts, failure = results.get()
        acknowledged += reported
        counts += partial_counts
        failures += [failure] if failure else []
    for process in running:
        process.join()
    if failures:
        raise RuntimeError(failures[0])
    return acknowledged, counts


def _write(url: str, which: int, seconds: float, edits: float, name: str, start: Any, results: Any) -> None:
    acknowledged: list[Acknowledged] = []
    counts: Counter[str] = Counter()
    failure = ""
    try:
        _save_on(url, which, seconds, edits, name, start, acknowledged, counts)
    except BaseException as error:
        failure = f"{type(error).__name__}: {error}"
    results.put((acknowledged, counts, failure))


def _save_on(
    url: str,
    which: int,
    seconds: float,
    edits: float,
    name: str,
    start: Any,
    acknowledged: list[Acknowledged],
    counts: Counter[str],
) -> None:
    from nmt_widgets.store import Access, Person, Stale, Store, Unavailable
    from nmt_widgets.store.database.engine import open_engine

    draw = random.Random(which)  # noqa: S311
    store = Store(Access(open_engine(url), Person(("Ana", "Bo")[which % 2], "clinician")))
    start.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end and counts["edits"] < edits:
        case, edit = draw.choice(CASES), f"{name}-{which}-{counts['edits']}"
        counts["edits"] += 1
        changes = {AROUSAL: {"score": draw.randint(1, 12), "note": edit}}
        base = None
        while True:
            try:
                if base is None:
                    base = store.latest(case).number
                number = store.save(case, changes, base=base, edit=edit).number
            except Stale as stale:
                counts["stale"] += 1
                base = stale.head
            except Unavailable as unavailable:
                counts[unavailable.kind] += 1
            else:
                break
        acknowledged.append((case, edit, number))
        if draw.random() < 0.2:
            with suppress(Unavailable):
                again = store.save(case, changes, base=base, edit=edit).number
                counts["sent twice"] += 1
                if again != number:
                    raise AssertionError(f"{edit} is revision {number} and {again}")
