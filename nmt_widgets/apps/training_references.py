"""Where a trainer's screens have the references from: the server, or this computer's own files where there is none."""

from __future__ import annotations

from collections.abc import Callable

from nmt_widgets.apps.practice_reference import ask_reference
from nmt_widgets.apps.visit import Visit
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.reference_model import Reference
from nmt_widgets.training.references import load_reference

FindReference = Callable[[str, str], Reference]
"""Gives a reference by the code of an attempt that was submitted, and the id of its case; raises InputError."""


def reference_finder(visit: Visit, instrument: Instrument) -> FindReference:
    """Return the way to the references for whoever came: the server hands out those of what was submitted."""

    def find(attempt: str, case: str) -> Reference:
        return ask_reference(attempt) if visit.served else load_reference(case, instrument)

    return find
