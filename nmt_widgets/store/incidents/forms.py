"""Counts and phases as the fields of a form or the row of a table give them; each problem is at its place there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.outcomes.incidents.cells import as_span, is_empty
from nmt_widgets.outcomes.incidents.rows import Row
from nmt_widgets.store.incidents.comparing import TypedCount
from nmt_widgets.store.incidents.typed import typed_count, unit_name


def read_form(cells: Mapping[str, Any]) -> TypedCount:
    """Return what the fields of a form say; each problem names its field."""
    faults: list[InputError] = []

    def place(error: InputError, column: str) -> InputError:
        return InputError(error.message, place=column, remedy=error.remedy)

    count = typed_count(cells, lambda error, column: faults.append(place(error, column)))
    if count is None:
        raise InputErrors(faults)
    return TypedCount(count, place)


def read_row(row: Row, kind: str, faults: list[InputError]) -> TypedCount | None:
    """Return what a row of a table says; add what is wrong with it to the faults, at its line."""

    def place(error: InputError, column: str) -> InputError:
        return row.tell(error.message, error.remedy, column)

    cells = {**row.cells, "kind": kind if is_empty(row.cells.get("kind")) else row.cells["kind"]}
    count = typed_count(cells, lambda error, column: faults.append(place(error, column)))
    return None if count is None else TypedCount(count, place)


def read_phase_form(name: str, unit: str, begins: str) -> dict[str, str]:
    """Return a phase as it is kept; each problem names its field."""
    phase: dict[str, str] = {}
    faults: list[InputError] = []
    for field_name, text, read in (
        ("name", name, _phase_name),
        ("unit", unit, unit_name),
        ("begins", begins, _first_day),
    ):
        try:
            phase[field_name] = read(text)
        except InputError as error:
            faults.append(InputError(error.message, place=field_name, remedy=error.remedy))
    if faults:
        raise InputErrors(faults)
    return phase


def _phase_name(name: str) -> str:
    tidy = unit_name(name)
    if not tidy:
        raise refusal("incidents", "no_phase")
    return tidy


def _first_day(begins: str) -> str:
    if is_empty(begins):
        raise refusal("incidents", "no_date")
    return as_span(begins, date.today()).first.isoformat()
