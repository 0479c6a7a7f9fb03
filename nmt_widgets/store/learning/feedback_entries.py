"""The entries about a submitted attempt, as one person may read them on an open connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from sqlalchemy import ColumnElement, Connection, or_, select

from nmt_widgets.case_files.answers import to_case
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.answers import read_answers
from nmt_widgets.store.database.feedback_acts import ANSWERS, FeedbackAct
from nmt_widgets.store.database.tables import feedback
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.rows import read_revision
from nmt_widgets.store.rules.blinding import visible_record
from nmt_widgets.training.references.attempts import is_submitted
from nmt_widgets.training.references.versions import ReferenceChange


@dataclass(frozen=True)
class FeedbackEntry:
    """An entry of the log.

    Attributes
    ----------
    number : int
    case_id, practice, function : str
        The attempt, its practice case, and the function it is about. The attempt is empty where it is somebody else's
        and the reader may not see it.
    act : {"dispute", "kept", "changed", "comment", "read"}
        "kept" and "changed" answer a dispute; "read" is when the owner of the attempt has read all so far.
    text : str
        The reason, or the comment.
    was, score : str
        The score of the reference before and after it was changed.
    refers : int or None
        The dispute that is answered, or the comment that this one replaces.
    author, role, at : str
        Who wrote it, in which role, and when.
    disputed_by : str
        Of an answer: who disputed the reference; empty where the reader may not see it.
    """

    number: int
    case_id: str
    practice: str
    function: str
    act: FeedbackAct
    text: str
    was: str
    score: str
    refers: int | None
    author: str
    role: str
    at: str
    disputed_by: str = ""

    @property
    def change(self) -> ReferenceChange:
        """The change of the reference, of an entry that changes it."""
        return ReferenceChange(self.function, self.was, self.score, self.text)


@dataclass(frozen=True)
class AttemptFeedback:
    """What was written about a submitted attempt, and how the reference of its case was changed.

    Attributes
    ----------
    owner, practice : str
        Whose attempt it is, and of which case.
    submitted : str
        When it was submitted: it is compared with the reference as it was then.
    entries : tuple of FeedbackEntry
        About this attempt, in order, without comments that were replaced.
    changes : tuple of FeedbackEntry
        Every change of the reference of its case, in order.
    """

    owner: str
    practice: str
    submitted: str
    entries: tuple[FeedbackEntry, ...]
    changes: tuple[FeedbackEntry, ...]

    @property
    def newest(self) -> int:
        """The number of the newest entry; 0 where there is none. An answer names what its author has seen."""
        return max((entry.number for entry in (*self.entries, *self.changes)), default=0)

    @property
    def unread(self) -> list[FeedbackEntry]:
        """What the owner has not read yet, see :func:`unread`."""
        return unread(self.entries, self.changes)

    @property
    def changes_of_others(self) -> list[FeedbackEntry]:
        """The changes after somebody else's dispute, without those that this attempt has as an answer."""
        return _of_others(self.entries, self.changes)

    def changes_before(self) -> list[ReferenceChange]:
        """Return the changes that were made before the attempt was submitted, and so belong to its reference."""
        return [entry.change for entry in self.changes if entry.at < self.submitted]

    def changes_since(self) -> list[FeedbackEntry]:
        """Return the changes that were made after the attempt was submitted."""
        return [entry for entry in self.changes if entry.at >= self.submitted]


def read_changes(connection: Connection) -> dict[str, list[ReferenceChange]]:
    """Return all changes of references by practice case, in order; whoever asks has to be allowed to see references."""
    changes: dict[str, list[ReferenceChange]] = {}
    query = select(feedback).where(feedback.c.act == "changed").order_by(feedback.c.number)
    for row in connection.execute(query):
        changes.setdefault(row.practice, []).append(
            ReferenceChange(row.function, row.was, row.score, row.text)
        )
    return changes


def open_disputes(entries: Iterable[FeedbackEntry]) -> list[FeedbackEntry]:
    """Return the disputes among entries that have no answer among them."""
    entries = list(entries)
    answered = {entry.refers for entry in entries if entry.act in ANSWERS}
    return [entry for entry in entries if entry.act == "dispute" and entry.number not in answered]


def read_attempt(connection: Connection, person: Person | None, attempt: str) -> AttemptFeedback:
    """Return what was written about a submitted attempt.

    Raises
    ------
    NoRecord
        When the person may not see the attempt, or it is not submitted.
    """
    row = visible_record(connection, person, attempt)
    assert person is not None  # a guest sees no record
    case = to_case(attempt, read_answers(connection, attempt))
    if row.kind != "practice" or not is_submitted(case, load_instrument()):
        raise NoRecord
    practice = case.practice_of or ""
    is_about = or_(
        feedback.c.case_id == attempt, (feedback.c.practice == practice) & (feedback.c.act == "changed")
    )
    entries = read_entries(connection, person, is_about)
    replaced = {entry.refers for entry in entries if entry.act == "comment"}
    return AttemptFeedback(
        row.owner,
        practice,
        read_revision(connection, attempt, row.head).at,
        tuple(entry for entry in entries if entry.case_id == attempt and entry.number not in replaced),
        tuple(entry for entry in entries if entry.act == "changed"),
    )


def read_entries(
    connection: Connection, person: Person, condition: ColumnElement[bool]
) -> list[FeedbackEntry]:
    """Return entries in order, with the names and attempts of others only for somebody who sees all attempts."""
    rows = connection.execute(select(feedback).where(condition).order_by(feedback.c.number)).all()
    numbers = [row.refers for row in rows if row.act in ANSWERS]
    disputes = select(feedback.c.number, feedback.c.author).where(feedback.c.number.in_(numbers))
    authors = {row.number: row.author for row in connection.execute(disputes)}
    names = [column.name for column in fields(FeedbackEntry) if column.name != "disputed_by"]
    entries = []
    for row in rows:
        entry = FeedbackEntry(*(getattr(row, name) for name in names))
        author = authors.get(row.refers, "") if row.act in ANSWERS else ""
        if sees_all(person) or author == person.name:
            entry = replace(entry, disputed_by=author)
        elif author:
            entry = replace(entry, case_id="")
        entries.append(entry)
    return entries


def unread(entries: Iterable[FeedbackEntry], changes: Iterable[FeedbackEntry]) -> list[FeedbackEntry]:
    """Return what the owner of an attempt has not read yet.

    Parameters
    ----------
    entries : iterable of FeedbackEntry
        About the attempt: its answers and comments are news.
    changes : iterable of FeedbackEntry
        Of the reference of its case: those of scores that the owner had disputed are news, whoever disputed them too.
    """
    entries = list(entries)
    until = max((entry.number for entry in entries if entry.act == "read"), default=0)
    replaced = {entry.refers for entry in entries if entry.act == "comment"}
    about = [
        entry
        for entry in entries
        if entry.act in (*ANSWERS, "comment") and entry.number > until and entry.number not in replaced
    ]
    disputes = [entry for entry in entries if entry.act == "dispute"]
    others = [
        change
        for change in _of_others(entries, changes)
        if change.number > until
        and any(
            dispute.function == change.function and dispute.number < change.number for dispute in disputes
        )
    ]
    return sorted((*about, *others), key=lambda entry: entry.number)


def _of_others(entries: Iterable[FeedbackEntry], changes: Iterable[FeedbackEntry]) -> list[FeedbackEntry]:
    """Return changes that are no entries of an attempt, each once: one answer to several disputes is one change."""
    known = {(entry.author, entry.change) for entry in entries if entry.act == "changed"}
    others: dict[tuple[str, ReferenceChange], FeedbackEntry] = {}
    for entry in changes:
        others.setdefault((entry.author, entry.change), entry)
    return [entry for key, entry in others.items() if key not in known]


def sees_all(person: Person) -> bool:
    """Return whether a person sees everybody's attempts, and so their names."""
    return person.may_read("practice", "")
