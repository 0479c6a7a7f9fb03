"""Assessments in a database: append-only revisions, locks, people, and what leaves as export and backup."""

from nmt_widgets.store.asking import work_for
from nmt_widgets.store.checking.verifying import Verdict, verify
from nmt_widgets.store.errors import (
    Locked,
    NoRecord,
    NotPermitted,
    SessionEnded,
    Stale,
    Unavailable,
)
from nmt_widgets.store.opening import (
    ask_again,
    case_revision,
    case_version,
    open_case,
    open_store,
    stored_cases,
    warm,
)
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person, operator
from nmt_widgets.store.records.revisions import Record, Revision, Summary
from nmt_widgets.store.records.store import Store

__all__ = [
    "Access",
    "Locked",
    "NoRecord",
    "NotPermitted",
    "Person",
    "Record",
    "Revision",
    "SessionEnded",
    "Stale",
    "Store",
    "Summary",
    "Unavailable",
    "Verdict",
    "ask_again",
    "case_revision",
    "case_version",
    "open_case",
    "open_store",
    "operator",
    "stored_cases",
    "verify",
    "warm",
    "work_for",
]
