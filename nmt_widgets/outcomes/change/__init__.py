"""Change of many clients: its sizes, its error, who was lost, and what was carried out."""

from importlib import import_module
from typing import Any

_HOMES = {
    "adherence": ("adherence_and_change", "adherence_shares"),
    "flow": ("client_flow", "lost_against_stayed"),
    "gains": ("categories_moved", "functional_age_gain", "gate_moved"),
    "groups": ("compare_groups",),
    "mixed": ("mixed_change",),
    "paired": ("paired_change",),
    "rating_error": ("agreement_over_time",),
    "regression": ("expected_regression",),
    "reliable": ("Normal", "Reliability"),
    "values": ("read_values",),
}

__all__ = [
    "Normal",
    "Reliability",
    "adherence_and_change",
    "adherence_shares",
    "agreement_over_time",
    "categories_moved",
    "client_flow",
    "compare_groups",
    "expected_regression",
    "functional_age_gain",
    "gate_moved",
    "lost_against_stayed",
    "mixed_change",
    "paired_change",
    "read_values",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
