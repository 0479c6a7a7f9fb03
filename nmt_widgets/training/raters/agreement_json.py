"""Agreement as plain data for `nmt agreement --json`: None is "not defined", with a reason beside it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.training.raters.agreement import Agreement
from nmt_widgets.training.raters.comparison import CategoryPair
from nmt_widgets.training.statistics.standards import Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic


def agreement_json(agreement: Agreement, standards: Standards | None = None) -> dict[str, Any]:
    """Return agreement as plain data; every figure has value, low, high, n, reason, and a band where it has limits.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.training import agreement, reference_scores
    >>> instrument = load_instrument()
    >>> truth = reference_scores(load_case("james"), 1, instrument)
    >>> data = agreement_json(agreement([truth.scores], instrument, reference=truth))
    >>> data["whole"]["between"]["kappa"]["value"], data["whole"]["between"]["kappa"]["reason"]
    (None, 'one_rater')
    """
    standards = standards or load_standards()
    data: dict[str, Any] = _plain(agreement, "", standards)
    for figure in data["cmr"].values():  # a ratio; the limits are in points of the scale
        if isinstance(figure, dict):
            figure.pop("band", None)
            figure.pop("settled", None)
    for rater, comparison in agreement.comparisons.items():
        del data["comparisons"][rater]["versions"]
        grade = standards.worst(
            standards.grade(measure, pick(comparison.whole, measure)) for measure in standards.deciding
        )
        data["comparisons"][rater]["band"] = grade and grade.band
        data["comparisons"][rater]["settled"] = grade and grade.settled
    return data | {
        "level": standards.intervals.level,
        "bands": standards.source,
        "reasons": texts("agreement")["reasons"],
    }


def pick(part: Any, measure: str) -> Statistic:
    """Return a figure by its name: an attribute of the part, of its measures or of their intraclass correlations."""
    for home in (part, part.measures, part.measures.intraclass):
        if isinstance(statistic := getattr(home, measure, None), Statistic):
            return statistic
    raise KeyError(measure)


def _plain(value: Any, name: str, standards: Standards) -> Any:
    if isinstance(value, Statistic):
        graded = standards.grade(name, value)
        data = {field.name: getattr(value, field.name) for field in fields(value)}
        if name in standards.limits:
            data |= {"band": graded and graded.band, "settled": graded and graded.settled}
        return data
    if is_dataclass(value):
        data = {
            field.name: _plain(getattr(value, field.name), field.name, standards) for field in fields(value)
        }
        return data | {"same": value.same} if isinstance(value, CategoryPair) else data
    if isinstance(value, dict):
        return {key: _plain(item, "", standards) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value
