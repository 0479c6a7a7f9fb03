"""Errors for the person who can act on them: what is wrong, where, what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from nmt_widgets.core.problems import problem

MOST_PROBLEMS = 100
"""The most problems of one file that are reported."""

_MOST_SHOWN = 10  # problems that a notebook shows, a line each

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class InputError(Exception):
    """A person's input is wrong. The message is one line and names file, place and remedy.

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
        The place in the document: keys, and positions from 0. Empty for a problem outside a document.
    path : str
        The path of the answer, such as ``assessments/2/age``. Empty for a problem that belongs to no answer.
    brief : str
        The message with the file's name only, for screens: no folder of this computer.
    is_failure : bool
        Whether the input is right and the request cannot be carried out at the moment. The command then exits
        with code 1 instead of 2.

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
        position = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        at = f"{place}: " if place else ""
        then = f"; {remedy}" if remedy else ""
        super().__init__(one_line(f"{position}{at}{message}{then}"))
        short = "" if file is None else position.replace(str(file), Path(file).name, 1)
        self.brief = one_line(f"{short}{at}{message}{then}")

    def _render_traceback_(self) -> list[str]:
        """Show one line in a notebook, without a traceback: the reader is a user, not a developer."""
        return [f"InputError: {self}"]

    @property
    def problems(self) -> tuple[InputError, ...]:
        """Every problem found; a single one unless several were collected."""
        return (self,)


class InputErrors(InputError):
    """Several problems of one document: reads as the first, and carries the first hundred."""

    def __init__(self, problems: Iterable[InputError]) -> None:
        first_problems = tuple(islice(problems, MOST_PROBLEMS + 1))
        if len(first_problems) > MOST_PROBLEMS:
            more = refusal("files", "more_problems", file=first_problems[0].file)
            first_problems = (*first_problems[:MOST_PROBLEMS], more)
        self._problems = first_problems
        first = self._problems[0]
        super().__init__(
            first.message, file=first.file, line=first.line, place=first.place, remedy=first.remedy
        )

    @property
    def problems(self) -> tuple[InputError, ...]:
        """Every problem found, in the order of the document."""
        return self._problems

    def _render_traceback_(self) -> list[str]:
        """Show a line each, so that all of them can be mended before the cell is run again."""
        lines = [f"InputError: {problem}" for problem in self._problems[:_MOST_SHOWN]]
        if more := len(self._problems) - len(lines):
            lines.append(str(problem("files", "more_shown", count=more)[0]))
        return ["\n".join(lines)]


class Failure(InputError):
    """The input is right, but the request cannot be carried out at the moment."""

    is_failure = True


class Failures(InputErrors):
    """Several problems of what is kept, for which the request cannot be carried out."""

    is_failure = True


def refusal(
    topic: str,
    key: str,
    *,
    file: str | Path | None = None,
    line: int | None = None,
    place: str | None = None,
    lang: str | None = None,
    **values: object,
) -> InputError:
    """Return an error to raise, with its words from the texts of a topic.

    Parameters
    ----------
    topic, key, lang, **values
        As for :func:`nmt_widgets.core.problems.problem`.
    file, line, place : optional
        As for :class:`InputError`.

    Examples
    --------
    >>> print(refusal("cases", "not_a_text", place="Story"))
    Story: is not a text
    """
    message, remedy = problem(topic, key, lang=lang, **values)
    return InputError(message, file=file, line=line, place=place, remedy=remedy or None)


def is_full(error: BaseException) -> bool:
    """Return whether an error means that the disk, or the user's share of it, is full."""
    return isinstance(error, OSError) and error.errno in _FULL


def as_failure(error: OSError) -> Failure:
    """Return an error of the disk or the system as one line with what to do.

    Examples
    --------
    >>> print(as_failure(OSError(errno.ENOSPC, "No space left on device", "out/x.csv")))
    out/x.csv: the disk is full; make room and try again
    """
    file = error.filename if isinstance(error.filename, str | Path) else None
    if is_full(error):
        message, remedy = problem("files", "disk_full")
    else:
        reason = os.strerror(error.errno).lower() if error.errno else str(error).lower()
        message, remedy = problem("files", "system_refuses")
        message = reason or message
    return Failure(message, file=file, remedy=remedy)


def unreadable(file: str | Path, error: OSError, topic: str = "files") -> InputError:
    """Return the error for a file or folder that the system does not open: its reason, and a topic's remedy."""
    message, remedy = problem(topic, "unreadable")
    return InputError((error.strerror or message).lower(), file=file, remedy=remedy)


MOST_QUOTED = 13
"""As much of a cell of a table of clients as a message quotes: what should be a number may be free text."""


def one_line(text: str, most: int = 600) -> str:
    """Fold `text` to one printable line of at most `most` characters."""
    begun = text[: 10 * most]
    folded = " ".join("".join(c if c.isprintable() else " " for c in begun).split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"
