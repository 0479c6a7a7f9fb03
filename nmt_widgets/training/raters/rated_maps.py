"""Maps of several raters of several cases: what the error of raters is estimated from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.core.frames import open_frame
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.metrics.frame_reading import cell_place, read_score_table

CASE, RATER = "case", "rater"


@dataclass(frozen=True, eq=False)
class RatedMaps:
    """Scores of Part C, one map a row.

    Attributes
    ----------
    cases, raters : tuple of str
        The case and the rater of each map: any words that tell them apart. No rater has two maps of one case.
    scores : ndarray, shape (maps, functions)
        In the order of `instrument.ids`; NaN where there is no score.
    """

    cases: tuple[str, ...]
    raters: tuple[str, ...]
    scores: Floats

    def shared(self) -> RatedMaps:
        """Return the maps of cases that two raters or more have scored: no other map says how raters differ."""
        times = Counter(self.cases)
        rows = [row for row, case in enumerate(self.cases) if times[case] > 1]
        return RatedMaps(
            tuple(self.cases[row] for row in rows),
            tuple(self.raters[row] for row in rows),
            self.scores[rows],
        )

    def tables(self) -> Floats:
        """Return a table of cases x raters for each function, NaN where there is no score."""
        cases, raters = (_places(names) for names in (self.cases, self.raters))
        shape = (self.scores.shape[1], len(set(self.cases)), len(set(self.raters)))
        tables = np.full(shape, np.nan)
        tables[:, cases, raters] = self.scores.T
        return tables


def _places(names: Sequence[str]) -> list[int]:
    place = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return [place[name] for name in names]


def rated_maps(data: Any, instrument: Instrument) -> RatedMaps:
    """Read maps from a table.

    Parameters
    ----------
    data : table
        As for :func:`~nmt_widgets.core.frames.open_frame`: the columns `case`, `rater`, and the functions by their ids.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With every problem and its place. A second map of a rater for the same case is refused, never averaged.
    """
    frame = open_frame(data)
    if missing := [name for name in (CASE, RATER) if name not in frame.columns]:
        raise refusal("agreement", "no_map_column", column=missing[0])
    names = {
        column: [
            "" if value is None or value != value else str(value).strip()
            for value in np.asarray(frame.get_column(column).to_numpy(), dtype=object)
        ]
        for column in (CASE, RATER)
    }
    problems = [
        refusal("agreement", f"no_{column}", place=cell_place(frame, row, column))
        for column, texts in names.items()
        for row, text in enumerate(texts)
        if not text
    ]
    pairs = list(zip(names[CASE], names[RATER], strict=True))
    first = {pair: row for row, pair in reversed(list(enumerate(pairs)))}
    problems += [
        refusal(
            "agreement",
            "map_twice",
            place=cell_place(frame, row, RATER),
            rater=pair[1][:60],
            case=pair[0][:60],
        )
        for row, pair in enumerate(pairs)
        if first[pair] != row
    ]
    if problems:
        raise InputErrors(problems)
    scores = np.ascontiguousarray(read_score_table(frame, instrument, dated=False).scores)
    return RatedMaps(tuple(names[CASE]), tuple(names[RATER]), scores)
