"""The software: Python, the packages the workbook needs, and a browser for PDF."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nmt_widgets._version import __version__
from nmt_widgets.core.extras import DISTRIBUTION
from nmt_widgets.core.fork_server import can_fork
from nmt_widgets.library.printing.browser import find_browser
from nmt_widgets.site.installation.results import CheckResult, result

_NEEDED = ("", "serve")
"""The packages without an extra, and those of the served workbook; of other extras, what is there has to fit."""


def check_software() -> Iterator[CheckResult]:
    """Yield what is wrong with Python and the packages."""
    wrong = [*_wrong_python(), *_wrong_packages()]
    yield from wrong
    if not wrong:
        names = {"workbook": __version__, "python": platform.python_version(), "system": platform.system()}
        yield result("software", "fits", "good", **names)
    if not can_fork():
        yield result("software", "no_fork", "notice", system=platform.system())


def check_browser() -> Iterator[CheckResult]:
    """Yield whether there is a browser that draws PDF pages."""
    path = find_browser()
    yield result("browser", "present", "good", path=path) if path else result("browser", "absent", "notice")


def _wrong_python() -> Iterator[CheckResult]:
    try:
        needed = metadata(DISTRIBUTION)["Requires-Python"] or ""
    except PackageNotFoundError:  # run from a folder of sources that was never installed
        return
    if not SpecifierSet(needed).contains(platform.python_version(), prereleases=True):
        yield result(
            "software", "python", version=platform.python_version(), needed=needed, path=sys.executable
        )


def _wrong_packages() -> Iterator[CheckResult]:
    try:
        requirements = [Requirement(line) for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return
    for requirement in requirements:
        if not _applies(requirement):
            continue
        try:
            present = version(requirement.name)
        except PackageNotFoundError:
            yield result("software", "absent", name=requirement.name)
            continue
        if not requirement.specifier.contains(present, prereleases=True):
            yield result(
                "software", "unfit", name=requirement.name, version=present, needed=str(requirement.specifier)
            )


def _applies(requirement: Requirement) -> bool:
    """Return whether a package has to be there, or is there although it does not have to be."""
    if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in _NEEDED):
        return True
    try:
        version(requirement.name)
    except PackageNotFoundError:
        return False
    return "extra" in str(requirement.marker)
