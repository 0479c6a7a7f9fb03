"""What a figure says of itself, and how plotly.js is to show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.errors import refusal

if TYPE_CHECKING:
    import plotly.graph_objects as go

CONFIG: Mapping[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
"""The plotly.js configuration the charts are made for."""


def describe(figure: go.Figure) -> str:
    """Return the sentence that stands for a figure where it cannot be seen.

    Raises
    ------
    InputError
        When it is no figure of the workbook.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> figure = nmt.plot_cmr(nmt.profile(nmt.load_case("james"), 1))
    >>> print(nmt.describe(figure))
    James, 9 years: cortical modulation ratio 0.72, range 0.65–0.79; typical 4.73; over 1.0 is needed for
    cognitive work.
    """
    meta = getattr(getattr(figure, "layout", None), "meta", None)
    if not isinstance(meta, Mapping) or "description" not in meta:
        raise refusal("charts", "not_described", kind=type(figure).__name__)
    return str(meta["description"])
