"""How glibc gives memory to the server, which runs for weeks while pages come and go."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

# options of glibc's mallopt
_MMAP_THRESHOLD, _ARENAS_AT_MOST = -3, -8

_LARGE = 128 * 1024  # bytes; glibc's first limit, which it raises to 32 MB once a larger block was given back
_ARENAS = 2


def give_memory_back() -> None:
    """Let large blocks go back to the computer when they are free, and the server's threads share their heaps.

    A page brings texts of several hundred kilobytes that are there for a moment. Left to itself, glibc puts them into
    heaps, one for each thread, where small things that last come to stand between them: the heaps grow for hours.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another library than glibc, or a Python that loads none
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(_MMAP_THRESHOLD, _LARGE)
            mallopt(_ARENAS_AT_MOST, _ARENAS)
