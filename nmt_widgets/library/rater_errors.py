"""The error of raters, from a table or from the store, to a tidy table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.training.raters.rated_maps import RatedMaps, rated_maps
from nmt_widgets.training.raters.rater_error import RaterError, ScoreError, measure_error

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "total"


def rater_error(frame: Any = None, *, instrument: Instrument | None = None) -> pd.DataFrame:
    """Estimate how far one rater's scores are off, and how many raters it takes.

    Parameters
    ----------
    frame : table, optional
        Maps of several cases by several raters, one a row: `case`, `rater`, and the functions by their ids. Of pandas,
        polars, pyarrow and others, a list of dicts, a dict of lists. By default the blind ratings of the store.
    instrument : Instrument, optional

    Returns
    -------
    pandas.DataFrame
        A row for each function, and a last one, `total`, for the total of the map:

        - `function`; `cases`, `raters`, `ratings`, and `pairs` of scores of one case.
        - `case_variance`, `rater_variance`, `rest_variance`: the components, by REML. They are 0 where the scores show
          none, and missing where nothing is estimated.
        - `error`: the standard error of one rater's score, in points, with `error_low` and `error_high`.
        - `relative`, `absolute`: the generalizability coefficients of one rater, each with `_low` and `_high`.
        - `needed`: how many raters' mean reaches the goal of `rater_error.yaml`; missing where too many.
        - `pooled`: the share of `error` that comes from all functions together.
        - `half_width`: how far a score may be off, the upper end of `error` at the level of the intervals.
        - `shared`, `shared_low`, `shared_high`, of the total: the share of the error of a score that one rater makes in
          all functions alike.
        - `note`: why nothing is estimated.

        How it is estimated is in `nmt_widgets.training.raters.rater_error.measure_error`.

    Raises
    ------
    InputErrors
        When a column or a cell is wrong, or the person may not see others' ratings.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> few = nmt.rater_error({"case": ["a", "a"], "rater": ["Ada", "Ben"], "arousal": [3, 5]})
    >>> few.set_index("function").loc["arousal", "note"]
    'fewer cases, raters or pairs than an estimate needs'
    """
    import pandas as pd

    instrument = use_instrument(instrument)
    result = measure_error(
        _stored(instrument) if frame is None else rated_maps(frame, instrument), instrument
    )
    rows = [{"function": id, **_row(figures)} for id, figures in result.functions.items()]
    rows.append({"function": TOTAL, **_row(result.total), **_with_ends("shared", result)})
    return pd.DataFrame(rows).astype({"needed": "Int64"})


def _stored(instrument: Instrument) -> RatedMaps:
    from nmt_widgets.library.own_store import open_store
    from nmt_widgets.store.learning.rated_maps import read_rated_maps

    return read_rated_maps(open_store().access, instrument)


def _row(figures: ScoreError) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(figures, name) for name in ("cases", "raters", "ratings", "pairs")}
    row |= {f"{name}_variance": _number(getattr(figures, name)) for name in ("case", "rater", "rest")}
    for name in ("error", "relative", "absolute"):
        row |= _with_ends(name, figures)
    row |= {"needed": figures.needed, "pooled": figures.pooled, "half_width": _number(figures.half_width)}
    reason = figures.error.reason
    return row | {"note": texts("agreement")["reasons"][reason] if reason else None}


def _with_ends(name: str, figures: ScoreError | RaterError) -> dict[str, float]:
    statistic = getattr(figures, name)
    return {
        name: _number(statistic.value),
        f"{name}_low": _number(statistic.low),
        f"{name}_high": _number(statistic.high),
    }


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
