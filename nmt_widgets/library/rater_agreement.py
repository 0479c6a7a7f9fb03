"""Agreement of raters, from a table to a tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from nmt_widgets import training
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.scores import read_assessed
from nmt_widgets.training import (
    Agreement,
    RatingComparison,
    ReferenceScores,
    Standards,
    Statistic,
    load_standards,
)
from nmt_widgets.training.raters.comparison import reference_scores
from nmt_widgets.training.raters.rating_frames import rating_table
from nmt_widgets.training.references.reading import expert_case, list_references, load_reference
from nmt_widgets.training.statistics.missing import METHODS, Missing
from nmt_widgets.training.statistics.statistic import undefined

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str, str, str, str | None, str, Statistic]
"""Statistic, scope, id, rater, what is compared with, and the figure."""

RATERS, REFERENCE = "raters", "reference"


def agreement(
    frame: Any,
    reference: Any = None,
    *,
    missing: Missing = "refuse",
    instrument: Instrument | None = None,
) -> pd.DataFrame:
    """Measure how far raters agree with each other and with a reference.

    Parameters
    ----------
    frame : table
        The scores of one case by several raters: one row a score (`rater`, `item`, `score`), or one row a rater
        (`rater`, and the functions by their ids). Of pandas, polars, pyarrow and others, a list of dicts, a dict of
        lists.
    reference : str, Case, Profile, dict, Series or one-row frame, optional
        The scores to compare with: a case's id or path (``james/1`` for one of its assessments, else the latest), a
        case or ``(case, 1)``, or scores by function, with `age` where categories are compared.
    missing : {"refuse", "pairwise", "listwise"}
        Scores that are missing: refuse them; compare any two over what both scored; leave an item out for all.
    instrument : Instrument, optional

    Returns
    -------
    pandas.DataFrame
        One figure a row, those of `nmt agreement --json`:

        - `statistic`: `bias`, `mean_absolute_difference`, `within_one`, `exact`, `same_band`, `kappa`, the intraclass
          correlations (`one_way` is ICC(1), `agreement` ICC(A,1), `consistency` ICC(C,1); with `_mean` that of the mean
          of the raters), `same_category`, `same_region_category`, `same_side` (of the gate).
        - `scope`: "whole", "region", "domain", "function" or "cmr"; `id` of the region, domain or function.
        - `rater`: whose figure it is; missing for that of all raters.
        - `compared_with`: "raters", each other, or "reference".
        - `value`, with `low` and `high` at the confidence `level`; `n`, the units behind the interval.
        - `band` by the limits of `agreement.yaml`, and whether it is `settled` all through the interval.
        - `note`: why a value or its interval is missing.

    Raises
    ------
    InputErrors
        When a column or a cell is wrong: which row, which column, what to do.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> scores = nmt.load_case("james").to_frame()
    >>> raters = scores.loc[[0, 0]].assign(rater=["Ada", "Ben"], arousal=[2, 4])
    >>> figures = nmt.agreement(raters, reference="james/1")
    >>> bias = figures.query("statistic == 'bias' and scope == 'whole' and rater == 'Ben'")
    >>> bias["value"].tolist()
    [0.0625]
    """
    import pandas as pd

    instrument, standards = use_instrument(instrument), load_standards()
    if missing not in METHODS:
        raise refusal("frames", "no_method", method=str(missing)[:40], known=", ".join(METHODS))
    ratings = rating_table(frame, instrument)
    result = training.agreement(
        ratings.scores,
        instrument,
        reference=None if reference is None else read_reference(reference, instrument),
        raters=ratings.raters,
        missing=missing,
        standards=standards,
    )
    columns = ["statistic", "scope", "id", "rater", "compared_with"]
    rows = [
        {**dict(zip(columns, row, strict=False)), **_figure(row[0], row[1], row[-1], standards)}
        for row in _rows(result, compared=reference is not None)
    ]
    table = pd.DataFrame(rows)
    texts_of = dict.fromkeys((*columns, "band", "note"), "str")
    return table.astype({**texts_of, "value": float, "low": float, "high": float, "settled": "boolean"})


def read_reference(data: Any, instrument: Instrument) -> ReferenceScores:
    """Return the scores to compare with from whatever holds them; of a practice case, those of its reference."""
    scored = read_assessed(data, instrument)
    case = scored.case
    if isinstance(data, str) and case.id in list_references():
        case = expert_case(case, load_reference(case.id, instrument))
    scores = reference_scores(case, scored.number, instrument)
    return scores if scored.has_age else replace(scores, age=None)


def _figure(name: str, scope: str, statistic: Statistic, standards: Standards) -> dict[str, Any]:
    grade = (
        None if scope == "cmr" else standards.grade(name, statistic)
    )  # the limits are in points of the scale
    return {
        "value": statistic.value,
        "low": statistic.low,
        "high": statistic.high,
        "n": statistic.n,
        "level": standards.intervals.level,
        "band": grade and grade.band,
        "settled": grade and grade.settled,
        "note": texts("agreement")["reasons"][statistic.reason] if statistic.reason else None,
    }


def _rows(result: Agreement, *, compared: bool) -> Iterator[Row]:
    """Yield the figures of all raters, then those of each."""
    parts: list[tuple[str, str, Any]] = [("whole", "", result.whole)]
    for scope in ("region", "domain", "function"):
        parts += [(scope, id, part) for id, part in getattr(result, f"{scope}s").items()]
    for scope, id, part in parts:
        for name, figure in _statistics(part.between, scope):
            yield name, scope, id, None, RATERS, figure
        for name, figure in _statistics(part.against, scope) if compared else ():
            yield name, scope, id, None, REFERENCE, figure
        if scope == "whole":
            yield "same_category", scope, id, None, RATERS, result.same_category
            yield "same_region_category", scope, id, None, RATERS, result.same_region_category
    cmr = result.cmr
    yield "mean_absolute_difference", "cmr", "", None, RATERS, cmr.between
    if compared:
        for name in ("bias", "mean_absolute_difference", "same_side"):
            yield name, "cmr", "", None, REFERENCE, getattr(cmr, name)
    for comparison in result.comparisons.values():
        yield from _rows_of_rater(comparison)


def _rows_of_rater(comparison: RatingComparison) -> Iterator[Row]:
    rater = comparison.rater
    parts: list[tuple[str, str, Any]] = [("whole", "", comparison.whole)]
    for scope in ("region", "domain"):
        parts += [(scope, id, part) for id, part in getattr(comparison, f"{scope}s").items()]
    for scope, id, part in parts:
        yield "bias", scope, id, rater, REFERENCE, part.bias
        for name, figure in _statistics(part.measures, scope):
            yield name, scope, id, rater, REFERENCE, figure
    yield "same_category", "whole", "", rater, REFERENCE, comparison.same_category
    yield "same_region_category", "whole", "", rater, REFERENCE, comparison.same_region_category
    for id, function in comparison.functions.items():
        yield "bias", "function", id, rater, REFERENCE, _alone(function.difference, "no_items")
    yield "bias", "cmr", "", rater, REFERENCE, _alone(comparison.cmr.difference, "too_few_scored")


def _alone(difference: float | None, reason: Any) -> Statistic:
    """Return a single difference, which has no interval."""
    return undefined(reason, 0) if difference is None else Statistic(difference, None, None, 1, "only_one")


def _statistics(part: Any, scope: str) -> Iterator[tuple[str, Statistic]]:
    """Yield the figures of a part by name; of a single function without those that need several."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Statistic):
            if scope != "function" or field.name != "kappa":
                yield field.name, value
        elif field.name == "intraclass" and scope != "function":
            yield from ((name.name, getattr(value, name.name)) for name in fields(value))
