"""Checks after hostile messages: nobody has written or received anything that they may not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.bench.fuzz.world import PEOPLE, World

if TYPE_CHECKING:
    from nmt_widgets.store.people.roles import Right

_RIGHTS: dict[str, Right] = {
    "training_class": "leads",
    "participation": "notes",
    "files": "authors",
    "site_phase": "counts",
    "incident_count": "counts",
}
"""The right needed to change each table; nobody changes people here."""
_KEPT = (
    "person",
    "session",
    "training_class",
    "class_member",
    "participation",
    "site_phase",
    "incident_count",
)


class Watch:
    """Compares a world before and after.

    Parameters
    ----------
    world : World
    visitor : str
        The visitor; empty for a guest.
    """

    def __init__(self, world: World, visitor: str) -> None:
        self._world, self._visitor = world, visitor
        self._before = _state(world)

    def look(self, sent: Iterable[str]) -> None:
        """Compare.

        Raises
        ------
        DidNotHold
            When something was written or sent that must not have been.
        """
        from nmt_widgets.store import Person
        from nmt_widgets.store.checking.verifying import verify
        from nmt_widgets.store.database.engine import open_engine

        text = "\n".join(sent)
        for mark in self._world.unseen(self._visitor):
            if mark in text:
                raise DidNotHold(f"{self._visitor or 'a guest'} was sent '{mark}'")
        if problems := verify(open_engine(self._world.url)).problems:
            raise DidNotHold(f"the store does not verify: {problems[0]}")
        now = _state(self._world)
        for log in ("revision", "filing", "feedback"):
            self._compare_records(self._before[log], now[log])
        person = Person(self._visitor, PEOPLE.get(self._visitor, ""))
        for name in ("person", *_RIGHTS):
            may = name in _RIGHTS and person.may(_RIGHTS[name])
            if now[name] != self._before[name] and not may:
                raise DidNotHold(f"{self._visitor or 'a guest'} changed {name}")
        if now["class_member"] != self._before["class_member"] and not self._visitor:
            raise DidNotHold("a guest joined a class")

    def _compare_records(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        from nmt_widgets.store import Person

        person = Person(self._visitor, PEOPLE[self._visitor]) if self._visitor else None
        if missing := before.keys() - now.keys():
            raise DidNotHold(f"records are gone: {missing}")
        for id, (kind, owner, entries) in now.items():
            old = before.get(id, (kind, owner, ()))[2]
            if entries[: len(old)] != old:
                raise DidNotHold(f"an old entry about {id} is another now")
            for author, _ in entries[len(old) :]:
                if person is None or author != person.name or not person.may_write(kind, owner):
                    raise DidNotHold(
                        f"{self._visitor or 'a guest'} wrote to {kind} {id} of {owner} as {author}"
                    )


def _state(world: World) -> dict[str, Any]:
    """Return the state of a world: rows, authors of revisions, files."""
    from sqlalchemy import select

    from nmt_widgets.store.database import tables
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.database.transactions import reading

    state: dict[str, Any] = {"files": _files(world)}
    with reading(open_engine(world.url)) as connection:
        for name in _KEPT:
            rows = connection.execute(select(getattr(tables, name)))
            state[name] = sorted(map(repr, rows))
        records = connection.execute(select(tables.record)).all()
        for table in (tables.revision, tables.filing, tables.feedback):
            entries: dict[str, list[tuple[str, str]]] = {}
            for row in connection.execute(select(table).order_by(table.c.case_id, table.c.number)):
                entries.setdefault(row.case_id, []).append((row.author, row.hash))
            state[table.name] = {
                row.case_id: (row.kind, row.owner, tuple(entries.get(row.case_id, ()))) for row in records
            }
    return state


def _files(world: World) -> dict[str, str]:
    return {
        str(path.relative_to(world.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((world.folder / "cases").rglob("*"))
        if path.is_file()
    }
