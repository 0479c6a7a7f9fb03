"""A class's scores of one case: how they spread on each function, what to discuss, and who stands apart.

Everything but :attr:`Board.off` rests on the class alone, so that it can be shown while the reference is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Instrument, Mark
from nmt_widgets.instrument.parts import Part
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.raters.comparison import check_scores, plain
from nmt_widgets.training.statistics.measures import Measures, measure
from nmt_widgets.training.statistics.standards import Standards, load_standards

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NORMAL = 1.4826  # a median absolute deviation times this is a normal distribution's standard deviation


class SpreadRules(Part):
    """When a function is worth a discussion."""

    least_raters: int = Field(ge=2)
    difference: float = Field(gt=0)
    most: int = Field(ge=1)


class OffRules(Part):
    """When the class as a whole is far from the reference."""

    difference: float = Field(gt=0)


class ApartRules(Part):
    """When a rater stands apart from the others."""

    least_raters: int = Field(ge=3)
    least_items: int = Field(ge=1)
    level: float = Field(gt=0)
    distance: float = Field(gt=0)
    times: float = Field(gt=0)


class StuckRules(Part):
    """When a member who has begun may be stuck."""

    minutes: float = Field(gt=0)


class BoardRules(Part):
    """`class_board.yaml`. Get it by :func:`load_board_rules`."""

    version: str
    source: Mark
    spread: SpreadRules
    off: OffRules
    apart: ApartRules
    stuck: StuckRules


@dataclass(frozen=True)
class ScoreSpread:
    """How a class scored one function.

    Attributes
    ----------
    n : int
        Raters who scored it.
    counts : tuple of int
        How many gave each score, from the lowest of the scale to the highest.
    median, lowest, highest : float or None
    difference : float or None
        Mean absolute difference of pairs of raters, in points; None with too few raters.
    """

    n: int
    counts: tuple[int, ...]
    median: float | None
    lowest: float | None
    highest: float | None
    difference: float | None


@dataclass(frozen=True)
class RaterStanding:
    """How one rater compares with the median of the others, function by function.

    Attributes
    ----------
    n : int
        Functions compared.
    level, distance : float or None
        Mean difference, above 0 where the rater scores higher; mean size of the differences. Points.
    apart : tuple of {"higher", "lower", "far"}
        How the rater differs from the others; empty for most.
    """

    n: int
    level: float | None
    distance: float | None
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """A class's scores of one case.

    Attributes
    ----------
    raters : tuple of str
    functions : mapping of id to ScoreSpread
        In the instrument's order.
    ranking : tuple of str
        The functions with a difference, the largest disagreement first.
    discussion : tuple of str
        The first functions of the ranking that are worth a discussion.
    off : tuple of str
        Functions whose median is far from the reference, the farthest first; empty without a reference.
    standings : mapping of rater to RaterStanding
    whole : Measures
        Agreement of the raters with each other over all functions.
    versions : mapping
    """

    raters: tuple[str, ...]
    functions: Mapping[str, ScoreSpread] = field(repr=False)
    ranking: tuple[str, ...]
    discussion: tuple[str, ...]
    off: tuple[str, ...]
    standings: Mapping[str, RaterStanding] = field(repr=False)
    whole: Measures = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)


def class_board(
    scores: ArrayLike,
    raters: Sequence[str],
    instrument: Instrument,
    *,
    reference: ArrayLike | None = None,
    rules: BoardRules | None = None,
    standards: Standards | None = None,
) -> Board:
    """Put a class's scores side by side.

    Parameters
    ----------
    scores : array_like, shape (raters, functions)
        1-12 in the order of `instrument.ids`, NaN where missing; no row yet is fine.
    raters : sequence of str
        The name of each row; all different.
    instrument : Instrument
    reference : array_like, shape (functions,), optional
        NaN where not known.
    rules : BoardRules, optional
        By default `class_board.yaml`.
    standards : Standards, optional
        Confidence and bootstrap; by default `agreement.yaml`.

    Raises
    ------
    ValueError
        When shapes do not match, a score is outside the scale, or a rater's name occurs twice.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> instrument = load_instrument()
    >>> four = np.full((4, len(instrument.ids)), 6.0)
    >>> four[:, instrument.ids.index("sleep")] = [2, 9, 4, 7]
    >>> board = class_board(four, "ABCD", instrument)
    >>> board.discussion, board.functions["sleep"].median
    (('sleep',), 5.5)
    """
    rules, standards = rules or load_board_rules(), standards or load_standards()
    names, ids = tuple(raters), instrument.ids
    table = np.array([check_scores(row, instrument) for row in np.asarray(scores, dtype=float)])
    table = table.reshape(-1, len(ids))
    if len(names) != len(table) or len(set(names)) != len(names):
        raise ValueError("raters must name each row once")
    spreads = {id: _spread(table[:, at], instrument, rules.spread) for at, id in enumerate(ids)}
    sizes = {id: spread.difference for id, spread in spreads.items() if spread.difference is not None}
    ranking = tuple(sorted(sizes, key=lambda id: -sizes[id]))
    worth = [id for id in ranking if sizes[id] >= rules.spread.difference]
    return Board(
        raters=names,
        functions=spreads,
        ranking=ranking,
        discussion=tuple(worth[: rules.spread.most]),
        off=()
        if reference is None
        else _off(spreads, check_scores(reference, instrument), instrument, rules),
        standings=dict(zip(names, _standings(table, rules.apart), strict=True)),
        whole=measure(table.T, instrument, standards.intervals),
        versions={**instrument.versions, "agreement": standards.version, "class_board": rules.version},
    )


def rater_label(seat: int) -> str:
    """Return the letters that name a seat.

    Examples
    --------
    >>> rater_label(0), rater_label(25), rater_label(26), rater_label(52)
    ('A', 'Z', 'AA', 'BA')
    """
    before, at = divmod(seat, len(_LETTERS))
    return (rater_label(before - 1) if before else "") + _LETTERS[at]


def load_board_rules(site: Path | None = None) -> BoardRules:
    """Read the rules: this package's, or the site's own `class_board.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("class_board", BoardRules, site).value


def _spread(scores: Floats, instrument: Instrument, rules: SpreadRules) -> ScoreSpread:
    known = scores[~np.isnan(scores)]
    steps = range(instrument.scale.low, instrument.scale.high + 1)
    counts = tuple(int((known == step).sum()) for step in steps)
    if not len(known):
        return ScoreSpread(0, counts, None, None, None, None)
    pairs = [abs(a - b) for a, b in combinations(known, 2)] if len(known) >= rules.least_raters else []
    return ScoreSpread(
        len(known),
        counts,
        float(np.median(known)),
        float(known.min()),
        float(known.max()),
        float(np.mean(pairs)) if pairs else None,
    )


def _off(
    spreads: Mapping[str, ScoreSpread], reference: Floats, instrument: Instrument, rules: BoardRules
) -> tuple[str, ...]:
    away = {
        id: abs(median - expert)
        for id, expert in zip(instrument.ids, reference, strict=True)
        if (median := spreads[id].median) is not None
        and spreads[id].n >= rules.spread.least_raters
        and not np.isnan(expert)
    }
    return tuple(sorted((id for id in away if away[id] >= rules.off.difference), key=lambda id: -away[id]))


def _standings(table: Floats, rules: ApartRules) -> list[RaterStanding]:
    apart = [_apart(table, at) for at in range(len(table))]
    levels = np.array([np.nan if not len(differences) else differences.mean() for differences in apart])
    sizes = np.array(
        [np.nan if not len(differences) else np.abs(differences).mean() for differences in apart]
    )
    judged = np.array([len(differences) >= rules.least_items for differences in apart], dtype=bool)
    is_judged = len(table) >= rules.least_raters
    standings = []
    for at, differences in enumerate(apart):
        deviations: list[str] = []
        if is_judged and judged[at]:
            if abs(levels[at]) >= rules.level and _is_outlying(levels, judged, at, rules.times):
                deviations.append("higher" if levels[at] > 0 else "lower")
            if sizes[at] >= rules.distance and _is_outlying(sizes, judged, at, rules.times, above=True):
                deviations.append("far")
        standings.append(
            RaterStanding(len(differences), plain(levels[at]), plain(sizes[at]), tuple(deviations))
        )
    return standings


def _apart(table: Floats, at: int) -> Floats:
    """Return one rater's differences from the median of the others, over the functions that both scored."""
    others = np.delete(table, at, axis=0)
    known = ~np.isnan(table[at]) & ~np.isnan(others).all(axis=0)
    if not known.any():
        return np.array([])
    difference: Floats = table[at, known] - np.nanmedian(others[:, known], axis=0)
    return difference


def _is_outlying(values: Floats, judged: ArrayLike, at: int, times: float, above: bool = False) -> bool:
    among = values[np.asarray(judged)]
    middle = float(np.median(among))
    deviation = _NORMAL * float(np.median(np.abs(among - middle)))
    away = float(values[at]) - middle
    return (away if above else abs(away)) > times * deviation
