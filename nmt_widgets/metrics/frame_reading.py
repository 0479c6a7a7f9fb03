"""Part C from a table: scores, confidences, ages and pinned norms as arrays, or every cell that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.case_files.ages import OLDEST, years
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.frames import row_label
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats

if TYPE_CHECKING:
    from narwhals.stable.v2 import DataFrame, Series

CONFIDENCE = "_confidence"
"""The end of the name of a column that holds the confidences of a function."""

AGE, NORMS = "age", "norms"
WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")
"""A score as text: a whole number, with zeros behind the point where a program has put them there."""

_NO_NUMBERS = (bool, np.bool_, str, bytes, np.complexfloating)
_ALIKE = 0.85  # from here on a column's name is taken for a misspelt function


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """What a frame holds of Part C, a row an assessment.

    Attributes
    ----------
    scores : ndarray, shape (n, functions)
        In the order of the instrument; NaN where there is no score.
    half_widths : ndarray, shape (n, functions), or None
        Of the stated confidences; None without a column of them.
    ages : ndarray, shape (n,), or None
        In years; None where no column is asked for.
    norms : list of str or None, or None
        The pinned column of norms of each row.
    others : list of str
        The other columns, age and norms among them.
    """

    scores: Floats
    half_widths: Floats | None
    ages: Floats | None
    norms: list[str | None] | None
    others: list[str]


def read_score_table(frame: DataFrame[Any], instrument: Instrument, *, dated: bool = True) -> ScoreTable:
    """Read scores from a frame.

    Parameters
    ----------
    frame : narwhals DataFrame
        Columns by the functions' ids, and `age`; where wished also `norms` and `<function>_confidence`.
    instrument : Instrument
    dated : bool
        Whether ages and norms are read.

    Raises
    ------
    InputErrors
        With every column or cell that is wrong, the first hundred.
    """
    names = list(frame.columns)
    if problems := list(_column_problems(names, instrument, dated)):
        raise InputErrors(problems)
    problems_of_cells: list[Iterator[InputError]] = []
    reader = _CellReader(frame, instrument, problems_of_cells)
    scores = np.full((len(instrument.ids), len(frame)), np.nan).T  # a function's scores lie side by side
    halves = None
    for position, id in enumerate(instrument.ids):
        if id in names:
            scores[:, position] = reader.numbers(id, reader.score)
        if id + CONFIDENCE in names:
            if halves is None:
                halves = np.tile(instrument.score_half_widths[None], (len(scores), 1))
            halves[:, position] = reader.half_widths(id + CONFIDENCE, position)
    reader.check_scores(scores, instrument.ids)
    ages = reader.ages() if dated else None
    norms = reader.norms() if dated and NORMS in names else None
    if problems := [problem for problems in problems_of_cells for problem in problems]:
        raise InputErrors(problems)
    scored = {*instrument.ids, *(id + CONFIDENCE for id in instrument.ids)}
    return ScoreTable(scores, halves, ages, norms, [name for name in names if name not in scored])


def read_score_column(frame: DataFrame[Any], column: str, instrument: Instrument) -> Floats:
    """Return one column as scores, NaN where there is none; raise InputErrors with every cell that is wrong."""
    problems: list[Iterator[InputError]] = []
    reader = _CellReader(frame, instrument, problems)
    scores = reader.numbers(column, reader.score)
    reader.check_scores(scores[:, None], [column])
    if errors := [error for group in problems for error in group]:
        raise InputErrors(errors)
    return scores


def _column_problems(names: list[str], instrument: Instrument, dated: bool) -> Iterator[InputError]:
    ids = set(instrument.ids)
    absent = [id for id in instrument.ids if id not in names]
    called = {function.name.lower(): function.id for function in instrument.functions}
    misspelt = False
    for name in names:
        if not isinstance(name, str) or name in ids:
            continue
        stem, end = name.removesuffix(CONFIDENCE), CONFIDENCE if name.endswith(CONFIDENCE) else ""
        if end and stem in ids:
            continue
        word = "_".join(stem.lower().replace("-", " ").replace("/", " ").split())
        near = called.get(stem.lower()) or (word if word in ids else closest(word, absent, _ALIKE))
        if near and near in absent:
            misspelt = True
            yield refusal("frames", "misspelt_column", column=name, near=near + end)
    if ids.isdisjoint(names) and not misspelt:
        yield refusal("frames", "no_function_column", ids=name_some(instrument.ids[:3]))
    if dated and AGE not in names:
        near = next((name for name in names if isinstance(name, str) and name.strip().lower() == AGE), None)
        yield (
            refusal("frames", "near_age_column", column=near) if near else refusal("frames", "no_age_column")
        )


class _CellReader:
    """Reads columns of a frame as numbers, and collects what is wrong with their cells."""

    def __init__(
        self, frame: DataFrame[Any], instrument: Instrument, problems: list[Iterator[InputError]]
    ) -> None:
        self._frame, self._instrument, self._problems = frame, instrument, problems
        scale = instrument.scale
        self._scale: dict[str, Any] = {"low": scale.low, "high": scale.high}
        self._unreadable: dict[str, Any] = {}  # by column, the rows whose cell was refused

    def numbers(self, column: str, read: Callable[[Any], float]) -> Floats:
        """Return a column as floats: NaN where it is empty; `read` takes what is no number to begin with."""
        series = self._frame.get_column(column)
        if series.dtype.is_numeric() and not series.dtype.is_decimal():
            return np.asarray(series.to_numpy(), dtype=float)
        return self._mapped(series, column, read)

    def score(self, value: Any) -> float:
        """Return a cell of a column of text as a score."""
        if isinstance(value, str):
            text = value.strip()
            if not text or text.lower() == NOT_KNOWN:
                return np.nan
            if whole := WHOLE.fullmatch(text):
                return float(whole[1])
        elif _is_number(value):
            return float(value)
        raise refusal("frames", "not_a_score", value=str(value)[:40], **self._scale)

    def half_widths(self, column: str, position: int) -> Floats:
        """Return the half-widths of a column of confidences of the function at a position."""
        widths = {level: halves[position] for level, halves in self._instrument.score_half_widths.items()}
        known = [level.id for level in self._instrument.confidence.levels]

        def read(value: Any) -> float:
            level = value.strip().lower() if isinstance(value, str) else value
            if level == "":
                return widths[None]
            if level not in known:
                names = ", ".join(known)
                raise refusal("frames", "unknown_confidence", value=str(value)[:40], known=names)
            return widths[level]

        halves = self._mapped(self._frame.get_column(column), column, read)
        return np.where(np.isnan(halves), widths[None], halves)

    def check_scores(self, scores: Floats, columns: Sequence[str]) -> None:
        """Note every score that is outside the scale or not whole; the columns of `scores` are named by `columns`."""
        low, high = self._instrument.scale.low, self._instrument.scale.high
        outside = (scores < low) | (scores > high)
        if outside.any():
            self._note(outside, scores, columns, "outside")
        fraction = (scores != np.rint(scores)) & ~np.isnan(scores) & ~outside
        if fraction.any():
            self._note(fraction, scores, columns, "fraction")

    def ages(self) -> Floats:
        """Return the ages in years."""
        ages = self.numbers(AGE, _age)
        unreadable = self._unreadable.get(AGE, np.zeros(len(ages), dtype=bool))
        for wrong, key in (
            (np.isnan(ages) & ~unreadable, "no_age"),
            (ages < 0, "negative_age"),
            (ages > OLDEST, "too_old"),
        ):
            if wrong.any():
                self._problems.append(self._age_problems(wrong, ages, key))
        return ages

    def norms(self) -> list[str | None]:
        """Return the pinned column of norms of each row; None where none is pinned."""
        columns = list(self._instrument.norms.columns)

        def read(value: Any) -> float:
            if value == "":
                return np.nan
            if value not in columns:
                names = ", ".join(columns)
                raise refusal("frames", "unknown_norms", value=str(value)[:40], known=names)
            return float(columns.index(value))

        positions = self._mapped(self._frame.get_column(NORMS), NORMS, read)
        names = np.array([*columns, None], dtype=object)
        return list(names[np.where(np.isnan(positions), len(columns), positions).astype(int)])

    def _mapped(self, series: Series[Any], column: str, read: Callable[[Any], float]) -> Floats:
        """Return a column read value by value, each value once."""
        import pandas as pd

        cells = np.fromiter(map(_comparable, series.to_numpy()), dtype=object, count=len(series))
        codes, values = pd.factorize(cells)
        numbers, wrong = np.full(len(values) + 1, np.nan), {}
        for code, value in enumerate(values):
            try:
                numbers[code] = read(value)
            except InputError as error:
                wrong[code] = error
        if wrong:
            self._unreadable[column] = np.isin(codes, list(wrong))
            rows = np.flatnonzero(self._unreadable[column])
            self._problems.append(self._placed(rows, column, (wrong[code] for code in codes[rows])))
        return np.asarray(numbers[codes])

    def _note(self, wrong: Any, scores: Floats, columns: Sequence[str], key: str) -> None:
        def problems() -> Iterator[InputError]:
            for row, position in np.argwhere(wrong):
                value = f"{scores[row, position]:g}"
                column = columns[position]
                yield from self._placed([row], column, [refusal("frames", key, value=value, **self._scale)])

        self._problems.append(problems())

    def _age_problems(self, wrong: Any, ages: Floats, key: str) -> Iterator[InputError]:
        rows = np.flatnonzero(wrong)
        errors = (refusal("frames", key, age=f"{ages[row]:g}", oldest=f"{OLDEST:g}") for row in rows)
        return self._placed(rows, AGE, errors)

    def _placed(self, rows: Iterable[int], column: str, errors: Iterable[InputError]) -> Iterator[InputError]:
        """Yield errors with the place where they stand."""
        for row, error in zip(rows, errors, strict=True):
            place = cell_place(self._frame, int(row), column)
            yield InputError(error.message, place=place, remedy=error.remedy)


def cell_place(frame: DataFrame[Any], row: int, column: str) -> str:
    """Return the words for where a cell stands."""
    return str(texts("frames")["row_column"].format(row=row_label(frame, row), column=column))


def _age(value: Any) -> float:
    """Return a cell of a column of text as an age in years."""
    if isinstance(value, str):
        if not value.strip():
            return np.nan
        try:
            return years(value)
        except ValueError as error:
            message, _, remedy = str(error).partition("; ")
            raise InputError(message, remedy=remedy) from None
    if _is_number(value):
        return float(value)
    raise refusal("cases", "not_an_age", text=str(value)[:40])


def _comparable(value: Any) -> Any:
    """Return a cell so that equal ones mean the same: True is not 1, and lists can be compared."""
    if type(value) in (str, int, float) or value is None:
        return value
    try:
        hash(value)
    except TypeError:
        return str(value)
    return str(value) if isinstance(value, bool | np.bool_) else value


def _is_number(value: Any) -> bool:
    """Return whether a cell is a number; True and False are none."""
    try:
        return not isinstance(value, _NO_NUMBERS) and np.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False
