"""Change between two assessments of one case, and whether it is larger than the ranges of both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nmt_widgets.core.words import refusal
from nmt_widgets.metrics.profiles import Figure, Item, Profile


@dataclass(frozen=True)
class Difference:
    """After less before.

    Attributes
    ----------
    before, after, change : float or None
        None where one of the two is not shown.
    clear : bool
        Whether the change is larger than both ranges combined (root of the sum of squares).
    """

    before: float | None
    after: float | None
    change: float | None
    clear: bool


@dataclass(frozen=True)
class Change:
    """Everything that changed; mappings are by id.

    Regions and domains are in percent of typical; items and total in points.
    """

    before: Profile
    after: Profile
    items: Mapping[str, Difference]
    regions: Mapping[str, Difference]
    domains: Mapping[str, Difference]
    relational_areas: Mapping[str, Difference]
    relational_health: Difference
    total: Difference
    cmr: Difference


def compare(before: Profile, after: Profile) -> Change:
    """Compare two assessments of one case.

    The total is compared over complete or equally answered Parts C only.

    Raises
    ------
    InputError
        When they are of different cases.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> from nmt_widgets.metrics import profile
    >>> james = load_case("james")
    >>> compare(profile(james, 1), profile(james, 2)).total.change
    63.0
    """
    if before.case != after.case:
        raise refusal("report", "other_case", before=before.case, after=after.case)
    same = {i for i, item in before.items.items() if item.score is None} == {
        i for i, item in after.items.items() if item.score is None
    }
    nothing = Difference(before.total.value, after.total.value, None, False)
    return Change(
        before=before,
        after=after,
        items={id: _points(before.items[id], after.items[id]) for id in before.items},
        regions={
            id: _difference(before.regions[id].percent, after.regions[id].percent) for id in before.regions
        },
        domains={
            id: _difference(before.domains[id].percent, after.domains[id].percent) for id in before.domains
        },
        relational_areas={
            id: _difference(before.relational_areas[id], after.relational_areas[id])
            for id in before.relational_areas
        },
        relational_health=_difference(before.relational_health, after.relational_health),
        total=_difference(before.total, after.total) if same else nothing,
        cmr=_difference(before.cmr.figure, after.cmr.figure),
    )


def _points(before: Item, after: Item) -> Difference:
    if before.score is None or after.score is None:
        return Difference(before.score, after.score, None, False)
    change = after.score - before.score
    return Difference(
        before.score, after.score, change, abs(change) > math.hypot(before.half_width, after.half_width)
    )


def _difference(before: Figure, after: Figure) -> Difference:
    if before.value is None or after.value is None:
        return Difference(before.value, after.value, None, False)
    change = after.value - before.value
    first, second = (before, after) if change >= 0 else (after, before)
    assert first.high is not None
    assert first.value is not None
    assert second.low is not None
    assert second.value is not None
    reach = math.hypot(first.high - first.value, second.value - second.low)
    return Difference(before.value, after.value, change, abs(change) > reach)
