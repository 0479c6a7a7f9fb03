"""One trainee's curve over cases, in words and as points of a chart."""

from __future__ import annotations

from collections.abc import Mapping

from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.certification.standing import ScoredCase
from nmt_widgets.training.practice.curve import FunctionDrift, PracticeCurve
from nmt_widgets.training.practice.rules import load_practice_rules
from nmt_widgets.training.statistics.standards import load_standards
from nmt_widgets.widgets.certification.messages import CurvePoint, CurveRows, DriftRow
from nmt_widgets.widgets.shared.messages import Words


def curve_rows(
    person: str, curve: PracticeCurve, titles: Mapping[str, str], instrument: Instrument, words: Words
) -> CurveRows | None:
    """Return what the page shows of somebody's curve; None where no case is compared yet.

    Parameters
    ----------
    person : str
    curve : PracticeCurve
    titles : mapping of case to str
    instrument : Instrument
    words : mapping
        `certification.yaml`.
    """
    if not curve.cases:
        return None
    curve_words, rules = words["curve"], load_practice_rules().curve
    points = [_point(case, titles, words) for case in curve.cases]
    if not curve.is_told:
        sentence = plural(curve_words, "too_few", len(points), least=rules.least_cases)
    elif curve.drifting:
        sentence = curve_words["drifting"]
    else:
        sentence = curve_words["steady"].format(points=wording.number(rules.least_points, 1))
    described = ", ".join(f"{point['case']}: {point['distance']}" for point in points)
    limits = load_standards().limits.get("mean_absolute_difference")
    return {
        "person": person,
        "title": curve_words["title"].format(person=person),
        "sentence": sentence,
        "description": curve_words["description"].format(points=described),
        "points": points,
        "limits": list(limits.most) if limits and limits.most else [],
        "drifting": [_drift(entry, instrument, curve_words) for entry in curve.drifting],
    }


def _point(case: ScoredCase, titles: Mapping[str, str], words: Words) -> CurvePoint:
    distance, bias = case.distance, case.bias
    assert distance is not None  # a curve has only such cases
    assert distance.value is not None
    return {
        "day": say_date(case.day, style="medium"),
        "case": titles.get(case.case, case.case),
        "value": distance.value,
        "low": distance.low,
        "high": distance.high,
        "distance": wording.number(distance.value, 2),
        "bias": _signed(bias.value if bias else None),
        "band": words["bands"].get(case.grade.band, case.grade.band) if case.grade else "",
    }


def _drift(entry: FunctionDrift, instrument: Instrument, words: Words) -> DriftRow:
    mean = entry.mean
    interval = ""
    if mean.low is not None and mean.high is not None:
        interval = words["interval"].format(low=_signed(mean.low), high=_signed(mean.high))
    return {
        "function": instrument.function(entry.function).name,
        "way": words["high" if (mean.value or 0) > 0 else "low"],
        "mean": _signed(mean.value),
        "interval": interval,
        "cases": mean.n,
    }


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    size = wording.number(abs(value), 2)
    sign = "" if size == "0" else "+" if value > 0 else "−"
    return f"{sign}{size}"
