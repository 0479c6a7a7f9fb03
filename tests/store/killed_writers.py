"""Processes that write to a store until they are killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from sqlalchemy import event

from nmt_widgets.bench.storing import writers
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine
from tests.store.answers import AROUSAL

ANA = Person("Ana", "clinician")
LONG = {"summary": "long " * 20_000, AROUSAL: 9, "title": "Other"}


def start_writer(work: Callable[..., None], *arguments: object) -> ForkServerProcess:
    process = writers().Process(target=work, args=arguments)
    process.start()
    return process


def die_at(url: str, statement: int) -> None:
    """Save, and be killed just before the given statement of it; 0 is the commit."""
    engine = open_engine(url)
    store, statements = Store(Access(engine, ANA)), [0]
    store.read("c-1")

    def die(*_: object) -> None:
        statements[0] += 1
        if statements[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", die)
    if not statement:
        event.listen(engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    store.save("c-1", LONG, base=1, edit="mine")


def write_on(url: str, turn: int, pipe: Connection) -> None:
    """Save without end, and write the name of each confirmed save into the pipe."""
    store = Store(Access(open_engine(url), ANA))
    number = store.read("c-1").revision
    while True:
        changes = {"summary": f"{turn} {number} " * 3_000}
        number = store.save("c-1", changes, base=number, edit=f"{turn}-{number}").number
        os.write(pipe.fileno(), f"{turn}-{number - 1}\n".encode())
