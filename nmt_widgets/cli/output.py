"""The command's messages on stderr: one line for each problem, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, one_line
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


def say_each(problems: Sequence[InputError], code: int) -> None:
    """Write a line for each problem, at most a hundred."""
    for problem in problems[:MOST_PROBLEMS]:
        say(str(problem), code)
    if len(problems) > MOST_PROBLEMS:
        say(plural(texts("command"), "and_more", len(problems) - MOST_PROBLEMS), code)


def say_error(error: InputError) -> int:
    """Write a line for each problem of an error and return the exit code: 2 for bad input, 1 for a failure."""
    code = exit_code(error)
    for problem in error.problems:  # the list is limited already
        say(str(problem), code)
    return code


def exit_code(error: InputError) -> int:
    """Return the exit code for an error."""
    return 1 if error.is_failure else 2
