"""The door of files: each reader is given spoiled files, and may answer with a value or with what is wrong."""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from nmt_widgets.bench.fuzz.mutations import spoil
from nmt_widgets.bench.fuzz.readers import READERS, Reader
from nmt_widgets.bench.fuzz.trials import DidNotHold, usual
from nmt_widgets.core.errors import InputError

SLOWEST = 20.0
"""How many times as long as a good file a spoiled one may take, and not less than `ALWAYS`."""

ALWAYS = 2.0  # seconds of this process
MOST_MEMORY = 200_000_000  # bytes that reading one file may add to what is used before


class Files:
    """Every reader, and good files of each kind."""

    name, at_most, by_clock = "files", 30.0, False

    def __init__(self) -> None:
        self.parts: Sequence[str] = tuple(READERS)

    def attempt(self, part: str, draw: random.Random) -> float:
        """Let a reader read one spoiled file."""
        reader = READERS[part]
        good = _good(part)
        name = draw.choice(list(good))
        spoiled = spoil(draw, good[name], reader.changes)
        limit = max(ALWAYS, SLOWEST * _usual(part, name))
        _forget_peak()
        before = _peak()  # what making it took is in that
        seconds = _read(reader, name, spoiled)
        if seconds > limit:
            raise DidNotHold(
                f"{len(spoiled)} bytes took {seconds:.1f} seconds, a good file {_usual(part, name):.2f}"
            )
        if _peak() - before > MOST_MEMORY:
            raise DidNotHold(f"{len(spoiled)} bytes took {(_peak() - before) // 1_000_000} MB")
        return seconds / _usual(part, name)


def _read(reader: Reader, name: str, raw: bytes) -> float:
    """Read a file and return how much of this process's time that took."""
    with tempfile.TemporaryDirectory(prefix="nmt-doors-") as folder:
        path, own = Path(folder) / name, Path(folder) / "own"
        own.mkdir()
        path.write_bytes(raw)
        began = time.process_time()
        try:
            reader.read(path, own)
        except InputError as error:
            _check_message(error, folder)
        except DidNotHold:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise DidNotHold(_where(error)) from error
        return time.process_time() - began


def _check_message(error: InputError, folder: str) -> None:
    """Look at what is told: one line each, and not without end."""
    if len(error.problems) > 20_000:
        raise DidNotHold(f"{len(error.problems)} problems are told")
    for problem in error.problems:
        if "\n" in str(problem) or folder in problem.brief:
            raise DidNotHold(f"told as {problem.brief!r}")


def _where(error: BaseException) -> str:
    """Name an error and where in this package it arose."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "nmt_widgets" in frame.filename]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}: {str(error)[:120]}"


@cache
def _good(part: str) -> dict[str, bytes]:
    return READERS[part].good()


@cache
def _usual(part: str, name: str) -> float:
    """Return what the good file takes; it must be good."""
    reader, raw = READERS[part], _good(part)[name]
    times = []
    for _ in range(3):
        with tempfile.TemporaryDirectory(prefix="nmt-doors-") as folder:
            (Path(folder) / "own").mkdir()
            path = Path(folder) / name
            path.write_bytes(raw)
            began = time.process_time()
            reader.read(path, Path(folder) / "own")
            times.append(time.process_time() - began)
        if times[0] > 0.1:
            break
    return usual(times)


def _peak() -> int:
    """Return the most memory this process had since its peak was forgotten, or ever, in bytes; 0 where nobody says."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    with suppress(OSError):
        line = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
        if line:
            return int(line[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _forget_peak() -> None:
    """Let the peak be what is used now, where the system can: what was freed before would hide what comes."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
