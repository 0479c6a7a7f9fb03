"""Handling of missing scores: they are an error unless the caller names a method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.core.problems import name_some
from nmt_widgets.metrics.estimate import Floats

Missing = Literal["refuse", "pairwise", "listwise"]
METHODS: tuple[Missing, ...] = get_args(Missing)
_MOST_NAMED = 5


def settle_missing(scores: Floats, method: Missing, raters: Sequence[str], ids: Sequence[str]) -> Floats:
    """Return the scores to use, NaN for those to leave out.

    Parameters
    ----------
    scores : ndarray, shape (raters, items)
        NaN where missing.
    method : {"refuse", "pairwise", "listwise"}
        `refuse` accepts no gap. `listwise` leaves an item out for everybody if one rater has no score for it.
        `pairwise` compares any two raters over the items that both scored. Nothing is ever filled in.
    raters, ids : sequence of str
        Names, for messages.

    Raises
    ------
    InputErrors
        With `refuse`: one problem for each rater who left something out.
    ValueError
        When there is no such method.
    """
    if method not in METHODS:
        raise ValueError(f"missing must be one of {', '.join(METHODS)}, not '{method}'")
    known = ~np.isnan(scores)
    if method == "pairwise" or known.all():
        return scores
    if method == "listwise":
        return np.where(known.all(axis=0), scores, np.nan)
    raise InputErrors(
        refusal(
            "agreement",
            "gaps",
            place=rater,
            names=name_some(
                (id for id, is_scored in zip(ids, row, strict=True) if not is_scored), _MOST_NAMED
            ),
        )
        for rater, row in zip(raters, known, strict=True)
        if not row.all()
    )
