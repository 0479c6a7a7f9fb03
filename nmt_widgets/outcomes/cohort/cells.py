"""The cells of a joined table as typed columns: every column at once, texts by their categories, each once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.case_files.ages import OLDEST, years
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.metrics.frame_reading import WHOLE
from nmt_widgets.outcomes.cohort.columns import COUNTS, Kind, cohort_columns
from nmt_widgets.outcomes.cohort.joined import JoinedTable, Problems, quoted
from nmt_widgets.outcomes.rules import CohortRules
from nmt_widgets.outcomes.written_dates import read_day

if TYPE_CHECKING:
    import pandas as pd

MOST_TIMES, MOST_LINES = 999, 999
"""The highest number of an assessment, and the most lines of a plan."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_TIME = re.compile(r"[tT]?0*(\d{1,3})(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,15})?")
_YES_NO = {
    "yes": True,
    "true": True,
    "1": True,
    "1.0": True,
    "no": False,
    "false": False,
    "0": False,
    "0.0": False,
}
_LIKELY_YEARS = 100.0


class CellReader:
    """Reads the columns of a table, and adds what is wrong with their cells to `problems`."""

    def __init__(
        self, table: JoinedTable, instrument: Instrument, rules: CohortRules, problems: Problems, today: date
    ) -> None:
        self._table, self._instrument, self._rules = table, instrument, rules
        self._problems, self._today = problems, today
        scale, severity = instrument.scale, instrument.history.severity
        part = instrument.current_relational
        self._scales: dict[Kind, tuple[float, float]] = {
            "score": (scale.low, scale.high),
            "level": (severity.low, severity.high),
            "percent": (0, part.scale.high / part.typical * 100),
            "count": (0, MOST_LINES),
        }

    def columns(self) -> dict[str, Any]:
        """Return every column by its name, in the order of the cohort."""
        readers: dict[Kind, Callable[[str], Any]] = {
            "code": self._code,
            "time": self._time,
            "date": self._date,
            "age": self._age,
            "word": self._word,
            "flag": self._flag,
            "score": lambda name: self._measure(name, "score"),
            "level": lambda name: self._measure(name, "level"),
            "percent": lambda name: self._measure(name, "percent"),
            "count": lambda name: self._measure(name, "count"),
        }
        columns = {
            name: readers[kind](name)
            for name, kind in cohort_columns(self._instrument).items()
            if name in self._table.columns
        }
        for category in COUNTS:
            agreed, done = (columns.get(f"{category}_{end}") for end in ("agreed", "done"))
            if agreed is not None and done is not None:
                self._check_done(f"{category}_done", done, agreed)
        return columns

    def _check_done(self, name: str, done: Any, agreed: Any) -> None:
        self._problems.add(
            done > agreed,
            "more_done",
            name,
            lambda row: {"done": f"{done[row]:g}", "agreed": f"{agreed[row]:g}"},
        )

    def _code(self, name: str) -> pd.Categorical:
        codes = self._texts(name)
        self._problems.add(codes.codes < 0, "no_client", name)
        most = self._rules.longest_word
        wrong = [not _CODE.fullmatch(code) or len(code) > most for code in codes.categories.tolist()]
        self._problems.add(self._of_categories(codes, wrong), "no_code", name)
        return codes

    def _word(self, name: str) -> pd.Categorical:
        words = self._texts(name)
        wrong = [len(word) > self._rules.longest_word for word in words.categories]
        most = self._rules.longest_word
        self._problems.add(self._of_categories(words, wrong), "long_word", name, lambda _row: {"most": most})
        if name == "norms":
            known = list(self._instrument.norms.columns)
            wrong = [word not in known for word in words.categories]
            self._problems.add(
                self._of_categories(words, wrong),
                "no_norms",
                name,
                lambda row: {"value": quoted(words[row]), "known": ", ".join(known)},
            )
        return words

    def _time(self, name: str) -> Any:
        times = self._numbers(name, _time, "not_a_time", {})
        self._problems.add(np.isnan(times) & ~self._refused(name), "no_time", name)
        wrong = (times < 1) | (times > MOST_TIMES) | (~np.isnan(times) & (times != np.rint(times)))
        self._problems.add(wrong, "not_a_time", name, lambda row: {"value": f"{times[row]:g}"})
        return times

    def _age(self, name: str) -> Floats:
        ages = self._numbers(name, _age, "not_an_age", {})
        values = lambda row: {"value": f"{ages[row]:g}", "low": 0, "high": f"{OLDEST:g}"}  # noqa: E731
        self._problems.add(ages < 0, "before_birth", name, values)
        self._problems.add(ages > OLDEST, "outside", name, values)
        return ages

    def _date(self, name: str) -> Any:
        cells = self._table.columns[name]
        if not hasattr(cells, "cat"):
            if cells.dtype.kind == "M":
                days = cells.to_numpy().astype("datetime64[D]")
            else:  # 20260301 as a number
                named = cells.map(lambda number: f"{number:.0f}", na_action="ignore").astype(object)
                days = self._days(named.astype("category"), name)
        else:
            days = self._days(cells, name)
        values = lambda row: {"value": days[row], "earliest": self._rules.earliest}  # noqa: E731
        self._problems.add(days > np.datetime64(self._today), "future", name, values)
        self._problems.add(days < np.datetime64(self._rules.earliest), "too_early", name, values)
        return days.astype("datetime64[s]")

    def _days(self, cells: pd.Series[Any], name: str) -> Any:
        def read(text: str) -> float:
            return float(read_day(text).toordinal())

        ordinals = self._by_category(cells, name, read, "not_a_date", {})
        offset = date(1970, 1, 1).toordinal()
        days = np.full(len(ordinals), np.datetime64("NaT", "D"))
        known = ~np.isnan(ordinals)
        days[known] = (ordinals[known] - offset).astype("int64").astype("datetime64[D]")
        return days

    def _flag(self, name: str) -> Any:
        flags = self._numbers(name, lambda text: float(_YES_NO[text.lower()]), "not_a_flag", {})
        self._problems.add(
            ~np.isin(flags, (0.0, 1.0)) & ~np.isnan(flags),
            "not_a_flag",
            name,
            lambda row: {"value": flags[row]},
        )
        return flags == 1

    def _measure(self, name: str, kind: Kind) -> Floats:
        low, high = self._scales[kind]
        is_score = kind == "score"
        numbers = self._numbers(
            name,
            _score if is_score else _number,
            "not_a_score" if is_score else "not_a_number",
            {"low": f"{low:g}", "high": f"{high:g}"},
        )
        self._limit(numbers, name, (low, high), is_whole=kind in ("score", "count"))
        return numbers

    def _limit(self, numbers: Floats, name: str, scale: tuple[float, float], *, is_whole: bool) -> None:
        low, high = scale
        values = lambda row: {"value": f"{numbers[row]:g}", "low": f"{low:g}", "high": f"{high:g}"}  # noqa: E731
        outside = (numbers < low) | (numbers > high)
        self._problems.add(outside, "outside", name, values)
        if is_whole:
            fraction = ~np.isnan(numbers) & ~outside & (numbers != np.rint(numbers))
            self._problems.add(fraction, "fraction", name, values)

    def _numbers(
        self, name: str, read: Callable[[str], float], key: str, limits: dict[str, object]
    ) -> Floats:
        cells = self._table.columns[name]
        if hasattr(cells, "cat"):
            return self._by_category(cells, name, read, key, limits)
        if cells.dtype.kind == "M":  # dates where numbers should be
            self._problems.add(
                cells.notna().to_numpy(), key, name, lambda row: {"value": str(cells[row])[:10], **limits}
            )
            return np.full(len(cells), np.nan)
        return np.asarray(cells.to_numpy(dtype=float))

    def _by_category(
        self, cells: Any, name: str, read: Callable[[str], float], key: str, limits: dict[str, object]
    ) -> Floats:
        """Return a column of texts as numbers: each text is read once."""
        categories = cells.cat.categories.tolist()
        numbers, wrong = np.full(len(categories) + 1, np.nan), np.zeros(len(categories), dtype=bool)
        for at, text in enumerate(categories):
            if text.strip().lower() == NOT_KNOWN:
                continue
            try:
                numbers[at] = read(text.strip())
            except (ValueError, LookupError):
                wrong[at] = True
        codes = cells.cat.codes.to_numpy()
        if wrong.any():
            refused = np.append(wrong, False)[codes]
            self._problems.add(
                refused, key, name, lambda row: {"value": quoted(categories[codes[row]]), **limits}
            )
        return np.asarray(numbers[codes])

    def _refused(self, name: str) -> Any:
        """Return which rows have a text in a column that became no number."""
        cells = self._table.columns[name]
        return cells.notna().to_numpy() if hasattr(cells, "cat") else np.zeros(len(cells), dtype=bool)

    def _texts(self, name: str) -> pd.Categorical:
        """Return a column as categories of stripped texts, in order."""
        import pandas as pd

        cells = self._table.columns[name]
        if not hasattr(cells, "cat"):
            cells = cells.map(_as_text, na_action="ignore").astype(object).astype("category")
        stripped = np.array(
            [" ".join(str(text).split()) for text in cells.cat.categories.tolist()], dtype=str
        )
        names, positions = np.unique(stripped, return_inverse=True)
        codes = np.append(positions, -1)[cells.cat.codes.to_numpy()]
        return pd.Categorical.from_codes(codes, pd.Index(names.astype(object), dtype="str"))

    @staticmethod
    def _of_categories(column: pd.Categorical, wrong: list[bool]) -> Any:
        return np.append(np.array(wrong, dtype=bool), False)[column.codes]


def unlikely_ages(ages: Floats) -> int:
    """Return how many ages are so high that they may be months.

    Examples
    --------
    >>> unlikely_ages(np.array([9.0, 110.0, np.nan]))
    1
    """
    return int((ages > _LIKELY_YEARS).sum())


def _score(text: str) -> float:
    whole = WHOLE.fullmatch(text)
    if not whole:
        raise ValueError(text)
    return float(whole[1])


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text.replace(",", "."))


def _age(text: str) -> float:
    return _number(text) if _NUMBER.fullmatch(text) else years(text)


def _time(text: str) -> float:
    whole = _TIME.fullmatch(text)
    if not whole:
        raise ValueError(text)
    return float(whole[1])


def _as_text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
