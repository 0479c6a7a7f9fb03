"""Describe a comparison in plain words: what a trainee scores like the reference, what differs, what to look at again.

The limits are in `agreement.yaml` (workbook), the words in `texts/<language>/agreement.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.raters.comparison import FunctionDifference, PartComparison, RatingComparison
from nmt_widgets.training.statistics.standards import Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic


def explain(
    comparison: RatingComparison, instrument: Instrument, standards: Standards | None = None
) -> tuple[str, ...]:
    """Put a comparison with the reference into sentences for the rater.

    Parameters
    ----------
    comparison : RatingComparison
    instrument : Instrument
        The sentences are in its language.
    standards : Standards, optional
        The limits from which something is mentioned; by default `agreement.yaml`.

    Returns
    -------
    tuple of str
        Always the same for the same comparison. First the order (ICC(C,1)) and the level (bias, only where its
        interval excludes 0), then regions and functions to look at again, the categories, and the CMR's gate. With too
        few functions in common, one sentence that says so.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.training.raters.comparison import compare, reference_scores
    >>> import numpy as np
    >>> instrument = load_instrument()
    >>> truth = reference_scores(load_case("james"), 1, instrument)
    >>> limbic = np.array([function.region == "limbic" for function in instrument.functions])
    >>> explain(compare(np.minimum(truth.scores + 1 + limbic, 12), truth, instrument), instrument)[0]
    'You rank the functions like the reference, but score 1.2 points higher.'
    """
    standards = standards or load_standards()
    telling = standards.telling
    words = texts("agreement", instrument.language)["telling"]
    n = comparison.whole.measures.n
    if n < telling.least_items:
        return (words["too_few"].format(n=n, least=telling.least_items),)
    sentences = [_opening(comparison.whole, standards, words)]
    if parts := _parts(comparison, standards):
        names = texts("charts", instrument.language)["regions"]
        listed = [names[id]["name"] if id in names else id for id in parts]
        sentences.append(words["parts"].format(names=_listed(listed, words)))
    if functions := _functions(comparison, standards):
        descriptions = [
            words["function"].format(
                name=instrument.function(id).name,
                score=_number(difference.score),
                reference=_number(difference.reference),
            )
            for id, difference in functions.items()
        ]
        sentences.append(words["functions"].format(names=_listed(descriptions, words)))
    if not parts and not functions:
        sentences.append(words["nothing"])
    sentences += _categories(comparison, instrument, words)
    cmr = comparison.cmr
    if cmr.same_side is False:
        sentences.append(
            words["cmr"].format(
                value=_number(cmr.value, 2, shortest=False),
                reference=_number(cmr.reference, 2, shortest=False),
                gate=_number(instrument.cmr.gate, 1, shortest=False),
            )
        )
    return tuple(sentences)


def _opening(whole: PartComparison, standards: Standards, words: Mapping[str, Any]) -> str:
    order = standards.grade("consistency", whole.measures.intraclass.consistency)
    by_band = words["order"]
    sentence: str = by_band[order.band if order and order.band in by_band else "undefined"]
    level = words["level"][_level(whole.bias, standards.telling.bias)]
    joined = words["same_way" if order and order.band in words["alike"] else "other_way"]
    points = _number(abs(whole.bias.value or 0.0), 1)
    form = words["even"] if level == words["level"]["even"] else joined
    return str(form.format(order=sentence, level=level.format(points=points)))


def _level(bias: Statistic, least: float) -> str:
    if bias.value is None or abs(bias.value) < least:
        return "even"
    if bias.low is not None and bias.high is not None and bias.low <= 0 <= bias.high:
        return "even"
    return "higher" if bias.value > 0 else "lower"


def _parts(comparison: RatingComparison, standards: Standards) -> list[str]:
    """Return the regions to look at again, the largest difference first; among equals, the lower in the brain."""
    limits = standards.telling.part
    sizes = {
        id: part.measures.mean_absolute_difference.value or 0.0
        for id, part in comparison.regions.items()
        if part.measures.n >= limits.least_items
    }
    far = [id for id, size in sizes.items() if size >= limits.difference]
    return sorted(far, key=lambda id: -sizes[id])[: limits.most]


def _functions(comparison: RatingComparison, standards: Standards) -> dict[str, FunctionDifference]:
    limits = standards.telling.function
    far = {
        id: difference
        for id, difference in comparison.functions.items()
        if difference.difference is not None and abs(difference.difference) >= limits.difference
    }
    worst = sorted(far, key=lambda id: -abs(far[id].difference or 0.0))[: limits.most]
    return {id: far[id] for id in worst}


def _categories(comparison: RatingComparison, instrument: Instrument, words: Mapping[str, Any]) -> list[str]:
    names = texts("charts", instrument.language)
    other = [
        words["category"].format(
            name=names["domains"].get(id, id),
            category=names["categories"].get(pair.category, pair.category),
            reference=names["categories"].get(pair.reference_category, pair.reference_category),
        )
        for id, part in comparison.domains.items()
        if (pair := part.category) and pair.same is False
    ]
    return [words["categories"].format(names=_listed(other, words))] if other else []


def _listed(names: list[str], words: Mapping[str, Any]) -> str:
    if len(names) < 2:
        return "".join(names)
    return str(words["and"].format(first=", ".join(names[:-1]), last=names[-1]))


def _number(value: float | None, decimals: int = 1, *, shortest: bool = True) -> str:
    """Write a number with this many decimals, if `shortest` at most; halves are rounded up."""
    rounded = math.floor((value or 0.0) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return say_number(rounded, decimals, shortest=shortest)
