"""Assessment forms, brain maps and metric reports for the Neurosequential Model of Therapeutics.

The package's own names load on first use, so that `import nmt_widgets` costs next to nothing.
"""

from __future__ import annotations

from nmt_widgets._version import __version__ as __version__

TYPE_CHECKING = False  # typing's own would import it, before `python -m nmt_widgets` has said where to look
if TYPE_CHECKING:
    from typing import Any

    from nmt_widgets.cases import Case, load_case
    from nmt_widgets.charts.change import plot_change
    from nmt_widgets.charts.cmr import plot_cmr
    from nmt_widgets.charts.domains import plot_domains
    from nmt_widgets.charts.figure_meta import describe
    from nmt_widgets.charts.functions import plot_functions
    from nmt_widgets.charts.history import plot_history
    from nmt_widgets.charts.relational import plot_relational
    from nmt_widgets.core.options import options
    from nmt_widgets.instrument import Instrument, load_instrument
    from nmt_widgets.metrics import Profile, compare, measure_functions, profile

_HOMES = {
    "Case": "nmt_widgets.cases",
    "load_case": "nmt_widgets.cases",
    "Instrument": "nmt_widgets.instrument",
    "load_instrument": "nmt_widgets.instrument",
    "Profile": "nmt_widgets.metrics",
    "compare": "nmt_widgets.metrics",
    "measure_functions": "nmt_widgets.metrics",
    "profile": "nmt_widgets.metrics",
    "options": "nmt_widgets.core.options",
    "describe": "nmt_widgets.charts",
    "plot_change": "nmt_widgets.charts",
    "plot_cmr": "nmt_widgets.charts",
    "plot_domains": "nmt_widgets.charts",
    "plot_functions": "nmt_widgets.charts",
    "plot_history": "nmt_widgets.charts",
    "plot_relational": "nmt_widgets.charts",
}

__all__ = [
    "Case",
    "Instrument",
    "Profile",
    "compare",
    "describe",
    "load_case",
    "load_instrument",
    "measure_functions",
    "options",
    "plot_change",
    "plot_cmr",
    "plot_domains",
    "plot_functions",
    "plot_history",
    "plot_relational",
    "profile",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'nmt_widgets' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
