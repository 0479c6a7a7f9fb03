"""Open a case from a template, a file or the store. Templates and files need no database."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.case_files import Case, checked_case, find_case, list_cases, nearest_case
from nmt_widgets.core.documents import parse_document, read_raw
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.extras import not_installed
from nmt_widgets.core.places import data_folder
from nmt_widgets.core.settings import settings
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.store.asking import asker
from nmt_widgets.store.database.address import DATABASE, database_url
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.handing import handed_case

if TYPE_CHECKING:
    from nmt_widgets.store.records.revisions import Revision, Summary
    from nmt_widgets.store.records.store import Store

_KEPT = 256  # cases of files, which a batch asks for again


def open_case(name: str, instrument: Instrument | None = None) -> Case:
    """Return a case by a template's id, a path that ends in `.yaml`, or its code in the store.

    The command line and the reports open cases with it, for the person in `asking`. What another process has handed to
    this one is not opened again.

    Raises
    ------
    InputError
        When there is no such case, the person may not see it, or it cannot be read. It suggests the nearest id.
    """
    if handed := handed_case(name):
        return handed.case
    if _is_stored(name):
        try:
            return _store().case(name)
        except NoRecord:
            raise NoRecord(nearest_case(name, _near(name))) from None
    path = find_case(name, lambda: _near(name))
    return _parsed(read_raw(path), path, use_instrument(instrument))


@lru_cache(_KEPT)
def _parsed(raw: bytes, path: Path, instrument: Instrument) -> Case:
    return checked_case(parse_document(raw, path), instrument)


def stored_cases() -> list[Summary]:
    """Return every case in the store, the last changed first; none without a database."""
    return _store().records() if is_database() else []


def case_version(name: str) -> str | Path:
    """Return what shows whether a case has changed: its file, or the newest hash of its record."""
    if _is_stored(name):
        return _store().latest(name).hash
    return find_case(name, lambda: _near(name))


def case_revision(name: str) -> Revision | None:
    """Return the newest revision of a case in the store; None for a case in a file."""
    if handed := handed_case(name):
        return handed.revision
    return _store().latest(name) if _is_stored(name) else None


def ask_again(name: str) -> None:
    """Check again, after longer work, that the person who asked for it may still see the case.

    Raises
    ------
    SessionEnded
        When the sign-in has ended in the meantime.
    NoRecord
        When the case is a record that the person may not see, or not any more.
    """
    is_stored = asker() is not None and _is_stored(name)
    if asker() or is_stored:
        _store().ask(name if is_stored else None)


def _near(name: str) -> list[str]:
    """Return the code of the stored case that a misspelt one most likely means, of those the person may see."""
    near = _store().nearest(name.strip().lower()) if is_database() else None
    return [near] if near else []


def _store() -> Store:
    """Open the store for the person who asked; imported late, since a case in a file does not need its packages."""
    from nmt_widgets.store.opening import askers_store

    return askers_store()


def _is_stored(name: str) -> bool:
    """Return whether a name belongs to an existing record, and not to a file or a template."""
    if name.endswith((".yaml", ".yml")) or name in list_cases():
        return False
    if not is_database():
        return False
    if asker() is not None:
        return True  # the store says whether there is one that may be seen
    try:
        _store().latest(name)
    except NoRecord:
        return False
    return True


def is_database() -> bool:
    """Return whether a database may exist; looking for a case must not create one."""
    address = database_url()
    try:
        from sqlalchemy.engine import make_url
    except ModuleNotFoundError as error:
        # without the package there is none, unless somebody has named one or worked with one here before
        if settings().database_url or (data_folder() / DATABASE).is_file():
            raise not_installed(error) from None
        return False
    try:
        parts = make_url(address)
    except Exception as error:
        raise refusal("store", "bad_address") from error
    return parts.get_backend_name() != "sqlite" or Path(parts.database or "").is_file()
