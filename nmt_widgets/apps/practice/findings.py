"""An attempt beside the reference, as plain data: the differences by function, their paragraphs, figures in words."""

from __future__ import annotations

from nmt_widgets.case_files import NOT_KNOWN, Case
from nmt_widgets.case_files.ratings import Evidence, Score
from nmt_widgets.case_files.signals import CLEARED, signal_entries
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_if_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY
from nmt_widgets.training import RatingComparison, Statistic, explain, load_standards
from nmt_widgets.training.raters.agreement_json import pick
from nmt_widgets.training.references.attempts import named_paragraphs
from nmt_widgets.training.references.model import Reference
from nmt_widgets.widgets.practice.messages import (
    AgreementFigure,
    DangerSignRow,
    DifferenceRow,
    EvidenceRow,
    TrapRow,
)

FIGURES = ("mean_absolute_difference", "within_one", "bias", "consistency", "kappa")
_SHARES = ("within_one",)
_POINTS = ("mean_absolute_difference", "bias")


def difference_rows(
    attempt: Case, reference: Reference, comparison: RatingComparison, instrument: Instrument
) -> list[DifferenceRow]:
    """Return the functions, the largest difference first; last come those that one side calls not known."""
    scores = attempt.assessment(1).functions.scores
    rows: list[DifferenceRow] = []
    for position, function in enumerate(instrument.functions, start=1):
        expert, own = reference.functions[function.id], scores.get(function.id)
        mine = named_paragraphs(own)
        rows.append(
            {
                "id": function.id,
                "number": position,
                "name": function.name,
                "region": wording.region_name(function.region, instrument),
                "own": _score(own.score if own else None),
                "reference": _score(expert.score),
                "difference": comparison.functions[function.id].difference,
                "rationale": expert.rationale,
                "paragraphs": list(expert.paragraphs),
                "note": (own.note or "") if own else "",
                "evidence": [_evidence_row(entry) for entry in own.evidence] if own else [],
                "named": [number for number in mine if number in expert.paragraphs],
            }
        )
    return sorted(rows, key=lambda row: 1.0 if row["difference"] is None else -abs(row["difference"]))


def agreement_figures(comparison: RatingComparison, instrument: Instrument) -> list[AgreementFigure]:
    """Return the figures of a comparison, each with its interval, its band, and what it means in plain words."""
    standards, words = load_standards(), texts("practice", instrument.language)["figures"]
    agreement_words = texts("agreement", instrument.language)
    level = f"{100 * standards.intervals.level:.0f}"
    figures: list[AgreementFigure] = []
    for name in FIGURES:
        statistic, labels = pick(comparison.whole, name), words[name]
        value = _figure_text(name, statistic.value)
        if name in _POINTS and statistic.value is not None:
            value = words["points"].format(value=value)
        if statistic.low is None:
            interval = words["no_range"].format(reason=agreement_words["reasons"][statistic.reason])
        else:
            low, high = _figure_text(name, statistic.low), _figure_text(name, statistic.high)
            interval = words["range"].format(level=level, low=low, high=high)
        figure: AgreementFigure = {
            "name": labels["name"],
            "value": value,
            "meaning": labels["said"],
            "range": interval,
        }
        if grade := standards.grade(name, statistic):
            settled = words["settled" if grade.settled else "unsettled"]
            figure["band"] = settled.format(band=agreement_words["bands"][grade.band])
        if way := _way(name, statistic):
            figure["meaning"] = labels[way].format(points=wording.number(abs(statistic.value or 0.0), 1))
        figures.append(figure)
    return figures


def readings(
    attempt: Case, reference: Reference, comparison: RatingComparison, instrument: Instrument
) -> list[str]:
    """Return the comparison in sentences: scores first, then the evidence."""
    words = texts("practice", instrument.language)["evidence"]
    scores = attempt.assessment(1).functions.scores
    named = [
        bool(set(mine) & set(reference.functions[id].paragraphs))
        for id in instrument.ids
        if (mine := named_paragraphs(scores.get(id))) and reference.functions[id].paragraphs
    ]
    sentence = words["some"].format(n=sum(named), of=len(named)) if named else words["none"]
    return [*explain(comparison, instrument), sentence]


def known_traps(reference: Reference, instrument: Instrument) -> list[TrapRow]:
    """Return what trainees commonly get wrong in this case, with the functions concerned as pairs of id and name."""
    return [
        {
            "title": trap.title,
            "text": trap.text,
            "functions": [(id, instrument.function(id).name) for id in trap.functions],
        }
        for trap in reference.traps
    ]


def danger_rows(reference: Reference, instrument: Instrument) -> list[DangerSignRow]:
    """Return the signs of danger the case mentions, then those that are not known, in the order of the form."""
    words = texts("practice", instrument.language)["dangers"]
    rows: list[DangerSignRow] = []
    for entry in signal_entries(instrument):
        sign = reference.safety.get(entry.id)
        if sign is None or sign.signal == "no" or entry.group == CLEARED:
            continue
        sentence = words["told" if sign.signal == "yes" else "not_known"].format(source=sign.source)
        rows.append(
            {
                "name": instrument.section_words[SAFETY].entries[entry.id].name,
                "known": sign.signal == "yes",
                "about": sign.person,
                "answer": sentence,
                "paragraphs": list(sign.paragraphs),
            }
        )
    return sorted(rows, key=lambda row: not row["known"])


def short_figures(comparison: RatingComparison) -> tuple[float | None, int, int]:
    """Return the mean absolute difference, the number of functions within a point, and the number compared."""
    apart = [abs(row.difference) for row in comparison.functions.values() if row.difference is not None]
    distance = comparison.whole.measures.mean_absolute_difference.value
    return distance, sum(size <= 1 for size in apart), len(apart)


def _score(score: int | str | None) -> int | str:
    return NOT_KNOWN if score is None else score


def _evidence_row(entry: Evidence) -> EvidenceRow:
    value = "" if entry.value is None else str(entry.value)
    paragraphs = named_paragraphs(Score(evidence=(entry,)))
    if len(paragraphs) == 1:
        return {"paragraph": paragraphs[0], "text": value.partition(":")[2].strip() or value}
    parts = (entry.instrument, value, entry.informant or "", say_if_date(entry.date or ""))
    return {"paragraph": None, "text": " · ".join(part for part in parts if part)}


def _figure_text(name: str, value: float | None) -> str:
    """Write a figure: a share as a percentage."""
    if value is None:
        return "–"
    return wording.percent(100 * value) if name in _SHARES else wording.figure(value)


def _way(name: str, statistic: Statistic) -> str:
    """Return "higher" or "lower" where the interval of the bias excludes 0, else an empty text."""
    if name != "bias" or statistic.value is None or statistic.low is None or statistic.high is None:
        return ""
    if statistic.low <= 0 <= statistic.high:
        return ""
    return "higher" if statistic.value > 0 else "lower"
