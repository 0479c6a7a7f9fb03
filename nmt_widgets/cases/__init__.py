"""A case as data: its model, reading it from YAML, checking it against the instrument, its JSON Schema."""

from nmt_widgets.cases.model import Assessment, Case
from nmt_widgets.cases.parts import NOT_KNOWN
from nmt_widgets.cases.reading import checked_case, find_case, list_cases, load_case
from nmt_widgets.cases.schema import case_schema

__all__ = [
    "NOT_KNOWN",
    "Assessment",
    "Case",
    "case_schema",
    "checked_case",
    "find_case",
    "list_cases",
    "load_case",
]
