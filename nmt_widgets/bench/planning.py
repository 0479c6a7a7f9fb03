"""A plan of James, against the profile it is made from."""

from __future__ import annotations

import statistics
import time
from typing import Any

TRIES = 40


def measure_planning() -> dict[str, Any]:
    """Make James's plan over and over, and his profile alone.

    Returns
    -------
    dict
        `plan_ms` and `profile_ms`: medians of the processor's time; their `ratio`.
    """
    from nmt_widgets import load_case
    from nmt_widgets.metrics import profile
    from nmt_widgets.planning import plan

    james = load_case("james")
    plan(james, 1)
    seconds: dict[str, list[float]] = {"plan": [], "profile": []}
    for _ in range(TRIES):
        for name, make in (("plan", plan), ("profile", profile)):
            begin = time.process_time()
            make(james, 1)
            seconds[name].append(time.process_time() - begin)
    plan_ms, profile_ms = (1000 * statistics.median(seconds[name]) for name in ("plan", "profile"))
    return {"plan_ms": plan_ms, "profile_ms": profile_ms, "ratio": plan_ms / profile_ms}
