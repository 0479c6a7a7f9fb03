"""Read ratings from a table in the long format: one row per score, with the columns rater, item and score."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.tables import InputTable, read_table
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats

COLUMNS = ("rater", "item", "score")
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")


@dataclass(frozen=True, eq=False)
class Ratings:
    """Scores of several raters.

    Attributes
    ----------
    raters : tuple of str
        In the order in which they first appear in the file.
    scores : ndarray, shape (raters, functions)
        In the order of `instrument.ids`; NaN where there is no row, no score, or "not known".
    notes : tuple of str
        What was guessed when the file was read; show them to the user.
    """

    raters: tuple[str, ...]
    scores: Floats
    notes: tuple[str, ...] = ()


def read_ratings(path: str | Path, instrument: Instrument) -> Ratings:
    r"""Read a file of ratings.

    Parameters
    ----------
    path : path
        CSV, .xlsx or .ods, as :func:`~nmt_widgets.core.tables.read_table` accepts them. The first row names the
        columns: `rater`, `item` (a function's id or number), `score` (whole numbers; empty or "not known" where
        there is none). Other columns are ignored.
    instrument : Instrument

    Returns
    -------
    Ratings

    Raises
    ------
    InputErrors
        With every problem, by line. A second row for the same rater and item is refused, never averaged.

    Examples
    --------
    >>> import tempfile
    >>> from nmt_widgets.instrument import load_instrument
    >>> file = Path(tempfile.mkdtemp()) / "ratings.csv"
    >>> _ = file.write_text("rater;item;score\nAda;arousal;3\nBen;12;5\n")
    >>> ratings = read_ratings(file, load_instrument())
    >>> ratings.raters, ratings.scores[:, 11].tolist()
    (('Ada', 'Ben'), [3.0, 5.0])
    """
    table = read_table(path)
    places = _places(table)
    problems: list[InputError] = []
    scores: dict[str, dict[int, float]] = {}
    first_line: dict[tuple[str, int], int] = {}

    def add_problem(line: int, message: str, remedy: str, column: str = "") -> None:
        problems.append(table.problem(message, line, column, remedy))

    for row in table.rows(problems):
        line = row.line
        rater, item, text = (row.cells[place].strip() for place in places)
        if not rater:
            add_problem(line, *problem("agreement", "no_rater"), "rater")
            continue
        at = item_position(item, instrument)
        if at is None:
            add_problem(line, *unknown_item(item, instrument), "item")
            continue
        score = _score(text, instrument)
        if isinstance(score, InputError):
            add_problem(line, score.message, score.remedy or "", "score")
            continue
        before = first_line.setdefault((rater, at), line)
        if before != line:
            id = instrument.ids[at]
            add_problem(line, *problem("agreement", "scored_twice", rater=rater[:60], id=id, line=before))
            continue
        scores.setdefault(rater, {})[at] = score
    if problems:
        raise InputErrors(problems)
    matrix = np.full((len(scores), len(instrument.ids)), np.nan)
    for at, by_position in enumerate(scores.values()):
        matrix[at, list(by_position)] = list(by_position.values())
    return Ratings(tuple(scores), matrix, table.notes)


def _places(table: InputTable) -> list[int]:
    """Return the positions of the columns."""
    problems = []
    for column in COLUMNS:
        if (times := len(table.columns(column))) != 1:
            key = "column_twice" if times else "no_column"
            message, remedy = problem("agreement", key, column=column, known=table.known())
            problems.append(table.problem(message, table.line, remedy=remedy))
    if problems:
        raise InputErrors(problems)
    return [place for column in COLUMNS for place in table.columns(column)]


def item_position(item: str, instrument: Instrument) -> int | None:
    """Return the position of a function by id or number."""
    if item.lower() in instrument.ids:
        return instrument.ids.index(item.lower())
    number = _WHOLE.fullmatch(item)
    return next(
        (
            at
            for at, function in enumerate(instrument.functions)
            if number and function.number == int(number[1])
        ),
        None,
    )


def unknown_item(item: str, instrument: Instrument) -> tuple[str, str]:
    """Return what is wrong with an item that is no function, and what to do."""
    names = {function.name.lower(): function.id for function in instrument.functions}
    names |= {id: id for id in instrument.ids}
    if near := difflib.get_close_matches(item.lower(), names, n=1):
        return problem("agreement", "misspelt_item", item=item[:60], near=names[near[0]])
    first, last = instrument.functions[0].number, instrument.functions[-1].number
    return problem("agreement", "unknown_item" if item else "no_item", item=item[:60], first=first, last=last)


def _score(text: str, instrument: Instrument) -> float | InputError:
    low, high = instrument.scale.low, instrument.scale.high
    if not text or text.lower() == NOT_KNOWN:
        return np.nan
    whole = _WHOLE.fullmatch(text)
    if not whole:
        return refusal("agreement", "not_whole", text=text[:40], low=low, high=high)
    score = int(whole[1])
    if low <= score <= high:
        return float(score)
    if stands_for_none(text, high):
        return refusal("agreement", "no_score", text=text, unknown=NOT_KNOWN)
    return refusal("agreement", "outside", score=score, low=low, high=high)


def stands_for_none(text: str, high: int) -> bool:
    """Return whether a number outside a scale is one that other programs write for a missing answer.

    Examples
    --------
    >>> [text for text in ("-99", "99", "-9", "0", "13", "not known") if stands_for_none(text, 12)]
    ['-99', '99', '-9']
    """
    whole = _WHOLE.fullmatch(text)
    return whole is not None and (int(whole[1]) < 0 or int(whole[1]) > 2 * high)
