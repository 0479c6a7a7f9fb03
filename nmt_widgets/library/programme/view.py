"""What findings are made from: the data of a programme, and the clients of one selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.instrument import Instrument
from nmt_widgets.library.programme.clients_of import ProgrammeClients
from nmt_widgets.library.programme.count_book import Cells, CountBook
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.rules import ProgrammeRules
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules


@dataclass(frozen=True, eq=False)
class ProgrammeSource:
    """Everything that the findings of a programme share.

    Attributes
    ----------
    data : ProgrammeData
    clients : ProgrammeClients
    public : CountBook
    rules : ProgrammeRules
    smallest : int
    instrument : Instrument
    theme : str or None
        Of the pictures.
    """

    data: ProgrammeData
    clients: ProgrammeClients
    public: CountBook
    rules: ProgrammeRules
    smallest: int
    instrument: Instrument
    theme: str | None

    @property
    def synthetic(self) -> bool:
        """Whether any of it is invented."""
        return self.data.synthetic

    @cached_property
    def outcome_rules(self) -> OutcomeRules:
        """The rules of figures, with a bootstrap of few clients only: it is made at each change of a filter."""
        rules = load_outcome_rules()
        change = rules.change.model_copy(update={"bootstrap_at_most": self.rules.bootstrap_at_most})
        return rules.model_copy(update={"change": change})


@dataclass(frozen=True, eq=False)
class View:
    """The clients of one selection.

    Attributes
    ----------
    chosen : ndarray of bool, shape (clients,)
    place : tuple of int
        The level of each filter, -1 for everybody.
    """

    chosen: NDArray[np.bool_] = field(repr=False)
    place: tuple[int, ...]
    source: ProgrammeSource

    @cached_property
    def n(self) -> int:
        """The number of clients."""
        return int(self.chosen.sum())

    @property
    def everybody(self) -> bool:
        """Whether nothing is chosen."""
        return all(level == -1 for level in self.place)

    @property
    def whole(self) -> View:
        """Everybody."""
        return replace(self, chosen=np.ones_like(self.chosen), place=(-1,) * len(self.place))

    def counts(self, id: str, cells: Callable[[], Cells]) -> tuple[int | None, ...]:
        """Return the counts of a finding, None where they are hidden."""
        return self.source.public.counts(id, self.place, cells)

    def choose(self, level: int, at: int, codes: NDArray[np.intp]) -> View:
        """Return the part of it that is at a level of a filter."""
        place = tuple(level if axis == at else old for axis, old in enumerate(self.place))
        return replace(self, chosen=self.chosen & (codes == level), place=place)
