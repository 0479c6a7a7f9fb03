"""Merge small categories before anything is hidden: a wider category tells more than a hidden one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def merge_categories(
    counts: Mapping[str, int], *, smallest: int, parents: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the category that each category goes into, so that none has a small count where that can be.

    Without parents the categories are in order: the smallest goes to its smaller neighbour, again and again. With
    parents, all children of a parent become the parent as soon as one of them is small.

    Parameters
    ----------
    counts : mapping of str to int
        Clients in each category, in order.
    smallest : int
        k: a count n is small where 0 < n < k.
    parents : mapping of str to str, optional
        The parent of each category that has one.

    Examples
    --------
    >>> merge_categories({"0-3": 12, "4-6": 2, "7-9": 4, "10-12": 30}, smallest=5)
    {'0-3': '0-3', '4-6': '4-6 + 7-9', '7-9': '4-6 + 7-9', '10-12': '10-12'}
    >>> merge_categories({"aunt": 2, "uncle": 9, "school": 7}, smallest=5, parents={"aunt": "kin", "uncle": "kin"})
    {'aunt': 'kin', 'uncle': 'kin', 'school': 'school'}
    """
    if parents is not None:
        small = {parents.get(name) for name, count in counts.items() if 0 < count < smallest} - {None}
        return {name: parents[name] if parents.get(name) in small else name for name in counts}
    groups = [([name], count) for name, count in counts.items()]
    while len(groups) > 1 and any(0 < count < smallest for _, count in groups):
        place = min(
            (place for place, (_, count) in enumerate(groups) if 0 < count < smallest),
            key=lambda place: groups[place][1],
        )
        beside = min(
            (near for near in (place - 1, place + 1) if 0 <= near < len(groups)),
            key=lambda near: groups[near][1],
        )
        first, last = sorted((place, beside))
        names = groups[first][0] + groups[last][0]
        groups[first : last + 1] = [(names, groups[first][1] + groups[last][1])]
    return {name: " + ".join(names) for names, _ in groups for name in names}


def merge_axis(
    cells: NDArray[np.int64], axis: int, levels: tuple[str, ...], merged: Mapping[str, str]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return counts with the levels of one dimension merged, and its new levels."""
    labels = tuple(dict.fromkeys(merged[level] for level in levels))
    places = np.array([labels.index(merged[level]) for level in levels])
    shape = list(cells.shape)
    shape[axis] = len(labels)
    fewer = np.zeros(shape, dtype=cells.dtype)
    np.add.at(np.moveaxis(fewer, axis, 0), places, np.moveaxis(cells, axis, 0))
    return fewer, labels
