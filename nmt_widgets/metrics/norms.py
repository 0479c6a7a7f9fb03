"""Age-typical scores: the growth curve, a site's own table, and published columns.

Source: the 9-year column is published (Perry & Dobson, Figure 13.1); the curve `growth-1` is a workbook definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats


def growth(instrument: Instrument, ages: ArrayLike) -> Floats:
    """Return typical scores along the curve, unrounded.

    Parameters
    ----------
    instrument : Instrument
    ages : array_like of float, shape (n,)
        Years from birth; held within 0 and the instrument's adult age. ValueError where one is missing.

    Returns
    -------
    ndarray, shape (n, functions)
        Never falls with age. With a site's table: its rows, interpolated between ages.
    """
    norms, top = instrument.norms, instrument.scale.high
    if not np.all(np.isfinite(np.asarray(ages, dtype=float))):
        raise ValueError("every age must be a number of years")
    years = np.clip(np.atleast_1d(np.asarray(ages, dtype=float)), 0, norms.adult_age)
    if norms.table:
        rows = [np.interp(years, norms.table.ages, norms.table.values[id]) for id in instrument.ids]
        return np.stack(rows, axis=1)
    birth, reach, shape = _curve(instrument)
    return np.asarray(top - (top - birth) * np.exp(-((years[:, None] / reach) ** shape)))


@lru_cache(maxsize=4)
def _curve(instrument: Instrument) -> tuple[Floats, Floats, Floats]:
    """Return where the curve of each function begins, how many years it takes, and its shape."""
    norms, top = instrument.norms, instrument.scale.high
    assert norms.curve is not None
    column = norms.columns[norms.curve.anchor]
    anchors = np.minimum([column.values[id] for id in instrument.ids], norms.curve.pin)
    birth = np.array([norms.curve.birth[f.region] for f in instrument.functions])
    shape = np.array([norms.curve.shape[f.region] for f in instrument.functions])
    return birth, column.age / (-np.log((top - anchors) / (top - birth))) ** (1 / shape), shape


@lru_cache(maxsize=4)
def growth_by_steps(instrument: Instrument) -> tuple[Floats, Floats]:
    """Return the ages functional ages are looked for at, and typical scores at each, unrounded."""
    norms = instrument.norms
    ages = np.linspace(0, norms.adult_age, round(norms.adult_age / norms.functional_age_step) + 1)
    curve = growth(instrument, ages)
    ages.setflags(write=False)
    curve.setflags(write=False)
    return ages, curve


def typical_scores(
    instrument: Instrument, ages: ArrayLike, columns: Sequence[str | None] | str | None = None
) -> Floats:
    """Return the scores of a typical peer, to one decimal as norms are given.

    Along the curve a lower region is ahead of a higher one on average at every age; of norms to one decimal that holds
    to a tenth of one function (about 22 years: limbic 11.73, diencephalon/cerebellum 11.72).

    Parameters
    ----------
    instrument : Instrument
    ages : array_like of float, shape (n,)
        Age in years.
    columns : str or sequence of str or None, optional
        A published column pinned for all, or for each; None takes the curve at the age.

    Returns
    -------
    ndarray, shape (n, functions)

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> float(typical_scores(load_instrument(), [9]).sum())
    318.0
    """
    typical = np.round(growth(instrument, ages), 1)
    names = [columns] * len(typical) if isinstance(columns, str) or columns is None else list(columns)
    for name in set(names) - {None}:
        values = instrument.norms.columns[name].values  # type: ignore[index]
        typical[[own == name for own in names]] = [values[id] for id in instrument.ids]
    return typical
