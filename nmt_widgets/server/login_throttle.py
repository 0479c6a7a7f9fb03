"""Wrong passphrases: after a few, each further try for the same name has to wait a little longer.

Who guesses must not keep the right person out. So a browser in which that person signed in before has tries of its own,
which nobody else can use up. All others share one row of turns for a name, in which whoever guessed least comes first.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

FREE = 4  # slips of the fingers
LONGEST = 30.0  # seconds: a guesser gets nowhere
KEPT = 30.0  # seconds: how long a turn is kept for whoever was told to come back for it
FORGOTTEN = 15 * 60.0  # seconds
_NAMES = 10_000
_BROWSERS = 200


class TooSoon(InputError):
    """A try came before its time.

    Attributes
    ----------
    seconds : int
        How long to wait.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        words = texts("server")["too_soon"]
        super().__init__(words["message"], remedy=plural(words, "remedy", seconds))


@dataclass
class _Turns:
    """The tries for one name, and who waits for the next."""

    last: float
    made: int = 0
    wrong: dict[str, int] = field(default_factory=dict)  # of each browser
    waiting: dict[str, tuple[float, float]] = field(default_factory=dict)  # since when, told to come when

    @property
    def opens(self) -> float:
        """When the next try may be made."""
        return self.last + (min(LONGEST, 2.0 ** min(self.made - FREE, 30)) if self.made >= FREE else 0.0)

    def may_try_at(self, browser: str, now: float) -> float:
        """Return when a browser may try: not before the line opens, nor while a turn is kept for another."""
        until = {one: max(self.opens, told) + KEPT for one, (_, told) in self.waiting.items()}
        for one in [one for one, end in until.items() if end < now]:
            del self.waiting[one], until[one]  # who did not come back
        mine = self._place(browser, now)
        before = [end for one, end in until.items() if one != browser and self._place(one, now) < mine]
        return self.opens if self.opens > now or not before else min(max(before), now + LONGEST)

    def wait(self, browser: str, now: float, until: float) -> None:
        """Keep a place; where there are too many, whoever guessed most or came last has none."""
        since = self.waiting.get(browser, (now, now))[0]
        self.waiting[browser] = (since, until)
        if len(self.waiting) > _BROWSERS:
            del self.waiting[max(self.waiting, key=lambda one: self._place(one, now))]

    def count(self, browser: str, now: float) -> None:
        """Count a try."""
        self.waiting.pop(browser, None)
        self.made, self.last = self.made + 1, now
        self.wrong[browser] = self.wrong.pop(browser, 0) + 1
        if len(self.wrong) > _BROWSERS:
            del self.wrong[next(iter(self.wrong))]

    def _place(self, browser: str, now: float) -> tuple[int, float]:
        return self.wrong.get(browser, 0), self.waiting.get(browser, (now, now))[0]


class Tries:
    """The tries for each name since it last went well; kept in this process only.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: dict[Hashable, _Turns] = {}

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
        line = self._lines.pop(name, None)
        if line is None or now - line.last > FORGOTTEN:
            line = _Turns(now)
        self._lines[name] = line
        if len(self._lines) > _NAMES:
            del self._lines[next(iter(self._lines))]
        when = line.may_try_at(browser, now)
        if when > now:
            line.wait(browser, now, when)
            raise TooSoon(math.ceil(when - now))
        line.count(browser, now)

    def forget(self, name: Hashable, browser: str = "") -> None:
        """Take back this browser's tries: the passphrase was right. What others guessed still counts."""
        line = self._lines.get(name)
        if line is not None:
            line.made -= line.wrong.pop(browser, 0)
            if line.made <= 0:
                del self._lines[name]
