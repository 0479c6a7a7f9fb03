"""Thirty processes of two people write at once: no revision is lost and none is there twice."""

from __future__ import annotations

import os

import pytest

from nmt_widgets.bench.storing import CASES, PROCESSES, write_at_once
from nmt_widgets.store import Store, verify
from tests.store.answers import begin

EDITS = 5
"""Of each process."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="thirty processes at once")
def test_thirty_processes_lose_and_double_nothing(store: Store, database: str) -> None:
    for case in CASES:
        begin(store, case)
    reported, counts = write_at_once(database, PROCESSES, edits=EDITS)
    stored = [
        (case, revision.edit, revision.number) for case in CASES for revision in store.revisions(case)[1:]
    ]
    print(f"\n{store.engine.dialect.name}: {len(reported)} told, {len(stored)} kept, {dict(counts)}")
    assert sorted(stored) == sorted(reported), "each edit that was told is there, once, and no other"
    for case in CASES:
        numbers = [revision.number for revision in store.revisions(case)]
        assert numbers == list(range(1, len(numbers) + 1))
    assert {revision.author for case in CASES for revision in store.revisions(case)} == {"Ana", "Bo"}
    assert len(reported) == PROCESSES * EDITS
    assert counts["stale"] > 0
    assert set(counts) <= {"edits", "stale", "sent twice", "busy"}
    verdict = verify(store.engine)
    assert (verdict.problems, verdict.revisions) == ((), len(reported) + len(CASES))
