"""The assessment screen: the assessments one may open, and one of them as a form."""

from __future__ import annotations

import secrets
from typing import Any

import ipywidgets

from nmt_widgets.apps.assess.form import FillingIn
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import Store, Summary, warm
from nmt_widgets.store.rules.locking import OPEN, statuses_of
from nmt_widgets.widgets import Address, Heading, RecordList


def show(case: str | None = None, assessment: int | None = None) -> ipywidgets.Widget:
    """Return the assessment screen.

    Parameters
    ----------
    case : str, optional
        A case of the store to open at once; by default the one the page's address names, if any.
    assessment : int, optional
        Which of its assessments; by default the latest.
    """
    instrument = load_instrument()
    warm()
    asked = visit()
    number = asked.query.get("assessment", "")
    if case is None:
        case = asked.query.get("case")
        assessment = int(number) if number.isdecimal() else None
    words = texts("assess", instrument.language)
    try:
        store = store_of(asked)
    except InputError as error:
        return Heading(words["title"], subtitle=error.brief)
    if store is None:
        return Heading(words["title"], subtitle=words["nobody"])
    return Assess(instrument, store, case, assessment)


class Assess(ipywidgets.VBox):
    """The list of assessments, or one of them opened in its place."""

    def __init__(
        self, instrument: Instrument, store: Store, case: str | None = None, assessment: int | None = None
    ) -> None:
        self._instrument, self._store = instrument, store
        self._words = texts("assess", instrument.language)
        self._address = Address()
        self._opened: FillingIn | None = None
        super().__init__()
        self.add_class("nmt-screen")
        try:
            if case is None:
                self._show_list()
            else:
                self._open(case, assessment)
        except InputError as error:
            self._show_list(error.brief)

    def _show_list(self, problem: str = "", focus: bool = False) -> None:
        words = self._words
        heading = Heading(words["title"], subtitle=words["subtitle"], focus=focus)
        kinds = [[id, words["kinds"][id]] for id in self._store.kinds()]
        try:
            records = [self._row(found) for found in self._store.listed() if not _is_elsewhere(found)]
        except InputError as error:
            records, problem = [], error.brief
        self._list = RecordList(self._asked, records=records, kinds=kinds, words={**words["list"]})
        self._list.problem = problem
        self._address.query = {}
        self.children = (heading, self._list, self._address)

    def _row(self, found: Summary) -> dict[str, Any]:
        numbers = sorted(found.statuses)
        may_write = self._store.may_write(found.kind, found.owner)
        settled = all(status != "in-progress" for status in found.statuses.values())
        return {
            "case": found.case_id,
            "title": found.title,
            "kind": texts("home", self._instrument.language)["kinds"][found.kind],
            "changed": found.changed,
            "again": may_write and settled,
            "assessments": [
                {
                    "number": number,
                    "label": found.labels[number],
                    "age": found.ages[number],
                    "status": self._words["statuses"][found.statuses[number]],
                    "open": may_write and found.statuses[number] == "in-progress",
                }
                for number in numbers
            ],
        }

    def _asked(self, message: dict[str, Any]) -> None:
        """Do what the list was asked for; the message is the page's, so nothing in it is trusted."""
        try:
            kind = message.get("type")
            if kind == "open":
                self._open(str(message.get("case")), _whole(message.get("assessment")))
            elif kind == "create":
                self._create(message)
            elif kind == "again":
                self._again(message)
        except InputError as error:
            self._list.problem = self._told(error)

    def _told(self, error: InputError) -> str:
        """Return what is wrong, with a field of the list's forms by the name that stands over it."""
        name = self._words["list"].get(error.place) if error.place in ("title", "age", "label") else None
        return error.brief.replace(f"{error.place}: ", f"{name}: ", 1) if name else error.brief

    def _create(self, message: dict[str, Any]) -> None:
        if message.get("kind") not in self._store.kinds():
            raise InputError(self._words["refused"]["kind"])
        answers = {"title": message.get("title"), **_begun(1, message)}
        self._check(answers)
        record = self._store.create(None, answers, kind=str(message["kind"]), edit=_edit(message))
        self._open(record.case_id, 1)

    def _again(self, message: dict[str, Any]) -> None:
        record = self._store.read(str(message.get("case")))
        number = max(_numbers(record.answers)) + 1
        answers = _begun(number, message)
        self._check(answers)
        revision = self._store.save(
            record.case_id, answers, base=record.revision, edit=_edit(message)
        )  # asked twice, it is the one made before
        self._open(
            record.case_id, max(_numbers(dict.fromkeys(change["path"] for change in revision.changes)))
        )

    def _check(self, answers: dict[str, Any]) -> None:
        if not all(isinstance(value, str) and value.strip() for value in answers.values()):
            raise InputError(self._words["refused"]["empty"])

    def _open(self, case: str, assessment: int | None) -> None:
        record = self._store.read_shown(case)
        if record.answers.get("settles") and statuses_of(record.answers).get(1) == OPEN:
            raise InputError(self._words["refused"]["settled"])
        numbers = _numbers(record.answers)
        number = max(numbers) if assessment is None else assessment
        if number not in numbers:
            raise InputError(self._words["refused"]["gone"])
        self._opened = FillingIn(self._store, record, number, self._instrument)
        self._opened.heading.observe(self._back, "left")
        self._address.query = {"case": case, "assessment": str(number)}
        self.children = (*self._opened.parts, self._address)

    def _back(self, _change: dict[str, Any]) -> None:
        opened, self._opened = self._opened, None
        self._show_list(focus=True)
        if opened:
            opened.close()


def _is_elsewhere(found: Summary) -> bool:
    """Say whether a record has another screen: an attempt, or what a third person is settling."""
    return bool(found.practice_of) or (bool(found.settles) and found.statuses.get(1) == OPEN)


def _begun(number: int, message: dict[str, Any]) -> dict[str, Any]:
    stem = f"assessments/{number}"
    return {
        f"{stem}/age": message.get("age"),
        f"{stem}/label": message.get("label"),
        f"{stem}/status": "in-progress",
    }


def _numbers(answers: dict[str, Any]) -> list[int]:
    return sorted({int(path.split("/")[1]) for path in answers if path.startswith("assessments/")})


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _edit(message: dict[str, Any]) -> str:
    """Return the name the page gave to what it asks for: asked twice, it is done once."""
    return str(message.get("edit") or secrets.token_hex(12))[:80]
