"""Slow down guessing: after a few wrong passphrases, each further try for the same name has to wait longer.

Guessing must not lock out the right person. A browser in which that person signed in before therefore has its own
tries, which nobody else can use up. All other browsers queue for the name, and the browser with the fewest wrong
tries comes first.
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
TURN_KEPT = 30.0  # seconds for which a waiting browser keeps its turn
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
    tries: int = 0
    wrong: dict[str, int] = field(default_factory=dict)  # of each browser
    waiting: dict[str, tuple[float, float]] = field(
        default_factory=dict
    )  # since when it waits, and when it may try

    @property
    def opens(self) -> float:
        """The time of the next try."""
        return self.last + (
            min(LONGEST_WAIT, 2.0 ** min(self.tries - FREE_TRIES, 30)) if self.tries >= FREE_TRIES else 0.0
        )

    def may_try_at(self, browser: str, now: float) -> float:
        """Return when a browser may try: not before the next try, and not during the turn of another browser."""
        until = {other: max(self.opens, due) + TURN_KEPT for other, (_, due) in self.waiting.items()}
        for absent in [other for other, end in until.items() if end < now]:
            del self.waiting[absent], until[absent]  # it did not try again
        mine = self._place(browser, now)
        before = [end for other, end in until.items() if other != browser and self._place(other, now) < mine]
        return self.opens if self.opens > now or not before else min(max(before), now + LONGEST_WAIT)

    def wait(self, browser: str, now: float, until: float) -> None:
        """Put a browser in the queue; if it is too long, the browser with the most wrong tries is dropped."""
        since = self.waiting.get(browser, (now, now))[0]
        self.waiting[browser] = (since, until)
        if len(self.waiting) > _MOST_BROWSERS:
            del self.waiting[max(self.waiting, key=lambda other: self._place(other, now))]

    def count(self, browser: str, now: float) -> None:
        """Count a try."""
        self.waiting.pop(browser, None)
        self.tries, self.last = self.tries + 1, now
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
        """Count a try before the passphrase is checked, so that simultaneous tries all count.

        Parameters
        ----------
        name : hashable
            The key of the count: a person's name, or for a known browser its id with the name.
        browser : str
            The browser, where several share the count.

        Raises
        ------
        TooSoon
            When the tries are used up and this browser has to wait for its turn.
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
        """Forget the tries of this browser: the passphrase was right. Tries of other browsers still count."""
        turns = self._turns.get(name)
        if turns is not None:
            turns.tries -= turns.wrong.pop(browser, 0)
            if turns.tries <= 0:
                del self._turns[name]
