"""The progress of long work: lower floors count steps, the caller shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Step = Callable[[], None]
"""Counts one step as done."""

Progress = Callable[[str, "int | None"], AbstractContextManager[Step]]
"""Begins a stage: the words for it and the number of steps (None where unknown); returns the counter."""


@contextmanager
def untold(words: str, total: int | None = None) -> Iterator[Step]:
    """Count nothing, for callers that show no progress.

    Examples
    --------
    >>> with untold("records looked through", 3) as step:
    ...     step()
    """
    yield lambda: None
