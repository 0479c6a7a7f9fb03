"""How far the reading of all clients is, in words for the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nmt_widgets.core.local import say_number
from nmt_widgets.core.steps import Step
from nmt_widgets.widgets.programme.messages import ReadingState

_SECONDS = 0.25
"""Between two states of the page: more nobody reads."""


class ReadingProgress:
    """A :data:`~nmt_widgets.core.steps.Progress` that shows a few of its steps.

    Parameters
    ----------
    show : callable
        Called with each state for the page.
    words : str
        How a stage with its numbers is put: `{words}`, `{done}`, `{total}`.
    """

    def __init__(self, show: Callable[[ReadingState], None], words: str) -> None:
        self._show, self._words = show, words

    @contextmanager
    def __call__(self, words: str, total: int | None = None) -> Iterator[Step]:
        """Begin a stage of the reading."""
        count, last = 0, time.monotonic()

        def step() -> None:
            nonlocal count, last
            count += 1
            if time.monotonic() - last > _SECONDS:
                last = time.monotonic()
                self._show(self._state(words, count, total))

        self._show(self._state(words, 0, total))
        yield step

    def _state(self, words: str, count: int, total: int | None) -> ReadingState:
        if not total:
            return {"words": words, "share": -1.0}
        done, everything = say_number(count, grouped=True), say_number(total, grouped=True)
        return {
            "words": self._words.format(words=words, done=done, total=everything),
            "share": count / total,
        }
