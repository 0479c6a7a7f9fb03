"""The figures that a cohort derives from its scores: those of `nmt_widgets.profiles` that outcomes are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import measure_functions
from nmt_widgets.metrics.estimate import Floats, over_gate

if TYPE_CHECKING:
    pass

_AT_ONCE = 50_000  # rows; all the ranges of so many are some 200 MB


def derived_figures(
    instrument: Instrument, scores: Any, ages: Floats | None, norms: Sequence[str | None] | None = None
) -> dict[str, Any]:
    """Return the figures of many assessments, as columns by name.

    They are those of :func:`nmt_widgets.profiles` (which has their formulas), without ranges. What is beside a typical
    peer is missing where there is no age.

    Parameters
    ----------
    instrument : Instrument
    scores : array_like, shape (n, functions)
        On the scale, NaN where there is none.
    ages : ndarray, shape (n,), or None
        Years, NaN where not known.
    norms : sequence of str or None, optional
        The pinned column of norms of each.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.load_case("james").to_frame()
    >>> instrument = nmt.load_instrument()
    >>> figures = derived_figures(instrument, james[list(instrument.ids)].to_numpy(float), james["age"].to_numpy())
    >>> figures["total"].tolist(), figures["cmr"].round(2).tolist()
    ([168.0, 231.0], [0.72, 1.36])
    """
    parts: dict[str, list[Any]] = defaultdict(list)
    for begin in range(0, max(len(scores), 1), _AT_ONCE):
        rows = slice(begin, begin + _AT_ONCE)
        batch_ages = np.full(len(scores[rows]), np.nan) if ages is None else ages[rows]
        batch_norms = norms[rows] if norms else None
        for name, values in _batch(instrument, scores[rows], batch_ages, batch_norms).items():
            parts[name].append(values)
    return {name: _column(instrument, name, np.concatenate(values)) for name, values in parts.items()}


def _batch(
    instrument: Instrument, scores: Any, ages: Floats, norms: Sequence[str | None] | None
) -> dict[str, Any]:
    unknown = np.isnan(ages)
    metrics = measure_functions(
        instrument, np.asarray(scores, dtype=float), np.where(unknown, 0.0, ages), columns=norms
    )
    cmr = metrics.cmr.value
    is_open = over_gate(cmr, instrument.cmr.gate)
    figures = {
        "total": metrics.total.value,
        "cmr": cmr,
        "gate_open": np.where(np.isnan(cmr), np.nan, is_open),
    }
    for at, domain in enumerate(instrument.domains.domains):
        percent, category = metrics.domain_percent.value[:, at], metrics.domain_category[:, at]
        figures[f"{domain.id}_percent"] = np.where(unknown, np.nan, percent)
        figures[f"{domain.id}_category"] = np.where(unknown, -1, category)
        functional_age = metrics.functional_age.value[:, at]
        figures[f"{domain.id}_functional_age"] = np.where(unknown, np.nan, functional_age)
    return figures


def _column(instrument: Instrument, name: str, values: Any) -> Any:
    import pandas as pd

    if name.endswith("_category"):
        names = [category.id for category in instrument.domains.categories]
        return pd.Categorical.from_codes(values, names, ordered=True)
    if name == "gate_open":
        return pd.arrays.BooleanArray(values == 1, np.isnan(values))
    return values
