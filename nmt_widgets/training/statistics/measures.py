"""Agreement of two or more raters over some items: differences, shares, kappa, intraclass correlations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Bools, Floats, Ints, classify
from nmt_widgets.training.statistics.intervals import mean_interval, share_interval, size_interval
from nmt_widgets.training.statistics.intraclass import Intraclass, intraclass
from nmt_widgets.training.statistics.kappa import weighted_kappa
from nmt_widgets.training.statistics.standards import Intervals
from nmt_widgets.training.statistics.statistic import Statistic, undefined


@dataclass(frozen=True)
class Measures:
    """Agreement among raters over some items.

    Attributes
    ----------
    n : int
        Items with two or more scores.
    mean_absolute_difference : Statistic
        Points; the mean over pairs of raters on an item, then over items; bootstrap interval over items.
    within_one, exact, same_band : Statistic
        Shares of pairs at most a point apart, with the same score, and in the same colour band. Wilson's interval with
        the number of items as n: the pairs on one item are not independent.
    kappa : Statistic
        Quadratic-weighted kappa, over items scored by all.
    intraclass : Intraclass
        Over items scored by all.
    """

    n: int
    mean_absolute_difference: Statistic
    within_one: Statistic
    exact: Statistic
    same_band: Statistic
    kappa: Statistic
    intraclass: Intraclass


def measure(table: Floats, instrument: Instrument, how: Intervals) -> Measures:
    """Measure the agreement of raters with each other.

    Parameters
    ----------
    table : ndarray, shape (items, raters)
        Scores, NaN where missing.
    instrument : Instrument
        For its colour bands.
    how : Intervals
        Confidence, and the bootstrap's resamples and seed.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> from nmt_widgets.training.statistics.standards import load_standards
    >>> two = np.array([[3.0, 4], [5, 5], [8, 10], [9, 9]])
    >>> result = measure(two, load_instrument(), load_standards().intervals)
    >>> result.mean_absolute_difference.value, result.within_one.value, result.exact.value, result.same_band.value
    (0.75, 0.75, 0.5, 0.75)
    """
    whole = table[~np.isnan(table).any(axis=1)]
    kappa, icc = weighted_kappa(whole, level=how.level), intraclass(whole, how.level)
    n, raters = table.shape
    if raters < 2:
        nothing = undefined("one_rater", n)
        return Measures(0, nothing, nothing, nothing, nothing, kappa, icc)
    first, second = np.array(list(combinations(range(raters), 2))).T
    apart = np.abs(table[:, first] - table[:, second])
    missing = np.isnan(apart)
    band = color_bands(table, instrument)

    def by_item(values: Floats | Bools) -> Floats:
        """Return the mean over an item's pairs; NaN where it has none."""
        pairs = (~missing).sum(axis=1)
        return np.where(pairs > 0, np.where(missing, 0.0, values).sum(axis=1) / np.maximum(pairs, 1), np.nan)

    return Measures(
        n=int((~missing).any(axis=1).sum()),
        mean_absolute_difference=size_interval(by_item(apart), how.level, how.replicates, how.seed),
        within_one=share_interval(by_item(apart <= 1), how.level),
        exact=share_interval(by_item(apart == 0), how.level),
        same_band=share_interval(by_item(band[:, first] == band[:, second]), how.level),
        kappa=kappa,
        intraclass=icc,
    )


@dataclass(frozen=True)
class Against:
    """How a group of raters compares with the reference over some items; raters are the units of all intervals.

    Attributes
    ----------
    n : int
        Raters.
    bias : Statistic
        Mean of the raters' mean differences from the reference; above 0 where they score higher; Student's interval.
    mean_absolute_difference : Statistic
        Mean of the raters' own mean absolute differences; bootstrap interval over raters.
    within_one, exact, same_band : Statistic
        Means of the raters' shares; Wilson's interval with the number of raters as n.
    """

    n: int
    bias: Statistic
    mean_absolute_difference: Statistic
    within_one: Statistic
    exact: Statistic
    same_band: Statistic


def measure_against(scores: Floats, reference: Floats, instrument: Instrument, how: Intervals) -> Against:
    """Measure a group of raters against the reference.

    Parameters
    ----------
    scores : ndarray, shape (raters, items)
    reference : ndarray, shape (items,)
        NaN where missing, in either.
    """
    apart = scores - reference
    size = np.abs(apart)
    missing = np.isnan(apart)
    items = (~missing).sum(axis=1)
    same = color_bands(scores, instrument) == color_bands(reference, instrument)

    def by_rater(values: Floats | Bools) -> Floats:
        return np.where(items > 0, np.where(missing, 0.0, values).sum(axis=1) / np.maximum(items, 1), np.nan)

    return Against(
        n=int((items > 0).sum()),
        bias=mean_interval(by_rater(apart), how.level),
        mean_absolute_difference=size_interval(by_rater(size), how.level, how.replicates, how.seed),
        within_one=share_interval(by_rater(size <= 1), how.level),
        exact=share_interval(by_rater(size == 0), how.level),
        same_band=share_interval(by_rater(same), how.level),
    )


def color_bands(scores: Floats, instrument: Instrument) -> Ints:
    """Return the position of each score's colour band, rounded as on the map; -1 where there is no score."""
    return classify(np.floor(scores + 0.5), [float(band.low) for band in instrument.bands.bands[1:]])
