"""The scores of references that trainees dispute, as trainers see them: how many dispute each, and who answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nmt_widgets.apps.shared.attempt_address import attempt_address
from nmt_widgets.core.local import say_date
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database.feedback_acts import ANSWERS
from nmt_widgets.store.learning.feedback_entries import FeedbackEntry
from nmt_widgets.widgets.certification.messages import DisputedScore, DisputeLine
from nmt_widgets.widgets.shared.messages import Words


def disputed_scores(
    entries: list[FeedbackEntry],
    submitters: Callable[[str], int],
    titles: Mapping[str, str],
    instrument: Instrument,
    words: Words,
) -> list[DisputedScore]:
    """Return a row for each score that somebody disputes: open ones first, then those that most dispute.

    Parameters
    ----------
    entries : list of FeedbackEntry
        All disputes and answers, in order.
    submitters : callable
        Returns how many people submitted a case.
    titles : mapping of case to str
    instrument : Instrument
    words : mapping
        `disputes` of `certification.yaml`.
    """
    answers = {entry.refers: entry for entry in entries if entry.act in ANSWERS}
    by_score: dict[tuple[str, str], list[FeedbackEntry]] = {}
    for entry in entries:
        if entry.act == "dispute" and entry.function in instrument.ids:
            by_score.setdefault((entry.practice, entry.function), []).append(entry)

    def rank(disputes: list[FeedbackEntry]) -> tuple[bool, int]:
        is_open = any(entry.number not in answers for entry in disputes)
        return not is_open, -len({entry.author for entry in disputes})

    return [
        {
            "case": titles.get(practice, practice),
            "function": instrument.function(function).name,
            "open": any(entry.number not in answers for entry in disputes),
            "count": words["count"].format(
                count=(count := len({entry.author for entry in disputes})),
                of=max(count, submitters(practice)),
            ),
            "disputes": [
                _line(entry, answers.get(entry.number), _change_since(entry, entries), words)
                for entry in disputes
            ],
        }
        for (practice, function), disputes in sorted(by_score.items(), key=lambda item: rank(item[1]))
    ]


def _change_since(dispute: FeedbackEntry, entries: list[FeedbackEntry]) -> FeedbackEntry | None:
    """Return the latest change of a disputed score after it was disputed, whoever disputed it too."""
    score = (dispute.practice, dispute.function, "changed")
    since = (entry for entry in reversed(entries) if entry.number > dispute.number)
    return next((entry for entry in since if (entry.practice, entry.function, entry.act) == score), None)


def _line(
    dispute: FeedbackEntry, answer: FeedbackEntry | None, change: FeedbackEntry | None, words: Words
) -> DisputeLine:
    state, latest = words["open"], answer
    if answer:
        state = words[answer.act]
    elif change:
        state, latest = words["open_changed"], change
    if latest:
        at = say_date(latest.at[:10], style="medium")
        state = state.format(by=latest.author, at=at, was=latest.was, score=latest.score)
    return {
        "by": words["by"].format(by=dispute.author, at=say_date(dispute.at[:10], style="medium")),
        "text": dispute.text,
        "state": state,
        "open": answer is None,
        "to": attempt_address(dispute.case_id, dispute.function),
    }
