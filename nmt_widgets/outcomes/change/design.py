"""The design of a model of time and phase: its columns, and how its figures move with the origin of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nmt_widgets.metrics.estimate import Floats

if TYPE_CHECKING:
    import pandas as pd

SLOPES, INTERCEPTS = 2, 1
"""How many random effects a client has."""


@dataclass(frozen=True, eq=False)
class CourseDesign:
    """A model whose time is centred and in standard deviations, and whose values are in standard deviations.

    So neither the units nor where time begins decide whether an optimiser finds the best fit.

    Attributes
    ----------
    names : tuple of str
        `intercept`, `time`, and for each later phase `phase:NAME` and `time:phase:NAME`.
    values : ndarray, shape (n,)
    fixed : ndarray, shape (n, effects)
    random : ndarray, shape (n, 2)
    clients : ndarray, shape (n,)
        The position of each row's client.
    centre, pace, scale : float
        Mean and standard deviation of time; standard deviation of the values.
    """

    names: tuple[str, ...]
    values: Floats
    fixed: Floats
    random: Floats
    clients: Floats
    centre: float
    pace: float
    scale: float

    @property
    def count(self) -> int:
        """The number of clients."""
        return int(self.clients.max()) + 1

    def back(self, origin: float) -> Floats:
        """Return the matrix from estimates of this design to those in points, with time from `origin` on."""
        pair = self.scale * np.array([[1, (origin - self.centre) / self.pace], [0, 1 / self.pace]])
        return np.asarray(np.kron(np.eye(len(self.names) // 2), pair), dtype=float)


def design(rows: pd.DataFrame, measure: str, time: str, phase: str | None) -> CourseDesign:
    """Return the design of complete rows, sorted by client."""
    import pandas as pd

    times, values = rows[time].to_numpy(dtype=float), rows[measure].to_numpy(dtype=float)
    centre, pace = float(times.mean()), float(times.std()) or 1.0
    moved = (times - centre) / pace
    names, columns = ["intercept", "time"], [np.ones(len(rows)), moved]
    for name in sorted(set(rows[phase]))[1:] if phase else []:
        inside = (rows[phase] == name).to_numpy(dtype=float)
        names += [f"phase:{name}", f"time:phase:{name}"]
        columns += [inside, inside * moved]
    scale = float(values.std()) or 1.0
    codes, _ = pd.factorize(rows["client"])
    return CourseDesign(
        tuple(names),
        values / scale,
        np.column_stack(columns),
        np.column_stack(columns[:2]),
        codes,
        centre,
        pace,
        scale,
    )
