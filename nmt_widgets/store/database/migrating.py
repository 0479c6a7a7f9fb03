"""Create the tables, and bring those of an earlier version up to date; many processes may do so at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.listing import is_current, relist_all
from nmt_widgets.store.database.sqlite_files import make_file
from nmt_widgets.store.database.transactions import reading, translated, writing
from nmt_widgets.store.database.update_copies import copied_before_update
from nmt_widgets.store.database.versions import NEWEST, is_no_version
from nmt_widgets.store.errors import Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"


class UnknownVersion(Unavailable):
    """What stands for the version of the tables is none that any version of the workbook writes."""

    def __init__(self) -> None:
        super().__init__("broken")


_up_to_date: set[int] = set()
_current: set[int] = set()


def bring_up_to_date(engine: Engine, progress: Progress = untold) -> None:
    """Bring a database to the newest version, if it is not, and derive what lists read.

    An SQLite file of an earlier version is copied first.

    Raises
    ------
    InputError
        When it is newer than this software.
    Unavailable
        When it cannot be reached, or not be copied, or its version is none there is.
    """
    if id(engine) in _up_to_date:
        return
    make_file(engine)
    with engine.connect() as connection:
        version = _version(connection)
    if version != NEWEST:
        with _alone(engine) as connection:
            version = _version(connection)  # somebody may have been first
            if version is not None and version > NEWEST:
                words = texts("store")["newer"]
                raise InputError(words["message"], remedy=words["remedy"])
            if version != NEWEST:
                with _copied(engine, version):
                    _upgrade(connection)
                    relist_all(connection, progress)
    _up_to_date.add(id(engine))


def version_of(engine: Engine) -> str | None:
    """Return the version of a database; None where it is empty.

    Raises
    ------
    Unavailable
        When it cannot be reached, or its version is none there is.
    """
    with translated(), engine.connect() as connection:
        return _version(connection)


def keep_current(engine: Engine) -> None:
    """Derive the lists of a database anew if they were made with other definitions than those in use."""
    if id(engine) in _current:
        return
    with reading(engine) as connection:
        is_listed = is_current(connection)
    if not is_listed:
        with writing(engine) as connection:
            hold(connection, AdvisoryLock.MIGRATION)
            if not is_current(connection):  # somebody may have been first
                relist_all(connection)
    _current.add(id(engine))


def forget() -> None:
    """Check every database again when it is next opened, since the file of one was replaced."""
    _up_to_date.clear()
    _current.clear()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    versions = [str(row[0]) for row in connection.execute(text("SELECT version_num FROM alembic_version"))]
    if len(versions) > 1 or any(is_no_version(version) for version in versions):
        raise UnknownVersion  # Alembic would take -1 for the version before the last
    return versions[0] if versions else None


def _copied(engine: Engine, version: str | None) -> AbstractContextManager[object]:
    if version is None or engine.dialect.name != "sqlite":
        return nullcontext()
    return copied_before_update(Path(engine.url.database or ""), version)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other process can migrate beside."""
    with engine.connect() as plain:
        connection = plain.execution_options(nmt_writes=True)
        with connection.begin():
            hold(connection, AdvisoryLock.MIGRATION)
            yield connection
