"""Whether anything has changed that all clients together are told from."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from nmt_widgets.store.database.tables import filing, incident_count, record, site_phase
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.access import Access

_LOGS = (filing, site_phase, incident_count)


def outcome_state(access: Access) -> str:
    """Return a hash of everything that tells somebody how all clients fare; it also depends on who that is.

    Raises
    ------
    NotPermitted
        When the person may not see how all clients fare.
    """
    with access.reading() as (connection, person):
        if person is None or not person.may("outcomes"):
            raise worded("may_not_see_outcomes", NotPermitted)
        state = hashlib.sha256(f"{person.name}\0{person.role}\n".encode())
        heads = select(record.c.case_id, record.c.head_hash).order_by(record.c.case_id)
        for case_id, head in connection.execute(heads):
            state.update(f"{case_id}\0{head}\n".encode())
        for log in _LOGS:
            last = connection.scalar(select(log.c.hash).order_by(log.c.number.desc()).limit(1))
            state.update(f"{log.name}\0{last}\n".encode())
    return state.hexdigest()
