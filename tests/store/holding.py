"""Somebody else who keeps the turn to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from nmt_widgets.store.database.transactions import writing


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Hold the database so that others can read it and not write."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            names = "person, session, record, revision, answer"
            connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        yield
