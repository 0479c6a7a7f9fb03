"""What trainees and trainers write about the functions of a submitted attempt.

A trainee disputes the reference; a trainer answers that it is kept or changes its score. A trainer comments on the
attempt. Entries are added to a log with a chain of its own, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Connection, select

from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.feedback_acts import ANSWERS
from nmt_widgets.store.database.logs import append
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.database.tables import feedback, record
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.learning.feedback_entries import (
    AttemptFeedback,
    FeedbackEntry,
    open_disputes,
    read_attempt,
    read_entries,
    sees_all,
    unread,
)
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import Edit
from nmt_widgets.training.references.versions import is_score

LONGEST = 2000
"""Letters of a reason or a comment."""

_Adding = Callable[[Connection, Person, AttemptFeedback], list[dict[str, Any]]]


class Feedback:
    """The log as one person may read and write it.

    A trainee writes about, and reads of, attempts of their own that are submitted. Somebody whose role sees everybody's
    attempts reads all. To answer a dispute takes the right `authors`, to comment the right `leads`; nobody does either
    about an attempt of their own.

    Parameters
    ----------
    access : Access
    """

    def __init__(self, access: Access) -> None:
        self.access = access

    def may_look(self) -> bool:
        """Return whether the person sees everybody's attempts, and so who disputes a reference."""
        return self.access.person is not None and sees_all(self.access.person)

    def may_answer(self, owner: str) -> bool:
        """Return whether the person may answer what the owner of an attempt disputes."""
        return _may(self.access.person, "authors", owner)

    def may_comment(self, owner: str) -> bool:
        """Return whether the person may comment on somebody's attempt."""
        return _may(self.access.person, "leads", owner)

    # ---- reading ----

    def of_attempt(self, attempt: str) -> AttemptFeedback:
        """Return what was written about an attempt.

        Raises
        ------
        NoRecord
            When the person may not see the attempt, or it is not submitted.
        """
        with self.access.reading() as (connection, person):
            return read_attempt(connection, person, attempt)

    def open(self, attempt: str) -> AttemptFeedback:
        """Return what was written about an attempt; if it is the person's own, all of it has been read then."""
        exchange = self.of_attempt(attempt)
        if self.access.person is None or exchange.owner != self.access.person.name or not exchange.unread:
            return exchange

        def read() -> AttemptFeedback:
            with self.access.writing() as (connection, person):
                hold(connection, AdvisoryLock.FEEDBACK)  # a comment cannot be replaced meanwhile
                exchange = read_attempt(connection, person, attempt)
                if person is not None and exchange.unread:
                    edit = Edit.checked(f"read-{attempt}-{exchange.newest}")
                    _add(connection, person, edit, case_id=attempt, practice=exchange.practice, act="read")
                return exchange

        return retried(read)

    def news(self) -> list[FeedbackEntry]:
        """Return what the person has not read yet about their own attempts, in order.

        These are answers, comments, and changes of scores that they dispute after somebody else disputed them too.
        """
        with self.access.reading() as (connection, person):
            if person is None:
                return []
            own = select(record.c.case_id).where(record.c.owner == person.name, record.c.kind == "practice")
            entries = read_entries(connection, person, feedback.c.case_id.in_(own))
            practices = {entry.practice for entry in entries if entry.act == "dispute"}
            is_change = feedback.c.practice.in_(practices) & (feedback.c.act == "changed")
            changes = read_entries(connection, person, is_change)
        attempts = dict.fromkeys((entry.case_id, entry.practice) for entry in entries)
        news = [
            replace(entry, case_id=code)
            for code, practice in attempts
            for entry in unread(
                [entry for entry in entries if entry.case_id == code],
                [entry for entry in changes if entry.practice == practice],
            )
        ]
        return sorted(news, key=lambda entry: entry.number)

    def disputes(self) -> list[FeedbackEntry]:
        """Return all disputes and their answers, in order; none for somebody who does not see everybody's attempts."""
        with self.access.reading() as (connection, person):
            if person is None or not sees_all(person):
                return []
            return read_entries(connection, person, feedback.c.act.in_(("dispute", *ANSWERS)))

    # ---- writing ----

    def dispute(self, attempt: str, function: str, reason: str, *, edit: str) -> None:
        """Disagree with the reference about a function of an attempt of one's own.

        Parameters
        ----------
        attempt : str
        function : str
        reason : str
            May name paragraphs of the vignette, such as ¶7.
        edit : str
            The name of this entry: sent again, it is not made twice.

        Raises
        ------
        NotPermitted
            When the attempt is somebody else's; as :class:`NoRecord` where it may not be seen, or is not submitted.
        InputError
            Without a reason, or while an earlier dispute about the same function is open.
        """
        text, named = _text(reason, "no_reason"), Edit.checked(edit)

        def add(connection: Connection, person: Person, exchange: AttemptFeedback) -> list[dict[str, Any]]:
            if person.name != exchange.owner:
                raise _refused("not_own")
            if any(entry.function == function for entry in open_disputes(exchange.entries)):
                raise _refused("open")
            return [{"act": "dispute", "function": _function(function), "text": text}]

        self._write(attempt, named, add)

    def keep(self, attempt: str, dispute: int, reason: str, *, also: Collection[int] = (), edit: str) -> None:
        """Answer a dispute: the reference is kept, with the reason why.

        Parameters
        ----------
        attempt : str
        dispute : int
            The number of its entry.
        reason : str
        also : collection of int
            Other open disputes of the same score that get the same answer.
        edit : str

        Raises
        ------
        NotPermitted
            When the person may not answer it.
        InputError
            Without a reason, or when it was answered already.
        """
        text, named = _text(reason, "no_answer"), Edit.checked(edit)

        def add(connection: Connection, person: Person, exchange: AttemptFeedback) -> list[dict[str, Any]]:
            disputes = _answerable(connection, person, exchange, dispute, also)
            return [_answer(entry, act="kept", text=text) for entry in disputes]

        self._write(attempt, named, add)

    def change(
        self,
        attempt: str,
        dispute: int,
        reason: str,
        *,
        was: str,
        score: str,
        newest: int,
        also: Collection[int] = (),
        edit: str,
    ) -> None:
        """Answer a dispute: the score of the reference is changed, with the reason, for whoever submits from now on.

        Parameters
        ----------
        attempt : str
        dispute : int
            The number of its entry.
        reason : str
            Becomes the reason of the score in the reference.
        was, score : str
            The score now and the new one: a number, or "not known".
        newest : int
            The newest entry the person has seen, see :attr:`AttemptFeedback.newest`.
        also : collection of int
            Other open disputes of the same score that get the same answer.
        edit : str

        Raises
        ------
        NotPermitted
            When the person may not answer it.
        InputError
            Without a reason, when a score does not fit, or when somebody changed it or answered meanwhile.
        """
        text, named = _text(reason, "no_answer"), Edit.checked(edit)
        scale = load_instrument().scale

        def add(connection: Connection, person: Person, exchange: AttemptFeedback) -> list[dict[str, Any]]:
            disputes = _answerable(connection, person, exchange, dispute, also)
            if not all(is_score(text, scale.low, scale.high) for text in (was, score)) or was == score:
                raise _refused("score")
            if any(
                entry.function == disputes[0].function and entry.number > newest for entry in exchange.changes
            ):
                raise _refused("changed_meanwhile")
            return [_answer(entry, act="changed", text=text, was=was, score=score) for entry in disputes]

        self._write(attempt, named, add)

    def comment(
        self, attempt: str, function: str, text: str, *, replaces: int | None = None, edit: str
    ) -> None:
        """Comment on a function of somebody's attempt.

        Parameters
        ----------
        attempt, function, text : str
        replaces : int, optional
            A comment of one's own that the owner of the attempt has not read yet; it is not shown any more.
        edit : str

        Raises
        ------
        NotPermitted
            When the person may not comment.
        InputError
            Without a text, or when the comment to be replaced was read meanwhile.
        """
        text, named = _text(text, "no_text"), Edit.checked(edit)

        def add(connection: Connection, person: Person, exchange: AttemptFeedback) -> list[dict[str, Any]]:
            if not _may(person, "leads", exchange.owner):
                raise _refused("may_not_comment")
            if replaces is not None and not any(
                (entry.number, entry.author, entry.function, entry.act)
                == (replaces, person.name, function, "comment")
                for entry in exchange.unread
            ):
                raise _refused("read")
            return [{"act": "comment", "function": _function(function), "text": text, "refers": replaces}]

        self._write(attempt, named, add)

    def _write(self, attempt: str, edit: Edit, add: _Adding) -> None:
        def write() -> None:
            with self.access.writing() as (connection, person):
                hold(connection, AdvisoryLock.FEEDBACK)  # one at a time, so that the numbers have no gaps
                exchange = read_attempt(connection, person, attempt)
                assert person is not None  # a guest sees no attempt
                if not _is_sent_again(connection, person, attempt, edit):
                    about = {"case_id": attempt, "practice": exchange.practice}
                    for at, values in enumerate(add(connection, person, exchange)):
                        name = Edit.checked(f"{edit.name}+{at}") if at else edit
                        _add(connection, person, name, **{**about, **values})

        retried(write)


def _answerable(
    connection: Connection, person: Person, exchange: AttemptFeedback, dispute: int, also: Collection[int]
) -> list[FeedbackEntry]:
    """Return the dispute that is answered, and after it the others of the same score that get the same answer."""
    if not _may(person, "authors", exchange.owner):
        raise _refused("may_not_answer")
    disputed = next((entry for entry in open_disputes(exchange.entries) if entry.number == dispute), None)
    if disputed is None:
        raise _refused("answered")
    numbers = set(also) - {dispute}
    others = [entry for entry in _of_score(connection, person, disputed) if entry.number in numbers]
    if len(others) < len(numbers):
        raise _refused("other_answered")
    if not all(sees_all(person) and _may(person, "authors", entry.author) for entry in others):
        raise _refused("may_not_answer")
    return [disputed, *others]


def _of_score(connection: Connection, person: Person, disputed: FeedbackEntry) -> list[FeedbackEntry]:
    """Return the open disputes of one score of a reference."""
    is_of_score = (feedback.c.practice == disputed.practice) & (feedback.c.function == disputed.function)
    return open_disputes(read_entries(connection, person, is_of_score))


def _answer(disputed: FeedbackEntry, **values: str) -> dict[str, Any]:
    """Return the values of an answer to a dispute."""
    about = {"case_id": disputed.case_id, "function": disputed.function, "refers": disputed.number}
    return {**about, **values}


def _is_sent_again(connection: Connection, person: Person, attempt: str, edit: Edit) -> bool:
    earlier = connection.execute(select(feedback).where(feedback.c.edit == edit.name)).one_or_none()
    if earlier and (earlier.author, earlier.case_id) != (person.name, attempt):
        raise worded("edit_taken", NotPermitted)
    return earlier is not None


def _add(connection: Connection, person: Person, edit: Edit, **values: Any) -> None:
    empty = {"function": "", "text": "", "was": "", "score": "", "refers": None}
    by = {"edit": edit.name, "author": person.name, "role": person.role}
    append(connection, feedback, [{**empty, **values, **by}])


def _may(person: Person | None, right: Literal["authors", "leads"], owner: str) -> bool:
    return person is not None and person.may(right) and person.name != owner


def _function(id: str) -> str:
    if id not in load_instrument().ids:
        raise _refused("function")
    return id


def _text(text: str, missing: str) -> str:
    """Return a text without what cannot be seen at its ends; InputError where it is empty or too long."""
    tidy = "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()
    if not tidy:
        raise _refused(missing)
    if len(tidy) > LONGEST:
        raise _refused("long")
    return tidy


def _refused(name: str) -> InputError:
    error = NotPermitted if name in ("not_own", "may_not_answer", "may_not_comment") else InputError
    return worded(f"feedback/{name}", error, topic="practice")
