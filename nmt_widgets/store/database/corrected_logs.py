"""Logs whose entries are corrected and withdrawn by later ones: what all entries come to."""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import ColumnElement, Table, and_, exists

Act = Literal["enter", "correct", "withdraw"]
ENTER: Act = "enter"
CORRECT: Act = "correct"
WITHDRAW: Act = "withdraw"
LOG_ACTS: tuple[str, ...] = get_args(Act)


def in_force(table: Table) -> ColumnElement[bool]:
    """Return the condition that an entry counts: no later one corrects or withdraws it, and it withdraws none."""
    later = table.alias()
    return and_(table.c.act != WITHDRAW, ~exists().where(later.c.refers == table.c.number))
