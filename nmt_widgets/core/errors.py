"""Errors for the person who can act on them: what is wrong, where, what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

MOST_PROBLEMS = 100
"""So many problems of one file are told."""

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class InputError(Exception):
    """Something a person gave is wrong; the message is one line and names file, place and remedy.

    Parameters
    ----------
    message : str
        What is wrong, in plain words.
    file : path, optional
        The file it stands in.
    line : int, optional
        The line in that file, counted from 1.
    place : str, optional
        The place inside the document, such as ``assessments 1, functions, arousal``.
    remedy : str, optional
        What to do about it.

    Attributes
    ----------
    steps : tuple of str or int
        The place as the document has it, keys and positions from 0; empty where it stands in none.
    path : str
        The place among flat answers, such as ``assessments/2/age``; empty where it is none.
    brief : str
        The message with the file's name only, for screens: no folder of this computer.
    is_failure : bool
        Whether nothing that was given is wrong, and it cannot be done at the moment: the command then leaves with
        exit code 1 instead of 2.

    Examples
    --------
    >>> print(InputError("13 is outside 1-12", file="james.yaml", line=7, place="arousal",
    ...                  remedy="enter a whole number from 1 to 12"))
    james.yaml:7: arousal: 13 is outside 1-12; enter a whole number from 1 to 12
    """

    is_failure = False

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.message, self.file, self.line, self.place, self.remedy = message, file, line, place, remedy
        self.steps: tuple[str | int, ...] = ()
        self.path = ""
        where = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        at = f"{place}: " if place else ""
        then = f"; {remedy}" if remedy else ""
        super().__init__(one_line(f"{where}{at}{message}{then}"))
        short = "" if file is None else where.replace(str(file), Path(file).name, 1)
        self.brief = one_line(f"{short}{at}{message}{then}")

    def _render_traceback_(self) -> list[str]:
        """Be one line in a notebook, too: it is told to whoever filled it in, not to a developer."""
        return [f"InputError: {self}"]

    @property
    def problems(self) -> tuple[InputError, ...]:
        """Every problem found; a single one unless several were collected."""
        return (self,)


class InputErrors(InputError):
    """Several problems of one document: reads as the first, and carries the first hundred."""

    def __init__(self, problems: Iterable[InputError]) -> None:
        found = tuple(islice(problems, MOST_PROBLEMS + 1))
        if len(found) > MOST_PROBLEMS:
            more = InputError("and more", file=found[0].file, remedy="mend these first")
            found = (*found[:MOST_PROBLEMS], more)
        self._problems = found
        first = self._problems[0]
        super().__init__(
            first.message, file=first.file, line=first.line, place=first.place, remedy=first.remedy
        )

    @property
    def problems(self) -> tuple[InputError, ...]:
        """Every problem found, in the order of the document."""
        return self._problems


class Failure(InputError):
    """Nothing that was given is wrong, and it cannot be done at the moment."""

    is_failure = True


def is_full(error: BaseException) -> bool:
    """Say whether a disk had no room, or none for this user."""
    return isinstance(error, OSError) and error.errno in _FULL


def as_failure(error: OSError) -> Failure:
    """Return what a disk or the system says as one line with what to do.

    Examples
    --------
    >>> print(as_failure(OSError(errno.ENOSPC, "No space left on device", "out/x.csv")))
    out/x.csv: the disk is full; make room and try again
    """
    file = error.filename if isinstance(error.filename, str | Path) else None
    if is_full(error):
        return Failure("the disk is full", file=file, remedy="make room and try again")
    reason = (os.strerror(error.errno) if error.errno else str(error) or "the system refuses it").lower()
    return Failure(reason, file=file, remedy="try again, or name another place")


def one_line(text: str, most: int = 600) -> str:
    """Fold `text` to one printable line of at most `most` characters."""
    begun = text[: 10 * most]
    folded = " ".join("".join(c if c.isprintable() else " " for c in begun).split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"
