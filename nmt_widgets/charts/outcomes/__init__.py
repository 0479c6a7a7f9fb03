"""Pictures of many clients: plotly figures of tables and results of :mod:`nmt_widgets.outcomes`.

Each has a title, a sentence that says what it comes to, its table (`figure.table`) and its description
(`figure.description`). A picture of invented clients says so itself.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nmt_widgets.charts.outcomes.adherence import plot_adherence as plot_adherence
    from nmt_widgets.charts.outcomes.adversity import plot_adversity_by_period as plot_adversity_by_period
    from nmt_widgets.charts.outcomes.adversity import plot_severe_counts as plot_severe_counts
    from nmt_widgets.charts.outcomes.ages import plot_functional_ages as plot_functional_ages
    from nmt_widgets.charts.outcomes.counts import plot_counts as plot_counts
    from nmt_widgets.charts.outcomes.flow import plot_flow as plot_flow
    from nmt_widgets.charts.outcomes.forest import plot_forest as plot_forest
    from nmt_widgets.charts.outcomes.gains import plot_gains as plot_gains
    from nmt_widgets.charts.outcomes.incidents import plot_incident_rates as plot_incident_rates
    from nmt_widgets.charts.outcomes.moved import plot_categories_moved as plot_categories_moved
    from nmt_widgets.charts.outcomes.pairs import plot_first_and_second as plot_first_and_second
    from nmt_widgets.charts.outcomes.series import plot_interrupted_series as plot_interrupted_series
    from nmt_widgets.charts.outcomes.timing import plot_timing as plot_timing

_HOMES = {
    "plot_adherence": "adherence",
    "plot_adversity_by_period": "adversity",
    "plot_categories_moved": "moved",
    "plot_counts": "counts",
    "plot_first_and_second": "pairs",
    "plot_flow": "flow",
    "plot_forest": "forest",
    "plot_functional_ages": "ages",
    "plot_gains": "gains",
    "plot_incident_rates": "incidents",
    "plot_interrupted_series": "series",
    "plot_severe_counts": "adversity",
    "plot_timing": "timing",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
