"""A store on a small disk of its own that fills up or turns read-only; run within a mount namespace.

It prints `good` in the end; `tests/store/test_faults.py` starts it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nmt_widgets.store import Access, Person, Store, Unavailable, verify
from nmt_widgets.store.database.engine import open_engine
from tests.store.answers import begin

ANA = Person("Ana", "clinician")


def fill_up(disk: Path, url: str) -> None:
    """Write until there is no room, look that nothing is lost, make room, go on."""
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * 900_000)
    store = Store(Access(open_engine(url), ANA))
    begin(store)
    revision, refused = 1, None
    for number in range(100):
        try:
            revision = store.save(
                "c-1", {"summary": f"{number}" * 30_000}, base=revision, edit=f"e{number}"
            ).number
        except Unavailable as error:
            refused = error
            break
    assert refused is not None, "the disk never filled up"
    assert refused.kind == "full", refused.kind
    assert store.latest("c-1").number == revision
    assert verify(store.engine).problems == ()
    ballast.unlink()
    again = store.save("c-1", {"summary": "there is room"}, base=revision, edit=f"e{number}")
    assert again.number == revision + 1
    store.engine.dispose()
    anew = Store(Access(open_engine(url), ANA))
    assert [revision.number for revision in anew.revisions("c-1")] == list(range(1, revision + 2))
    assert verify(anew.engine).problems == ()


def turn_read_only(disk: Path, url: str) -> None:
    """Refuse in words on a disk that is read-only, and go on when it is not any more."""
    engine = open_engine(url)
    begin(Store(Access(engine, ANA)))
    engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(Unavailable) as refused:
        Store(Access(engine, ANA)).save("c-1", {"summary": "x"}, base=1, edit="e")
    assert refused.value.kind == "readonly"
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert Store(Access(engine, ANA)).save("c-1", {"summary": "x"}, base=1, edit="e").number == 2
    assert verify(engine).problems == ()


if __name__ == "__main__":
    small = Path(sys.argv[2])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", small], check=True)
    os.environ["NMT_DATA"] = str(small)
    {"full": fill_up, "read-only": turn_read_only}[sys.argv[1]](small, f"sqlite:///{small / 'workbook.db'}")
    print("good")
