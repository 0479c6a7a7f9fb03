"""A class as files: the ratings as `nmt agreement` reads them, and a row for each function."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from nmt_widgets.apps.classes.rows import ClassConsensus
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.store.transfer.tabular import guarded
from nmt_widgets.training.class_board import Board

Cell: TypeAlias = str | float | None
"""What a cell of a file holds."""

_COLUMNS = (
    "function",
    "raters",
    "median",
    "lowest",
    "highest",
    "difference",
    "reference",
    "agreed",
    "why",
    "facilitator",
    "on",
)


def ratings_file(rows: Iterable[tuple[str, Floats | None]], instrument: Instrument) -> str:
    r"""Return ratings in the long format: rater, item, score; empty where a function was not known.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> ratings_file([("Rater A", np.full(32, 4.0))], load_instrument()).splitlines()[:2]
    ['rater,item,score', 'Rater A,cardiovascular,4']
    """
    return _csv_text(
        ("rater", "item", "score"),
        (
            (name, id, "" if np.isnan(score) else int(score))
            for name, scores in rows
            if scores is not None
            for id, score in zip(instrument.ids, scores, strict=True)
        ),
    )


def functions_file(
    board: Board, instrument: Instrument, reference: Floats | None, agreed: Mapping[str, ClassConsensus]
) -> str:
    """Return a row for each function: how it was scored, the reference where it is shown, and what was agreed."""

    def row(at: int, id: str) -> list[Cell]:
        spread, consensus = board.functions[id], agreed.get(id)
        expert = None if reference is None or np.isnan(reference[at]) else int(reference[at])
        far = None if spread.difference is None else round(spread.difference, 3)
        agreement: tuple[Cell, ...] = (None,) * 4
        if consensus:
            agreement = (consensus.score, consensus.note, consensus.author, consensus.at[:10])
        return [id, spread.n, spread.median, spread.lowest, spread.highest, far, expert, *agreement]

    return _csv_text(_COLUMNS, (row(at, id) for at, id in enumerate(instrument.ids)))


def _csv_text(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow("" if cell is None else guarded(cell) for cell in row)
    return text.getvalue()
