"""What is done about scores that are missing: refused, unless a method is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.metrics.estimate import Floats

Missing = Literal["refuse", "pairwise", "listwise"]
METHODS: tuple[Missing, ...] = get_args(Missing)
_MOST_NAMED = 5


def settle_missing(scores: Floats, method: Missing, raters: Sequence[str], ids: Sequence[str]) -> Floats:
    """Return the scores that are used, NaN where one is not.

    Parameters
    ----------
    scores : ndarray, shape (raters, items)
        NaN where missing.
    method : {"refuse", "pairwise", "listwise"}
        `refuse` accepts none missing. `listwise` leaves an item out for everybody where one rater has no score for it.
        `pairwise` compares any two raters over the items both scored. Nothing is ever filled in.
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
        InputError(
            f"no score for {_named([id for id, given in zip(ids, row, strict=True) if not given])}",
            place=rater,
            remedy="add it, or name the method pairwise or listwise for what is missing",
        )
        for rater, row in zip(raters, known, strict=True)
        if not row.all()
    )


def _named(ids: list[str]) -> str:
    more = len(ids) - _MOST_NAMED
    return ", ".join(ids[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
