"""The plotly library for pages: the file that the Python package brings along."""

from __future__ import annotations

from pathlib import Path


def plotly_source() -> Path:
    """Return the file of plotly's JavaScript; plotly itself is not imported."""
    import importlib.util

    spec = importlib.util.find_spec("plotly")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"
