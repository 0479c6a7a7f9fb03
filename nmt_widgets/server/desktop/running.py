"""One workbook at a time in a window: whoever starts another calls the first."""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import IO

from nmt_widgets.core.private_files import write_private

_PATIENCE, _PAUSE = 30.0, 0.05  # seconds


@contextmanager
def alone(folder: Path, on_call: Callable[[], None]) -> Iterator[bool]:
    """Give whether no other workbook is open in a window; if one is, it was called.

    Parameters
    ----------
    folder : pathlib.Path
        A private folder.
    on_call : callable
        Called, from another thread, when somebody starts the workbook again.
    """
    place, ends = folder / "place.json", time.monotonic() + _PATIENCE
    with (folder / "lock").open("ab") as lock:
        while not _take(lock):  # the other may be about to listen, or about to end
            if _call(place) or time.monotonic() > ends:
                yield False
                return
            time.sleep(_PAUSE)
        key = secrets.token_bytes(32)
        with Listener(authkey=key) as listener:
            write_private(place, json.dumps({"address": listener.address, "key": key.hex()}))
            threading.Thread(target=_answer, args=(listener, on_call), daemon=True).start()
            try:
                yield True
            finally:
                place.unlink(missing_ok=True)


def _take(lock: IO[bytes]) -> bool:
    """Take the lock, which ends with this process, if nobody has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _call(place: Path) -> bool:
    """Call the other one; return whether it heard."""
    try:
        entry = json.loads(place.read_text(encoding="utf-8"))
        with Client(entry["address"], authkey=bytes.fromhex(entry["key"])):
            return True
    except (OSError, EOFError, ValueError, AuthenticationError):
        return False


def _answer(listener: Listener, on_call: Callable[[], None]) -> None:
    while True:
        try:
            with listener.accept():
                on_call()
        except (EOFError, AuthenticationError):  # somebody without the key
            continue
        except OSError:  # closed
            return
