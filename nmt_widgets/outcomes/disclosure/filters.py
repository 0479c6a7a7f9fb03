"""Counts and figures of filters, safe together: no filter, subtracted from another, tells of few clients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.core.frames import open_frame
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.disclosure.attacker import margin_forms
from nmt_widgets.outcomes.disclosure.figures import GroupSummary, describe
from nmt_widgets.outcomes.disclosure.suppression import hide
from nmt_widgets.outcomes.disclosure.table import SafeTable, with_margins
from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

_UNKNOWN = "not known"


@dataclass(frozen=True)
class Release:
    """What may be shown of a cohort under every filter, decided at once.

    Attributes
    ----------
    filters : tuple of str
        The columns one may filter by.
    cells : tuple of str
        The columns that are counted.
    table : SafeTable
        All filters and all cells in one table: each filter is a margin of it.
    """

    filters: tuple[str, ...]
    cells: tuple[str, ...]
    table: SafeTable = field(repr=False)
    _rows: pd.DataFrame = field(repr=False)

    def counts(self, **filter: str) -> pd.DataFrame:
        """Return the counts of a filter, with their margins.

        Parameters
        ----------
        **filter : str
            A level for each column to filter by.

        Returns
        -------
        pandas.DataFrame
            One row a count: the levels of the cells, `count` (missing where hidden), `hidden`.

        Raises
        ------
        InputError
            When a column or a level is not one of this release.
        """
        import pandas as pd

        place = self._place(filter)
        axes = self.table.levels[len(self.filters) :]
        rows = list(product(*[(*levels, "total") for levels in axes]))
        frame = pd.DataFrame(rows, columns=list(self.cells)) if self.cells else pd.DataFrame(index=[0])
        frame["count"] = pd.array(np.ravel(self.table.published[place]), dtype="Int64")
        frame["hidden"] = np.ravel(self.table.hidden[place])
        return frame

    def describe(self, column: str, **filter: str) -> GroupSummary:
        """Return n, mean and spread of a column under a filter, where the number of its clients may be shown.

        The mean of a group can be worked out from those of others exactly if its number of clients can. So a figure is
        shown if that number is shown. Lowest and highest value are not told: those of two filters that differ by one
        client may be the value of that client.

        Raises
        ------
        InputError
            When the column is not there, a value is missing in it (make a release of the rows that have one), or it has
            two values only: their mean is a count, so count it as a cell.
        """
        place = self._place(filter)
        if column not in self._rows.columns:
            raise refusal("pooling", "no_column", column=column)
        if self._rows[column].isna().any():
            raise refusal("pooling", "missing_values", column=column)
        if self._rows[column].nunique() <= 2:
            raise refusal("pooling", "two_values", column=column)
        total = (*place, *(-1 for _ in self.cells))
        if self.table.hidden[total]:
            return GroupSummary(None)
        rows = self._rows
        for name, level in filter.items():
            rows = rows[rows[name] == level]
        summary = describe(rows[column].to_numpy(dtype=float), smallest=self.table.smallest)
        return GroupSummary(summary.n, summary.mean, summary.sd)

    def _place(self, filter: dict[str, str]) -> tuple[int, ...]:
        for name in filter:
            if name not in self.filters:
                raise refusal("pooling", "no_filter", name=name, known=name_some(self.filters))
        place = []
        for name, levels in zip(self.filters, self.table.levels, strict=False):
            level = filter.get(name)
            if level is not None and level not in levels:
                near = closest(level, levels) or name_some(levels)
                raise refusal("pooling", "no_level", name=name, level=level, known=near)
            place.append(-1 if level is None else levels.index(level))
        return tuple(place)


def release(
    data: Any,
    filters: Sequence[str],
    cells: Collection[str] = (),
    *,
    together: int | None = None,
    public: bool = False,
    smallest: int | None = None,
) -> Release:
    """Decide at once what is shown of a cohort under each filter.

    All filters with all cells are one table: "unit north, phase 2" is a margin of it, and so is "everybody". This whole
    table is protected as :func:`suppress` does it. So it does not matter which filters somebody looks at, in which
    order, and with whom they compare: even whoever sees all of them tells no hidden count closer than k. Filters that
    are not in the table are not answered.

    Parameters
    ----------
    data : table
        One row a client.
    filters : sequence of str
        Columns to filter by; a missing value is a level of its own.
    cells : sequence of str, optional
        Columns to count within each filter.
    together : int, optional
        How many columns one may filter by at the same time; by default all.
    public, smallest
        As for :func:`suppress`.

    Raises
    ------
    InputError
        When a column is not there, or the table would have too many counts.

    Notes
    -----
    A rule that compares a new filter with those that one person saw before was not taken: it depends on the order, it
    needs a memory of who saw what, and two people together see more than each.

    A release is of one day's clients. Two releases with few clients between them can be subtracted: make one at fixed
    dates, not after each new client.

    Examples
    --------
    >>> rows = [{"unit": u, "gain": g} for u, g, n in
    ...         [("north", "yes", 20), ("north", "no", 9), ("south", "yes", 30), ("south", "no", 3)] for _ in range(n)]
    >>> safe = release(rows, ["unit"], ["gain"])
    >>> safe.counts(unit="south")["count"].tolist()
    [<NA>, <NA>, 33]
    """
    require("scipy")
    rules = load_outcome_rules().disclosure
    k = smallest or (rules.smallest_public if public else rules.smallest)
    frame = open_frame(data).to_pandas()
    names = (*filters, *cells)
    for name in names:
        if name not in frame.columns:
            raise refusal("pooling", "no_column", column=name)
    for name in names:
        frame[name] = frame[name].astype(object).where(frame[name].notna(), _UNKNOWN).astype(str)
    levels = tuple(tuple(sorted(frame[name].unique())) for name in names)
    shape = tuple(len(axis) for axis in levels)
    size = prod(length + 1 for length in shape)
    if size > rules.most_counts:
        raise refusal("pooling", "too_many_counts", count=size, most=rules.most_counts)
    counts = np.zeros(shape, dtype=np.int64)
    places = [frame[name].map({level: i for i, level in enumerate(axis)}).to_numpy()
              for name, axis in zip(names, levels, strict=True)]  # fmt: skip
    np.add.at(counts, tuple(places), 1)
    everything = with_margins(counts)
    used = np.zeros(everything.shape, dtype=int)
    for axis, length in enumerate(shape[: len(filters)]):
        used += (np.arange(length + 1) < length).reshape([-1 if a == axis else 1 for a in range(len(shape))])
    withheld = used > (len(filters) if together is None else together)
    hidden = hide(margin_forms(shape), everything.ravel(), k, withheld.ravel()).reshape(everything.shape)
    table = SafeTable(names, levels, everything, hidden | withheld, k)
    return Release(tuple(filters), tuple(cells), table, frame)
