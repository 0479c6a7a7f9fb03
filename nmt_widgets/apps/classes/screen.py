"""The class screen: a class opened or joined by a code, and for its trainer the board of what is submitted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import ipywidgets

from nmt_widgets.apps.classes.board import ShownBoard
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.apps.shared.training_references import FindReference, reference_finder
from nmt_widgets.cases import Case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import NoRecord, Summary, warm
from nmt_widgets.store.learning.classes import Classes, TrainingClass
from nmt_widgets.training.class_board import load_board_rules, rater_label
from nmt_widgets.training.references.attempts import begin_attempt, practice_list
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.classes.list import ClassList


def show(code: str | None = None) -> ipywidgets.Widget:
    """Return the class screen.

    Parameters
    ----------
    code : str, optional
        A class to open at once; by default the one the page's address names, if any.
    """
    instrument = load_instrument()
    load_board_rules()
    warm()
    asked = visit()
    words = texts("class_board", instrument.language)
    try:
        store = store_of(asked)
    except InputError as error:
        return Heading(words["title"], subtitle=error.brief)
    if store is None:
        return Heading(words["title"], subtitle=words["nobody"])

    find = reference_finder(asked, instrument)
    return ClassScreen(instrument, Classes(store.access), find, code or asked.query.get("code"))


class ClassScreen(ipywidgets.VBox):
    """The list of classes, or the board of one in its place.

    Parameters
    ----------
    instrument : Instrument
    classes : Classes
        Opened for the person in front.
    find_reference : callable
    code : str, optional
    """

    def __init__(
        self, instrument: Instrument, classes: Classes, find_reference: FindReference, code: str | None = None
    ) -> None:
        self._instrument, self._classes, self._find_reference = instrument, classes, find_reference
        self._words = texts("class_board", instrument.language)
        self._cases = {case.id: case for case in practice_list(instrument)}
        self._address = Address()
        self._opened: ShownBoard | None = None
        super().__init__()
        self.add_class("nmt-screen")
        if code and classes.may_look():
            try:
                self._open(code)
            except InputError as error:
                self._show_list(error.brief)
        else:
            self._show_list(code=(code or "")[:12])

    # ---- the list ----

    def _show_list(self, problem: str = "", focus: bool = False, code: str = "") -> None:
        words, classes = self._words, self._classes
        may_lead, may_look = classes.may_lead(), classes.may_look()
        subtitle = words["subtitle_lead" if may_lead else "subtitle_look" if may_look else "subtitle_join"]
        try:
            rows = self._rows()
        except InputError as error:
            rows, problem = [], error.brief
        self._list = ClassList(
            self._asked,
            classes=rows,
            cases=[[case.id, case.title] for case in self._cases.values()] if may_lead else [],
            joins=not may_look and "practice" in classes.store.kinds(),
            words=words["list"],
            code=code,
            problem=problem,
        )
        self._address.query = {}
        heading = Heading(words["title"], subtitle=subtitle, focus=focus)
        self.children = (heading, self._list, self._address)

    def _rows(self) -> list[dict[str, Any]]:
        found = self._classes.classes()
        may_look = self._classes.may_look()
        attempts = [] if may_look or not found else self._attempts()
        return [self._row_lead(one) if may_look else self._row_join(one, attempts) for one in found]

    def _row_lead(self, one: TrainingClass) -> dict[str, Any]:
        said = self._words["list"]["row_lead"].format(
            case=self._title(one.practice), members=len(one.members), day=one.opened[:10]
        )
        return {**_named(one), "said": said, "board": True, "attempt": ""}

    def _row_join(self, one: TrainingClass, attempts: list[Summary]) -> dict[str, Any]:
        own = [attempt for attempt in attempts if attempt.practice_of == one.practice]
        is_done = any(attempt.statuses.get(1) == "completed" for attempt in own)
        said = self._words["list"]["row_join"].format(
            case=self._title(one.practice),
            label=rater_label(one.members[0].seat),
            state=self._words["list"]["submitted" if is_done else "going"],
        )
        return {**_named(one), "said": said, "board": False, "attempt": own[0].case_id if own else ""}

    def _attempts(self) -> list[Summary]:
        """Return the person's own attempts, those that are not submitted first."""
        person = self._classes.store.person
        own = [one for one in self._classes.store.rated() if person and one.owner == person.name]
        return sorted(
            (one for one in own if one.practice_of), key=lambda one: one.statuses.get(1) == "completed"
        )

    def _title(self, practice: str) -> str:
        return self._cases[practice].title if practice in self._cases else practice

    # ---- what the list is asked for ----

    def _asked(self, message: dict[str, Any]) -> None:
        """Do what the list was asked for; the message is the page's, so nothing in it is trusted."""
        try:
            kind = message.get("type")
            if kind == "open":
                self._open(str(message.get("code"))[:20])
            elif kind == "begin":
                self._begin(str(message.get("title")), str(message.get("practice")))
            elif kind == "join":
                self._join(str(message.get("code"))[:20])
        except InputError as error:
            self._list.problem = error.brief

    def _begin(self, title: str, practice: str) -> None:
        if practice not in self._cases:
            words = self._words["refused"]["no_case"]
            raise InputError(words["message"], remedy=words["remedy"])
        self._open(self._classes.open_class(title, practice).code)

    def _join(self, code: str) -> None:
        """Join a class, and begin an attempt at its case where there is none."""
        joined = self._classes.join(code)
        case = self._cases.get(joined.practice)
        if case and not any(one.practice_of == case.id for one in self._attempts()):
            label = texts("practice", self._instrument.language)["label"].format(n=1)
            self._classes.store.create(None, begin_attempt(case, label), kind="practice")
        self._show_list(focus=True)

    def _open(self, code: str) -> None:
        found = self._classes.read_class(code)
        if not self._classes.may_look():
            raise NoRecord
        opened = ShownBoard(
            self._classes, found, self._case(found.practice), self._instrument, self._find_reference
        )
        opened.heading.observe(self._back, "left")
        before, self._opened = self._opened, opened
        self._address.query = {"code": found.code}
        self.children = (*opened.parts, self._address)
        if before:
            before.close()

    def _case(self, practice: str) -> Case:
        if practice not in self._cases:
            words = self._words["refused"]["no_case"]
            raise InputError(words["message"], remedy=words["remedy"])
        return self._cases[practice]

    def _back(self, _change: dict[str, Any]) -> None:
        opened, self._opened = self._opened, None
        with suppress(InputError):
            self._show_list(focus=True)
        if opened:
            opened.close()


def _named(one: TrainingClass) -> dict[str, Any]:
    return {"code": one.code, "title": one.title, "closed": bool(one.closed)}
