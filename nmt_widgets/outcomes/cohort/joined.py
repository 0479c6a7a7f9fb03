"""Several sources as one table, and the problems of its rows, each with the place where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, InputErrors, refusal
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem
from nmt_widgets.outcomes.cohort.sources import Place, TableSource

if TYPE_CHECKING:
    import pandas as pd

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SHOWN = 12  # characters of a cell that a message may quote


@dataclass(frozen=True, eq=False)
class JoinedTable:
    """The rows of all sources, one after the other.

    Attributes
    ----------
    sources : tuple of TableSource
    columns : dict of str to pandas.Series
    source, row : ndarray of int, shape (n,)
        The source of each row, and its position there.
    """

    sources: tuple[TableSource, ...]
    columns: dict[str, pd.Series[Any]]
    source: Rows
    row: Rows

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: Flags | Rows) -> JoinedTable:
        """Return some of the rows."""
        columns = {name: values[rows].reset_index(drop=True) for name, values in self.columns.items()}
        return JoinedTable(self.sources, columns, self.source[rows], self.row[rows])

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Return where some rows stand; each file is read at most once for it."""
        places: dict[int, Place] = {}
        by_source: dict[int, list[int]] = defaultdict(list)
        for row in sorted(set(rows)):
            by_source[int(self.source[row])].append(row)
        for source, members in by_source.items():
            positions = [int(self.row[row]) for row in members]
            places |= zip(members, self.sources[source].places(positions), strict=True)
        return places

    def named_place(self, row: int, place: Place) -> str:
        """Return the words for where a row stands: the line of a file, or the row of a table."""
        file = self.sources[self.source[row]].name
        at = f"{place.line}" if place.line else place.words
        return ":".join(filter(None, (file, at)))


def join(sources: Sequence[TableSource]) -> JoinedTable:
    """Return the rows of some sources in one table.

    Raises
    ------
    InputErrors
        When one has other columns than the first.
    """
    first = sources[0]
    problems = [
        _other_columns(first, source) for source in sources if source.columns.keys() != first.columns.keys()
    ]
    if problems:
        raise InputErrors(problems)
    columns = {name: _joined([source.columns[name] for source in sources]) for name in first.columns}
    counts = [source.rows for source in sources]
    return JoinedTable(
        tuple(sources),
        columns,
        np.repeat(np.arange(len(sources)), counts),
        np.concatenate([np.arange(count) for count in counts]),
    )


def _other_columns(first: TableSource, source: TableSource) -> InputError:
    parts = {
        "lacking": [name for name in first.columns if name not in source.columns],
        "beyond": [name for name in source.columns if name not in first.columns],
    }
    difference = ", ".join(
        problem("cohort", key, names=name_some(names))[0] for key, names in parts.items() if names
    )
    return refusal("cohort", "other_columns", file=source.file, difference=difference, first=first.name)


def _joined(parts: list[pd.Series[Any]]) -> pd.Series[Any]:
    """Return the cells of one column; where sources differ in kind, as texts."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    if len(parts) == 1:
        return parts[0]
    if len({str(part.dtype) for part in parts} - {"category"}) + any(_is_named(part) for part in parts) > 1:
        parts = [part if _is_named(part) else _as_texts(part) for part in parts]
    if _is_named(parts[0]):
        texts_of = [part.cat.set_categories(part.cat.categories.astype(object)) for part in parts]
        return pd.Series(union_categoricals(texts_of))
    return pd.concat(parts, ignore_index=True)


def _is_named(part: pd.Series[Any]) -> bool:
    return str(part.dtype) == "category"


def _as_texts(part: pd.Series[Any]) -> pd.Series[Any]:
    is_date = str(part.dtype).startswith("datetime")
    text = (
        part.dt.strftime("%Y-%m-%d")
        if is_date
        else part.map(lambda number: f"{number:g}", na_action="ignore")
    )
    return text.astype(object).astype("category")


class _Group(NamedTuple):
    """A problem of some rows: its words, what fills them in, and the rows that each is compared with."""

    rows: Rows
    key: str
    column: str
    values: Callable[[int], Mapping[str, object]]
    beside: Rows | None


class Problems:
    """Collects what is wrong with rows; the words and the lines are made for the first hundred only."""

    def __init__(self, table: JoinedTable) -> None:
        self._table = table
        self._groups: list[_Group] = []

    def add(
        self,
        rows: Flags | Rows,
        key: str,
        column: str = "",
        values: Callable[[int], Mapping[str, object]] = lambda _row: {},
        beside: Rows | None = None,
    ) -> None:
        """Add a problem of some rows.

        Parameters
        ----------
        rows : ndarray
            Flags of all rows, or positions.
        key : str
            Of the words in `cohort.yaml`.
        column : str
        values : callable
            Returns what fills in the words, for a position.
        beside : ndarray of int, optional
            The row that each is compared with; its place fills in `{other}`.
        """
        positions: Rows = np.flatnonzero(rows) if rows.dtype == bool else np.asarray(rows, dtype=np.int64)
        if len(positions):
            order = np.argsort(positions, kind="stable")[: MOST_PROBLEMS + 1]
            others = None if beside is None else beside[order]
            self._groups.append(_Group(positions[order], key, column, values, others))

    def rows(self, key: str) -> Rows:
        """Return the rows that have a problem, the first hundred."""
        parts = [group.rows for group in self._groups if group.key == key]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def check(self) -> None:
        """Raise InputErrors where there is any problem, in the order of the rows."""
        entries = sorted(
            (int(row), at, number)
            for at, group in enumerate(self._groups)
            for number, row in enumerate(group.rows)
        )[: MOST_PROBLEMS + 1]
        if not entries:
            return
        compared = [
            None if (beside := self._groups[at].beside) is None else int(beside[number])
            for _, at, number in entries
        ]
        rows = [*(row for row, _, _ in entries), *(row for row in compared if row is not None)]
        places = self._table.places(rows)
        raise InputErrors(
            [
                self._error(row, self._groups[at], beside, places)
                for (row, at, _), beside in zip(entries, compared, strict=True)
            ]
        )

    def _error(self, row: int, group: _Group, beside: int | None, places: Mapping[int, Place]) -> InputError:
        values: dict[str, Any] = dict(group.values(row))
        if beside is not None:
            values["other"] = self._table.named_place(beside, places[beside])
        words = texts("cohort")["places"]
        parts = [places[row].words, words["column"].format(column=group.column) if group.column else ""]
        return refusal(
            "cohort",
            group.key,
            file=self._table.sources[self._table.source[row]].file,
            line=places[row].line,
            place=", ".join(filter(None, parts)) or None,
            **values,
        )


def quoted(value: object) -> str:
    """Return as much of a cell as a message may quote: a cell that should be a number may hold free text.

    Examples
    --------
    >>> quoted("13 "), quoted("Anna said she sleeps badly")
    ('13', 'Anna said sh…')
    """
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
