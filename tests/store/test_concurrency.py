"""Thirty processes of two people write at once: no revision is lost and none is there twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections import Counter
from typing import Any

import pytest

from nmt_widgets.store import Person, Stale, Store, Unavailable, verify
from nmt_widgets.store.engine import open_engine
from tests.store.answers import AROUSAL, begin

PROCESSES, SECONDS = 30, 7.0
CASES = ("c-1", "c-2", "c-3")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="thirty processes at once")


def write(url: str, which: int, start: Any, results: Any) -> None:
    """Save until the time is up; what was refused is sent again as a page does, and some things twice."""
    draw = random.Random(which)
    store = Store(open_engine(url), Person(("Ana", "Bo")[which % 2], "clinician"))
    made: list[tuple[str, str, int]] = []
    counts: Counter[str] = Counter()
    start.wait()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        case, edit = draw.choice(CASES), f"{which}-{counts['edits']}"
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
        made.append((case, edit, number))
        if draw.random() < 0.2:  # the answer was lost on the way to the page
            assert store.save(case, changes, base=base, edit=edit).number == number
            counts["sent twice"] += 1
    results.put((made, counts))


def test_thirty_processes_lose_and_double_nothing(store: Store, database: str) -> None:
    for case in CASES:
        begin(store, case)
    context = multiprocessing.get_context("fork")
    start, results = context.Event(), context.SimpleQueue()
    processes = [
        context.Process(target=write, args=(database, which, start, results)) for which in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    start.set()
    told = [results.get() for _ in processes]
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    made = [entry for entries, _ in told for entry in entries]
    counts = sum((counted for _, counted in told), Counter())
    kept = [
        (case, revision.edit, revision.number) for case in CASES for revision in store.revisions(case)[1:]
    ]
    print(f"\n{store.engine.dialect.name}: {len(made)} told, {len(kept)} kept, {dict(counts)}")
    assert sorted(kept) == sorted(made), "each edit that was told is there, once, and no other"
    for case in CASES:
        numbers = [revision.number for revision in store.revisions(case)]
        assert numbers == list(range(1, len(numbers) + 1))
    assert {revision.author for case in CASES for revision in store.revisions(case)} == {"Ana", "Bo"}
    assert len(made) > PROCESSES
    assert counts["stale"] > 0
    assert set(counts) <= {"edits", "stale", "sent twice", "busy"}
    verdict = verify(store.engine)
    assert (verdict.problems, verdict.revisions) == ((), len(made) + len(CASES))
