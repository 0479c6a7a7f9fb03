"""A case that this process holds in memory, with the rules and the revisions of a record in the store."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from nmt_widgets.case_files.answers import Value, check_answer, to_case
from nmt_widgets.case_files.consistency import check_change
from nmt_widgets.case_files.model import Case
from nmt_widgets.case_files.questions import Path
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.store.errors import LaterChange, NotPermitted, Stale, worded
from nmt_widgets.store.people.roles import OPERATOR, Person
from nmt_widgets.store.records.revisions import AnswerChange, Edit, Record, Revision
from nmt_widgets.store.rules.locking import amended, statuses_of


class MemoryCase:
    """The answers of one case as revisions, until the process ends.

    It is an :class:`~nmt_widgets.library.answer_store.AnswerStore` for one record.

    Parameters
    ----------
    id : str
        The case's.
    answers : mapping of path to value
        The first answers; they become revision 1.
    instrument : Instrument, optional
    person : Person, optional
        Who works on it; by default whoever runs this process.

    Examples
    --------
    >>> memory = MemoryCase("a", {"title": "A", "assessments/1/age": "9 years", "assessments/1/label": "First"})
    >>> memory.save("a", {"title": "B"}, base=1, edit="e1").number, memory.read("a").answers["title"]
    (2, 'B')
    """

    def __init__(
        self,
        id: str,
        answers: Mapping[Path, Value],
        instrument: Instrument | None = None,
        person: Person | None = None,
    ) -> None:
        self.id, self._answers = id, dict(answers)
        self._instrument = use_instrument(instrument)
        self.person = person or account()
        self._revisions: list[Revision] = []
        self._add(answers, secrets.token_hex(8), self.person.name, "", _now())

    def may_write(self, kind: str, owner: str, assigned: str | None = None) -> bool:
        """Return whether the person may change it: whoever has the process, has the case."""
        return True

    def case(self) -> Case:
        """Return the case as it is now.

        Raises
        ------
        InputError
            When something a case must have is missing, such as an age.
        """
        self._update()
        return to_case(self.id, self._answers)

    def read(self, case_id: str) -> Record:
        """Return the record as it is now."""
        self._update()
        first, last = self._revisions[0], self._revisions[-1]
        kind = str(self._answers.get("kind", "teaching"))
        return Record(
            self.id, kind, self.person.name, first.at, last.number, self._changed(), dict(self._answers)
        )

    def latest(self, case_id: str) -> Revision:
        """Return the newest revision."""
        self._update()
        return self._revisions[-1]

    def revisions(self, case_id: str) -> list[Revision]:
        """Return every revision of this process, in order."""
        self._update()
        return list(self._revisions)

    def save(
        self, case_id: str, changes: Mapping[Path, Value], *, base: int, edit: str, reason: str = ""
    ) -> Revision:
        """Add a revision, by the rules by which the store adds one.

        Raises
        ------
        Stale, Locked, NotPermitted, InputError
            As :meth:`nmt_widgets.store.Store.save`.
        """
        checked = {path: check_answer(path, value, self._instrument) for path, value in changes.items()}
        named = Edit.checked(edit, reason)
        with self._turn():
            self._update()
            for revision in self._revisions:
                if revision.edit == named.name:
                    return revision
            if self._revisions[-1].number != base:
                raise Stale(self._revisions[-1].number, self._later(base))
            before = self._answers
            new = {path: value for path, value in checked.items() if before.get(path) != value}
            if "kind" in new:
                raise worded("may_not", NotPermitted, place="kind")
            new |= amended(statuses_of(before), new, named.reason)
            if not new:
                return self._revisions[-1]
            check_change(self.id, before, new, self._instrument)
            after = {path: value for path, value in {**before, **new}.items() if value is not None}
            self._write(after, named.reason)
            revision = self._add(new, named.name, self.person.name, named.reason, _now())
            self._answers = after
            return revision

    # ---- what a case in a file does besides ----

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold what nobody else may change while a revision is added."""
        yield

    def _update(self) -> None:
        """Take over what others have changed meanwhile."""

    def _write(self, answers: Mapping[Path, Value], reason: str) -> None:
        """Write the answers to where they last; raises InputError when they cannot be written."""

    def _changed(self) -> str:
        """Return when the last change was saved; empty while there is none."""
        return self._revisions[-1].at if len(self._revisions) > 1 else ""

    # ---- revisions ----

    def _take(self, answers: Mapping[Path, Value], at: str) -> None:
        """Take over answers that somebody else has saved, as a revision of nobody known by name."""
        paths = {*self._answers, *answers}
        changes = {path: answers.get(path) for path in paths if answers.get(path) != self._answers.get(path)}
        if changes:
            self._add(changes, secrets.token_hex(8), "", "", at)
            self._answers = dict(answers)

    def _add(self, changes: Mapping[Path, Value], edit: str, author: str, reason: str, at: str) -> Revision:
        before = self._answers if self._revisions else {}
        revision = Revision(
            number=len(self._revisions) + 1,
            edit=edit,
            author=author,
            role="",
            at=at,
            reason=reason,
            changes=tuple(
                AnswerChange(path=path, old=before.get(path), new=value) for path, value in changes.items()
            ),
            hash="",
        )
        self._revisions.append(revision)
        return revision

    def _later(self, base: int) -> dict[str, LaterChange]:
        """Return the newest value of each answer that was changed after a revision."""
        return {
            change["path"]: LaterChange(value=change["new"], by=revision.author, at=revision.at)
            for revision in self._revisions[max(base, 0) :]
            for change in revision.changes
        }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def account() -> Person:
    """Return whoever runs this process, by the name of their system account."""
    try:
        name = getpass.getuser()
    except (ImportError, KeyError, OSError):
        name = ""
    return Person(name[:80], OPERATOR)
