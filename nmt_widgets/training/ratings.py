"""Reads ratings from a CSV file in the long format: one row a score, with the columns rater, item and score."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nmt_widgets.cases.model import NOT_KNOWN
from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats

COLUMNS = ("rater", "item", "score")
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, eq=False)
class Ratings:
    """Scores of several raters.

    Attributes
    ----------
    raters : tuple of str
        In the order in which they first stand in the file.
    scores : ndarray, shape (raters, functions)
        In the order of `instrument.ids`; NaN where there is no row, no score, or "not known".
    """

    raters: tuple[str, ...]
    scores: Floats


def read_ratings(path: str | Path, instrument: Instrument) -> Ratings:
    r"""Read a file of ratings.

    Parameters
    ----------
    path : path
        UTF-8, with or without a byte order mark, or UTF-16 with one; cells parted by comma, semicolon or tab. The first
        row names the columns: `rater`, `item` (a function's id or number), `score` (whole numbers; empty or
        "not known" where there is none). Other columns are passed over.
    instrument : Instrument

    Returns
    -------
    Ratings

    Raises
    ------
    InputErrors
        With every problem found, by line. A second row for the same rater and item is refused, never averaged.

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
    file = Path(path)
    rows = _rows(file)
    _, header = next(rows, (1, []))
    places = _places(header, file)
    problems: list[InputError] = []
    scores: dict[str, dict[int, float]] = {}
    first_line: dict[tuple[str, int], int] = {}

    def wrong(line: int, message: str, remedy: str, column: str | None = None) -> None:
        place = f"column '{column}'" if column else None
        problems.append(InputError(message, file=file, line=line, place=place, remedy=remedy))

    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            wrong(
                line, f"the row has {len(cells)} cells, the header {len(header)}", "check commas and quotes"
            )
            continue
        rater, item, text = (cells[place].strip() for place in places)
        if not rater:
            wrong(line, "there is no rater", "enter a name or code", "rater")
            continue
        at = _position(item, instrument)
        if at is None:
            message = f"'{item[:60]}' is not an item" if item else "there is no item"
            wrong(line, message, _nearest(item, instrument), "item")
            continue
        score = _score(text, instrument)
        if isinstance(score, InputError):
            wrong(line, score.message, score.remedy or "", "score")
            continue
        before = first_line.setdefault((rater, at), line)
        if before != line:
            id = instrument.ids[at]
            wrong(line, f"'{rater[:60]}' has scored {id} on line {before} already", "keep one of the two")
            continue
        scores.setdefault(rater, {})[at] = score
    if not scores and not problems:
        wrong(1, "there are no ratings", "add a row for each score: rater, item, score")
    if problems:
        raise InputErrors(problems)
    table = np.full((len(scores), len(instrument.ids)), np.nan)
    for row, given in enumerate(scores.values()):
        table[row, list(given)] = list(given.values())
    return Ratings(tuple(scores), table)


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=file, remedy="check the name and the folder") from None
    except ValueError:
        raise InputError("not a possible file name", remedy="check the name and the folder") from None
    try:
        text = raw.decode("utf-16" if raw.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            "is not text in UTF-8", file=file, line=line, remedy="save it as CSV UTF-8"
        ) from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"is not CSV ({error})", file=file, line=line, remedy="check the quotes around this line"
        ) from None


def _places(header: list[str], file: Path) -> list[int]:
    """Return where the columns stand; upper case and spaces around their names do not matter."""
    names = [name.strip().lower() for name in header]
    problems = []
    for column in COLUMNS:
        if (times := names.count(column)) != 1:
            known = ", ".join(name[:30] for name in names[:12] if name) or "none"
            message = f"there is no column '{column}'" if not times else f"column '{column}' stands twice"
            remedy = f"its columns are: {known}" if not times else "keep one of them"
            problems.append(InputError(message, file=file, line=1, remedy=remedy))
    if problems:
        raise InputErrors(problems)
    return [names.index(column) for column in COLUMNS]


def _position(item: str, instrument: Instrument) -> int | None:
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


def _nearest(item: str, instrument: Instrument) -> str:
    names = {function.name.lower(): function.id for function in instrument.functions}
    names |= {id: id for id in instrument.ids}
    near = difflib.get_close_matches(item.lower(), names, n=1)
    numbers = f"{instrument.functions[0].number} to {instrument.functions[-1].number}"
    return f"did you mean '{names[near[0]]}'?" if near else f"use an id, or a number from {numbers}"


def _score(text: str, instrument: Instrument) -> float | InputError:
    low, high = instrument.scale.low, instrument.scale.high
    if not text or text.lower() == NOT_KNOWN:
        return np.nan
    whole = _WHOLE.fullmatch(text)
    remedy = f"enter a whole number from {low} to {high}, or nothing"
    if not whole:
        return InputError(f"'{text[:40]}' is not a whole number", remedy=remedy)
    score = int(whole[1])
    return (
        float(score)
        if low <= score <= high
        else InputError(f"{score} is outside {low}-{high}", remedy=remedy)
    )
