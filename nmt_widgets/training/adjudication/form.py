"""Write the differences of two raters as a CSV file, and read what the third rater filled in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.cases.parts import NOT_KNOWN
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.tables import read_table
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
            remedy = "begin from the form that --form writes"
            raise table.problem(f"there is no column '{name}'", table.line, remedy=remedy)
    problems: list[InputError] = []
    settled: dict[str, Settled] = {}
    for row in table.rows(problems):
        question_path, answer, reason = (row.cells[at].strip() for at in columns if at is not None)
        if problem := _take(question_path, answer, reason, settled, instrument):
            message, column, remedy = problem
            problems.append(table.problem(message, row.line, column, remedy))
    if problems:
        raise InputErrors(problems)
    return FilledForm(settled, table.notes)


def _take(
    path: str, answer: str, reason: str, settled: dict[str, Settled], instrument: Instrument
) -> tuple[str, str, str] | None:
    """Add one row to `settled`; return its problem, if any, as message, column and remedy."""
    if not answer:
        return None
    question = question_named(path, instrument)
    if question is None:
        return f"there is no rated question '{path[:60]}'", "question", "leave it as the form has it"
    if path in settled:
        return f"'{path}' stands twice", "question", "keep one of the rows"
    if question.scale is not None and stands_for_none(answer, question.scale.high):
        return f"{answer} is not a rating", "settled", f"leave the cell empty, or write '{NOT_KNOWN}'"
    if not reason:
        return "a difference is settled without a reason", "reason", "say what decided it"
    try:
        to_answer(question, answer, instrument)
    except InputError as error:
        return error.message, "settled", error.remedy or "see the scale of the question"
    settled[path] = Settled(answer, reason)
    return None


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
