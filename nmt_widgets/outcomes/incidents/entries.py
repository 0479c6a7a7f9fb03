"""A table of incidents, of a notebook or a file: checked row by row, or everything that is wrong with it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import texts
from nmt_widgets.outcomes.incidents.cells import CalendarDate, as_count, as_days, as_span, as_text, is_empty
from nmt_widgets.outcomes.incidents.rows import Row, open_files
from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("phase", "count", "days")
OPTIONAL = ("client", "unit", "date")


@dataclass(frozen=True, eq=False)
class Incidents:
    """Incidents that were read.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row an entry: `phase`, `count` (int), `days` (float); `client`, `unit`, `date` where the table has them, and
        `month` beside `date`. A cell without a client, a unit or a date is None.
    questions : tuple of InputError
        What is unusual and may be right, for a person to look at.
    notes : tuple of str
        What was guessed when files were read.
    """

    frame: pd.DataFrame
    questions: tuple[InputError, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """A row without a fault."""

    row: Row
    phase: str
    count: int
    days: float
    client: str | None
    unit: str | None
    span: CalendarDate | None


def check_incidents(table: Any) -> Incidents:
    """Check a table of incidents that is in memory.

    Parameters
    ----------
    table : table
        Anything :func:`~nmt_widgets.core.frames.open_frame` reads, with the columns `phase`, `count` (incidents, whole
        number) and `days` (days that one client was there, added up over clients); where there are any, `client` (a
        code), `unit`, and `date` (`2026-03` for a month, `2026-03-09` for days that begin then). Other columns are
        ignored.

    Raises
    ------
    InputErrors
        With every column and cell that is wrong.

    Examples
    --------
    >>> check_incidents([{"phase": "before", "count": 2, "days": 310, "date": "2025-01"}]).frame.month.tolist()
    ['2025-01']
    """
    if isinstance(table, Incidents):
        return table
    frame = open_frame(table)
    columns = list(frame.columns)
    if absent := [name for name in NEEDED if name not in columns]:
        raise InputErrors(
            refusal("incidents", "no_column", column=name, known=", ".join(map(str, columns)))
            for name in absent
        )
    names = [name for name in (*NEEDED, *OPTIONAL) if name in columns]
    where = texts("frames")["row_column"]

    def rows() -> Iterator[Row]:
        lists = [frame.get_column(name).to_list() for name in names]
        for at, cells in enumerate(zip(*lists, strict=True)):
            row = row_label(frame, at)

            def tell(message: str, remedy: str | None, column: str, row: str = row) -> InputError:
                return InputError(message, place=where.format(row=row, column=column), remedy=remedy)

            yield Row(dict(zip(names, cells, strict=True)), tell, row)

    return _checked(rows(), names, [])


def read_incidents(*files: str | Path) -> Incidents:
    r"""Read incidents from files: CSV, .xlsx or .ods, as :func:`~nmt_widgets.core.tables.read_table` accepts them.

    Parameters
    ----------
    *files : path
        The first row of each names the columns, as in :func:`check_incidents`. Several files are one table.

    Raises
    ------
    InputErrors
        With every problem, by file and line.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "incidents.csv"
    >>> _ = file.write_text("phase,count,days\nbefore,30,5000\nafter,12,6000\n")
    >>> read_incidents(file).frame["count"].tolist()
    [30, 12]
    """
    opened = open_files(files, NEEDED, OPTIONAL)
    checked = _checked(opened.rows, opened.names, opened.problems)
    return Incidents(checked.frame, checked.questions, opened.notes)


def _checked(rows: Iterable[Row], names: Sequence[str], problems: list[InputError]) -> Incidents:
    today = datetime.date.today()
    entries = [entry for row in rows if (entry := _entry(row, today, problems)) is not None]
    doubled = {id(entry): error for entry, error in _doubled(entries)}
    problems.extend(doubled.values())
    once = [entry for entry in entries if id(entry) not in doubled]
    problems.extend(_overlapping(once))
    problems.extend(_too_long(once))
    if problems:
        raise InputErrors(sorted(problems, key=lambda error: (str(error.file), error.line or 0)))
    return Incidents(_frame(entries, names), (*_implausible(entries), *_counted_twice(entries)))


def _entry(row: Row, today: datetime.date, problems: list[InputError]) -> _Entry | None:
    """Return a row as an entry; add to the problems what is wrong with its cells."""
    before = len(problems)

    def read(column: str, parse: Callable[[Any], Any]) -> Any:
        try:
            return parse(row.cells[column])
        except InputError as error:
            problems.append(row.tell(error.message, error.remedy, column))

    phase, count, days = read("phase", _phase), read("count", as_count), read("days", as_days)
    others: dict[str, Any] = {}
    for column, parse in (
        ("client", as_text),
        ("unit", as_text),
        ("date", lambda cell: as_span(cell, today)),
    ):
        others[column] = None if is_empty(row.cells.get(column)) else read(column, parse)
    if count and days == 0:
        problems.append(row.tell(*problem("incidents", "count_without_days", count=count), "days"))
    if len(problems) > before:
        return None
    return _Entry(row, phase, count, days, others["client"], others["unit"], others["date"])


def _phase(cell: Any) -> str:
    if is_empty(cell):
        raise refusal("incidents", "no_phase")
    return as_text(cell)


def _doubled(entries: Iterable[_Entry]) -> Iterator[tuple[_Entry, InputError]]:
    """Yield each entry whose unit or client stands for its month or date already, and the problem."""
    first: dict[tuple[str | None, ...], _Entry] = {}
    for entry in entries:
        if entry.span and (entry.client or entry.unit):
            phase = entry.phase if entry.span.whole_month else None  # a phase may end within a month
            before = first.setdefault((entry.client, entry.unit, entry.span.text, phase), entry)
            if before is not entry:
                name, date, place = entry.client or entry.unit, entry.span.text, before.row.place
                words = problem("incidents", "twice", name=name, date=date, row=place)
                yield entry, entry.row.tell(*words, "date")


def _overlapping(entries: Iterable[_Entry]) -> Iterator[InputError]:
    """Yield a problem where days of one client begin before their days of another row have ended."""
    of_client: defaultdict[str, list[tuple[datetime.date, _Entry]]] = defaultdict(list)
    for entry in entries:
        if entry.client and entry.span and not entry.span.whole_month and entry.days:
            of_client[entry.client].append((entry.span.first, entry))
    for client, spans in of_client.items():
        spans.sort(key=lambda span: span[0])
        for (first, before), (start, entry) in pairwise(spans):
            if first < start < first + datetime.timedelta(days=min(before.days, 1e5)):
                words = problem(
                    "incidents",
                    "overlap",
                    name=client,
                    row=before.row.place,
                    date=first.isoformat(),
                    days=f"{before.days:g}",
                )
                yield entry.row.tell(*words, "date")


def _too_long(entries: Iterable[_Entry]) -> Iterator[InputError]:
    """Yield a problem where one client has more days in a month than it has."""
    days: defaultdict[tuple[str, str], float] = defaultdict(float)
    for entry in entries:
        if entry.client and entry.span and entry.span.whole_month:
            days[entry.client, entry.span.month] += entry.days
            if (total := days[entry.client, entry.span.month]) > entry.span.month_days:
                words = problem(
                    "incidents",
                    "long_month",
                    name=entry.client,
                    month=entry.span.month,
                    most=entry.span.month_days,
                    days=f"{total:g}",
                )
                yield entry.row.tell(*words, "days")


def _implausible(entries: Iterable[_Entry]) -> Iterator[InputError]:
    most = load_outcome_rules().incidents.most_a_day
    for entry in entries:
        if entry.count > most * entry.days:
            days = f"{entry.days:g}"
            words = problem("incidents", "implausible", count=entry.count, days=days, most=f"{most:g}")
            yield entry.row.tell(*words, "count")


def _counted_twice(entries: Sequence[_Entry]) -> Iterator[InputError]:
    """Yield a question where a unit has days of its own in a month, and its clients have theirs."""
    of_clients: dict[tuple[str | None, str], _Entry] = {
        (entry.unit, entry.span.month): entry
        for entry in reversed(entries)
        if entry.client and entry.unit and entry.span
    }
    for entry in entries:
        if entry.client or entry.span is None or (entry.unit, entry.span.month) not in of_clients:
            continue
        place, month = of_clients[entry.unit, entry.span.month].row.place, entry.span.month
        words = problem("incidents", "own_and_clients", unit=entry.unit, month=month, row=place)
        yield entry.row.tell(*words, "unit")


def _frame(entries: Sequence[_Entry], names: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, Any] = {
        "phase": [entry.phase for entry in entries],
        "count": pd.Series([entry.count for entry in entries], dtype="int64"),
        "days": pd.Series([entry.days for entry in entries], dtype="float64"),
    }
    for name in ("client", "unit"):
        if name in names:
            columns[name] = pd.Series([getattr(entry, name) for entry in entries], dtype=object)
    if "date" in names:
        columns["date"] = pd.Series([entry.span and entry.span.text for entry in entries], dtype=object)
        columns["month"] = pd.Series([entry.span and entry.span.month for entry in entries], dtype=object)
    return pd.DataFrame(columns)
