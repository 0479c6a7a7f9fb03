"""The plotly library for pages: the basic bundle of the same version as the Python package, a quarter of the whole.

It stands in `charts/plotly_js` with its licence. What the charts need of it is `scatter` and `bar`.
"""

from __future__ import annotations

from pathlib import Path

VERSION = "4.1.1"
"""Of plotly.js; the Python package carries the same one."""


def plotly_source() -> Path:
    """Return the file of plotly's JavaScript; plotly itself is not imported.

    Examples
    --------
    >>> plotly_source().stat().st_size < 1_250_000
    True
    """
    return Path(__file__).parent / "plotly_js" / "plotly-basic.min.js"
