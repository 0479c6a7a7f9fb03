"""The name of a file as a notebook's author writes it, made into a path."""

from __future__ import annotations

import os
from pathlib import Path

from nmt_widgets.core.errors import as_failure
from nmt_widgets.core.words import refusal

_LONGEST = 255  # characters of a name, on every common system


def file_path(name: str | Path) -> Path:
    """Return the path of a name; ``~`` stands for the home folder.

    Raises
    ------
    InputError
        When it is neither a text nor a path, no file can have this name, or its folder may not be entered.

    Examples
    --------
    >>> file_path("maps/james.svg").name
    'james.svg'
    >>> file_path(3)
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: a value of the type int is not the name of a file; give a text or a path
    """
    if not isinstance(name, str | os.PathLike) or not isinstance(os.fspath(name), str):
        raise refusal("library", "no_name", kind=type(name).__name__)
    try:
        path = Path(name).expanduser()
        os.fsencode(path)
        is_possible = "\0" not in str(path) and len(path.name) <= _LONGEST
        path.exists()  # by now only the system knows
    except PermissionError as error:
        raise as_failure(error) from None
    except (OSError, ValueError, RuntimeError):  # there may be no home folder
        is_possible = False
    if not is_possible:
        raise refusal("files", "impossible_name", file=str(Path(name).name)[:60]) from None
    return path


def followed(path: Path) -> Path:
    """Return where a path leads to, with links followed.

    Raises
    ------
    InputError
        When links lead to one another.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise refusal("library", "no_case_file", file=path.name) from None
