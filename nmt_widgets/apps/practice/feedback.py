"""Disputes, answers and comments beside the functions of a submitted attempt, in words, and what the page writes."""

from __future__ import annotations

from typing import Literal

from nmt_widgets.apps.shared.attempt_address import attempt_address
from nmt_widgets.apps.shared.page_requests import edit_id, input_error
from nmt_widgets.case_files import NOT_KNOWN, Case
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Store
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.learning.feedback_entries import FeedbackEntry, open_disputes
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training.references.attempts import paragraphs_in
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.versions import changed_reference, spell_score
from nmt_widgets.widgets.practice.messages import (
    ChangeReference,
    FeedbackMessage,
    FeedbackNote,
    FunctionFeedback,
    NewsRow,
    OtherDispute,
)

_LONGEST = 4000  # letters that are handed on; the store says how many it takes
_KINDS: dict[str, Literal["dispute", "answer", "comment"]] = {
    "dispute": "dispute",
    "kept": "answer",
    "changed": "answer",
    "comment": "comment",
}


class AttemptNotes:
    """What is written about one submitted attempt.

    Parameters
    ----------
    store : Store
        Opened for the person in front; an attempt of their own is read from now on.
    attempt : str
        The code of its record.
    case : Case
        The practice case.
    reference : Reference
        As it was when the attempt was submitted.
    instrument : Instrument
    """

    def __init__(
        self, store: Store, attempt: str, case: Case, reference: Reference, instrument: Instrument
    ) -> None:
        self._store, self._attempt, self._reference = store, attempt, reference
        self._feedback = Feedback(store.access)
        self._instrument = instrument
        self._paragraphs = {paragraph.number for paragraph in case.vignette}
        self._words = texts("practice", instrument.language)["feedback"]
        self._exchange = self._feedback.open(attempt)
        self._disputes = self._feedback.disputes()
        self._submitters = self._read_submitters()

    @property
    def typed(self) -> str:
        """The name under which the page keeps what is typed and not sent yet."""
        return f"{self._name}:{self._attempt}"

    @property
    def _name(self) -> str:
        return self._store.person.name if self._store.person else ""

    def rows(self) -> dict[str, FunctionFeedback]:
        """Return what is written about each function, and what the person in front may write."""
        return {id: self._row(id) for id in self._instrument.ids}

    def write(self, message: FeedbackMessage) -> None:
        """Write what the page sent, and read everything again.

        Raises
        ------
        InputError
            When it is refused.
        """
        edit, text, attempt = edit_id(message), message["text"][:_LONGEST], self._attempt
        try:
            match message["type"]:
                case "dispute":
                    self._feedback.dispute(attempt, message["function"][:60], text, edit=edit)
                case "comment":
                    replaces = message["replaces"]
                    function = message["function"][:60]
                    self._feedback.comment(attempt, function, text, replaces=replaces, edit=edit)
                case "keep":
                    self._feedback.keep(attempt, message["dispute"], text, also=message["also"], edit=edit)
                case "change":
                    self._change(message, text, edit)
        finally:
            self._exchange = self._feedback.of_attempt(self._attempt)
            self._disputes = self._feedback.disputes()

    def _change(self, message: ChangeReference, text: str, edit: str) -> None:
        disputed = next(
            (entry for entry in self._exchange.entries if entry.number == message["dispute"]), None
        )
        if disputed is None:
            raise input_error(self._words["answered"])
        numbers = paragraphs_in(text)
        now = self._now().functions[disputed.function]
        if not numbers or not self._paragraphs.issuperset(numbers):
            raise input_error(self._words["no_paragraph"])
        self._feedback.change(
            self._attempt,
            disputed.number,
            text,
            was=spell_score(now.score),
            score=message["score"][:10],
            newest=self._exchange.newest,
            also=message["also"],
            edit=edit,
        )

    def _now(self) -> Reference:
        """Return the reference as it is now, with what was changed since the attempt was submitted."""
        return changed_reference(self._reference, [entry.change for entry in self._exchange.changes_since()])

    # ---- in words ----

    def _row(self, id: str) -> FunctionFeedback:
        exchange, words = self._exchange, self._words
        entries = [entry for entry in exchange.entries if entry.function == id and entry.act != "read"]
        others = [entry for entry in exchange.changes_of_others if entry.function == id]
        unanswered = open_disputes(entries)
        is_own = self._name == exchange.owner
        now, then = self._now().functions[id].score, self._reference.functions[id].score
        changed = (
            words["changed_since"].format(was=self._score(then), score=self._score(now))
            if now != then
            else ""
        )
        may_answer = self._feedback.may_answer(exchange.owner)
        return {
            "notes": [
                self._note(entry, may_answer and entry in unanswered)
                for entry in sorted((*entries, *others), key=lambda entry: entry.number)
            ],
            "changed": changed,
            "count": self._count(id),
            "others": self._others(id) if may_answer else [],
            "score": spell_score(now),
            "may_dispute": is_own and not unanswered,
            "may_comment": self._feedback.may_comment(exchange.owner),
        }

    def _note(self, entry: FeedbackEntry, may_answer: bool) -> FeedbackNote:
        is_others = entry.act == "changed" and entry not in self._exchange.entries
        return {
            "number": entry.number,
            "kind": "change" if is_others else _KINDS[entry.act],
            "head": self._head(entry, is_others),
            "text": entry.text,
            "paragraphs": [number for number in paragraphs_in(entry.text) if number in self._paragraphs],
            "may": "answer" if may_answer else "replace" if self._may_replace(entry) else "",
        }

    def _head(self, entry: FeedbackEntry, is_others: bool) -> str:
        words, name = self._words["heads"], str(entry.act)
        if is_others:
            name = "history_of" if entry.disputed_by else "history"
        elif entry.act == "dispute" and entry.author == self._name:
            name = "own"
        head = words[name].format(
            by=entry.author,
            at=say_date(entry.at[:10], style="medium"),
            was=self._score(entry.was),
            score=self._score(entry.score),
            disputed_by=entry.disputed_by,
        )
        if entry.act == "dispute" and entry in open_disputes(self._exchange.entries):
            head += " · " + self._words["state"][self._open_state(entry)]
        if entry.act == "comment" and entry.author == self._name:
            head += " · " + self._words["state"]["unread" if entry in self._exchange.unread else "read"]
        return str(head)

    def _open_state(self, dispute: FeedbackEntry) -> str:
        """Return whether the score of an open dispute was changed since, after somebody else disputed it."""
        is_changed = any(
            change.function == dispute.function and change.number > dispute.number
            for change in self._exchange.changes
        )
        return "open_changed" if is_changed else "open"

    def _others(self, id: str) -> list[OtherDispute]:
        """Return the open disputes of the same score at other attempts, for whoever may answer them."""
        practice = self._exchange.practice
        return [
            {
                "number": entry.number,
                "head": self._words["heads"]["dispute"].format(
                    by=entry.author, at=say_date(entry.at[:10], style="medium")
                ),
                "text": entry.text,
                "to": attempt_address(entry.case_id, id),
            }
            for entry in open_disputes(self._disputes)
            if (entry.practice, entry.function) == (practice, id)
            and entry.case_id != self._attempt
            and self._feedback.may_answer(entry.author)
        ]

    def _may_replace(self, entry: FeedbackEntry) -> bool:
        is_mine = entry.act == "comment" and entry.author == self._name
        return is_mine and entry in self._exchange.unread

    def _score(self, score: int | str) -> str:
        return str(self._words["not_known"] if score == NOT_KNOWN else score)

    def _count(self, id: str) -> str:
        """Return how many people dispute a function, for whoever sees everybody's attempts; empty where nobody does."""
        practice = self._exchange.practice
        disputing = {
            entry.author
            for entry in self._disputes
            if (entry.practice, entry.function, entry.act) == (practice, id, "dispute")
        }
        if not disputing:
            return ""
        return plural(self._words, "count", len(disputing), of=max(len(disputing), self._submitters))

    def _read_submitters(self) -> int:
        if not self._feedback.may_look():
            return 0
        practice = self._exchange.practice
        listing = Listing(ratings="attempts", practice_of=practice, statuses=("completed",))
        return len({attempt.owner for attempt in self._store.records(listing)})


def news_rows(store: Store, titles: dict[str, str], instrument: Instrument) -> list[NewsRow]:
    """Return what the person in front has not read yet about their attempts, in words.

    Parameters
    ----------
    store : Store
    titles : dict of case to str
    instrument : Instrument
    """
    words = texts("practice", instrument.language)["feedback"]["news"]
    name = store.person.name if store.person else ""
    return [
        {
            "attempt": entry.case_id,
            "function": entry.function,
            "text": words[_news_kind(entry, name)].format(
                by=entry.author,
                function=instrument.function(entry.function).name,
                case=titles.get(entry.practice, entry.practice),
            ),
        }
        for entry in Feedback(store.access).news()
        if entry.function in instrument.ids
    ]


def _news_kind(entry: FeedbackEntry, name: str) -> str:
    """Return which sentence tells an entry; a change may be the answer to somebody else."""
    return "changed_too" if entry.act == "changed" and entry.disputed_by != name else entry.act
