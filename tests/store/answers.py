"""Answers the store's tests begin with."""

from __future__ import annotations

from typing import Any

from nmt_widgets.store.records.revisions import Record
from nmt_widgets.store.records.store import Store

AROUSAL = "assessments/1/functions/scores/arousal"
SLEEP = "assessments/1/functions/scores/sleep"
STATUS = "assessments/1/status"
SCHOOL = "background/demographics/answers/school"

BEGINNING: dict[str, Any] = {
    "title": "A case",
    "assessments/1/label": "First",
    "assessments/1/age": "9 years",
    STATUS: "in-progress",
    AROUSAL: 3,
}


def begin(store: Store, case_id: str = "c-1", kind: str = "clinical", **more: Any) -> Record:
    """Begin a record with one assessment in progress."""
    return store.create(case_id, {**BEGINNING, **more}, kind=kind)
