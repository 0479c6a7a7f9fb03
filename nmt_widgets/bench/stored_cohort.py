"""The cohort of a store: made for the first time, kept, and beside a Parquet file of the same rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

ROUNDS = 3


def time_stored_cohort(engine: Engine, folder: Path) -> dict[str, float]:
    """Return seconds of the processor: of the first cohort of a store, of later ones, and of the same as Parquet.

    `outcomes_s` is a later reading of all clients without saying who they are. `ratio` is that of a later cohort to
    :func:`nmt_widgets.outcomes.cohort.read_cohort` of the Parquet file, which checks the same and derives the same
    figures.
    """
    import pandas as pd

    import nmt_widgets as nmt
    from nmt_widgets.outcomes.cohort import read_cohort
    from nmt_widgets.store import Access, Store, operator

    store, file = Store(Access(engine, operator())), folder / "cohort.parquet"
    first = _seconds(lambda: nmt.cohort(store=store))
    later = min(_seconds(lambda: nmt.cohort(store=store)) for _ in range(ROUNDS))
    outcomes = min(_seconds(store.outcome_rows) for _ in range(ROUNDS))
    pd.DataFrame(store.cohort_rows().columns).to_parquet(file)
    parquet = min(_seconds(lambda: read_cohort(file)) for _ in range(ROUNDS))
    return {
        "first_s": first,
        "later_s": later,
        "outcomes_s": outcomes,
        "parquet_s": parquet,
        "ratio": later / parquet,
    }


def _seconds(way: Callable[[], Any]) -> float:
    begin = time.process_time()
    way()
    return time.process_time() - begin
