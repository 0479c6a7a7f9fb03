"""What a topic is told from: the clients of one selection."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.instrument import Instrument
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.people import ProgrammeClients


@dataclass(frozen=True, eq=False)
class View:
    """The clients of a selection.

    Attributes
    ----------
    data : ProgrammeData
    people : ProgrammeClients
    chosen : ndarray of bool, shape (clients,)
    instrument : Instrument
    theme : str or None
        Of the pictures.
    """

    data: ProgrammeData
    people: ProgrammeClients
    chosen: NDArray[np.bool_] = field(repr=False)
    instrument: Instrument
    theme: str | None

    @property
    def n(self) -> int:
        """The number of clients."""
        return int(self.chosen.sum())

    @property
    def synthetic(self) -> bool:
        """Whether they are invented."""
        return self.data.synthetic
