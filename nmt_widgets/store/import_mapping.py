"""The mapping of an import: which column of a CSV file says what."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, StrictInt

from nmt_widgets.cases.questions import Question, questions
from nmt_widgets.ground.documents import Document, check, read_document
from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.instrument import Instrument

IMPORTED_KINDS = {"score", "rating", "severity", "count", "choice", "line", "text"}
"""The kinds of question one cell can answer."""


class Mapping(BaseModel):
    """What the columns of a file mean; docs/store.md explains each key.

    Attributes
    ----------
    layout : {"wide", "long"}
        Whether a row is an assessment, with a column for each question, or one answer.
    case : str
        The column of the case's code.
    assessment : str or int
        The column of the assessment's number, or the number itself where all rows are of one.
    age, date, label : str, optional
        Columns; a plain number as age is in `age_unit`.
    kind, status
        What new cases and assessments are.
    columns : dict of str to str
        Of a wide file: question by column.
    question, value : str, optional
        Of a long file: the columns of the question and of the answer.
    questions : dict of str to str or None
        Of a long file: question by what the file calls it; None passes it over.
    values : dict
        What the file writes, and what is meant by it; None for no answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["import-1"]
    layout: Literal["wide", "long"] = "wide"
    case: str
    assessment: StrictInt | str = 1
    age: str | None = None
    age_unit: Literal["years", "months", "weeks", "days"] = "years"
    date: str | None = None
    label: str | None = None
    kind: Literal["teaching", "practice", "clinical"]
    status: Literal["in-progress", "completed"] = "in-progress"
    columns: dict[str, str] = {}
    question: str | None = None
    value: str | None = None
    questions: dict[str, str | None] = {}
    values: dict[str, StrictInt | str | None] = {}

    def needed(self) -> dict[str, tuple[str, ...]]:
        """Return the columns the file must have, and where in the mapping each is named."""
        said = {
            name: getattr(self, name)
            for name in ("case", "assessment", "age", "date", "label", "question", "value")
        }
        places = {column: (name,) for name, column in said.items() if isinstance(column, str)}
        return places | {column: ("columns", column) for column in self.columns}


def read_mapping(path: Path, instrument: Instrument) -> tuple[Document, Mapping]:
    """Read a mapping and check it against the instrument.

    Raises
    ------
    InputErrors
        With every problem found: file, line, place, remedy.
    """
    document = read_document(path)
    mapping: Mapping = check(document, Mapping)
    problems: list[InputError] = []
    for part, named in (("columns", mapping.columns), ("questions", mapping.questions)):
        for name, question in named.items():
            if question is not None and find_question(question, instrument) is None:
                problems.append(
                    document.problem(
                        f"'{question[:80]}' is no question one cell can answer",
                        (part, name),
                        "use a path or a name of the export's codebook, such as functions/scores/arousal",
                    )
                )
    if mapping.layout == "wide" and not mapping.columns:
        problems.append(
            document.problem("a wide file needs 'columns'", (), "name the column of each question")
        )
    if mapping.layout == "long" and not (mapping.question and mapping.value):
        problems.append(document.problem("a long file needs 'question' and 'value'", (), "name both columns"))
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: problem.line or 0))
    return document, mapping


def find_question(name: str, instrument: Instrument) -> Question | None:
    """Return a question that one cell can answer, by its path or, where only one ends so, the path's end."""
    found = _names(instrument).get(name)
    return found if found and found.kind in IMPORTED_KINDS else None


def _names(instrument: Instrument) -> dict[str, Question | None]:
    names: dict[str, Any] = {}
    for question in questions(instrument):
        end = question.path.rpartition("/")[2]
        names[end] = None if end in names else question
    return names | {question.path: question for question in questions(instrument)}
