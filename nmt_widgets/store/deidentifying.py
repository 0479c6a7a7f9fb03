"""What stays of an export's rows when nobody is to be named: numbers, and what comes from the instrument's lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import SystemRandom
from typing import Any, get_args

from nmt_widgets.cases.model import Case, Status
from nmt_widgets.cases.questions import Question
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Mark
from nmt_widgets.store.tabular import Row

_KEPT_KINDS = {"score", "rating", "severity", "count"}
_DROPPED = ("date", "label", "note", "evidence", "author", "revised")


def study_numbers(cases: Iterable[str]) -> dict[str, str]:
    """Return a study number for each case, drawn at random; in the order of the numbers.

    Examples
    --------
    >>> sorted(study_numbers(["anna", "bo"]).values())
    ['S-001', 'S-002']
    """
    drawn = list(cases)
    SystemRandom().shuffle(drawn)
    return {case: f"S-{number:03d}" for number, case in enumerate(drawn, start=1)}


def deidentified(row: Row, case: str, instrument: Instrument, question: Question | None = None) -> Row:
    """Return a row without what somebody typed, who they are, and when; `case` is the study number."""
    kept = {**row, "case": case, **dict.fromkeys(_DROPPED)}
    lists = _lists(instrument)
    for name, known in lists.items():
        if kept.get(name) not in known:
            kept.pop(name, None)
    if kept.get("state") == "answered":
        kept["value"] = _value(row, question, lists)
    return kept


def _value(row: Row, question: Question | None, lists: dict[str, set[str]]) -> str | None:
    value: str = row["value"]
    if question is None:  # title, story and the like; and what is no question any more
        leaf = row["name"]
        return value if leaf == "age" or value in lists.get(leaf, ()) else None
    if question.kind in _KEPT_KINDS:
        return value
    if question.kind == "choice":
        return value if value in {id for id, _ in question.options} else None
    if question.kind == "rows":
        given = {column.id: set(column.options) for column in question.columns}
        return json.dumps([_from_lists(entry, given) for entry in json.loads(value)])
    return None


def _from_lists(entry: dict[str, Any], given: dict[str, set[str]]) -> dict[str, Any]:
    return {name: cell for name, cell in entry.items() if cell in given.get(name, ())}


def _lists(instrument: Instrument) -> dict[str, set[str]]:
    return {
        "kind": set(get_args(Case.model_fields["kind"].annotation)),
        "status": set(get_args(Status)),
        "mark": set(get_args(Mark)),
        "norms": set(instrument.norms.columns),
        "confidence": {level.id for level in instrument.confidence.levels},
        "pattern": {pattern.id for pattern in instrument.history.patterns},
    }
