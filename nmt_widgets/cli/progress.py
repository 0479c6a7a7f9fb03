"""Show the progress of long work on stderr: nothing in the first two seconds, then a line every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click

from nmt_widgets.core.errors import one_line
from nmt_widgets.core.steps import Progress, Step
from nmt_widgets.core.texts import texts

QUIET, EVERY = 2.0, 3.0  # seconds before the first line, and between two lines

Clock = Callable[[], float]


@contextmanager
def progress(
    words: str, total: int | None = None, *, began: float | None = None, clock: Clock = time.monotonic
) -> Iterator[Step]:
    """Give a function to call after each step; it prints the count when the work takes long.

    Plain lines instead of a moving bar: they are the same in a terminal, in a file and for a screen reader.

    Parameters
    ----------
    words : str
        The text for the count, such as "records looked through".
    total : int, optional
        The total.
    began : float, optional
        The start of the whole work, if this is a part of it; by default now.
    clock : callable
        Returns seconds.

    Examples
    --------
    >>> with progress("records looked through", total=2) as step:
    ...     step()
    """
    done, printed = 0, -1
    due = (clock() if began is None else began) + QUIET

    def show() -> None:
        nonlocal printed
        printed = done
        form = texts("command")["count_alone" if total is None else "count_of"]
        line = form.format(words=words, count=f"{done:,}", total="" if total is None else f"{total:,}")
        click.echo(one_line(f"nmt: {line}"), err=True)

    def step() -> None:
        nonlocal done, due
        done += 1
        if (now := clock()) >= due:
            due = now + EVERY
            show()

    yield step
    if printed not in (-1, done):
        show()


def stages(clock: Clock = time.monotonic) -> Progress:
    """Return a progress display for the stages of one task, which share one start time."""
    return partial(progress, began=clock(), clock=clock)
