"""All checks of an installation, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.settings import settings
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.server.people.proxy import read_proxy
from nmt_widgets.site.installation.backups import check_backups
from nmt_widgets.site.installation.database import check_database
from nmt_widgets.site.installation.files import check_disks, check_rights
from nmt_widgets.site.installation.results import CheckResult, failed, result
from nmt_widgets.site.installation.rules import installation_rules
from nmt_widgets.site.installation.software import check_browser, check_software
from nmt_widgets.store.database.engine import database_file


def check_installation(
    backups: Path | None = None, *, is_quick: bool = False, progress: Progress = untold
) -> Iterator[CheckResult]:
    """Yield the result of each check, as soon as it is there. Nothing is changed.

    Parameters
    ----------
    backups : pathlib.Path, optional
        The folder of backups; by default `NMT_BACKUPS`.
    is_quick : bool
        Leave out what takes the longer the more records there are: the chains, and the rows of the backup.
    progress : Progress
        Counts the records that are looked through.

    Raises
    ------
    InputError
        When a site's `installation.yaml` is wrong.
    """
    rules, folder = installation_rules(), backups or settings().backups
    yield from check_software()
    yield from check_browser()
    yield from check_rights(database_file(), folder)
    yield from check_disks(rules, folder)
    yield from check_database(rules, progress, is_quick=is_quick)
    yield from check_backups(rules, folder, is_quick=is_quick)
    yield from _check_proxy()


def _check_proxy() -> Iterator[CheckResult]:
    try:
        proxy = read_proxy(settings())
    except InputError as error:
        yield failed("proxy", error)
        return
    if proxy.public:
        yield result("proxy", "signs_in" if proxy.signs_in else "passes_on", "good", address=proxy.public)
    else:
        yield result("proxy", "none", "good")
