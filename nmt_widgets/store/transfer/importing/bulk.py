"""Last stage of an import: many records read and written at a time, by the rules of the store."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import writing
from nmt_widgets.store.errors import SessionEnded, Unavailable
from nmt_widgets.store.records.revisions import checked_reason
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.blinding import is_record_hidden

READ_AT_ONCE = 400
WRITTEN_AT_ONCE = 50
"""How many cases one transaction writes: others who save meanwhile wait less than a second."""


@dataclass(frozen=True)
class Found:
    """A record as it is in the store."""

    kind: str
    owner: str
    revision: int
    answers: dict[str, Any] = field(repr=False)


class Bulk(Store):
    """The store, for many records at a time."""

    @classmethod
    def of(cls, store: Store) -> Bulk:
        """Return it for the same person as `store`."""
        return cls(store._engine, store._person, store._session)

    def found(self, codes: Iterable[str]) -> dict[str, Found]:
        """Return the records of some codes that are there and the person may see."""
        record, answer = tables.record, tables.answer
        found: dict[str, Found] = {}
        left = iter(codes)
        with self._reading() as connection:
            person = self._who(connection)
            while some := list(islice(left, READ_AT_ONCE)):
                for row in connection.execute(select(record).where(record.c.case_id.in_(some))).all():
                    if person is None or not person.may_read(row.kind, row.owner):
                        continue
                    if not is_record_hidden(connection, row, person):
                        found[row.case_id] = Found(row.kind, row.owner, row.head, {})
                there = [code for code in some if code in found]
                said = select(answer.c.case_id, answer.c.path, answer.c.value)
                for code, path, value in connection.execute(said.where(answer.c.case_id.in_(there))):
                    found[code].answers[path] = json.loads(value)
        return found

    def write(self, changes: Sequence[Any], reason: str, progress: Progress = untold) -> None:
        """Write one revision of each record, some records at a time: together or not at all.

        Parameters
        ----------
        changes : sequence
            Each with `case_id`, `kind`, `base` and `changes`, whose values are checked.
        reason : str
        progress : callable

        Raises
        ------
        Stale
            When a record has changed since; of those written together with it none is.
        """
        reason, left = checked_reason(reason), iter(changes)
        with progress("cases written", len(changes)) as step:
            while some := list(islice(left, WRITTEN_AT_ONCE)):
                try:
                    with writing(self._engine) as connection:
                        person = self._who(connection)
                        if person is None:
                            raise SessionEnded
                        for one in some:
                            edit = secrets.token_hex(16)
                            if one.base:
                                self._add(connection, one.case_id, one.changes, one.base, edit, reason)
                            else:
                                answers = {**one.changes, "kind": one.kind}
                                self._begin(connection, one.case_id, one.kind, person, answers, edit, reason)
                except IntegrityError:  # somebody began one of them at the same moment
                    raise Unavailable("busy") from None
                for _ in some:
                    step()
