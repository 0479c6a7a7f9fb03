"""Change between two assessments of one case, and whether it is larger than the ranges of both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from nmt_widgets.case_files import Case, as_case
from nmt_widgets.core.display import Displayed
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.profiles import profile
from nmt_widgets.metrics.results import Figure, Item, Profile

if TYPE_CHECKING:
    import pandas as pd


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


@dataclass(frozen=True, repr=False)
class Change(Displayed):
    """Everything that changed between two assessments, made by :func:`nmt_widgets.compare`.

    Each difference has `before`, `after` and `change`, None where one of the two is not shown, and `clear`: whether the
    change is larger than both ranges combined (root of the sum of squares).

    Attributes
    ----------
    before : Profile
    after : Profile
    items : mapping of function id to Difference
        Points.
    regions : mapping of region id to Difference
        Percent of typical.
    domains : mapping of domain id to Difference
        Percent of typical.
    relational_areas : mapping of area id to Difference
        Percent of typical.
    relational_health : Difference
        Percent of typical.
    total : Difference
        Points.
    cmr : Difference

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> change = nmt.compare("james")
    >>> change.items["arousal"].change, change.total.change
    (5, 63.0)
    >>> len(change.to_frame().query("kind == 'function' and not clear"))
    10
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

    def __repr__(self) -> str:
        differences = [difference for _, _, difference in self.measures()]
        clear = sum(difference.clear for difference in differences)
        ages = f"{self.before.age:.3g} to {self.after.age:.3g} years"
        total = "" if self.total.change is None else f", total {self.total.change:+g}"
        return f"Change({self.after.case}, {ages}{total}, {clear} of {len(differences)} measures clear)"

    def measures(self) -> Iterator[tuple[str, str, Difference]]:
        """Yield kind, id and difference of each measure, the widest measures first."""
        yield "total", "total", self.total
        yield "cmr", "cmr", self.cmr
        yield "relational_health", "relational_health", self.relational_health
        for kind, differences in (
            ("relational_area", self.relational_areas),
            ("region", self.regions),
            ("domain", self.domains),
            ("function", self.items),
        ):
            for id, difference in differences.items():
                yield kind, id, difference

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON; None is "not shown".

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> nmt.compare(nmt.load_case("james")).to_dict()["total"]
        {'before': 168.0, 'after': 231.0, 'change': 63.0, 'clear': True}
        """
        data: dict[str, Any] = {
            "case": self.before.case,
            "before": self.before.assessment,
            "after": self.after.assessment,
        }
        for kind, id, difference in self.measures():
            if kind == id:
                data[id] = asdict(difference)
            else:
                data.setdefault(f"{kind}s", {})[id] = asdict(difference)
        return data

    def to_frame(self) -> pd.DataFrame:
        """Return the measures as a table, one a row.

        Returns
        -------
        pandas.DataFrame
            `measure` (its id), `kind` ("total", "cmr", "relational_health", "relational_area", "region", "domain" or
            "function"), `before`, `after`, `change`, and whether the change is `clear`.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> changes = nmt.compare(nmt.load_case("james")).to_frame().set_index("measure")
        >>> float(changes.loc["total", "change"]), bool(changes.loc["total", "clear"])
        (63.0, True)
        """
        import pandas as pd

        rows = [{"measure": id, "kind": kind, **asdict(value)} for kind, id, value in self.measures()]
        return pd.DataFrame(rows).astype({"before": float, "after": float, "change": float})


@overload
def compare(before: Profile, after: Profile, /) -> Change: ...
@overload
def compare(
    case: Case | str | Path,
    before: int | None = None,
    after: int | None = None,
    /,
    *,
    instrument: Instrument | None = None,
) -> Change: ...
def compare(
    first: Profile | Case | str | Path,
    before: Profile | int | None = None,
    after: int | None = None,
    /,
    *,
    instrument: Instrument | None = None,
) -> Change:
    """Compare two assessments of one case: `compare(case)`, `compare(case, 1, 2)` or `compare(before, after)`.

    A sum or a ratio is compared only where both assessments rest on the same answers: otherwise a score that is newly
    known would look like a change of the client.

    Parameters
    ----------
    first : Case, str, Path or Profile
        A case, its id or its file; or the profile of the earlier assessment.
    before : int or Profile, optional
        Of a case, the number of the earlier assessment, by default the first usable one; or the profile of the later
        one.
    after : int, optional
        Of a case, the number of the later assessment, by default the latest usable one.
    instrument : Instrument, optional
        Measures the assessments of a case.

    Returns
    -------
    Change

    Raises
    ------
    InputError
        When the profiles are of different cases, or a case has no two assessments to compare.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> nmt.compare("james").total.change
    63.0
    >>> nmt.compare(nmt.profile("james", 1), nmt.profile("james", 2)).cmr.clear
    True
    """
    if isinstance(first, Profile):
        if not isinstance(before, Profile):
            raise refusal("report", "second_profile")
        return _change(first, before)
    case = as_case(first, instrument)
    for number in (before, after):
        if number is not None and not isinstance(number, int):
            raise refusal("report", "not_a_number", value=repr(number)[:40])
    usable = [assessment.number for assessment in case.usable]
    earlier = before if isinstance(before, int) else usable[0] if usable else case.latest
    later = case.latest if after is None else after
    if earlier == later and before is not None and after is not None:
        raise refusal("report", "same_assessment", file=f"case {case.id}", number=later)
    if earlier == later:
        raise refusal("report", "nothing_to_compare", file=f"case {case.id}", number=later)
    return _change(profile(case, earlier, instrument), profile(case, later, instrument))


def _change(before: Profile, after: Profile) -> Change:
    if before.case != after.case:
        raise refusal("report", "other_case", before=before.case, after=after.case)
    same = {i for i, item in before.items.items() if item.score is None} == {
        i for i, item in after.items.items() if item.score is None
    }
    return Change(
        before=before,
        after=after,
        items={id: _points(before.items[id], after.items[id]) for id in before.items},
        regions={
            id: _over_functions(before.regions[id].percent, after.regions[id].percent, same)
            for id in before.regions
        },
        domains={
            id: _over_functions(before.domains[id].percent, after.domains[id].percent, same)
            for id in before.domains
        },
        relational_areas={
            id: _difference(before.relational_areas[id], after.relational_areas[id])
            for id in before.relational_areas
        },
        relational_health=_difference(before.relational_health, after.relational_health),
        total=_over_functions(before.total, after.total, same),
        cmr=_over_functions(before.cmr.figure, after.cmr.figure, same),
    )


def _points(before: Item, after: Item) -> Difference:
    if before.score is None or after.score is None:
        return Difference(before.score, after.score, None, False)
    change = after.score - before.score
    return Difference(
        before.score, after.score, change, abs(change) > math.hypot(before.half_width, after.half_width)
    )


def _over_functions(before: Figure, after: Figure, same: bool) -> Difference:
    """Compare figures over functions; `same` says that both assessments lack the same ones."""
    if same or (before.complete and after.complete):
        return _difference(before, after)
    return Difference(before.value, after.value, None, False)


def _difference(before: Figure, after: Figure) -> Difference:
    if before.value is None or after.value is None or before.n != after.n:
        return Difference(before.value, after.value, None, False)
    change = after.value - before.value
    first, second = (before, after) if change >= 0 else (after, before)
    assert first.high is not None
    assert first.value is not None
    assert second.low is not None
    assert second.value is not None
    reach = math.hypot(first.high - first.value, second.value - second.low)
    return Difference(before.value, after.value, change, abs(change) > reach)
