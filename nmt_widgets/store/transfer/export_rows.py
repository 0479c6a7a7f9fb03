"""The rows of an export: one for each question of a case, and one for each assessment with its figures."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from nmt_widgets.case_files import Assessment
from nmt_widgets.case_files.answers import to_case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import relational_arrays, score_arrays
from nmt_widgets.metrics.estimate import Estimate
from nmt_widgets.metrics.functions import measure_functions
from nmt_widgets.metrics.history import measure_relational
from nmt_widgets.store.rules.locking import assessment_of
from nmt_widgets.store.transfer.export_sources import LastChange, Source
from nmt_widgets.store.transfer.tabular import Row, RowPiece, Type, cells

_DECIMALS = 9
_JSON = json.JSONEncoder(ensure_ascii=False)

_ABOUT: dict[str, Type] = {
    "case": "text",
    "kind": "text",
    "assessment": "whole",
    "age_years": "number",
    "date": "text",
    "status": "text",
}
_QUESTION: dict[str, Type] = {"section": "text", "question": "text", "name": "text"}
_ANSWER: dict[str, Type] = {
    "state": "text",
    "value": "text",
    "number": "whole",
    "value_type": "text",
    "confidence": "text",
    "pattern": "text",
    "mark": "text",
    "note": "text",
    "evidence": "text",
}
_CHANGE: dict[str, Type] = {"author": "text", "revised": "text", "revision": "whole"}
ANSWERS: dict[str, Type] = {**_ABOUT, **_QUESTION, **_ANSWER, **_CHANGE}
_OPEN, _UNCHANGED = cells(_ANSWER, {"state": "open"}), cells(_CHANGE, {})

RowFilter = Callable[[Row, Question | None], Row]
"""Returns what may be exported of a row, or of a part of one; the question is that of an answer."""


def whole_row(row: Row, question: Question | None) -> Row:
    """Return a row as it is."""
    return row


def answer_rows(
    source: Source, instrument: Instrument, filtered: RowFilter
) -> Iterator[tuple[RowPiece, ...]]:
    """Yield a row for each question of a case, and for each other answer."""
    paths: set[str] = set()
    changes: dict[LastChange | None, RowPiece] = {None: _UNCHANGED}
    abouts: dict[int | None, RowPiece] = {}

    def row(
        number: int | None, path: str, naming: RowPiece, question: Question | None
    ) -> tuple[RowPiece, ...]:
        change = source.changes.get(path)
        if change is not None and change not in changes:
            changes[change] = cells(_CHANGE, filtered(_change(change), None))
        answer = _OPEN
        if path in source.answers:
            answer = cells(_ANSWER, filtered(_answer_row(source, path, question), question))
        return abouts[number], naming, answer, changes[change]

    for number in (None, *source.numbers):
        abouts[number] = cells(_ABOUT, filtered(source.about(number), None))
        stem = "" if number is None else f"assessments/{number}/"
        for question, naming in _questions(instrument, number is None):
            path = stem + question.path
            paths.add(path)
            yield row(number, path, naming, question)
    for path in source.answers:
        if path not in paths:
            number = assessment_of(path)
            relative = path if number is None else path.removeprefix(f"assessments/{number}/")
            name = {"question": relative, "name": relative.rpartition("/")[2]}
            naming = cells(_QUESTION, filtered(name, None))
            yield row(number, path, naming, None)


@lru_cache(maxsize=8)
def _questions(instrument: Instrument, is_of_case: bool) -> tuple[tuple[Question, RowPiece], ...]:
    """Return the questions of a case, or of an assessment, each with the cells that name it."""
    return tuple(
        (
            question,
            cells(_QUESTION, {"section": question.section, "question": question.path, "name": question.name}),
        )
        for question in questions(instrument)
        if (question.scope == "case") == is_of_case
    )


def _change(change: LastChange) -> Row:
    return {"author": change.author, "revised": change.at, "revision": change.number}


def _answer_row(source: Source, path: str, question: Question | None) -> Row:
    """Return the columns of an answer, and the last part of its path."""
    value = source.answers[path]
    row: Row = {"leaf": path.rpartition("/")[2], "mark": _mark(source.answers, path)}
    if question and isinstance(value, Mapping):
        rest = dict(value)
        value = rest.pop(question.kind, None)  # a score stands under "score", and so on
        row |= {
            "confidence": rest.get("confidence"),
            "pattern": rest.get("pattern"),
            "note": rest.get("note"),
        }
        evidence = rest if question.kind == "signal" else rest.get("evidence")
        row["evidence"] = _text(evidence) if evidence else None
    return row | _answer(value)


def _answer(value: Any) -> Row:
    if value is None:
        return {"state": "open"}
    if value == NOT_KNOWN:
        return {"state": "not known", "value": NOT_KNOWN, "value_type": "not known"}
    row = {"state": "answered", "value": _text(value)}
    if isinstance(value, int):
        return row | {"number": value, "value_type": "number"}
    return row | {"value_type": "text" if isinstance(value, str) else "list"}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _JSON.encode(value)


def _mark(answers: Mapping[str, Any], path: str) -> str:
    """Return the source mark of an answer: that of the nearest part around its path."""
    while path:
        path = path.rpartition("/")[0]
        if mark := answers.get(f"{path}/mark"):
            return str(mark)
    return "workbook"


def assessment_columns(instrument: Instrument) -> dict[str, Type]:
    """Return the columns of the table of assessments: their facts, then their figures."""
    columns: dict[str, Type] = {"case": "text", "kind": "text", "assessment": "whole", "label": "text"}
    columns |= {"age_years": "number", "date": "text", "status": "text", "norms": "text"}
    columns |= {"second_of": "text", "settles": "text"}
    columns |= {"typical_total": "number", "cmr_typical": "number"}
    for name in figure_names(instrument):
        columns |= {name: "number", f"{name}_low": "number", f"{name}_high": "number"}
        columns |= {f"{name}_n": "whole", f"{name}_of": "whole"}
        if name == "cmr" or name.startswith("domain_"):
            columns[f"{name}_settled"] = "yes"
        if name.startswith("domain_"):
            columns[f"{name}_category"] = "text"
    return columns


def figure_names(instrument: Instrument) -> list[str]:
    """Return the names of the figures of an assessment, as in its columns."""
    return [
        "total",
        "cmr",
        *(f"domain_{domain.id}" for domain in instrument.domains.domains),
        "relational_health",
    ]


def assessment_rows(sources: Sequence[Source], instrument: Instrument) -> Iterator[Row]:
    """Yield a row for each assessment of some cases, measured together; without scores its figures are empty."""
    rows: list[Row] = []
    scored: list[tuple[Row, Assessment]] = []
    for source in sources:
        try:
            case = to_case(source.case, source.answers)
        except InputError:
            case = None
        for number in source.numbers:
            row = source.about(number)
            for name in ("label", "norms"):
                row[name] = source.answers.get(f"assessments/{number}/{name}")
            row["second_of"] = source.answers.get("second_of")
            row["settles"] = _text(source.answers["settles"]) if "settles" in source.answers else None
            rows.append(row)
            if case is not None and (assessment := case.assessment(number)).scored:
                scored.append((row, assessment))
    if scored:
        _measure(scored, instrument)
    yield from rows


def _measure(scored: Sequence[tuple[Row, Assessment]], instrument: Instrument) -> None:
    """Add the figures to the rows of assessments."""
    assessments = [assessment for _, assessment in scored]
    scores, halves = score_arrays(instrument, *assessments)
    functions = measure_functions(
        instrument,
        scores,
        [assessment.age_years for assessment in assessments],
        half_widths=halves,
        columns=[assessment.norms for assessment in assessments],
    )
    relational = measure_relational(instrument, *relational_arrays(instrument, *assessments))
    categories = [category.id for category in instrument.domains.categories]
    for at, (row, _) in enumerate(scored):
        row["typical_total"] = _plain(functions.typical_total[at])
        row["cmr_typical"] = _plain(functions.typical_cmr[at])
        row |= _figure("total", functions.total, at)
        row |= _figure("cmr", functions.cmr, at) | {"cmr_settled": bool(functions.cmr_settled[at])}
        for position, domain in enumerate(instrument.domains.domains):
            name, category = f"domain_{domain.id}", int(functions.domain_category[at, position])
            row |= _figure(name, functions.domain_percent, at, position)
            row[f"{name}_settled"] = bool(functions.domain_settled[at, position])
            row[f"{name}_category"] = None if category < 0 else categories[category]
        row |= _figure("relational_health", relational.percent, at)


def _figure(name: str, estimate: Estimate, *at: int) -> Row:
    value, low, high = (_plain(part[at]) for part in (estimate.value, estimate.low, estimate.high))
    return {
        name: value,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_n": int(estimate.n[at]),
        f"{name}_of": int(estimate.of[at]),
    }


def _plain(value: float) -> float | None:
    """Return a figure with as many decimals as do not depend on which cases are measured together."""
    return None if math.isnan(value) else round(float(value), _DECIMALS)
