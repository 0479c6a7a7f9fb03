"""Chooses the lines for now: no more than people can read and carry out. The others stand next.

Source: workbook, `capacity-1` (`planning.yaml`). Published measures always stay among the lines for now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import Horizon, Kind

_BY_KIND: dict[Kind, int] = {
    "suspend": 0,
    "score_first": 3,
    "ready": 3,
    "adapt": 4,
    "start": 5,
    "assess": 6,
    "keep": 7,
}
_FIRST, _ACTIVITY = 1, 2


def in_order(facts: PlanFacts, lines: Iterable[PlanLine]) -> tuple[PlanLine, ...]:
    """Order lines by part and kind. With a negative reserve of the caregivers, their support comes first."""
    order = facts.book.rules.order
    parts = list(order)
    support_first = facts.reserve.band == "negative"

    def place(line: PlanLine) -> tuple[int, bool, int]:
        return (
            parts.index(line.part),
            support_first and line.part == "family" and not line.support,
            order[line.part].index(line.kind),
        )

    return tuple(sorted(lines, key=place))


def put_in_line(facts: PlanFacts, lines: tuple[PlanLine, ...]) -> tuple[PlanLine, ...]:
    """Return the lines with their horizon; in each part the lines for now are before the next ones.

    Lines of safety and lines that only inform take no room. The room goes first to suspended services, published
    measures and checks that clear something, then to activities, then to what is ready, adapted, started, assessed or
    kept.
    """
    capacity = facts.book.rules.capacity
    first = facts.book.first_lines
    tasks = capacity.caregiver_tasks - sum(
        line.activity is not None and line.horizon == "now" and "caregiver" in line.responsible
        for line in lines
    )
    now: set[str] = set()
    for line in sorted(_asking(lines), key=lambda line: _rank(line, first)):
        rule = facts.book.rule(line.rule)
        task = rule is not None and rule.task
        if len(now) < capacity.lines and (not task or tasks > 0):
            now.add(line.id)
            tasks -= task
    parts = list(facts.book.rules.order)
    placed = [
        line if line.part == "safety" or line.kind == "expect" else _placed(line, line.id in now)
        for line in lines
    ]
    return tuple(sorted(placed, key=lambda line: (parts.index(line.part), line.horizon == "next")))


def _asking(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """Return the lines that can be for now."""
    return [
        line
        for line in lines
        if line.part != "safety" and line.kind not in ("expect", "later") and line.horizon == "now"
    ]


def _rank(line: PlanLine, first: frozenset[str]) -> int:
    if line.rule in first or line.id in first:
        return _FIRST
    return _ACTIVITY if line.activity else _BY_KIND[line.kind]


def _placed(line: PlanLine, now: bool) -> PlanLine:
    horizon: Horizon = "now" if now else "next"
    return line if line.horizon == horizon else replace(line, horizon=horizon)
