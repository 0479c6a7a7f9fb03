"""The figures of Part C for a whole table: one row an assessment, as a pandas DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import refusal
from nmt_widgets.core.frames import open_frame, row_labels
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.estimate import Bools, Estimate, Ints, over_gate
from nmt_widgets.metrics.frame_reading import read_score_table
from nmt_widgets.metrics.functions import FunctionMetrics, measure_functions

if TYPE_CHECKING:
    import pandas as pd


def profiles(frame: Any, *, instrument: Instrument | None = None) -> pd.DataFrame:
    """Measure a table of assessments, one a row; 100,000 rows take about a second.

    Parameters
    ----------
    frame : table
        A frame of pandas, polars or pyarrow, any object with `__dataframe__` or the Arrow stream, a list of dicts or a
        dict of lists; also one row of these. Its columns:

        - functions of Part C by their ids, at least one: whole numbers on the scale. What is empty or "not known" is
          missing, as is every function without a column.
        - `age`: years, or text as in the forms ("9 years 2 months").
        - `<function>_confidence`, optional: how sure the rater was, by the levels of the instrument.
        - `norms`, optional: a pinned column of norms; empty for the curve at the age.
        - Any others are kept, in front of the figures, as are `age` and `norms`.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    pandas.DataFrame
        With the index of a pandas frame. A figure is missing where too few functions are scored; nothing is filled in.

        - `total`, and `typical_total` over the same functions.
        - `cmr`, `typical_cmr`, and `gate_open`: whether the ratio is over the gate.
        - For each region: `<region>_sum`, `<region>_typical`, `<region>_percent` (of typical), `<region>_category`.
        - For each domain: `<domain>_percent`, `<domain>_category`, `<domain>_functional_age` (years).

        A figure has its range in `..._low` and `..._high`. `total`, `cmr`, each region and each domain have `..._n`
        (the functions scored) and `..._of` (all there are). `cmr_settled` and `..._settled` tell whether gate and
        category are the same all through the range.

    Raises
    ------
    InputErrors
        When a column or a cell is wrong: which row, which column, what to do.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> figures = nmt.profiles(nmt.load_case("james").to_frame())
    >>> figures["total"].tolist(), figures["cognitive_category"].tolist()
    ([168.0, 231.0], ['essential', 'therapeutic'])
    >>> nmt.profiles([{"age": "9 years", "arousal": 13}])
    Traceback (most recent call last):
    ...
    nmt_widgets.core.errors.InputErrors: row 0, arousal: 13 is outside 1-12; enter a whole number 1-12, ...
    """
    import pandas as pd

    instrument = use_instrument(instrument)
    table = open_frame(frame)
    read = read_score_table(table, instrument)
    assert read.ages is not None
    metrics = measure_functions(
        instrument, read.scores, read.ages, half_widths=read.half_widths, columns=read.norms
    )
    figures = _figures(instrument, metrics)
    if twice := next((name for name in read.others if name in figures), None):
        raise refusal("frames", "figure_column", column=twice)
    index = row_labels(table)
    result = pd.DataFrame(figures, index=index)
    if table.implementation.is_pandas():
        others = table.to_native()[read.others]
    else:
        columns = {name: table.get_column(name).to_numpy() for name in read.others}
        others = pd.DataFrame(columns, index=index)
    return pd.concat([others, result], axis=1)


def _figures(instrument: Instrument, metrics: FunctionMetrics) -> dict[str, Any]:
    """Return the columns of the result."""
    columns = _with_range("total", metrics.total) | _counts("total", metrics.total)
    columns["typical_total"] = metrics.typical_total
    columns |= _with_range("cmr", metrics.cmr) | _counts("cmr", metrics.cmr)
    defined = ~np.isnan(metrics.cmr.value)
    columns["cmr_settled"] = _flags(metrics.cmr_settled, defined)
    columns["gate_open"] = _flags(over_gate(metrics.cmr.value, instrument.cmr.gate), defined)
    columns["typical_cmr"] = metrics.typical_cmr
    for at, region in enumerate(instrument.regions):
        id, sums = region.id, metrics.region_sums.at(at)
        columns |= _with_range(f"{id}_sum", sums) | _counts(id, sums)
        columns[f"{id}_typical"] = metrics.region_typical[:, at]
        columns |= _with_range(f"{id}_percent", metrics.region_percent.at(at))
        columns |= _category(instrument, id, metrics.region_category[:, at], metrics.region_settled[:, at])
    for at, domain in enumerate(instrument.domains.domains):
        id, percent = domain.id, metrics.domain_percent.at(at)
        columns |= _with_range(f"{id}_percent", percent) | _counts(id, percent)
        columns |= _category(instrument, id, metrics.domain_category[:, at], metrics.domain_settled[:, at])
        columns |= _with_range(f"{id}_functional_age", metrics.functional_age.at(at))
    return columns


def _with_range(name: str, estimate: Estimate) -> dict[str, Any]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _counts(name: str, estimate: Estimate) -> dict[str, Any]:
    return {f"{name}_n": estimate.n, f"{name}_of": estimate.of}


def _category(instrument: Instrument, id: str, category: Ints, settled: Bools) -> dict[str, Any]:
    import pandas as pd

    names = [entry.id for entry in instrument.domains.categories]
    named = pd.Categorical.from_codes(category, names, ordered=True)
    return {f"{id}_category": named, f"{id}_settled": _flags(settled, category >= 0)}


def _flags(values: Bools, known: Bools) -> Any:
    """Return yes, no, or missing where it is not known."""
    import pandas as pd

    return pd.arrays.BooleanArray(np.ascontiguousarray(values), ~known)
