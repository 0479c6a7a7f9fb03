"""The codebook of an export: a description of every question of the instrument and every column of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from nmt_widgets.case_files.model import Case, Status
from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Mark
from nmt_widgets.store.transfer.export_rows import ANSWERS, assessment_columns, figure_names
from nmt_widgets.store.transfer.incident_rows import INCIDENTS, PHASES
from nmt_widgets.store.transfer.tabular import Row, Type

CODEBOOK: dict[str, Type] = dict.fromkeys(
    (
        "entry",
        "path",
        "scope",
        "section",
        "group",
        "name",
        "kind",
        "scale",
        "options",
        "columns",
        "source",
        "help",
        "definition",
        "anchors",
    ),
    "text",
)


def codebook_rows(instrument: Instrument) -> Iterator[Row]:
    """Yield a row for each question in the order of the form, then one for each column of the export's tables."""
    yield from (_question(question, instrument) for question in questions(instrument))
    words = texts("export")["columns"]
    for name, type in ANSWERS.items():
        options = _codes(name, instrument)
        yield _column("answers", name, type, words["answers"][name]) | {"options": "; ".join(options)}
    column_words = words["assessments"] | dict(_figures(instrument))
    for name, type in assessment_columns(instrument).items():
        yield _column("assessments", name, type, column_words[name])
    for table, columns in (("incidents", INCIDENTS), ("phases", PHASES)):
        for name, type in columns.items():
            yield _column(table, name, type, words[table][name])


def _question(question: Question, instrument: Instrument) -> Row:
    columns = dict(zip((column.id for column in question.columns), question.column_names, strict=True))
    return {
        "entry": "question",
        "path": question.path,
        "scope": question.scope,
        "section": instrument.section_words[question.section].name,
        "group": question.group,
        "name": question.name,
        "kind": question.kind,
        "scale": f"{question.scale.low} to {question.scale.high}" if question.scale else "",
        "options": _listed(
            texts("signals", instrument.language)["answers"].items()
            if question.kind == "signal"
            else question.options
        ),
        "columns": _listed(columns.items()),
        "source": question.source,
        "help": question.help,
        "definition": question.definition,
        "anchors": _listed(sorted(question.anchors.items(), reverse=True)),
    }


def _column(table: str, name: str, type: Type, help: str) -> Row:
    return {"entry": "column", "path": f"{table}.{name}", "name": name, "kind": type, "help": help}


def _figures(instrument: Instrument) -> Iterator[tuple[str, str]]:
    words = texts("export")["columns"]
    for name in figure_names(instrument):
        title = words["names"].get(name) or words["names"]["domain"].format(
            domain=name.removeprefix("domain_")
        )
        yield name, words["figures"]["figure"].format(name=title)
        for part in ("low", "high", "n", "of", "settled", "category"):
            yield "_".join((name, part)), words["figures"][part]


def _codes(column: str, instrument: Instrument) -> list[str]:
    """Return the allowed values of a column of the answers, if it has a list."""
    return {
        "kind": list(get_args(Case.model_fields["kind"].annotation)),
        "status": list(get_args(Status)),
        "mark": list(get_args(Mark)),
        "state": ["answered", "not known", "open"],
        "value_type": ["number", "text", "list", "not known"],
        "confidence": [level.id for level in instrument.confidence.levels],
        "pattern": [pattern.id for pattern in instrument.history.patterns],
    }.get(column, [])


def _listed(pairs: Iterable[tuple[object, str]]) -> str:
    return "; ".join(f"{key} = {words}" for key, words in pairs)
