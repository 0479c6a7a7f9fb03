"""Checks of the environment as a whole: folders that have to exist, and variables that are no settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.core.problems import reason
from nmt_widgets.core.settings import settings, variables
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.variables import LONGEST_QUOTED, read_folder

NOT_SETTINGS = {
    "NMT_ASKER_TOKEN": "a secret that one process passes to the next; store/asking.py removes it at once",
    "NMT_BASE_PATH": "the path below which a running server is reached, for its kernels",
    "NMT_PAGE_DATA": "the folder of a running server in which its kernels leave what pages fetch",
    "NMT_WRITE_PLANS": "makes the tests write the expected plans again",
    "NMT_SHOTS": "makes the tests of the screens save pictures",
}
"""Variables that begin with `NMT_` and are no settings, with their purpose."""

_SQLITE = "sqlite:///"


def check_settings() -> None:
    """Check every value once, before it is used: its form, and that folders exist which have to.

    Raises
    ------
    InputErrors
        With one problem for each variable.
    """
    now = settings()
    problems = []
    for variable in variables():
        folder = getattr(now, variable.attribute)
        if not isinstance(folder, Path):
            continue
        if variable.has_to_exist and not folder.is_dir():
            problems.append(refusal("settings", "no_folder", file=folder, name=variable.name))
        elif folder.exists() and not folder.is_dir():
            problems.append(refusal("settings", "not_a_folder", file=folder, name=variable.name))
    if problems:
        raise InputErrors(problems)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return a line for each variable that begins with `NMT_` and is no setting.

    >>> unknown_variables({"NMT_STIE": "/clinic", "NMT_SITE": "/clinic", "PATH": "/bin"})
    ['NMT_STIE is no setting of the workbook, and does nothing; did you mean NMT_SITE?']
    """
    names = [variable.name for variable in variables()]
    lines = []
    for name in sorted(environ):
        if name.upper().startswith("NMT_") and name not in {*names, *NOT_SETTINGS}:
            near = closest(name.upper(), names)
            key = "misspelt" if near else "unknown"
            lines.append(reason("settings", key, name=name[:LONGEST_QUOTED], near=near))
    return lines


def put_places_in_full() -> None:
    """Write every folder of the settings as an absolute path: started processes work in folders of their own."""
    for variable in variables():
        if variable.read is read_folder and (place := os.environ.get(variable.name)):
            os.environ[variable.name] = os.path.abspath(read_folder(place))  # noqa: PTH100  keeps links
    address = os.environ.get("NMT_DATABASE_URL", "")
    file = address.removeprefix(_SQLITE)
    if address.startswith(_SQLITE) and file and not os.path.isabs(file):  # noqa: PTH117
        os.environ["NMT_DATABASE_URL"] = _SQLITE + os.path.abspath(file)  # noqa: PTH100
