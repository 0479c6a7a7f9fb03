"""Put each client into one group of clients of whom the same is known, so that sums over groups tell of no few."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def group_clients(known: NDArray[np.bool_], least: int) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Return groups of at least so many clients, and what is used of each.

    Clients of whom the same values are known are a group. A group that is too small goes together with another, and
    what only one of both has is not used. Of all others, that is taken which costs the fewest values. If all of them
    cost more than the group has, it is left out.

    Since the groups have no client in common and every sum is over whole groups, whatever is added or subtracted is
    about a whole group again.

    Parameters
    ----------
    known : ndarray of bool, shape (clients, values)
    least : int

    Returns
    -------
    list of (clients, values)
        The rows of `known`, and which values are used.

    Examples
    --------
    >>> known = np.array([[True, False]] * 4 + [[True, True]] * 3)
    >>> [(len(clients), values.tolist()) for clients, values in group_clients(known, 4)]
    [(7, [True, False])]
    """
    patterns, members = np.unique(known, axis=0, return_inverse=True)
    groups = {
        frozenset(np.flatnonzero(pattern).tolist()): np.flatnonzero(np.ravel(members) == number)
        for number, pattern in enumerate(patterns)
    }
    groups.pop(frozenset(), None)
    while small := [values for values, clients in groups.items() if len(clients) < least]:
        values = max(small, key=lambda values: (len(values), sorted(values)))
        clients = groups.pop(values)

        def loss(other: frozenset[int], values: frozenset[int] = values, n: int = len(clients)) -> int:
            return len(values - other) * n + len(other - values) * len(groups[other])

        near = [other for other in groups if other & values and loss(other) < len(values) * len(clients)]
        if near:
            other = min(near, key=lambda other: (loss(other), sorted(other)))
            together = np.concatenate([clients, groups.pop(other)])
            common = other & values
            groups[common] = np.sort(
                np.concatenate([groups.get(common, np.empty(0, dtype=np.int64)), together])
            )
    result = []
    for values in sorted(groups, key=sorted):
        used = np.zeros(known.shape[1], dtype=bool)
        used[list(values)] = True
        result.append((groups[values], used))
    return result
