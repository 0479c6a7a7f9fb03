"""De-identify the rows of an export: keep only numbers, and values from the instrument's lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from random import SystemRandom
from typing import Any, get_args

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.assessment_ids import assessment_id, split_assessment_id
from nmt_widgets.case_files.model import Case, Status
from nmt_widgets.case_files.questions import Question
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Mark
from nmt_widgets.store.rules.blinding import LINKS
from nmt_widgets.store.transfer.tabular import Row

_KEPT_KINDS = {"score", "rating", "severity", "count"}
_DROPPED = ("date", "label", "note", "evidence", "author", "revised")
_DAY, _OWN = re.compile(r"/\d{4}-\d\d-\d\d$"), re.compile("(?<=/)own:[^/]*")


def study_numbers(cases: Iterable[str]) -> dict[str, str]:
    """Return a random study number for each case, in the order of the numbers.

    Examples
    --------
    >>> sorted(study_numbers(["anna", "bo"]).values())
    ['S-001', 'S-002']
    """
    shuffled = list(cases)
    SystemRandom().shuffle(shuffled)
    return {case: f"S-{number:03d}" for number, case in enumerate(shuffled, start=1)}


def deidentified(
    row: Row, question: Question | None, *, numbers: Mapping[str, str], instrument: Instrument
) -> Row:
    """Return a row, or a part of one, without typed texts, people and times.

    Parameters
    ----------
    row : dict
        With an answer, the last part of its path is its `leaf`.
    question : Question, optional
        The question that the row answers.
    numbers : mapping of case to study number
        Of every case in the export; links to other cases are dropped.
    instrument : Instrument
    """
    cleaned = {**row, **dict.fromkeys(_DROPPED)}
    if "case" in row:
        cleaned["case"] = numbers[row["case"]]
    cleaned |= {name: _linked(row[name], numbers) for name in LINKS if row.get(name)}
    lists = _lists(instrument)
    for name, known in lists.items():
        if cleaned.get(name) not in known:
            cleaned.pop(name, None)
    if cleaned.get("state") == "answered":
        is_link = question is None and row["leaf"] in LINKS
        cleaned["value"] = _linked(row["value"], numbers) if is_link else _value(row, question, lists)
        if cleaned["value"] is None:
            cleaned["number"] = None
    if question is None and "question" in row:
        cleaned["question"] = _place(row["question"])
        cleaned["name"] = cleaned["question"].rpartition("/")[2]
    return cleaned


def _value(row: Row, question: Question | None, lists: dict[str, set[str]]) -> str | None:
    value: str = row["value"]
    if question is None:  # title, story and the like, and answers to former questions
        leaf = row["leaf"]
        return value if (leaf == "age" and _is_age(value)) or value in lists.get(leaf, ()) else None
    if question.kind in _KEPT_KINDS:
        return value
    if question.kind == "signal":
        return value if value in ("yes", "no") else None
    if question.kind == "choice":
        return value if value in {id for id, _ in question.options} else None
    if question.kind == "rows":
        options = {column.id: set(column.options) for column in question.columns}
        return json.dumps([_from_lists(entry, options) for entry in json.loads(value)])
    return None


def _is_age(text: str) -> bool:
    try:
        return years(text) is not None
    except ValueError:
        return False


def _place(path: str) -> str:
    """Return a path without the day of an entry, and without what a team calls a line of its own.

    >>> _place("plan/entries/own:zaphod/2026-03-05"), _place("plan/decisions/web:respite"), _place("title")
    ('plan/entries/own', 'plan/decisions/web:respite', 'title')
    """
    return _OWN.sub("own", _DAY.sub("", path)) if path.startswith("plan/") else path


def _linked(text: str, numbers: Mapping[str, str]) -> str | None:
    """Return the name of an assessment, or a JSON list of them, with study numbers for cases."""
    if text.startswith("["):
        return json.dumps([_linked(id, numbers) for id in json.loads(text)])
    case, number = split_assessment_id(text)
    return assessment_id(numbers[case], number) if case in numbers else None


def _from_lists(entry: dict[str, Any], options: dict[str, set[str]]) -> dict[str, Any]:
    return {name: cell for name, cell in entry.items() if cell in options.get(name, ())}


@lru_cache(maxsize=4)
def _lists(instrument: Instrument) -> dict[str, set[str]]:
    return {
        "kind": set(get_args(Case.model_fields["kind"].annotation)),
        "status": set(get_args(Status)),
        "mark": set(get_args(Mark)),
        "norms": set(instrument.norms.columns),
        "confidence": {level.id for level in instrument.confidence.levels},
        "pattern": {pattern.id for pattern in instrument.history.patterns},
    }
