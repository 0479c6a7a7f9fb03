"""Two ratings side by side as plain data: their differences, equal answers, and how far they agree, in words."""

from __future__ import annotations

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.case_files.questions import Question
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_spec import group_words
from nmt_widgets.store.learning.adjudications import RatingPair
from nmt_widgets.training.adjudication.pairs import measured
from nmt_widgets.training.adjudication.settled import PairedItem, question_named
from nmt_widgets.training.statistics.statistic import Statistic
from nmt_widgets.widgets.adjudicate.messages import PairDifference, SettledAnswer
from nmt_widgets.widgets.shared.messages import Pair, Words


def difference_rows(pair: RatingPair, instrument: Instrument, words: Words) -> list[PairDifference]:
    """Return the differences, each with both sides and the settled answer.

    Parameters
    ----------
    pair : RatingPair
    instrument : Instrument
    words : mapping
        `pair` of the screen's texts.
    """
    owners = (pair.first.owner, pair.second.owner)
    return [_difference(item, owners, instrument, words) for item in pair.ratings.differing]


def agreed_rows(pair: RatingPair, instrument: Instrument, words: Words) -> list[Pair]:
    """Return the questions both answered alike: place and question, and the answer."""
    rows: list[Pair] = []
    for item in pair.ratings.items:
        if item.state == "agreed":
            question = _question(item, instrument)
            named = f"{_place(question, instrument)}: {question.name}"
            rows.append((named, answer_words(item.answer, instrument, words)))
    return rows


def agreement_facts(pair: RatingPair, instrument: Instrument, words: Words) -> list[list[str]]:
    """Return how far the two agree: label, value and a remark."""
    count, alike = len(pair.ratings.items), len(pair.ratings.items) - len(pair.ratings.differing)
    share = pair.ratings.share_agreed()
    measures = measured(pair.first, pair.second, instrument)
    distance = measures.mean_absolute_difference
    is_far = distance.value is not None
    return [
        [
            words["alike"],
            words["alike_value"].format(n=alike, of=count),
            words["alike_remark"].format(share=wording.percent(None if share is None else 100 * share)),
        ],
        _statistic(words["agreement"], measures.intraclass.agreement, instrument, words),
        [
            words["distance"],
            words["distance_value"].format(n=wording.number(distance.value, 1)) if is_far else words["none"],
            words["distance_remark"].format(n=distance.n) if is_far else _reason(distance, instrument),
        ],
    ]


def answer_words(answer: str, instrument: Instrument, words: Words) -> str:
    """Return an answer as :func:`nmt_widgets.training.adjudication.settled.spell` writes it in words."""
    if not answer:
        return str(words["not_answered"])
    if answer == NOT_KNOWN:
        return str(words["not_known"])
    signs = texts("signals", instrument.language)["answers"]
    if answer in signs:
        return str(signs[answer])
    value, _, pattern = answer.partition(" ")
    if not pattern:
        return value
    return f"{value}, {instrument.history_words['patterns'][pattern]['name']}"


def _difference(
    item: PairedItem, owners: tuple[str, str], instrument: Instrument, words: Words
) -> PairDifference:
    question = _question(item, instrument)
    first = (item.first, item.first_confidence, item.first_why)
    second = (item.second, item.second_confidence, item.second_why)
    settled: SettledAnswer | None = None
    if item.state == "settled":
        settled = {
            "answer": item.answer,
            "answer_words": answer_words(item.answer, instrument, words),
            "reason": item.reason,
            "confidence": item.confidence,
        }
    return {
        "path": item.path,
        "name": question.name,
        "place": _place(question, instrument),
        "sides": [
            {
                "by": owner,
                "answer": answer,
                "answer_words": answer_words(answer, instrument, words),
                "confidence": confidence,
                "confidence_words": _confidence_words(confidence, instrument, words),
                "why": why,
            }
            for owner, (answer, confidence, why) in zip(owners, (first, second), strict=True)
        ],
        "settled": settled,
        "scale": [question.scale.low, question.scale.high] if question.scale else [],
        "choices": _choices(question, instrument),
        "patterns": question.kind == "severity",
        "definition": question.definition,
        "anchors": [(at, text) for at, text in sorted(question.anchors.items(), reverse=True)],
    }


def _choices(question: Question, instrument: Instrument) -> list[Pair]:
    """Return the answers of a sign of danger except "not known"; empty for a question answered by a number."""
    signs = texts("signals", instrument.language)["answers"] if question.kind == "signal" else {}
    return [(id, str(name)) for id, name in signs.items() if id != NOT_KNOWN]


def _confidence_words(confidence: str, instrument: Instrument, words: Words) -> str:
    levels = instrument.history_words["confidence"]
    if confidence not in levels:
        return ""
    return str(words["confidence_said"].format(level=levels[confidence]["name"]))


def _question(item: PairedItem, instrument: Instrument) -> Question:
    question = question_named(item.path, instrument)
    assert question is not None  # items are of questions
    return question


def _place(question: Question, instrument: Instrument) -> str:
    """Return the section a question stands in, and its period, region, area or group."""
    section = next(entry for entry in instrument.sections if entry.id == question.section)
    name = instrument.section_words[section.id].name
    return f"{name}, {group_words(section, question.group, instrument)['name']}" if question.group else name


def _statistic(name: str, statistic: Statistic, instrument: Instrument, words: Words) -> list[str]:
    if statistic.value is None:
        return [name, words["none"], _reason(statistic, instrument)]
    remark = ""
    if statistic.low is not None and statistic.high is not None:
        low, high = (wording.figure(end) for end in (statistic.low, statistic.high))
        remark = words["range"].format(low=low, high=high)
    return [name, wording.figure(statistic.value), remark]


def _reason(statistic: Statistic, instrument: Instrument) -> str:
    return str(texts("agreement", instrument.language)["reasons"].get(statistic.reason, ""))
