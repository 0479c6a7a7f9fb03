"""Assessments in a database: append-only revisions, locks, people, exports and backups.

Names are imported on first use: a template or a file opens without the packages that a database needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.extras import not_installed

if TYPE_CHECKING:
    from nmt_widgets.store.asking import work_for
    from nmt_widgets.store.case_sources import (
        ask_again,
        case_revision,
        case_version,
        open_case,
        stored_cases,
    )
    from nmt_widgets.store.checking.verifying import Verdict, verify
    from nmt_widgets.store.errors import (
        Locked,
        NoRecord,
        NotPermitted,
        SessionEnded,
        Stale,
        Unavailable,
    )
    from nmt_widgets.store.opening import open_store, warm
    from nmt_widgets.store.people.access import Access
    from nmt_widgets.store.people.roles import Person, operator
    from nmt_widgets.store.records.revisions import Record, Revision, Summary
    from nmt_widgets.store.records.store import Store

_MODULES = {
    "asking": ("work_for",),
    "case_sources": ("ask_again", "case_revision", "case_version", "open_case", "stored_cases"),
    "checking.verifying": ("Verdict", "verify"),
    "errors": ("Locked", "NoRecord", "NotPermitted", "SessionEnded", "Stale", "Unavailable"),
    "opening": ("open_store", "warm"),
    "people.access": ("Access",),
    "people.roles": ("Person", "operator"),
    "records.revisions": ("Record", "Revision", "Summary"),
    "records.store": ("Store",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

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


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    try:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    except ModuleNotFoundError as error:
        raise not_installed(error) from None
