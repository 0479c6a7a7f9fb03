"""A cohort from files, or from a table in memory: everything, or every problem with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from nmt_widgets._version import __version__
from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.local import say_date
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.cohort.cells import CellReader, unlikely_ages
from nmt_widgets.outcomes.cohort.checks import (
    SAME,
    check_clients,
    check_one_measure,
    chosen_rows,
    times_by_date,
)
from nmt_widgets.outcomes.cohort.columns import cohort_columns
from nmt_widgets.outcomes.cohort.figures import derived_figures
from nmt_widgets.outcomes.cohort.frame import Cohort, LeftOut
from nmt_widgets.outcomes.cohort.joined import JoinedTable, Problems, join
from nmt_widgets.outcomes.cohort.sources import TableSource, file_source, frame_source
from nmt_widgets.outcomes.rules import CohortRules, load_outcome_rules
from nmt_widgets.outcomes.written_dates import has_points, read_day

_MEASURES = ("score", "level", "percent", "count")
_WHOLE = ("score", "count")  # whole numbers, which half the space holds exactly
_MOST_PLACES = 5
_MOST_ALIKE = 5


def read_cohort(
    *files: str | Path, only: Mapping[str, str] | None = None, instrument: Instrument | None = None
) -> Cohort:
    r"""Read a cohort from one file or several: all of it, or an error with every problem.

    Parameters
    ----------
    *files : path
        CSV in any form (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), a sheet of Excel or OpenDocument, or
        Parquet. Their columns are those of :func:`cohort`; all files have the same.
    only : mapping of column to word, optional
        Rows of one `version`, `instrument`, `site`, `unit`, `phase` or `rater`; others are left out before anything
        is checked.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    Cohort

    Raises
    ------
    InputErrors
        With the first hundred problems of all files, each with file, line and column. Nothing is read in part.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "clients.csv"
    >>> _ = file.write_text("client;time;age;sleep\nc-1;1;9,5;3\nc-1;2;10,5;5\n")
    >>> read_cohort(file).frame["sleep"].tolist()
    [3.0, 5.0]
    >>> _ = file.write_text("client;time;age;sleep\nc-1;1;9,5;3\nc-1;1;10,5;13\n")
    >>> read_cohort(file)
    Traceback (most recent call last):
    ...
    nmt_widgets.core.errors.InputErrors: ...clients.csv:3: column 'sleep': 13 is outside 1-12; enter a number 1-12, ...
    """
    instrument, rules = use_instrument(instrument), load_outcome_rules().cohort
    if not files:
        raise refusal("cohort", "no_files")
    _check_size(files, rules)
    sources: list[TableSource] = []
    errors: list[InputError] = []
    for file in files:
        try:
            sources.append(file_source(file, instrument, rules))
        except InputError as error:
            errors += error.problems
    if errors:
        raise InputErrors(errors)
    return _build(sources, only or {}, instrument, rules)


def cohort(
    data: Any, *, only: Mapping[str, str] | None = None, instrument: Instrument | None = None
) -> Cohort:
    """Make a cohort of a table in memory.

    Parameters
    ----------
    data : table
        A frame of pandas, polars or pyarrow, a list of dicts, or whatever else :func:`nmt_widgets.profiles` takes. A
        row is an assessment. Its columns, of which `client`, `time` (or `date` in every row) and one measure are
        needed:

        - `client`, a code; `time` (1, 2, ...), or the order of the dates; `date`; `age` (years, or text as in forms).
        - `site`, `unit`, `phase`, `rater`, `instrument`, `version`, `norms` (a pinned column of norms), and `left`
          (why there is no later assessment).
        - `synthetic`: whether the row is invented.
        - functions by their ids: whole numbers on the scale.
        - `adversity_<period>` and `relational_<period>` (0-12, relational high is good), `relational_health` (percent
          of typical).
        - `essential_agreed`, `essential_done`, `therapeutic_agreed`, `therapeutic_done`: lines of the plan.

        A column that may name a person is not read, nor is any that a cohort does not have; `dropped` lists both.
    only, instrument
        As for :func:`read_cohort`.

    Returns
    -------
    Cohort

    Raises
    ------
    InputErrors
        When a column or a cell is wrong: which row, which column, what to do.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = cohort(nmt.load_case("james").to_frame())
    >>> james.frame["total"].tolist(), james.frame["cognitive_category"].tolist()
    ([168.0, 231.0], ['essential', 'therapeutic'])
    """
    instrument, rules = use_instrument(instrument), load_outcome_rules().cohort
    return _build([frame_source(data, instrument, rules)], only or {}, instrument, rules)


def _check_size(files: Sequence[str | Path], rules: CohortRules) -> None:
    """Refuse files of text that are too large together, before any of them is read."""
    sizes = [
        Path(file).stat().st_size for file in files if Path(file).suffix != ".parquet" and _is_file(file)
    ]
    if sum(sizes) > rules.most_megabytes * 1_000_000:
        size = sum(sizes) // 1_000_000
        file = Path(files[0]) if len(files) == 1 else None
        raise refusal("cohort", "too_large_together", file=file, size=size, most=rules.most_megabytes)


def _is_file(file: str | Path) -> bool:
    try:
        return Path(file).is_file()
    except ValueError:
        return False


def _build(
    sources: list[TableSource], only: Mapping[str, str], instrument: Instrument, rules: CohortRules
) -> Cohort:
    table = join(sources)
    if len(table) > rules.most_rows:
        raise refusal("cohort", "too_many_rows", count=len(table), most=rules.most_rows)
    dropped = [
        LeftOut(reason, 1, column, (source.name,) if source.name else ())
        for source in sources
        for reason, column in source.unused
    ]
    is_filled = _filled(table, list(table.columns))
    table = _leave_out(table, ~is_filled, "empty", "", dropped)
    for column, word in only.items():
        table = _leave_out(table, ~chosen_rows(table, column, word), "chosen", column, dropped)
    kinds = cohort_columns(instrument)
    measures = [name for name in table.columns if kinds[name] in _MEASURES]
    table = _leave_out(table, ~_filled(table, measures), "nothing", "", dropped)
    if not len(table):
        words = texts("cohort")["dropped"]
        reasons = [
            f"{words[part.reason]}: {part.count}" for part in dropped if part.reason in ("empty", "nothing")
        ]
        raise refusal("cohort", "no_assessments", left_out=", ".join(reasons))
    problems = Problems(table)
    columns = CellReader(table, instrument, rules, problems, date.today()).columns()
    by_date = "time" not in columns
    if by_date:
        columns["time"] = times_by_date(columns["client"], columns["date"], problems)
    problems.check()
    check_one_measure(table, columns)
    order = np.lexsort((columns["time"], columns["client"].codes))
    check_clients(columns, order, by_date, rules, problems)
    problems.check()
    return _cohort(table, columns, order, tuple(dropped), instrument)


def _cohort(
    table: JoinedTable,
    columns: dict[str, Any],
    order: Any,
    dropped: tuple[LeftOut, ...],
    instrument: Instrument,
) -> Cohort:
    import pandas as pd

    kinds = cohort_columns(instrument)
    whole = [name for name, kind in kinds.items() if kind in _WHOLE and name in columns]
    data = {name: values[order] for name, values in columns.items()}
    data |= {name: data[name].astype(np.float32) for name in whole}
    data["time"] = data["time"].astype(np.int16)
    is_synthetic = data.setdefault("synthetic", np.zeros(len(order), dtype=bool))
    ids = [id for id in instrument.ids if id in data]
    if ids:
        scores = np.full((len(order), len(instrument.ids)), np.nan, dtype=np.float32)
        for position, id in enumerate(instrument.ids):
            if id in data:
                scores[:, position] = data[id]
        norms = data.get("norms")
        pinned = None if norms is None else [None if name != name else name for name in norms]
        figures = derived_figures(instrument, scores, data.get("age"), pinned)
        data |= figures
    names = [name for name in kinds if name in data]
    data = {name: data[name] for name in dict.fromkeys([*names, *data])}
    versions = {**instrument.versions, "software": __version__}
    for name in SAME:
        if name in data and len(data[name].categories):
            versions["rows" if name == "version" else name] = str(data[name][0])
    return Cohort(
        frame=pd.DataFrame(data, copy=False),
        dropped=dropped,
        versions=versions,
        synthetic=bool(is_synthetic.any()),
        sources=tuple(source.name for source in table.sources if source.name),
        notes=tuple(_notes(table, data, versions)),
    )


def _filled(table: JoinedTable, names: Sequence[str]) -> Any:
    """Return which rows have anything in some columns."""
    filled = np.zeros(len(table), dtype=bool)
    for name in names:
        if filled.all():
            break
        filled |= table.columns[name].notna().to_numpy()
    return filled


def _leave_out(
    table: JoinedTable, rows: Any, reason: str, column: str, dropped: list[LeftOut]
) -> JoinedTable:
    """Return the table without some rows, which are noted in `dropped`."""
    count = int(rows.sum())
    if not count:
        return table
    first = np.flatnonzero(rows)[:_MOST_PLACES].tolist()
    places = table.places(first)
    dropped.append(
        LeftOut(reason, count, column, tuple(table.named_place(row, places[row]) for row in first))
    )
    return table.take(~rows)


def _notes(table: JoinedTable, data: Mapping[str, Any], versions: Mapping[str, str]) -> Iterator[str]:
    words = texts("cohort")["notes"]
    for source in table.sources:
        for note in source.notes:
            yield words["in_file"].format(file=source.name, note=note)
    codes = data["client"].categories
    plain = codes.str.lower().str.lstrip("0")
    if (alike := plain.duplicated(keep=False)).any():
        groups = codes[alike].groupby(plain[alike]).values()
        yield words["alike"].format(codes=name_some(map(" / ".join, groups), _MOST_ALIKE))
    dates = table.columns.get("date")
    if dates is not None and hasattr(dates, "cat"):
        pointed = next(filter(has_points, dates.cat.categories), None)
        if pointed:
            yield words["points"].format(written=pointed.strip(), day=say_date(read_day(pointed)))
    if "age" in data and (count := unlikely_ages(data["age"])):
        yield plural(words, "months", count)
    if (rows := versions.get("rows", versions["functions"])) != versions["functions"]:
        yield words["version"].format(rows=rows, functions=versions["functions"])
