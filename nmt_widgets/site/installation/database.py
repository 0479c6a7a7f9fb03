"""The database: whether it answers, its version, every chain in it, and its clock beside this computer's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment
from nmt_widgets.core.steps import Progress
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.site.installation.results import CheckResult, failed, result
from nmt_widgets.site.installation.rules import InstallationRules
from nmt_widgets.store.checking.verifying import verify_database
from nmt_widgets.store.database.engine import database_file, plain_engine
from nmt_widgets.store.database.migrating import version_of
from nmt_widgets.store.database.newest import database_time, newest_time
from nmt_widgets.store.database.update_copies import update_copies
from nmt_widgets.store.database.versions import NEWEST


def check_database(rules: InstallationRules, progress: Progress, *, is_quick: bool) -> Iterator[CheckResult]:
    """Yield what is wrong with the database. One of an earlier version is not brought up to date.

    Parameters
    ----------
    rules : InstallationRules
    progress : Progress
        Counts the records that are looked through.
    is_quick : bool
        Leave out the chains.
    """
    try:
        engine = plain_engine()
        version = version_of(engine) if engine else None
        if engine is None or version is None:
            yield result("database", "none", "notice")
            return
        if version != NEWEST:
            yield _other_version(is_newer=version > NEWEST)
            return
        yield from _check_chains(progress) if not is_quick else [result("database", "answers", "good")]
        yield from _check_clock(engine, rules)
    except InputError as error:
        yield failed("database", error)


def _other_version(*, is_newer: bool) -> CheckResult:
    file = database_file()
    if not is_newer:
        return result("database", "older_file" if file else "older", "notice")
    copies = update_copies(file) if file else []
    if file and copies:
        return result("database", "newer_copy", file=file.name, copy=copies[0])
    return result("database", "newer")


def _check_chains(progress: Progress) -> Iterator[CheckResult]:
    verdict = verify_database(progress=progress)
    if not verdict.problems:
        records = plural(texts("command")["store"], "records", verdict.records)
        yield result("database", "intact", "good", records=records, seal=verdict.seal)
        return
    first = verdict.problems[0]
    yield result(
        "database", "damaged" if verdict.is_damaged else "changed", first=first, count=len(verdict.problems)
    )


def _check_clock(engine: Engine, rules: InstallationRules) -> Iterator[CheckResult]:
    now, most = datetime.now(UTC), timedelta(minutes=rules.clock_minutes)
    newest, clock = newest_time(engine), database_time(engine)
    if clock is not None and abs(clock - now) > most:
        yield result("clock", "apart", here=say_moment(now), there=say_moment(clock))
    elif newest is not None and newest > now + most:
        yield result("clock", "behind", here=say_moment(now), newest=say_moment(newest))
    else:
        yield result("clock", "right", "good", here=say_moment(now))
