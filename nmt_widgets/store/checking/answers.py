"""Find records that `nmt validate` would refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, select

from nmt_widgets.case_files.answers import check_answer
from nmt_widgets.case_files.consistency import contradictions
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database import tables

_MOST = 100  # problems reported for one record


def contradicting(connection: Connection, progress: Progress) -> dict[str, list[str]]:
    """Return the contradictions in the records, by the code of each record that has any.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    progress : Progress
        Counts the records.
    """
    ids = list(connection.scalars(select(tables.record.c.case_id).order_by(tables.record.c.number)))
    table, problems_of = tables.answer, {}
    with progress(texts("store")["progress"]["checked"], len(ids)) as step:
        for id in ids:
            rows = connection.execute(select(table.c.path, table.c.value).where(table.c.case_id == id))
            values = {path: str(value) for path, value in rows}
            problems = list(islice(_problems(id, values), _MOST))
            if problems:
                problems_of[id] = problems
            step()
    return problems_of


def _problems(id: str, values: dict[str, str]) -> Iterator[str]:
    instrument, answers, is_whole = load_instrument(), {}, True
    for path, value in sorted(values.items()):
        try:
            answers[path] = check_answer(path, json.loads(value), instrument)
        except InputError as error:
            is_whole = False
            yield f"{path}: {error.message}"
        except (ValueError, RecursionError):
            is_whole = False  # the check of the chain reports it, too
            yield f"{path}: {texts('store')['backup']['row']}"
    if is_whole:
        for problem in contradictions(id, answers, instrument):
            yield f"{problem.place}: {problem.message}" if problem.place else problem.message
