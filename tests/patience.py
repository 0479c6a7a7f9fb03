"""How long tests wait for what has to come: for events, with one limit that only ends a run that hangs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LIMIT = 90.0
"""Seconds. No speed is tested by it: on a busy machine everything is late."""


STILL = """() => document.getAnimations().every(
  ({ playState, effect }) => playState !== 'running' || effect.getComputedTiming().endTime === Infinity)"""


def wait_until_still(page: Any) -> None:
    """Wait until nothing on a page moves any more, but for what never ends."""
    page.wait_for_function(STILL)


def wait_for(is_so: Callable[[], Any]) -> Any:
    """Return what `is_so` returns once it is true."""
    end = time.monotonic() + LIMIT
    while True:
        if value := is_so():
            return value
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
