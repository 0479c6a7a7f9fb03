"""What the command says on stderr: one line a problem, and the exit code that goes with it."""

from __future__ import annotations

import click

from nmt_widgets.ground.errors import InputError, one_line


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


def say_error(error: InputError) -> int:
    """Write a line for each problem of an error and return the exit code: 2 for bad input, 1 for a failure."""
    code = exit_code(error)
    for problem in error.problems:
        say(str(problem), code)
    return code


def exit_code(error: InputError) -> int:
    """Return the exit code that goes with an error."""
    return 1 if error.is_failure else 2
