"""A trial: one hostile thing made from a seed, tried at one door; and many of them in turn."""

from __future__ import annotations

import itertools
import random
import signal
import statistics
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol


class DidNotHold(Exception):
    """What was promised did not hold; says what happened."""


class Door(Protocol):
    """A kind of entrance with its parts.

    Attributes
    ----------
    name : str
        What `--case` calls it.
    at_most : float
        Seconds after which a trial is stopped, where the system can do that.
    by_clock : bool
        Whether these are seconds of the clock, or of this process's work, which others on the machine do not change.
    parts : sequence of str
        Everything that is tried on its own: each route, each reader, each screen.
    """

    name: str
    at_most: float
    by_clock: bool
    parts: Sequence[str]

    def attempt(self, part: str, draw: random.Random) -> float:
        """Make one hostile thing and try it; return how long it took as a multiple of the usual.

        Raises
        ------
        DidNotHold
            When something happened that must not.
        """


@dataclass(frozen=True)
class Fault:
    """A trial that did not hold.

    Attributes
    ----------
    case : str
        Its name, such as ``files/case/17``: with the same seed it is the same thing again.
    reason : str
        What happened.
    """

    case: str
    reason: str


@dataclass
class Count:
    """What came of the trials of one door."""

    tried: int = 0
    passed: int = 0
    slowest: float = 0.0
    slowest_case: str = ""
    faults: list[Fault] = field(default_factory=list)


def source_of(seed: int, case: str) -> random.Random:
    """Return what everything of one case is drawn from: no case depends on those before."""
    return random.Random(f"{seed}/{case}")  # noqa: S311


def try_door(
    door: Door, seed: int, *, times: int | None = None, seconds: float | None = None, most_faults: int = 20
) -> Count:
    """Try every part of a door in turn, again and again.

    Parameters
    ----------
    door : Door
    seed : int
    times : int, optional
        How often each part is tried.
    seconds : float, optional
        For how long at most; each part is tried once at least.
    most_faults : int
        After how many that did not hold to stop.
    """
    count = Count()
    end = time.monotonic() + seconds if seconds is not None else None
    for number in itertools.count() if times is None else range(times):
        for part in door.parts:
            if number and end is not None and time.monotonic() > end:
                return count
            try_case(door, part, number, seed, count)
            if len(count.faults) >= most_faults:
                return count
    return count


def try_case(door: Door, part: str, number: int, seed: int, count: Count) -> None:
    """Try one case, and count it."""
    case = f"{door.name}/{part}/{number}"
    count.tried += 1
    try:
        with stopped_after(door.at_most, by_clock=door.by_clock):
            ratio = door.attempt(part, source_of(seed, case))
    except DidNotHold as error:
        count.faults.append(Fault(case, str(error)))
        return
    count.passed += 1
    if ratio > count.slowest:
        count.slowest, count.slowest_case = ratio, case


@contextmanager
def stopped_after(seconds: float, *, by_clock: bool) -> Iterator[None]:
    """Raise DidNotHold in what takes longer, where there are signals and this is the thread that gets them."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise DidNotHold(f"took longer than {seconds:g} seconds")

    timer = signal.ITIMER_REAL if by_clock else signal.ITIMER_PROF
    number = signal.SIGALRM if by_clock else signal.SIGPROF
    before = signal.signal(number, stop)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)


def usual(times: Iterable[float]) -> float:
    """Return what something usually takes, never less than a clock can tell."""
    return max(statistics.median(times), 1e-4)
