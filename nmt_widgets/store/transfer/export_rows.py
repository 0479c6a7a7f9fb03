"""The rows of an export: one for each question of a case, and one for each assessment with its figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.answers import to_case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure, profile
from nmt_widgets.store.records.revisions import Revision
from nmt_widgets.store.rules.locking import OPEN, assessment_of
from nmt_widgets.store.transfer.tabular import Row, Type

ANSWERS: dict[str, Type] = {
    "case": "text",
    "kind": "text",
    "assessment": "whole",
    "age_years": "number",
    "date": "text",
    "status": "text",
    "section": "text",
    "question": "text",
    "name": "text",
    "state": "text",
    "value": "text",
    "number": "whole",
    "value_type": "text",
    "confidence": "text",
    "pattern": "text",
    "mark": "text",
    "note": "text",
    "evidence": "text",
    "author": "text",
    "revised": "text",
    "revision": "whole",
}


@dataclass(frozen=True)
class Source:
    """A case to export: its answers by path, and the revision that last changed each, if it has revisions."""

    case: str
    kind: str
    answers: Mapping[str, Any]
    revisions: Mapping[str, Revision]

    @property
    def numbers(self) -> list[int]:
        """The numbers of its assessments."""
        return sorted({number for path in self.answers if (number := assessment_of(path)) is not None})

    def about(self, number: int | None) -> Row:
        """Return the first columns of the rows of an assessment, or of the case itself."""
        row: Row = {"case": self.case, "kind": self.kind}
        if number is not None:
            stem = f"assessments/{number}"
            age = self.answers.get(f"{stem}/age")
            row |= {"assessment": number, "age_years": None if age is None else years(age)}
            row |= {"date": self.answers.get(f"{stem}/date")}
            row |= {"status": self.answers.get(f"{stem}/status", OPEN)}
        return row


def answer_rows(source: Source, instrument: Instrument) -> Iterator[tuple[Row, Question | None]]:
    """Yield a row for each question of a case, with the question, and for each other answer, with None."""
    paths: set[str] = set()
    for number in (None, *source.numbers):
        about = source.about(number)
        for question in questions(instrument):
            if (question.scope == "case") == (number is None):
                path = question.path if number is None else question.at(number)
                paths.add(path)
                yield about | {"section": question.section, **_row(source, path, question)}, question
    for path in source.answers:
        if path not in paths:
            yield source.about(assessment_of(path)) | _row(source, path, None), None


def _row(source: Source, path: str, question: Question | None) -> Row:
    """Return the columns about one answer; the path in it is without the number of the assessment."""
    value = source.answers.get(path)
    number = assessment_of(path)
    relative = path if number is None else path.removeprefix(f"assessments/{number}/")
    row: Row = {"question": relative, "name": question.name if question else relative.rpartition("/")[2]}
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
    if path in source.answers:
        row["mark"] = _mark(source.answers, path)
    if revision := source.revisions.get(path):
        row |= {"author": revision.author, "revised": revision.at, "revision": revision.number}
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
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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


def assessment_rows(source: Source, instrument: Instrument) -> Iterator[Row]:
    """Yield a row for each assessment; without scores its figures are empty."""
    for number in source.numbers:
        row = source.about(number)
        for name in ("label", "norms"):
            row[name] = source.answers.get(f"assessments/{number}/{name}")
        row["second_of"] = source.answers.get("second_of")
        row["settles"] = _text(source.answers["settles"]) if "settles" in source.answers else None
        try:
            measured = profile(to_case(source.case, source.answers), number, instrument)
        except InputError:
            yield row
            continue
        row |= {"typical_total": measured.typical_total, "cmr_typical": measured.cmr.typical}
        row |= _figure("total", measured.total)
        row |= _figure("cmr", measured.cmr.figure) | {"cmr_settled": measured.cmr.settled}
        for id, domain in measured.domains.items():
            name = f"domain_{id}"
            row |= _figure(name, domain.percent)
            row |= {f"{name}_settled": domain.settled, f"{name}_category": domain.category}
        yield row | _figure("relational_health", measured.relational_health)


def _figure(name: str, figure: Figure) -> Row:
    return {
        name: figure.value,
        f"{name}_low": figure.low,
        f"{name}_high": figure.high,
        f"{name}_n": figure.n,
        f"{name}_of": figure.of,
    }
