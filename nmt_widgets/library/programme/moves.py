"""Where the clients started and where they went: categories of the domains, and the gate of the CMR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nmt_widgets.charts.wording import named
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import ProgrammeClients, Rows
from nmt_widgets.library.programme.count_book import Cells
from nmt_widgets.library.programme.filters import GATE, START
from nmt_widgets.library.programme.presence import is_absent, presence
from nmt_widgets.library.programme.view import ProgrammeSource, View

WAYS = ("up", "same", "down", "open", "absent")
"""Up, the same, down, not known at one of the times, not assessed at both."""


@dataclass(frozen=True, eq=False)
class CategoryScale:
    """Ordered categories of each client at the first assessment and at the second time.

    Attributes
    ----------
    id, title : str
    names : tuple of str
        The categories, the lowest first.
    presence : Cells
        Who was assessed twice.
    before, after : ndarray of int
        The place of the category; `len(names)` where it is not known, and for `after` one more without two assessments.
    """

    id: str
    title: str
    names: tuple[str, ...]
    before: Rows
    after: Rows
    presence: Cells

    def cells(self) -> Cells:
        """Return what is counted: each category at the start, and each way."""
        open_, absent = len(self.names), len(self.names) + 1
        size = (open_ + 1) * (absent + 1)
        pairs = np.array(list(np.ndindex(open_ + 1, absent + 1)))
        before, after = pairs.T
        is_known = (before < open_) & (after < open_)
        rows = [before == place for place in range(open_ + 1)]
        rows += [
            is_known & (after > before),
            is_known & (after == before),
            is_known & (after < before),
            ~is_known & (after != absent),
        ]
        forms, settled = (
            np.array(part, dtype=np.int64) for part in (rows, [after != absent, after == absent])
        )
        codes, filter = self.before * (absent + 1) + self.after, START if self.id == GATE else ""
        return Cells(codes, size, forms, ((self.presence, settled),), filter, before)

    def start(self, view: View) -> tuple[int | None, ...]:
        """Return the clients of each category at the start, last those of whom it is not known."""
        return view.counts(f"moves:{self.id}", self.cells)[: len(self.names) + 1]

    def ways(self, view: View) -> tuple[int | None, ...]:
        """Return the clients by the way they went: `WAYS`."""
        went = view.counts(f"moves:{self.id}", self.cells)[len(self.names) + 1 :]
        return (*went, view.counts("presence", lambda: self.presence)[1])


class CategoryScales:
    """The domains and the gate of a programme.

    Parameters
    ----------
    source : ProgrammeSource
    """

    def __init__(self, source: ProgrammeSource) -> None:
        self._source = source

    @cached_property
    def all(self) -> tuple[CategoryScale, ...]:
        """Those of which anything is known."""
        return tuple(self._scales())

    def _scales(self) -> Iterator[CategoryScale]:
        clients, instrument = self._source.clients, self._source.instrument
        twice = presence(clients)
        names = tuple(category.id for category in instrument.domains.categories)
        for domain in instrument.domains.domains:
            column = f"{domain.id}_category"
            if clients.has(column):
                words, _ = clients.words(column)
                order = np.array([names.index(word) for word in words] + [len(names)])

                def places(rows: Rows, column: str = column, order: Rows = order) -> Rows:
                    return order[clients.words(column, rows)[1]]

                title = named("domains", domain.id, instrument)
                yield CategoryScale(
                    domain.id,
                    title,
                    names,
                    places(clients.begins),
                    _after(clients, places, len(names)),
                    twice,
                )
        if clients.has(GATE):

            def gates(rows: Rows) -> Rows:
                gate = clients.numbers(GATE, rows)
                return np.where(np.isnan(gate), 2, gate).astype(np.intp)

            title = texts("programme")["start"]["gate"]
            yield CategoryScale(
                GATE, title, ("closed", "open"), gates(clients.begins), _after(clients, gates, 2), twice
            )


def _after(clients: ProgrammeClients, places: Callable[[Rows], Rows], size: int) -> Rows:
    if len(clients.times) < 2:
        return np.full(len(clients), size + 1)
    return np.where(is_absent(clients), size + 1, places(clients.two_rows[1]))
