"""Who was assessed twice, and of whom a value is known both times: what many findings count, settled once for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.library.programme.clients_of import ProgrammeClients
from nmt_widgets.library.programme.count_book import Cells, Forms

KNOWN, GAP, ABSENT = 0, 1, 2
"""Known at the two times; assessed at the two times and not known at one; not assessed at the two times."""


def is_absent(clients: ProgrammeClients) -> NDArray[np.bool_]:
    """Return who was not assessed at the two times."""
    if len(clients.times) < 2:
        return np.ones(len(clients), dtype=bool)
    first, second = clients.two_rows
    return (first < 0) | (second < 0)


def presence(clients: ProgrammeClients) -> Cells:
    """Return how many were assessed twice, and how many were not."""
    return Cells(is_absent(clients).astype(np.intp), 2)


def known_twice(clients: ProgrammeClients, known: NDArray[np.bool_]) -> Cells:
    """Return of how many something is known at the two times, and of how many not though they were assessed."""
    absent = is_absent(clients)
    codes = np.where(absent, ABSENT, np.where(known, KNOWN, GAP))
    forms = np.array([[1, 0, 0], [0, 1, 0]])
    return Cells(codes, 3, forms, ((presence(clients), np.array([[1, 1, 0], [0, 0, 1]])),))


def within_known(clients: ProgrammeClients, groups: NDArray[np.intp], forms: Forms) -> Cells:
    """Return counts of groups of those of whom something is known at the two times; the group of others is -1."""
    known, size = known_twice(clients, groups >= 0), forms.shape[1]
    codes = np.where(groups >= 0, groups, size - 1 + known.codes)
    inner = np.concatenate([np.ones(size, dtype=np.int64), [0, 0]])
    gap, absent = np.eye(size + 2, dtype=np.int64)[size:]
    return Cells(
        codes,
        size + 2,
        np.pad(forms, ((0, 0), (0, 2))),
        ((known, np.array([inner, gap])), (presence(clients), np.array([inner + gap, absent]))),
    )
