"""An attempt beside the reference, as plain data: the differences by function, their paragraphs, figures in words."""

from __future__ import annotations

from typing import Any

from nmt_widgets.cases import NOT_KNOWN, Case
from nmt_widgets.cases.model import Evidence, Score
from nmt_widgets.cases.signals import CLEARED, signal_entries
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY
from nmt_widgets.training import RatingComparison, Statistic, explain, load_standards
from nmt_widgets.training.raters.agreement_json import pick
from nmt_widgets.training.references.attempts import named_paragraphs
from nmt_widgets.training.references.model import Reference

FIGURES = ("mean_absolute_difference", "within_one", "bias", "consistency", "kappa")
_SHARES = ("within_one",)
_POINTS = ("mean_absolute_difference", "bias")


def difference_rows(
    attempt: Case, reference: Reference, comparison: RatingComparison, instrument: Instrument
) -> list[dict[str, Any]]:
    """Return the functions, the furthest apart first; those that one side calls not known come last.

    Returns
    -------
    list of dict
        `id`, `number`, `name`, `region`; `own` and `reference` (a number, or the words "not known"); `difference`
        (None where there is none); `rationale`, `paragraphs`; of the trainee `note`, `evidence` (text and, where it
        names one, the paragraph's number) and `named`, the numbers of the paragraphs that both name.
    """
    given = attempt.assessment(1).functions.scores
    rows: list[dict[str, Any]] = []
    for position, function in enumerate(instrument.functions, start=1):
        expert, own = reference.functions[function.id], given.get(function.id)
        mine = named_paragraphs(own)
        rows.append(
            {
                "id": function.id,
                "number": position,
                "name": function.name,
                "region": wording.region_name(function.region, instrument),
                "own": _shown(own.score if own else None),
                "reference": _shown(expert.score),
                "difference": comparison.functions[function.id].difference,
                "rationale": expert.rationale,
                "paragraphs": list(expert.paragraphs),
                "note": (own.note or "") if own else "",
                "evidence": [_said(entry) for entry in own.evidence] if own else [],
                "named": [number for number in mine if number in expert.paragraphs],
            }
        )
    return sorted(rows, key=lambda row: 1.0 if row["difference"] is None else -abs(row["difference"]))


def agreement_figures(comparison: RatingComparison, instrument: Instrument) -> list[dict[str, str]]:
    """Return the figures of a comparison, each with its interval, its band, and what it means in plain words."""
    standards, words = load_standards(), texts("practice", instrument.language)["figures"]
    told = texts("agreement", instrument.language)
    level = f"{100 * standards.intervals.level:.0f}"
    figures = []
    for name in FIGURES:
        found, said = pick(comparison.whole, name), words[name]
        value = _written(name, found.value)
        if name in _POINTS and found.value is not None:
            value = words["points"].format(value=value)
        figure = {"name": said["name"], "value": value, "said": said["said"]}
        if found.low is None:
            figure["range"] = words["no_range"].format(reason=told["reasons"][found.reason])
        else:
            low, high = _written(name, found.low), _written(name, found.high)
            figure["range"] = words["range"].format(level=level, low=low, high=high)
        if grade := standards.grade(name, found):
            settled = words["settled" if grade.settled else "unsettled"]
            figure["band"] = settled.format(band=told["bands"][grade.band])
        if way := _way(name, found):
            figure["said"] = said[way].format(points=wording.number(abs(found.value or 0.0), 1))
        figures.append(figure)
    return figures


def readings(
    attempt: Case, reference: Reference, comparison: RatingComparison, instrument: Instrument
) -> list[str]:
    """Return what the comparison says, in sentences: scores first, then the evidence."""
    words = texts("practice", instrument.language)["evidence"]
    given = attempt.assessment(1).functions.scores
    named = [
        bool(set(mine) & set(reference.functions[id].paragraphs))
        for id in instrument.ids
        if (mine := named_paragraphs(given.get(id))) and reference.functions[id].paragraphs
    ]
    said = words["some"].format(n=sum(named), of=len(named)) if named else words["none"]
    return [*explain(comparison, instrument), said]


def known_traps(reference: Reference, instrument: Instrument) -> list[dict[str, Any]]:
    """Return what trainees commonly get wrong in this case, with the functions concerned as pairs of id and name."""
    return [
        {
            "title": trap.title,
            "text": trap.text,
            "functions": [[id, instrument.function(id).name] for id in trap.functions],
        }
        for trap in reference.traps
    ]


def told_dangers(reference: Reference, instrument: Instrument) -> list[dict[str, Any]]:
    """Return the signs of danger that the case tells, then those that are not known, each in the order of the form.

    Returns
    -------
    list of dict
        `name`, `known`, `about` (whom it concerns; may be empty), `said` in a sentence, and `paragraphs`.
    """
    words = texts("practice", instrument.language)["dangers"]
    found = []
    for entry in signal_entries(instrument):
        one = reference.safety.get(entry.id)
        if one is None or one.signal == "no" or entry.group == CLEARED:
            continue
        said = words["told" if one.signal == "yes" else "not_known"].format(source=one.source)
        found.append(
            {
                "name": instrument.section_words[SAFETY].entries[entry.id].name,
                "known": one.signal == "yes",
                "about": one.person,
                "said": said,
                "paragraphs": list(one.paragraphs),
            }
        )
    return sorted(found, key=lambda sign: not sign["known"])


def short_figures(comparison: RatingComparison) -> tuple[float | None, int, int]:
    """Return the mean absolute difference, and how many of how many functions are within a point."""
    apart = [abs(one.difference) for one in comparison.functions.values() if one.difference is not None]
    distance = comparison.whole.measures.mean_absolute_difference.value
    return distance, sum(size <= 1 for size in apart), len(apart)


def _shown(score: int | str | None) -> int | str:
    return NOT_KNOWN if score is None else score


def _said(entry: Evidence) -> dict[str, Any]:
    value = "" if entry.value is None else str(entry.value)
    found = named_paragraphs(Score(evidence=(entry,)))
    if len(found) == 1:
        return {"paragraph": found[0], "text": value.partition(":")[2].strip() or value}
    parts = (entry.instrument, value, entry.informant or "", entry.date or "")
    return {"paragraph": None, "text": " · ".join(part for part in parts if part)}


def _written(name: str, value: float | None) -> str:
    """Write a figure: a share as a percentage."""
    if value is None:
        return "–"
    written = wording.percent(100 * value) if name in _SHARES else wording.number(value, 2)
    return written.replace("-", "−")


def _way(name: str, found: Statistic) -> str:
    """Return which other sentence a figure calls for: a level is one where its interval leaves out 0."""
    if name != "bias" or found.value is None or found.low is None or found.high is None:
        return ""
    if found.low <= 0 <= found.high:
        return ""
    return "higher" if found.value > 0 else "lower"
