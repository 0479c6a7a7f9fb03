"""Write the differences of two raters as a CSV file, and read what the third rater filled in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.tables import read_table
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.adjudication.settled import PairedRatings, Settled, question_named, to_answer
from nmt_widgets.training.raters.ratings import stands_for_none

COLUMNS = ("question", "name", "first", "first why", "second", "second why", "settled", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_form(ratings: PairedRatings) -> str:
    """Return the differences as CSV; a cell that a spreadsheet could take for a formula gets an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in ratings.differing:
        cells = (item.path, item.name, item.first, item.first_why, item.second, item.second_why)
        writer.writerow(_plain(cell) for cell in (*cells, item.answer, item.reason))
    return text.getvalue()


@dataclass(frozen=True)
class FilledForm:
    """What the third rater filled in.

    Attributes
    ----------
    settled : dict of str to Settled
        By the path of the question.
    notes : tuple of str
        What was guessed when the file was read; show them to the user.
    """

    settled: dict[str, Settled]
    notes: tuple[str, ...] = ()


def read_form(path: Path, instrument: Instrument) -> FilledForm:
    """Read what the third rater filled in; rows without a settled answer are skipped.

    Parameters
    ----------
    path : pathlib.Path
        The form, saved as CSV, .xlsx or .ods.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With every problem, by line: an answer that does not fit, a missing reason, an unknown question.
    """
    table = read_table(path)
    columns = [table.column(name) for name in ("question", "settled", "reason")]
    for name, at in zip(("question", "settled", "reason"), columns, strict=True):
        if at is None:
            message, remedy = problem("adjudicate", "no_column", column=name)
            raise table.problem(message, table.line, remedy=remedy)
    problems: list[InputError] = []
    settled: dict[str, Settled] = {}
    for row in table.rows(problems):
        question_path, answer, reason = (row.cells[at].strip() for at in columns if at is not None)
        if fault := _take(question_path, answer, reason, settled, instrument):
            column, message, remedy = fault
            problems.append(table.problem(message, row.line, column, remedy))
    if problems:
        raise InputErrors(problems)
    return FilledForm(settled, table.notes)


def _take(
    path: str, answer: str, reason: str, settled: dict[str, Settled], instrument: Instrument
) -> tuple[str, str, str] | None:
    """Add one row to `settled`; return its fault, if any, as column, message and remedy."""
    if not answer:
        return None
    question = question_named(path, instrument)
    if question is None:
        return "question", *problem("adjudicate", "unknown_question", path=path[:60])
    if path in settled:
        return "question", *problem("adjudicate", "question_twice", path=path)
    if question.scale is not None and stands_for_none(answer, question.scale.high):
        return "settled", *problem("adjudicate", "no_rating", answer=answer, unknown=NOT_KNOWN)
    if not reason:
        return "reason", *problem("adjudicate", "no_reason")
    try:
        to_answer(question, answer, instrument)
    except InputError as error:
        return "settled", error.message, error.remedy or problem("adjudicate", "does_not_fit")[1]
    settled[path] = Settled(answer, reason)
    return None


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
