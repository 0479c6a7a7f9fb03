"""Slows down guessing: after a few wrong passphrases, each further try for the same name has to wait a little longer.

Somebody who guesses must not lock out the right person. A browser in which that person signed in before therefore has
tries of its own, which nobody else can use up. All other browsers queue for the same name, and the browser that has
guessed least often comes first.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import language, texts
from nmt_widgets.core.words import plural

FREE_TRIES = 4  # tries without waiting: people mistype
LONGEST_WAIT = 30.0  # seconds; long enough that guessing is hopeless
TURN_KEPT = 30.0  # seconds for which a browser that was told to come back keeps its turn
FORGET_AFTER = 15 * 60.0  # seconds without a try
_MOST_NAMES = 10_000
_MOST_BROWSERS = 200


class TooSoon(InputError):
    """A try came before its time.

    Attributes
    ----------
    seconds : int
        How long to wait.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        message, remedy = _in_words(seconds, language())
        super().__init__(message, remedy=remedy)


@lru_cache(64)
def _in_words(seconds: int, lang: str) -> tuple[str, str]:
    words = texts("server", lang)["too_soon"]
    return words["message"], plural(words, "remedy", seconds, lang=lang)


@dataclass
class _Turns:
    """The wrong tries for one name, and the browsers that wait to try again."""

    last: float
    made: int = 0
    wrong: dict[str, int] = field(default_factory=dict)  # of each browser
    waiting: dict[str, tuple[float, float]] = field(default_factory=dict)  # since when, told to come when

    @property
    def opens(self) -> float:
        """When the next try may be made."""
        return self.last + (
            min(LONGEST_WAIT, 2.0 ** min(self.made - FREE_TRIES, 30)) if self.made >= FREE_TRIES else 0.0
        )

    def may_try_at(self, browser: str, now: float) -> float:
        """Return when a browser may try: not before the next try is open, nor in the turn kept for another."""
        until = {other: max(self.opens, due) + TURN_KEPT for other, (_, due) in self.waiting.items()}
        for absent in [other for other, end in until.items() if end < now]:
            del self.waiting[absent], until[absent]  # it did not come back
        mine = self._place(browser, now)
        before = [end for other, end in until.items() if other != browser and self._place(other, now) < mine]
        return self.opens if self.opens > now or not before else min(max(before), now + LONGEST_WAIT)

    def wait(self, browser: str, now: float, until: float) -> None:
        """Keep a place; where there are too many, whoever guessed most or came last has none."""
        since = self.waiting.get(browser, (now, now))[0]
        self.waiting[browser] = (since, until)
        if len(self.waiting) > _MOST_BROWSERS:
            del self.waiting[max(self.waiting, key=lambda other: self._place(other, now))]

    def count(self, browser: str, now: float) -> None:
        """Count a try."""
        self.waiting.pop(browser, None)
        self.made, self.last = self.made + 1, now
        self.wrong[browser] = self.wrong.pop(browser, 0) + 1
        if len(self.wrong) > _MOST_BROWSERS:
            del self.wrong[next(iter(self.wrong))]

    def _place(self, browser: str, now: float) -> tuple[int, float]:
        return self.wrong.get(browser, 0), self.waiting.get(browser, (now, now))[0]


class LoginThrottle:
    """Counts wrong tries by name since the last sign-in that succeeded; kept in this process only.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turns: dict[Hashable, _Turns] = {}

    def begin(self, name: Hashable, browser: str = "") -> None:
        """Count a try before it is looked at, so that many at once count as many.

        Parameters
        ----------
        name : hashable
            Whose passphrase is tried; for tries that nobody else can use up, whatever tells them apart.
        browser : str
            Who tries, of those who share the turns.

        Raises
        ------
        TooSoon
            When others, or this browser itself, have used up the tries, and this one has to wait for its turn.
        """
        now = self._clock()
        turns = self._turns.pop(name, None)
        if turns is None or now - turns.last > FORGET_AFTER:
            turns = _Turns(now)
        self._turns[name] = turns
        if len(self._turns) > _MOST_NAMES:
            del self._turns[next(iter(self._turns))]
        when = turns.may_try_at(browser, now)
        if when > now:
            turns.wait(browser, now, when)
            raise TooSoon(math.ceil(when - now))
        turns.count(browser, now)

    def forget(self, name: Hashable, browser: str = "") -> None:
        """Take back this browser's tries: the passphrase was right. What others guessed still counts."""
        turns = self._turns.get(name)
        if turns is not None:
            turns.made -= turns.wrong.pop(browser, 0)
            if turns.made <= 0:
                del self._turns[name]
