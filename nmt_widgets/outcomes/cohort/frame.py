"""A cohort: assessments of many clients as one typed table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.private_files import private_file
from nmt_widgets.core.problems import name_some
from nmt_widgets.outcomes.cohort.joined import Flags

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("group", "site", "unit", "phase", "rater", "left", "instrument", "version")
"""Columns of words whose values are counted."""

_MOST_NAMED = 8


@dataclass(frozen=True)
class LeftOut:
    """Something that was left out of a cohort.

    Attributes
    ----------
    reason : str
        A key of `dropped` in `texts/<language>/cohort.yaml`.
    count : int
        Rows, clients or columns.
    column : str
        The column it is about; empty for none.
    places : tuple of str
        Where the first of them stand: file and line.
    """

    reason: str
    count: int
    column: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Clients who were assessed at two times.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows of both times, of the clients who have both: two rows a client.
    missing : pandas.DataFrame
        The clients who have one of the two: `client`, `time` (which they lack), and `left` (why, where it is stated).
    """

    frame: pd.DataFrame
    missing: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Cohort:
    """Assessments of many clients, one a row, made by :func:`nmt_widgets.cohort`.

    Attributes
    ----------
    frame : pandas.DataFrame
        Sorted by client and time. `client` and all words are categories, `time` a whole number, `date` a date, `age`
        years, each function 1-12 or missing, `synthetic` yes or no; columns that no source has are absent. Derived,
        as :func:`nmt_widgets.profiles` has them: `total`, `cmr`, `gate_open`, `<domain>_percent`,
        `<domain>_category` and `<domain>_functional_age`.
    dropped : tuple of LeftOut
        What was left out, why, how many, and where the first of them stand.
    versions : mapping of str to str
        Of the definitions, the software, and of the rows themselves (`rows`), where they state it.
    synthetic : bool
        Whether any row that was read is marked as invented. A selection keeps the mark.
    sources : tuple of str
        The names of the files.
    notes : tuple of str
        What a person should check: an encoding that was guessed, codes that look alike.

    Examples
    --------
    >>> from nmt_widgets.outcomes.cohort import cohort
    >>> rows = [{"client": "c-1", "time": 1, "age": 9, "sleep": 3}, {"client": "c-1", "time": 2, "age": 10, "sleep": 5}]
    >>> cohort(rows)
    Cohort(2 assessments of 1 clients)
    >>> cohort(rows).pairs(1, 2).frame["sleep"].tolist()
    [3.0, 5.0]
    """

    frame: pd.DataFrame = field(repr=False)
    dropped: tuple[LeftOut, ...]
    versions: Mapping[str, str]
    synthetic: bool
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        mark = ", synthetic" if self.synthetic else ""
        return f"Cohort({len(self.frame)} assessments of {self.clients} clients{mark})"

    @property
    def clients(self) -> int:
        """The number of clients."""
        return int(self._first.sum())

    @property
    def _first(self) -> Flags:
        """Which rows are the first of their client: the table is sorted."""
        return np.asarray(np.diff(self.frame["client"].cat.codes.to_numpy(), prepend=-1) != 0)

    def to_frame(self) -> pd.DataFrame:
        """Return the table; changing it does not change the cohort.

        Examples
        --------
        >>> from nmt_widgets.outcomes.cohort import cohort
        >>> cohort([{"client": "c-1", "time": 1, "sleep": 3}]).to_frame()[["client", "time", "total"]].values.tolist()
        [['c-1', 1, 3.0]]
        """
        return self.frame.copy(deep=False)

    def to_dict(self) -> dict[str, Any]:
        """Return :meth:`describe`, as the command prints it."""
        return self.describe()

    def describe(self) -> dict[str, Any]:
        """Return what is in the cohort, ready for JSON.

        Returns
        -------
        dict
            `clients` and `assessments`; `per_time` (assessments by time) and `per_client` (clients by their number of
            assessments); `ages` and `dates` (the lowest and the highest); `groups` (the counts of each word, by
            column); `missing` (cells by column, the columns without any left out); `dropped`, `versions`,
            `synthetic`, `sources` and `notes`.

        Examples
        --------
        >>> from nmt_widgets.outcomes.cohort import cohort
        >>> about = cohort([{"client": "c-1", "time": time, "site": "north", "sleep": 3} for time in (1, 2)]).describe()
        >>> about["clients"], about["per_time"], about["groups"]["site"], "sleep" in about["missing"]
        (1, {'1': 1, '2': 1}, {'north': 2}, False)
        """
        frame, begins = self.frame, np.flatnonzero(self._first)
        sizes = np.diff(begins, append=len(frame))
        missing = frame.isna().sum()
        return {
            "clients": len(begins),
            "assessments": len(frame),
            "per_time": _counts(frame["time"].to_numpy()),
            "per_client": _counts(sizes),
            "ages": _ends(frame, "age"),
            "dates": _ends(frame, "date"),
            "groups": {name: _word_counts(frame[name]) for name in GROUPS if name in frame},
            "missing": {name: int(count) for name, count in missing.items() if count},
            "dropped": [{**asdict(part), "places": list(part.places)} for part in self.dropped],
            "versions": dict(self.versions),
            "synthetic": self.synthetic,
            "sources": list(self.sources),
            "notes": list(self.notes),
        }

    def save(self, path: str | Path) -> Path:
        """Save the table as CSV or Parquet, by the end of the name; only you may read the file.

        Raises
        ------
        InputError
            When the name ends otherwise, or the file is there already.

        Examples
        --------
        >>> import tempfile
        >>> from nmt_widgets.outcomes.cohort import cohort, read_cohort
        >>> small = cohort([{"client": "c-1", "time": 1, "age": 9, "sleep": 3}])
        >>> file = small.save(Path(tempfile.mkdtemp()) / "small.csv")
        >>> read_cohort(file).frame.equals(small.frame)
        True
        """
        file = Path(path)
        if file.suffix not in (".csv", ".parquet"):
            raise refusal("cohort", "no_saving", file=file, suffix=file.suffix)
        if os.path.lexists(file):
            raise refusal("cohort", "file_exists", file=file)
        if file.suffix == ".parquet":
            require("pyarrow")
        with private_file(file) as raw:
            if file.suffix == ".parquet":
                self.frame.to_parquet(raw, index=False)
            else:
                self.frame.to_csv(raw, index=False)
        return file

    def select(
        self,
        *,
        group: str | Iterable[str] | None = None,
        site: str | Iterable[str] | None = None,
        unit: str | Iterable[str] | None = None,
        phase: str | Iterable[str] | None = None,
        version: str | Iterable[str] | None = None,
        age: tuple[float | None, float | None] | None = None,
        category: Mapping[str, str | Iterable[str]] | None = None,
        assessments: int | None = None,
    ) -> Cohort:
        """Return a part of the cohort. It keeps what was left out, and the mark of invented rows.

        Parameters
        ----------
        group, site, unit, phase, version : str or several
            Only assessments with one of these words.
        age : (low, high)
            Only clients who were at least `low` and under `high` years old at their first assessment; None is no
            limit. Whoever has no age there is left out.
        category : mapping of domain to category or several
            Only clients whose domain was in the category at their first assessment.
        assessments : int
            Only clients with at least so many, after everything else.

        Raises
        ------
        InputError
            When there is no such column, word or domain.

        Examples
        --------
        >>> from nmt_widgets.outcomes.cohort import cohort
        >>> rows = [{"client": f"c-{n}", "time": t, "site": "ab"[n % 2], "age": n, "sleep": 3}
        ...         for n in range(6) for t in (1, 2)]
        >>> everybody = cohort(rows)
        >>> everybody.select(site="a", age=(2, None)).clients, everybody.select(assessments=3).clients
        (2, 0)
        """
        frame, rows = self.frame, np.ones(len(self.frame), dtype=bool)
        words = {"group": group, "site": site, "unit": unit, "phase": phase, "version": version}
        for name, values in words.items():
            if values is not None:
                rows &= self._with_word(name, values)
        first = self._first
        clients = np.cumsum(first) - 1
        if age is not None:
            low, high = (-np.inf if age[0] is None else age[0], np.inf if age[1] is None else age[1])
            ages = self._column("age").to_numpy()[first]
            rows &= ((ages >= low) & (ages < high))[clients]
        for domain, values in (category or {}).items():
            name = f"{domain}_category"
            if name not in frame:
                known = [column.removesuffix("_category") for column in frame if column.endswith("_category")]
                raise refusal("cohort", "no_domain", domain=str(domain)[:40], known=", ".join(known) or "–")
            rows &= self._with_word(name, values)[first][clients]
        if assessments is not None:
            counts = np.bincount(clients[rows], minlength=int(first.sum()))
            rows &= (counts >= assessments)[clients]
        return replace(self, frame=frame[rows].reset_index(drop=True))

    def pairs(self, first: int = 1, second: int = 2) -> Pairs:
        """Return the clients who were assessed at two times, and who lacks one of them.

        Parameters
        ----------
        first, second : int
            Numbers of assessments.

        Raises
        ------
        InputError
            When the two are the same.

        Examples
        --------
        >>> from nmt_widgets.outcomes.cohort import cohort
        >>> rows = [("c-1", 1), ("c-1", 2), ("c-2", 1)]
        >>> pairs = cohort([{"client": client, "time": time, "sleep": 3} for client, time in rows]).pairs()
        >>> pairs.frame["client"].tolist(), pairs.missing[["client", "time"]].values.tolist()
        (['c-1', 'c-1'], [['c-2', 2]])
        """
        if first == second:
            raise refusal("cohort", "same_times", time=first)
        frame = self.frame
        rows = frame[frame["time"].isin([first, second]).to_numpy()].reset_index(drop=True)
        codes = rows["client"].cat.codes.to_numpy()
        is_paired = np.zeros(len(rows), dtype=bool)
        same = codes[1:] == codes[:-1]
        is_paired[1:], is_paired[:-1] = same, same | is_paired[:-1]
        is_paired[1:] |= same
        alone = rows[~is_paired]
        missing = alone[["client"]].assign(time=(first + second - alone["time"]).astype("int16"))
        if "left" in rows:
            missing["left"] = alone["left"]
        return Pairs(rows[is_paired].reset_index(drop=True), missing.reset_index(drop=True))

    def _with_word(self, name: str, values: str | Iterable[str]) -> Flags:
        column = self._column(name)
        words = [values] if isinstance(values, str) else list(values)
        for word in words:
            if word not in column.cat.categories:
                known = name_some(column.cat.categories, _MOST_NAMED)
                raise refusal("cohort", "no_value", column=name, value=str(word)[:40], known=known or "–")
        return np.asarray(column.isin(words).to_numpy())

    def _column(self, name: str) -> pd.Series[Any]:
        if name not in self.frame:
            known = name_some(self.frame.columns, _MOST_NAMED)
            raise refusal("cohort", "no_column", column=name, known=known)
        return self.frame[name]


def _counts(values: Sequence[int] | Any) -> dict[str, int]:
    numbers, counts = np.unique(values, return_counts=True)
    return {str(number): int(count) for number, count in zip(numbers, counts, strict=True)}


def _word_counts(column: pd.Series[Any]) -> dict[str, int]:
    counts = column.value_counts(sort=False)
    return {str(name): int(count) for name, count in counts.items() if count}


def _ends(frame: pd.DataFrame, name: str) -> list[Any] | None:
    """Return the lowest and the highest of a column; None where nothing is known."""
    if name not in frame or not frame[name].notna().any():
        return None
    low, high = frame[name].min(), frame[name].max()
    return [f"{end:%Y-%m-%d}" if name == "date" else float(end) for end in (low, high)]
