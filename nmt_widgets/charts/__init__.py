"""Figures from metrics: one SVG renderer for the brain map, plotly for charts, a table beside each picture.

Pure functions, no widgets. Names load on first use, so that importing this costs next to nothing.
The map of any columns is :func:`nmt_widgets.charts.brain_map.brain_map`.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "MapColumn": "map_columns",
    "adult_column": "map_columns",
    "client_column": "map_columns",
    "typical_column": "map_columns",
    "case_map": "brain_map",
    "map_look": "brain_map",
    "mini_map": "brain_map",
    "ChartTable": "tables",
    "map_table": "tables",
    "history_table": "tables",
    "domains_table": "tables",
    "regions_table": "tables",
    "cmr_table": "tables",
    "relational_table": "tables",
    "change_table": "tables",
    "plot_history": "history",
    "plot_domains": "domains",
    "plot_cmr": "cmr",
    "plot_relational": "relational",
    "reserve_picture": "reserve",
    "reserve_table": "reserve",
    "reserve_words": "reserve",
    "plot_change": "change",
    "plot_functions": "functions",
    "CHART_CSS": "style",
    "CONFIG": "figure_meta",
    "PAGE": "style",
    "describe": "figure_meta",
    "ChartFigure": "figure",
    "figure_json": "style",
    "template": "style",
    "plotly_source": "plotly_library",
    "Step": "steps",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"nmt_widgets.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'nmt_widgets.charts' has no attribute '{name}'")


def __dir__() -> list[str]:
    return list(__all__)
