"""What the command says on stderr: one line a problem, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, one_line


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


def say_each(problems: Sequence[InputError], code: int) -> None:
    """Write a line for each problem, for the first hundred of many."""
    for problem in problems[:MOST_PROBLEMS]:
        say(str(problem), code)
    if len(problems) > MOST_PROBLEMS:
        say(f"and {len(problems) - MOST_PROBLEMS:,} more", code)


def say_error(error: InputError) -> int:
    """Write a line for each problem of an error and return the exit code: 2 for bad input, 1 for a failure."""
    code = exit_code(error)
    for problem in error.problems:  # at most a hundred, and that there are more
        say(str(problem), code)
    return code


def exit_code(error: InputError) -> int:
    """Return the exit code that goes with an error."""
    return 1 if error.is_failure else 2
