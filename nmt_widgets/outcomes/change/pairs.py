"""The clients who were assessed at two times, and how many were not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.values import CLIENT, TIME, two_times

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class CompletePairs:
    """Values at two times of the clients who have the two.

    Attributes
    ----------
    times : tuple of str
    clients : tuple of str
    first, second : ndarray, shape (clients,)
    only_first, only_second, neither : int
        Clients with a value at one of the times, and those who were assessed and have none.
    """

    times: tuple[str, str]
    clients: tuple[str, ...]
    first: Floats
    second: Floats
    only_first: int
    only_second: int
    neither: int

    @property
    def difference(self) -> Floats:
        """The change of each client: second minus first."""
        return self.second - self.first


def pair_up(values: pd.DataFrame, measure: str, times: Sequence[object] | None = None) -> CompletePairs:
    """Return the complete pairs, in an order that depends on the values alone, not on rows or codes."""
    names = two_times(list(values[TIME].unique()), times)
    wide = {time: values[values[TIME] == time].set_index(CLIENT)[measure].dropna() for time in names}
    first, second = (wide[time] for time in names)
    together = first.index.intersection(second.index)
    import pandas as pd

    table = pd.DataFrame({"first": first.loc[together], "second": second.loc[together]})
    table = table.sort_values(["first", "second"], kind="stable")
    return CompletePairs(
        names,
        tuple(map(str, table.index)),
        table["first"].to_numpy(dtype=float),
        table["second"].to_numpy(dtype=float),
        only_first=len(first) - len(table),
        only_second=len(second) - len(table),
        neither=values.loc[values[TIME].isin(names), CLIENT].nunique() - len(first.index.union(second.index)),
    )
