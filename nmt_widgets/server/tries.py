"""Wrong passphrases: after a few, each further try for the same name has to wait a little longer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from nmt_widgets.ground.errors import InputError

FREE = 4  # slips of the fingers
LONGEST = 30.0  # seconds: a guesser gets nowhere, and nobody is locked out
FORGOTTEN = 15 * 60.0  # seconds
_NAMES = 10_000


class TooSoon(InputError):
    """A try came before its time.

    Attributes
    ----------
    seconds : int
        How long to wait.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        unit = "second" if seconds == 1 else "seconds"
        super().__init__("too many wrong tries for this name", remedy=f"try again in {seconds} {unit}")


class Tries:
    """The tries of each name since it last went well; kept in this process only.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[str, tuple[int, float]] = {}

    def begin(self, name: str) -> None:
        """Count a try before it is looked at, so that many at once count as many.

        Raises
        ------
        TooSoon
            When the name has to wait first.
        """
        now = self._clock()
        count, last = self._made.pop(name, (0, now))
        if now - last > FORGOTTEN:
            count = 0
        pause = min(LONGEST, 2.0 ** min(count - FREE, 30)) if count >= FREE else 0.0
        left = last + pause - now
        self._made[name] = (count, last) if left > 0 else (count + 1, now)
        if len(self._made) > _NAMES:
            del self._made[next(iter(self._made))]
        if left > 0:
            raise TooSoon(math.ceil(left))

    def forget(self, name: str) -> None:
        """Start anew: the passphrase was right, or there is another."""
        self._made.pop(name, None)
