"""How far long work is: the floors below count their steps, whoever began the work shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Step = Callable[[], None]
"""Counts one more as done."""

Progress = Callable[[str, "int | None"], AbstractContextManager[Step]]
"""Begins a stage: what is counted, and of how many (None where that is not known); gives what counts."""


@contextmanager
def untold(words: str, total: int | None = None) -> Iterator[Step]:
    """Count nothing: nobody watches.

    Examples
    --------
    >>> with untold("records looked through", 3) as step:
    ...     step()
    """
    yield lambda: None
