"""The most important lines of a plan, for a first page."""

from __future__ import annotations

from nmt_widgets.planning.decisions import AgreedLine, AgreedPlan

_FIRST = ("suspend", "ready")
_LAST = ("keep", "score_first")
_NOT_FOR_DECISION = ("expect", "later")


def most_important(agreed_plan: AgreedPlan, count: int = 5) -> tuple[AgreedLine, ...]:
    """Return the most important lines: safety, suspended services, what is ready, then published measures.

    Rejected lines and lines that stand next are left out. What goes on as it is, and what to score first, comes last.

    Parameters
    ----------
    agreed_plan : AgreedPlan
    count : int
        Most lines to return. Lines of safety are never left out.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning import agreed, plan
    >>> first = most_important(agreed(plan(load_case("james"), 1), {}))
    >>> len(first), first[0].line.kind
    (5, 'protect')
    """
    safety = tuple(entry for entry in agreed_plan.lines if entry.line.part == "safety")
    rest = [
        entry
        for entry in agreed_plan.standing
        if entry.line.part != "safety"
        and entry.line.horizon == "now"
        and entry.line.kind not in _NOT_FOR_DECISION
    ]
    rest.sort(key=_rank)
    return (*safety, *rest[: max(0, count - len(safety))])


def _rank(entry: AgreedLine) -> int:
    """Rank suspended services, then what is ready, published measures, other lines, and what goes on."""
    line = entry.line
    if line.kind in _FIRST:
        return _FIRST.index(line.kind)
    if line.kind in _LAST:
        return len(_FIRST) + 2
    return len(_FIRST) + (line.source != "published")
