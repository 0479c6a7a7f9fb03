"""What the command says on stderr: one line a problem, and the exit code that goes with it."""

from __future__ import annotations

import click

from nmt_widgets.ground.errors import one_line


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code
