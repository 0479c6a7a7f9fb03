"""How far long work is, on stderr: nothing of what is done within two seconds, then a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click

from nmt_widgets.core.errors import one_line
from nmt_widgets.core.steps import Progress, Step

QUIET, EVERY = 2.0, 3.0  # seconds: before the first line, and from one line to the next

Clock = Callable[[], float]


@contextmanager
def progress(
    words: str, total: int | None = None, *, began: float | None = None, clock: Clock = time.monotonic
) -> Iterator[Step]:
    """Give a function to be called after each step; how many were done is told when it takes long.

    Plain lines, not a bar that moves: they read the same in a terminal, in a file and to a screen reader.

    Parameters
    ----------
    words : str
        What is counted, such as "records looked through".
    total : int, optional
        Of how many.
    began : float, optional
        When the work began of which this is a part; by default now.
    clock : callable
        Returns seconds.

    Examples
    --------
    >>> with progress("records looked through", total=2) as step:
    ...     step()
    """
    done, told = 0, -1
    due = (clock() if began is None else began) + QUIET

    def tell() -> None:
        nonlocal told
        told = done
        of = "" if total is None else f" of {total:,}"
        click.echo(one_line(f"nmt: {words}: {done:,}{of}"), err=True)

    def step() -> None:
        nonlocal done, due
        done += 1
        if (now := clock()) >= due:
            due = now + EVERY
            tell()

    yield step
    if told not in (-1, done):
        tell()


def stages(clock: Clock = time.monotonic) -> Progress:
    """Return what shows the stages of one piece of work, which is quick or long as a whole."""
    return partial(progress, began=clock(), clock=clock)
