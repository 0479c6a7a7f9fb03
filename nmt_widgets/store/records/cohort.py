"""The cohort of a person: the assessments of the clients whom they may see, as columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, not_, select

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database.cohort_rows import is_valid, make_kept_rows
from nmt_widgets.store.database.tables import cohort_record, listed_record, record
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.visibility import is_unseen, may_see


@dataclass(frozen=True)
class CohortRows:
    """Completed assessments of the clients of a store, for :func:`nmt_widgets.outcomes.cohort.cohort`.

    Attributes
    ----------
    columns : dict of str to list
        Those of :func:`nmt_widgets.outcomes.cohort.case_rows.row_columns`, sorted by client; empty without any row.
    left_out : dict of str to int
        `unseen`: clients whom the person could still rate blind. `unreadable`: clients whose answers make up no case.
        `status`: assessments that are not completed, or have no scores.
    """

    columns: dict[str, list[Any]]
    left_out: dict[str, int]


def read_cohort(
    connection: Connection, person: Person, instrument: Instrument, progress: Progress = untold
) -> CohortRows:
    """Return the cohort of a person; second ratings, settlements and practice are no part of it.

    All of it is of one moment: what a connection sees that was opened for it.
    """
    from nmt_widgets.outcomes.cohort.case_rows import (
        row_columns,  # imported late, with the metrics and the plan
    )

    listed = listed_record.c
    clients = [
        may_see(person),
        listed.kind == "clinical",
        *(column.is_(None) for column in (listed.practice_of, listed.second_of, listed.settles)),
    ]
    count = select(func.count()).select_from(listed_record).where(*clients, is_unseen(person))
    unseen = connection.scalar(count) or 0
    query = (
        select(listed.case_id, cohort_record.c.unfinished, cohort_record.c.rows)
        .join(record, record.c.case_id == listed.case_id)
        .outerjoin(cohort_record, is_valid(instrument))
        .where(*clients, not_(is_unseen(person)))
        .order_by(listed.case_id)
    )
    parts = {row.case_id: (row.unfinished, row.rows) for row in connection.execute(query)}
    missing = [code for code, (_, rows) in parts.items() if rows is None]
    for batch in make_kept_rows(connection, missing, instrument, progress):
        parts |= {row["case_id"]: (row["unfinished"], row["rows"]) for row in batch}
    # one text is read much faster than many
    rows = json.loads(f"[{','.join(part for _, text in parts.values() if (part := text[1:-1]))}]")
    names = row_columns(instrument)
    unfinished = [count for count, _ in parts.values()]
    return CohortRows(
        columns=dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {},
        left_out={
            "unseen": unseen,
            "unreadable": unfinished.count(None),
            "status": sum(count for count in unfinished if count),
        },
    )
