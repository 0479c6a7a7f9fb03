"""What comes first of a plan: the few lines a first page shows."""

from __future__ import annotations

from nmt_widgets.planning.decisions import AgreedLine, AgreedPlan

_FIRST = ("suspend", "ready")
_LAST = ("keep", "score_first")
_NOT_ASKED = ("expect", "later")


def most_important(laid: AgreedPlan, count: int = 5) -> tuple[AgreedLine, ...]:
    """Return the lines to read first: safety, what to leave aside, what is ready, then the published measures.

    What the team rejected is left out, and what stands next in line. What goes on as it is, and what to score more
    surely, comes only where there is room left.

    Parameters
    ----------
    laid : AgreedPlan
        The plan with the team's decisions.
    count : int
        How many lines at most; what keeps somebody safe is never left out for it.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning import agreed, plan
    >>> first = most_important(agreed(plan(load_case("james"), 1), {}))
    >>> len(first), first[0].line.kind
    (5, 'protect')
    """
    safety = tuple(one for one in laid.lines if one.line.part == "safety")
    rest = [
        one
        for one in laid.standing
        if one.line.part != "safety" and one.line.horizon == "now" and one.line.kind not in _NOT_ASKED
    ]
    rest.sort(key=_rank)
    return (*safety, *rest[: max(0, count - len(safety))])


def _rank(one: AgreedLine) -> int:
    """Rank what is left aside, then what has become possible, the published measures, the rest, and what goes on."""
    line = one.line
    if line.kind in _FIRST:
        return _FIRST.index(line.kind)
    if line.kind in _LAST:
        return len(_FIRST) + 2
    return len(_FIRST) + (line.source != "published")
