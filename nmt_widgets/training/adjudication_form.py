"""The differences of two raters as a CSV file for the third: answers side by side, two empty columns to fill in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.adjudication import Adjudication, Settled, question_named, to_answer

COLUMNS = ("question", "name", "first", "first why", "second", "second why", "settled", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_form(found: Adjudication) -> str:
    """Return the differences as CSV; what a spreadsheet could take for a formula gets an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in found.differing:
        cells = (item.path, item.name, item.first, item.first_why, item.second, item.second_why)
        writer.writerow(_plain(cell) for cell in (*cells, item.answer, item.reason))
    return text.getvalue()


def read_form(path: Path, instrument: Instrument) -> dict[str, Settled]:
    """Read what the third rater filled in; rows without a settled answer are passed over.

    Raises
    ------
    InputErrors
        With every problem found, by line: an answer that does not fit, no reason, a question that is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError((error.strerror or "cannot be read").lower(), file=path) from None
    except UnicodeDecodeError:
        raise InputError("not a text file in UTF-8", file=path, remedy="save it as CSV in UTF-8") from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True
    )
    problems: list[InputError] = []
    settled: dict[str, Settled] = {}
    try:
        missing = [
            name for name in ("question", "settled", "reason") if name not in (reader.fieldnames or ())
        ]
        if missing:
            remedy = "begin from the form that --form writes"
            raise InputError(f"there is no column '{missing[0]}'", file=path, line=1, remedy=remedy)
        for row in reader:
            problem = _take(row, settled, instrument)
            if problem:
                message, place, remedy = problem
                problems.append(
                    InputError(message, file=path, line=reader.line_num, place=place, remedy=remedy)
                )
    except csv.Error as error:
        raise InputError(f"not a CSV file ({error})", file=path, line=reader.line_num) from None
    if problems:
        raise InputErrors(problems)
    return settled


def _take(
    row: dict[str | Any, Any], settled: dict[str, Settled], instrument: Instrument
) -> tuple[str, str, str] | None:
    """Take one row; return what is wrong with it, where, and the remedy."""
    asked, answer, reason = ((row.get(name) or "").strip() for name in ("question", "settled", "reason"))
    if not answer:
        return None
    question = question_named(asked, instrument)
    if question is None:
        return (
            f"there is no rated question '{asked[:60]}'",
            "column 'question'",
            "leave it as the form has it",
        )
    if asked in settled:
        return f"'{asked}' stands twice", "column 'question'", "keep one of the rows"
    if not reason:
        return "a difference is settled without a reason", "column 'reason'", "say what decided it"
    try:
        to_answer(question, answer, instrument)
    except InputError as error:
        return error.message, "column 'settled'", error.remedy or "see the scale of the question"
    settled[asked] = Settled(answer, reason)
    return None


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
