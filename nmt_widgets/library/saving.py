"""The answers of a record on a page: those that are saved, edits that are not saved yet, and the saving."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import check_answer, to_case
from nmt_widgets.case_files.consistency import check_change
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.answer_store import AnswerStore, FileUnavailable
from nmt_widgets.library.polling import Poller
from nmt_widgets.store.errors import Locked, NotPermitted, SessionEnded, Stale, Unavailable
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.widgets.shared.answers.messages import (
    Answer,
    AnswerReply,
    Answers,
    RecordFacts,
    SaveMessage,
    SavingMessage,
    TheirAnswer,
)

LOOK_EVERY = 5.0
"""Seconds between two checks whether somebody else has saved."""


class Saving:
    """The kernel's side of the page's answers; the page's is `answers.js`.

    Parameters
    ----------
    store : AnswerStore
        Where the record is, opened for the person who works on it.
    record : Record
    number : int
        Which of the record's assessments.
    instrument : Instrument
    belongs : callable
        Returns whether a path belongs to the page. Answers at other paths are ignored.
    """

    def __init__(
        self,
        store: AnswerStore,
        record: Record,
        number: int,
        instrument: Instrument,
        belongs: Callable[[str], bool],
    ) -> None:
        self._store, self._number, self._instrument, self._belongs = store, number, instrument, belongs
        self._record = record
        self._saved = dict(record.answers)
        self._edits: Answers = {}  # shown by the page, not saved yet
        self._head = record.revision
        self._send: Callable[[AnswerReply], None] = lambda message: None
        self._changed: Callable[[], None] = lambda: None
        self._poller: Poller | None = None

    def connect(self, send: Callable[[AnswerReply], None], changed: Callable[[], None]) -> None:
        """Start: `send` sends a message to the page, `changed` is called after its answers have changed."""
        self._send, self._changed = send, changed
        self._poller = Poller(LOOK_EVERY, self.look)

    def close(self) -> None:
        """Stop looking for changes that others save."""
        if self._poller:
            self._poller.stop()

    def case(self) -> Case:
        """Return the case as the page shows it: the saved answers, overlaid with the edits that are not saved yet.

        Raises
        ------
        InputError
            While its title or age is empty.
        """
        return to_case(self._record.case_id, {**self._saved, **self._edits})

    def record(self) -> RecordFacts:
        """Return the facts about the record that the page is sent."""
        record, person = self._record, self._store.person
        return {
            "case": record.case_id,
            "assessment": self._number,
            "revision": record.revision,
            "status": self._status(),
            "title": record.answers.get("title", ""),
            "person": person.name if person else "",
            "saved": record.changed,
            "completed": self._completed(),
            "write": self._store.may_write(record.kind, record.owner, record.assigned),
        }

    def answers(self) -> Answers:
        """Return the answers of the page, and the status of each assessment of the record."""
        return {
            path: self._tidy(path, value)
            for path, value in self._saved.items()
            if path.endswith("/status") or self._belongs(path)
        }

    def _tidy(self, path: str, value: Answer) -> Answer:
        """Return an age or a date in today's form; older versions kept it as it was typed."""
        if path.rpartition("/")[2] not in ("age", "date"):
            return value
        try:
            return check_answer(path, value, self._instrument)
        except InputError:
            return value

    def current(self) -> Answers:
        """Return the answers as the page shows them: the saved ones, overlaid with the edits not saved yet."""
        overlaid = {**self._saved, **self._edits}
        return {path: value for path, value in overlaid.items() if value is not None and self._belongs(path)}

    def change(self, changes: Answers) -> None:
        """Save answers that the notebook sets, and have the page show them.

        Raises
        ------
        InputError
            When an answer does not fit or cannot be saved; then none of them changes.
        """
        latest = self._store.latest(self._record.case_id)
        self._store.save(
            self._record.case_id, self._own(changes), base=latest.number, edit=secrets.token_hex(8)
        )
        for path in changes:
            self._edits.pop(path, None)
        self.take_over()

    def take_over(self) -> None:
        """Take over what was saved past the page's own answers, and have the page show it."""
        self._record = self._store.read(self._record.case_id)
        self._saved = dict(self._record.answers)
        self.look()
        self._changed()

    @property
    def saved(self) -> Record:
        """The record with the answers that are saved, as far as is known here."""
        return replace(self._record, answers=dict(self._saved))

    def receive(self, message: SavingMessage) -> None:
        """Show, save or read answers, as the page asks."""
        match message["type"]:
            case "edit":
                self._edit(message["changes"])
            case "save":
                self._save(message)
            case "refresh":
                self._refresh()

    def _status(self) -> str:
        return str(self._saved.get(f"assessments/{self._number}/status", "in-progress"))

    def _completed(self) -> str:
        """Return when this assessment was completed, if it is."""
        if self._status() == "in-progress":
            return ""
        path = f"assessments/{self._number}/status"
        times = [
            revision.at
            for revision in self._store.revisions(self._record.case_id)
            for change in revision.changes
            if change["path"] == path and change["new"] == "completed"
        ]
        return times[-1] if times else ""

    def _own(self, changes: Answers) -> Answers:
        """Return the answers this page is about."""
        return {path: value for path, value in changes.items() if self._belongs(path)}

    def _edit(self, changes: Answers) -> None:
        """Apply edits that are not saved yet, so that the map and the figures follow them."""
        for path, value in self._own(changes).items():
            try:
                checked = check_answer(path, value, self._instrument)
                current = {**self._saved, **self._edits}
                check_change(self._record.case_id, current, {path: checked}, self._instrument)
            except InputError:
                self._edits.pop(path, None)
                continue  # the saving reports why
            self._edits[path] = checked
            self._forget(path)
        self._changed()

    def _save(self, message: SaveMessage) -> None:
        changes, edit = self._own(message["changes"]), message["edit"][:80]
        checked, problems = self._checked(changes)
        if problems:
            self._refuse_answers(edit, problems)
            return
        try:
            revision = self._store.save(
                self._record.case_id,
                changes,
                base=message["base"],
                edit=edit,
                reason=message.get("reason", "")[:2000],
            )
        except Stale as error:
            theirs: dict[str, TheirAnswer] = {
                path: {"value": their["value"], "by": their["by"], "at": their["at"]}
                for path, their in error.theirs.items()
            }
            for path, answer in theirs.items():
                _put(self._saved, path, answer["value"])
            self._send({"type": "stale", "edit": edit, "revision": error.head, "theirs": theirs})
        except InputError as error:
            kind, retry = _error_kind(error)
            if kind == "invalid" and all(problem.path in changes for problem in error.problems):
                self._refuse_answers(edit, error.problems)
            else:
                self._refuse(edit, kind, error, retry=retry)
        else:
            for change in revision.changes:
                _put(self._saved, change["path"], change["new"])
                self._forget(change["path"])
            self._head = max(self._head, revision.number)
            rewritten = {path: value for path, value in checked.items() if value != changes[path]}
            self._send(
                {
                    "type": "saved",
                    "edit": edit,
                    "rewritten": rewritten,
                    "revision": revision.number,
                    "at": revision.at,
                    "status": self._status(),
                }
            )
            self._changed()

    def _checked(self, changes: Answers) -> tuple[Answers, list[InputError]]:
        """Return the answers in the form they are stored in, and an error for each that does not fit."""
        checked: Answers = {}
        problems: list[InputError] = []
        for path, value in changes.items():
            try:
                checked[path] = check_answer(path, value, self._instrument)
            except InputError as error:
                error.path = path
                problems.append(error)
        return checked, problems

    def _refuse_answers(self, edit: str, problems: Iterable[InputError]) -> None:
        """Report why answers are refused, each by its path; the page then sends the others again."""
        by_path: dict[str, str] = {}
        for problem in problems:
            by_path.setdefault(problem.path, _problem_text(problem))
            self._edits.pop(problem.path, None)
        first = next(iter(by_path))
        self._send(
            {
                "type": "refused",
                "edit": edit,
                "problems": by_path,
                "kind": "invalid",
                "message": by_path[first],
                "path": first,
                "retry": False,
            }
        )
        self._changed()

    def _refresh(self) -> None:
        try:
            record = self._store.read(self._record.case_id)
        except InputError as error:
            self._refuse("", _error_kind(error)[0], error, retry=True)
            return
        self._record, self._saved, self._head = record, dict(record.answers), record.revision
        self._send(
            {
                "type": "answers",
                "revision": record.revision,
                "answers": self.answers(),
                "status": self._status(),
            }
        )
        self._changed()

    def _refuse(self, edit: str, kind: str, error: InputError, *, retry: bool) -> None:
        self._send(
            {
                "type": "refused",
                "edit": edit,
                "kind": kind,
                "message": error.brief,
                "path": "",
                "retry": retry,
            }
        )

    def _forget(self, path: str) -> None:
        """Drop an edit that equals the saved answer."""
        if self._edits.get(path) == self._saved.get(path):
            self._edits.pop(path, None)

    def look(self) -> None:
        """Report to the page that somebody else has saved; raises InputError when the store cannot be read."""
        latest = self._store.latest(self._record.case_id)
        if latest.number > self._head:
            self._head = latest.number
            self._send({"type": "changed", "revision": latest.number, "by": latest.author, "at": latest.at})


def _problem_text(problem: InputError) -> str:
    """Return the message shown beside an answer; for a part of the answer, with its place in it."""
    inner = problem.steps[1:] if "/" not in problem.path else ()
    text = f"{problem.message}; {problem.remedy}" if problem.remedy else problem.message
    if inner:
        return problem.brief
    return one_line(text[:1].upper() + text[1:])


def _put(answers: Answers, path: str, value: Answer) -> None:
    if value is None:
        answers.pop(path, None)
    else:
        answers[path] = value


def _error_kind(error: InputError) -> tuple[str, bool]:
    """Return the name the page has for an error, and whether trying again may help."""
    match error:
        case Locked():
            return "locked", False
        case SessionEnded():
            return "ended", True
        case NotPermitted():
            return "role", False
        case Unavailable() | FileUnavailable():
            return error.kind, True
    return "invalid", False
