"""Hostile files, messages, requests and frames against every door there is, and what did not hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nmt_widgets.bench.fuzz.trials import Count, Door, try_case, try_door
from nmt_widgets.core.errors import refusal

SECONDS, SEED = 240.0, 1
"""For how long altogether, and what everything is drawn from, unless told otherwise."""


def _files() -> AbstractContextManager[Door]:
    from nmt_widgets.bench.fuzz.files import Files

    return nullcontext(Files())


def _screens() -> AbstractContextManager[Door]:
    from nmt_widgets.bench.fuzz.screens import Screens

    return nullcontext(Screens())


def _routes() -> AbstractContextManager[Door]:
    from nmt_widgets.bench.fuzz.routes import Routes

    return Routes()


def _lines() -> AbstractContextManager[Door]:
    from nmt_widgets.bench.fuzz.lines import Lines

    return Lines()


DOORS: dict[str, Callable[[], AbstractContextManager[Door]]] = {
    "files": _files,
    "screens": _screens,
    "routes": _routes,
    "lines": _lines,
}


def measure_doors(seconds: float = SECONDS, seed: int = SEED, case: str | None = None) -> dict[str, Any]:
    """Be hostile at every door in turn, in a workbook that is thrown away.

    Parameters
    ----------
    seconds : float
        For how long altogether; every reader, screen, route and line is tried once at least.
    seed : int
        The same seed tries the same cases.
    case : str, optional
        A case of an earlier run with this seed, to try it alone, such as ``files/ratings/17``.

    Returns
    -------
    dict
        Of each door how many cases were `tried` and `held`, and how many times the usual the `slowest` took; `faults`,
        in all, and of the first of each door the case and what happened.

    Raises
    ------
    InputError
        When there is no such case.
    """
    if case is not None:
        return _report({case.partition("/")[0]: _try_alone(case, seed)}, seed)
    counts = {}
    for name, open_door in DOORS.items():
        with open_door() as door:
            counts[name] = try_door(door, seed, seconds=seconds / len(DOORS))
    return _report(counts, seed)


def _try_alone(case: str, seed: int) -> Count:
    name, _, rest = case.partition("/")
    part, _, number = rest.rpartition("/")
    count = Count()
    if name in DOORS and number.isdecimal():
        with DOORS[name]() as door:
            if part in door.parts:
                try_case(door, part, int(number), seed, count)
                return count
    raise refusal("bench", "no_case", case=case[:80])


def _report(counts: dict[str, Count], seed: int) -> dict[str, Any]:
    doors: dict[str, Any] = {}
    for name, count in counts.items():
        doors[name] = {"tried": count.tried, "held": count.passed, "slowest": count.slowest}
        if count.slowest_case:
            doors[name]["slowest_case"] = count.slowest_case
        if count.faults:
            doors[name]["faults"] = {fault.case: fault.reason for fault in count.faults}
    return {"seed": seed, **doors, "faults": sum(len(count.faults) for count in counts.values())}
