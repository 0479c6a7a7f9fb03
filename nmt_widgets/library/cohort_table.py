"""A cohort for a notebook: from files, from a table, or from the clients of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.own_store import open_store
from nmt_widgets.outcomes.cohort import Cohort, LeftOut, read_cohort
from nmt_widgets.outcomes.cohort import cohort as cohort_of_table

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store


def cohort(
    *data: Any,
    store: Store | bool = False,
    only: Mapping[str, str] | None = None,
    instrument: Instrument | None = None,
) -> Cohort:
    """Return a cohort: assessments of many clients as one table, with what was left out, and why.

    Parameters
    ----------
    *data : path, or table
        One file or several (CSV, Excel, OpenDocument, Parquet), or one table: a frame of pandas, polars or pyarrow, or
        a list of dicts. `nmt_widgets.outcomes.cohort.cohort` lists the columns.
    store : Store or bool
        Instead of data, a store, or True for :func:`nmt_widgets.open_store`: the clients whom you may see, with their
        completed assessments. Second ratings, settlements and practice are left out, as is whom you could still rate
        blind.
    only : mapping of column to word, optional
        Rows of one `version`, `instrument`, `site`, `unit`, `phase` or `rater`.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    Cohort
        With `frame`, `dropped`, `versions`, `synthetic`, `sources` and `notes`.

    Raises
    ------
    InputErrors
        With every problem of the files or the table: file, line, column, what to do. Nothing is read in part.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> everybody = nmt.cohort([{"client": "c-1", "time": time, "age": 8 + time, "sleep": 3} for time in (1, 2)])
    >>> everybody.describe()["per_time"]
    {'1': 1, '2': 1}
    """
    instrument = use_instrument(instrument)
    if store is not False and store is not None:
        if data:
            raise refusal("library", "store_and_data")
        return _stored(open_store() if store is True else store, only, instrument)
    if len(data) == 1 and not isinstance(data[0], str | Path):
        return cohort_of_table(data[0], only=only, instrument=instrument)
    return read_cohort(*data, only=only, instrument=instrument)


def _stored(store: Store, only: Mapping[str, str] | None, instrument: Instrument) -> Cohort:
    """Return the clients of a store whom its person may see."""
    if not hasattr(store, "cohort_rows"):
        raise refusal("library", "no_store", kind=type(store).__name__)
    stored = store.cohort_rows(instrument)
    if not stored.columns:
        raise refusal("library", "no_clients")
    left_out = tuple(LeftOut(reason, count) for reason, count in stored.left_out.items() if count)
    result = cohort_of_table(stored.columns, only=only, instrument=instrument)
    return replace(result, dropped=(*left_out, *result.dropped))
