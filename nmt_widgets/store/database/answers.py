"""The answers of records as they are now, read on a connection that is open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.store.database import tables


def read_answers(
    connection: Connection, case_id: str, paths: Iterable[Path] | None = None
) -> dict[Path, Value]:
    """Return a record's answers by path, in the order of the paths; only those at `paths` if they are given."""
    answer = tables.answer
    query = select(answer.c.path, answer.c.value).where(answer.c.case_id == case_id).order_by(answer.c.path)
    if paths is not None:
        query = query.where(answer.c.path.in_(list(paths)))
    return {path: json.loads(value) for path, value in connection.execute(query)}


def read_all_answers(connection: Connection, codes: Sequence[str]) -> dict[str, dict[Path, Value]]:
    """Return the answers of some records, by their codes."""
    answer = tables.answer
    query = select(answer.c.case_id, answer.c.path, answer.c.value).where(answer.c.case_id.in_(codes))
    answers: dict[str, dict[Path, Value]] = {}
    for case_id, path, value in connection.execute(query):
        answers.setdefault(case_id, {})[path] = json.loads(value)
    return answers
