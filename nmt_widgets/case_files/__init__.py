"""A case as data: its model, reading it from YAML, checking it against the instrument, its JSON Schema."""

from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.reading import (
    as_case,
    checked_case,
    find_case,
    list_cases,
    load_case,
    nearest_case,
    unknown_case,
)
from nmt_widgets.case_files.schema import case_schema

__all__ = [
    "NOT_KNOWN",
    "Assessment",
    "Case",
    "as_case",
    "case_schema",
    "checked_case",
    "find_case",
    "list_cases",
    "load_case",
    "nearest_case",
    "unknown_case",
]
