"""Figures from metrics: one SVG renderer for the brain map, plotly for charts, a table beside each picture.

Pure functions, no widgets. Names load on first use, so that importing this costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "MapColumn": "map_columns",
    "adult_column": "map_columns",
    "client_column": "map_columns",
    "typical_column": "map_columns",
    "brain_map": "brain_map",
    "case_map": "brain_map",
    "map_look": "brain_map",
    "mini_map": "brain_map",
    "Step": "steps",
    "steps": "steps",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"nmt_widgets.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'nmt_widgets.charts' has no attribute '{name}'")


def __dir__() -> list[str]:
    return list(__all__)
