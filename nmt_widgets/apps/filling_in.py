"""An assessment being filled in: the form, the map beside it, and the saving of every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import ipywidgets

from nmt_widgets.apps.form_spec import form_spec
from nmt_widgets.apps.live_view import LiveView
from nmt_widgets.cases import Case
from nmt_widgets.cases.answers import check_answer, to_case
from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Locked, Record, Refused, SessionEnded, Stale, Store, Unavailable
from nmt_widgets.widgets import AssessmentForm, Heading

LOOK_EVERY = 5.0
"""Seconds between two looks at whether somebody else has saved."""


class FillingIn:
    """The parts of an opened assessment; `parts` come in the order they are read.

    Parameters
    ----------
    store : Store
        Opened for the person who fills it in.
    record : Record
    number : int
        Which of the record's assessments.
    instrument : Instrument
    """

    def __init__(self, store: Store, record: Record, number: int, instrument: Instrument) -> None:
        self._store, self._number, self._instrument = store, number, instrument
        self._id = record.case_id
        self._saved = dict(record.answers)
        self._edits: dict[str, Any] = {}  # what the page shows and has not saved yet
        self._head = record.revision
        self._words = texts("assess", instrument.language)
        case = self._case()
        self._age = case.assessment(number).age
        self.heading = Heading(
            case.title,
            subtitle=f"{case.assessment(number).label} · {record.case_id}",
            back=self._words["back"],
            focus=True,
        )
        self._form = AssessmentForm(
            form_spec(instrument, number, case.assessment(number).age_years, self._words),
            self._record(record),
            self._shown(self._saved),
            {name: texts(topic, instrument.language) for name, topic in _TOPICS.items()},
            self._receive,
        )
        self._view = LiveView(case, number, instrument, self._go)
        body = ipywidgets.Box([self._form, self._view.widget])
        body.add_class("nmt-assess")
        self.parts = [self.heading, body]
        self._watching = self._watch()

    def close(self) -> None:
        """Stop looking for others' changes and free what the page holds."""
        if self._watching:
            self._watching.cancel()
        self._form.close()
        self._view.widget.close()

    def _record(self, record: Record) -> dict[str, Any]:
        person = self._store.person
        return {
            "case": record.case_id,
            "assessment": self._number,
            "revision": record.revision,
            "status": self._status(),
            "title": record.answers.get("title", ""),
            "person": person.name if person else "",
            "saved": record.changed,
            "completed": self._completed(),
            "write": self._store.may_write(record.kind, record.owner),
        }

    def _status(self) -> str:
        return str(self._saved.get(f"assessments/{self._number}/status", "in-progress"))

    def _completed(self) -> str:
        """Return when this assessment was completed, if it is."""
        if self._status() == "in-progress":
            return ""
        path = f"assessments/{self._number}/status"
        times = [
            revision.at
            for revision in self._store.revisions(self._id)
            for change in revision.changes
            if change["path"] == path and change["new"] == "completed"
        ]
        return times[-1] if times else ""

    def _mine(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers this form is about: the case's, and this assessment's."""
        stem = f"assessments/{self._number}/"
        return {
            path: value
            for path, value in answers.items()
            if path.startswith(stem) or not path.startswith("assessments/")
        }

    def _shown(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the page is given: the form's answers, and how far the other assessments are."""
        others = {path: value for path, value in answers.items() if path.endswith("/status")}
        return others | self._mine(answers)

    def _case(self) -> Case:
        """Return the case as the page shows it: as saved, with what is not saved yet on top."""
        return to_case(self._id, {**self._saved, **self._edits})

    def _go(self, function: str) -> None:
        self._form.place = f"assessments/{self._number}/functions/scores/{function}"

    def _receive(self, message: dict[str, Any]) -> None:
        """Do what the page asks; nothing in the message is trusted."""
        act = {
            "edit": self._edit,
            "save": self._save,
            "review": self._review,
            "refresh": self._refresh,
        }.get(str(message.get("type")))
        if act:
            act(message)

    def _edit(self, message: dict[str, Any]) -> None:
        """Show what the answers amount to before they are saved."""
        for path, value in self._changes(message).items():
            try:
                self._edits[path] = check_answer(path, value, self._instrument)
            except InputError:
                continue  # the saving says why
            self._forget(path)
        self._show()

    def _save(self, message: dict[str, Any]) -> None:
        changes, edit = self._changes(message), str(message.get("edit", ""))[:80]
        base = message.get("base")
        for path, value in changes.items():
            try:
                check_answer(path, value, self._instrument)
            except InputError as error:
                self._refuse(edit, "invalid", error, path=path)
                return
        try:
            revision = self._store.save(
                self._id,
                changes,
                base=base if isinstance(base, int) else 0,
                edit=edit,
                reason=str(message.get("reason") or "")[:2000],
            )
        except Stale as error:
            for path, their in error.theirs.items():
                self._put(self._saved, path, their["value"])
            self._form.send({"type": "stale", "edit": edit, "revision": error.head, "theirs": error.theirs})
        except InputError as error:
            kind, retry = _kind(error)
            self._start_afresh(error)
            self._refuse(edit, kind, error, retry=retry)
        else:
            for change in revision.changes:
                self._put(self._saved, change["path"], change["new"])
                self._forget(change["path"])
            self._head = max(self._head, revision.number)
            self._form.send(
                {
                    "type": "saved",
                    "edit": edit,
                    "revision": revision.number,
                    "at": revision.at,
                    "status": self._status(),
                }
            )
            self._show()

    def _start_afresh(self, error: InputError) -> None:
        """Let go of the database's connections: one opened while it could not be written to never will write."""
        if isinstance(error, Unavailable):
            self._store.engine.dispose()

    def _refuse(
        self, edit: str, kind: str, error: InputError, *, path: str = "", retry: bool = False
    ) -> None:
        self._form.send(
            {
                "type": "refused",
                "edit": edit,
                "kind": kind,
                "message": error.brief,
                "path": path,
                "retry": retry,
            }
        )

    def _review(self, _message: dict[str, Any]) -> None:
        from nmt_widgets.metrics.plausibility import implausible

        try:
            found = [asdict(one) for one in implausible(self._case(), self._number, self._instrument)]
        except InputError as error:
            words = self._words["unchecked"]
            found = [{"paths": [], "title": words["title"], "reason": error.brief, "advice": words["advice"]}]
        self._form.send({"type": "review", "implausible": found})

    def _refresh(self, _message: dict[str, Any]) -> None:
        try:
            record = self._store.read(self._id)
        except InputError as error:
            self._start_afresh(error)
            self._refuse("", *_kind(error)[:1], error, retry=True)
            return
        self._saved, self._head = dict(record.answers), record.revision
        self._form.send(
            {
                "type": "answers",
                "revision": record.revision,
                "answers": self._shown(record.answers),
                "status": self._status(),
            }
        )
        self._show()

    def _changes(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the changes of a message that belong to this form."""
        changes = message.get("changes")
        if not isinstance(changes, dict):
            return {}
        return self._mine({str(path): value for path, value in changes.items()})

    def _forget(self, path: str) -> None:
        """Drop an edit that is what is saved."""
        if self._edits.get(path) == self._saved.get(path):
            self._edits.pop(path, None)

    @staticmethod
    def _put(answers: dict[str, Any], path: str, value: Any) -> None:
        if value is None:
            answers.pop(path, None)
        else:
            answers[path] = value

    def _show(self) -> None:
        try:
            case = self._case()
        except InputError:
            return  # the title or the age is empty for the moment
        self._view.show(case, self._number)
        self.heading.title = case.title
        assessment = case.assessment(self._number)
        if assessment.age != self._age:
            self._age = assessment.age
            self._form.spec = form_spec(self._instrument, self._number, assessment.age_years, self._words)

    def _watch(self) -> asyncio.Task[None] | None:
        """Look now and then whether somebody else has saved; only where a loop runs, as in a kernel."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return None

        async def look() -> None:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                self._tell_of_others()

        return loop.create_task(look())

    def _tell_of_others(self) -> None:
        try:
            latest = self._store.latest(self._id)
        except InputError:
            return  # the next save says so
        if latest.number > self._head:
            self._head = latest.number
            self._form.send(
                {"type": "changed", "revision": latest.number, "by": latest.author, "at": latest.at}
            )


_TOPICS = {"saving": "saving", "sheet": "score_sheet", "form": "form"}


def _kind(error: InputError) -> tuple[str, bool]:
    """Return how the page names an error, and whether trying again may help."""
    match error:
        case Locked():
            return "locked", False
        case SessionEnded():
            return "ended", True
        case Refused():
            return "role", False
        case Unavailable():
            return error.kind, True
    return "invalid", False
