"""What the command says on stderr: one line a problem, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nmt_widgets.ground.errors import InputError, one_line

MOST_TOLD = 100


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


def say_each(problems: Sequence[InputError]) -> int:
    """Write a line for each problem, for the first hundred of many; return the exit code."""
    for problem in problems[:MOST_TOLD]:
        say(str(problem), 2)
    if len(problems) > MOST_TOLD:
        say(f"and {len(problems) - MOST_TOLD:,} more", 2)
    return 2
