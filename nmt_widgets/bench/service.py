"""A load on one server: people who score, consult, read and make reports at once, and a server that is killed."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.bench.browsing import BrowserScorer
from nmt_widgets.bench.errands import SCORES, Scorer, Worker, hire
from nmt_widgets.bench.footprints import Footprint, footprint, growth, server_process
from nmt_widgets.bench.phases import Phases, busy, times
from nmt_widgets.bench.server import BenchServer

if TYPE_CHECKING:
    from sqlalchemy import Engine

PEOPLE, MINUTES, PACE = 60, 10.0, 4.0
_LOOKED_AT_EVERY = 5.0  # seconds


class Load:
    """People at work on a running server, which is killed when half of the work is done.

    Parameters
    ----------
    address : str
        With the access code.
    supervisor : int
        The process of `nmt serve`.
    crew : sequence of Worker
        Who is in its database: see :func:`~nmt_widgets.bench.errands.hire`.

    Attributes
    ----------
    footprints : list of Footprint
        What the server took, from the start of the work to its end.
    away : float
        Seconds from when the server was killed until somebody had an answer saved again.
    """

    def __init__(self, address: str, supervisor: int, crew: Sequence[Worker]) -> None:
        self._address, self._supervisor, self._crew = address, supervisor, crew
        self._outages = 0
        self._begun = self._killed = 0.0
        self.footprints: list[Footprint] = []
        self.away = 0.0

    def run(self, *, errands: int) -> None:
        """Let everybody do as many errands, without a rest."""
        scores = errands * SCORES * sum(isinstance(person, Scorer) for person in self._crew)
        self._run(lambda: self._saved() / scores, lambda person: person.done >= errands)

    def run_for(self, minutes: float, pace: float) -> None:
        """Let everybody work for some time, with a rest after each step; they come within its first tenth."""
        for place, person in enumerate(self._crew):
            person.pace, person.arrives_after = pace, 6 * minutes * place / len(self._crew)
        begin = time.monotonic()

        def share() -> float:
            return (time.monotonic() - begin) / 60 / minutes

        self._run(share, lambda _: share() >= 1)

    def _run(self, share: Any, is_over: Any) -> None:
        self._begun = time.monotonic()
        with ThreadPoolExecutor(len(self._crew)) as pool:
            working = {
                pool.submit(person.work, self._address, is_over, lambda: self._outages)
                for person in self._crew
            }
            look_at = 0.0
            while working:
                _, working = wait(working, timeout=0.1)
                if not self._outages and share() >= 0.5:
                    self._kill()
                if self._killed and not self.away and self._saved() > self._saved_before:
                    self.away = time.monotonic() - self._killed
                if time.monotonic() >= look_at and (now := footprint(self._supervisor)):
                    self.footprints.append(now)
                    look_at = time.monotonic() + _LOOKED_AT_EVERY

    def _kill(self) -> None:
        self._outages += 1
        server = server_process(self._supervisor)
        server.kill()
        self._killed = time.monotonic()
        self._saved_before = self._saved()

    def _saved(self) -> int:
        return sum(len(person.acknowledged) for person in self._crew)

    @property
    def errors(self) -> list[str]:
        """What went wrong for somebody."""
        return [error for person in self._crew for error in person.errors]

    def figures(self) -> dict[str, Any]:
        """Return what everybody did, how long each step took, and what the server took."""
        errands: Counter[str] = Counter()
        for person in self._crew:
            errands[type(person).__name__] += person.done
        phases = Phases.of([person.steps for person in self._crew], self._killed)
        steps = [step for person in self._crew for step in person.steps]
        settled = [footprint for footprint in self.footprints if footprint.minutes * 60 > phases.back]
        last = self.footprints[-1]
        return {
            "people": len(self._crew),
            "errands": dict(errands),
            "interrupted": sum(person.interruptions for person in self._crew),
            "away_s": self.away,
            "arrival_s": phases.arrived - self._begun,
            "restart_s": phases.back - phases.killed,
            **times(steps, phases),
            "busy": busy(self.footprints, phases),
            "memory_mb": {
                part: max(getattr(look, part) for look in self.footprints)
                for part in ("server", "parent", "kernel")
            },
            "growth_mb_a_minute": {part: growth(settled, part) for part in ("server", "parent")},
            "kernels": last.kernels,
            "files": last.files,
            "files_a_minute": growth(settled, "files"),
            "threads": last.threads,
        }


def kept_and_lost(engine: Engine, crew: Sequence[Worker]) -> dict[str, int]:
    """Compare what was acknowledged with what the database has: how many are kept, lost, and stored twice."""
    from nmt_widgets.store import Access, Person, Store

    stored: Counter[tuple[str, str, int]] = Counter()
    for person in crew:
        store = Store(Access(engine, Person(person.name, "clinician")))
        stored.update(
            (person.case, revision.edit, revision.number) for revision in store.revisions(person.case)[1:]
        )
    acknowledged = {answer for person in crew for answer in person.acknowledged}
    return {
        "acknowledged": len(acknowledged),
        "kept": stored.total(),
        "lost": len(acknowledged - stored.keys()),
        "doubled": stored.total() - len({edit for _, edit, _ in stored}),
    }


def measure_service(
    people: int = PEOPLE, minutes: float = MINUTES, database: str | None = None
) -> dict[str, Any]:
    """Let people work on one server, kill it half-way, and count what became of every answer.

    Half of them score, the others consult, read lists and make reports. They speak the protocol of a page over the
    real web socket, on the same computer as the server; one more scores in a Chromium.

    Parameters
    ----------
    people : int
    minutes : float
    database : str, optional
        An empty database; by default an SQLite file that is thrown away.

    Returns
    -------
    dict
        How many `errands` were done and `interrupted`; `away_s`, how long nothing could be saved after the server was
        killed; `arrival_s`, until everybody had their first page, and `restart_s`, until all had a page of the next
        server; each step in `arrival`, `restart` and `steady`, the time besides; how `busy` the processors were; memory
        of server, kernels and the process that forks them, and its growth a minute once everybody was back after the
        server was killed; how many answers are `acknowledged`, `kept`, `lost` and `doubled`;
        `problems` that `nmt verify` finds; `errors` that people met; lines of the server's `log` besides those on the
        kill; `left_over` processes when the server has ended.
    """
    from nmt_widgets.store import verify
    from nmt_widgets.store.database.engine import open_engine

    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        url = database or f"sqlite:///{Path(folder) / 'workbook.db'}"
        crew, log = hire(url, people, BrowserScorer), Path(folder) / "log.txt"
        with BenchServer(Path(folder), log=log, database=database) as server:
            load = Load(server.urls[0], server.pid, crew)
            load.run_for(minutes, PACE)
        engine = open_engine(url)
        counts, problems = kept_and_lost(engine, crew), verify(engine).problems
        engine.dispose()
        return {
            **load.figures(),
            **counts,
            "problems": len(problems),
            "errors": load.errors,
            "log": complaints(log.read_text()),
            "left_over": _left_over(folder),
        }


def complaints(log: str) -> list[str]:
    """Return the lines of a server's log that are not about a server which was killed or waited for the processor.

    >>> complaints("kernel 7 died"), complaints("the server answers again")
    (['kernel 7 died'], [])
    """
    expected = (
        "has not answered for",
        "answers again",
        "the server ended by itself (SIGKILL)",
        "the server is restarted",
    )
    return [line for line in log.splitlines() if not any(words in line for words in expected)]


def _left_over(folder: str) -> int:
    """Return how many processes still work for a server that has ended."""
    import psutil

    count = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            count += process.pid != os.getpid() and process.environ().get("NMT_DATA") == folder
    return count
