"""The certification screen: hours, sessions and cases of those in training, what is missing, and what goes on after."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import ipywidgets

from nmt_widgets.apps.certification.logs import TrainingLogs
from nmt_widgets.apps.certification.rows import chosen_rows, missing_sentence, standing_rows
from nmt_widgets.apps.shared.page_requests import Message, carry_out, refused, whole_number
from nmt_widgets.apps.shared.screen import open_screen
from nmt_widgets.apps.shared.training_references import FindReference, reference_finder
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers.statements import StatementLine, statement_page
from nmt_widgets.store import NoRecord, Store
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.learning.participation import Participation, counting
from nmt_widgets.store.people.accounts import list_people
from nmt_widgets.training.certification.fidelity import load_fidelity
from nmt_widgets.training.certification.programmes import ATTESTED, load_programmes
from nmt_widgets.training.certification.standing import LevelStanding, entry_kinds
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.widgets import Heading, PrintPage
from nmt_widgets.widgets.certification.log import ParticipationLog
from nmt_widgets.widgets.certification.messages import NotingForm


def show() -> ipywidgets.Widget:
    """Return the certification screen."""
    load_programmes()
    load_fidelity()
    return open_screen(
        "certification",
        lambda instrument, store, request: CertificationScreen(
            instrument, store, reference_finder(request, instrument)
        ),
    )


class CertificationScreen(ipywidgets.VBox):
    """Where everybody stands; one person's level beside it, and the statement to be printed.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front: trainees see themselves.
    find_reference : callable
    """

    def __init__(self, instrument: Instrument, store: Store, find_reference: FindReference) -> None:
        self._instrument, self._store = instrument, store
        self._participation = Participation(store.access)
        self._words = words = texts("certification", instrument.language)
        self._logs = TrainingLogs(self._store, instrument, find_reference)
        self._titles = {case.id: case.title for case in practice_list(instrument)}
        self._chosen: tuple[str, str] | None = None
        may_note, may_look = self._participation.may_note(), self._participation.may_look()
        subtitle = words["subtitle_lead" if may_note else "subtitle_look" if may_look else "subtitle_own"]
        self._log = ParticipationLog(
            self.receive,
            words={id: words[id] for id in ("people", "note", "chosen", "fidelity")},
            own=not may_look,
            form=self._form() if may_note else {},
        )
        self._page = PrintPage(self._check_download, html="", file="", words=words["print"])
        self._always: tuple[ipywidgets.Widget, ...] = (Heading(words["title"], subtitle=subtitle), self._log)
        super().__init__(self._always)
        self.add_class("nmt-screen")
        self._show()

    def _form(self) -> NotingForm:
        """Return what can be noted, and for whom: everybody who may sign in, and the classes."""
        words = self._words
        try:
            people = [person.name for person in list_people(self._store.engine) if not person.retired]
            classes = Classes(self._store.access).classes()
        except InputError:
            people, classes = [], []  # the list says what is wrong
        return {
            "levels": [
                (level.id, words["levels"].get(level.id, level.id)) for level in load_programmes().levels
            ],
            "kinds": [(id, words["kinds"].get(id, id)) for id in entry_kinds() if id != ATTESTED],
            "timed": [kind.id for kind in load_programmes().hours],
            "people": people,
            "classes": [(each.title, [member.person for member in each.members]) for each in classes],
            "today": date.today().isoformat(),
        }

    # ---- what is shown ----

    def _show(self) -> None:
        words = self._words
        try:
            self._logs.look()
            rows = standing_rows(self._logs, words)
        except InputError as error:
            self._log.problem = error.brief
            return
        if self._chosen is None and not self._participation.may_look() and rows:
            self._chosen = (rows[0]["person"], rows[0]["level"])
        self._log.rows = rows
        self._log.trouble = words["no_agreement"].format(why=self._logs.trouble) if self._logs.trouble else ""
        standing = self._standing()
        if standing is None or self._chosen is None:
            self._log.chosen = {}
            self.children = self._always
            return
        person = self._chosen[0]
        self._log.chosen = chosen_rows(
            person,
            standing,
            self._logs,
            self._titles,
            words,
            may_note=self._participation.may_note(),
            today=date.today().isoformat(),
        )
        self._page.file = words["statement"]["file"].format(level=standing.level)
        self._page.html = self._statement(person, standing)
        self.children = (*self._always, self._page)

    def _standing(self) -> LevelStanding | None:
        if self._chosen is None:
            return None
        person, level = self._chosen
        return next((row for row in self._logs.standings(person) if row.level == level), None)

    def _statement(self, person: str, standing: LevelStanding) -> str:
        counted = counting(self._logs.entries(person))
        entries = [entry for entry in counted if entry.level == standing.level]
        lines = [
            StatementLine(entry.day, entry.kind, entry.minutes / 60, entry.about, entry.author)
            for entry in sorted(entries, key=lambda entry: (entry.day, entry.number))
        ]
        return statement_page(
            person,
            standing,
            lines,
            self._logs.cases(person),
            load_programmes(),
            missing=missing_sentence(standing, self._words),
            today=date.today().isoformat(),
            language=self._instrument.language,
        )

    def _check_download(self) -> None:
        """Ask the store whether the statement may be printed or saved now."""
        self._store.ask()
        person = self._store.person
        is_own = person is not None and self._chosen is not None and person.name == self._chosen[0]
        if not (is_own or self._participation.may_look()):
            raise NoRecord

    # ---- what the page asks for ----

    def receive(self, message: Message) -> None:
        """Do what the page asks for; nothing in its message is trusted."""
        actions = {
            "choose": self._choose,
            "note": self._note,
            "take_back": self._take_back,
            "attest": self._attest,
        }
        if carry_out(message, actions, self._refuse):
            self._log.problem = ""
            self._show()

    def _refuse(self, error: InputError) -> None:
        self._log.problem = error.brief

    def _choose(self, message: Message) -> None:
        self._chosen = (str(message.get("person")), str(message.get("level")))

    def _note(self, message: Message) -> None:
        people = message.get("people")
        kind = str(message.get("kind"))
        if kind == ATTESTED:
            raise refused(self._words, "level")
        self._participation.note(
            [str(name) for name in people] if isinstance(people, list) else [],
            level=str(message.get("level")),
            kind=kind,
            day=str(message.get("day")),
            minutes=_minutes(message.get("hours")),
            about=str(message.get("about") or ""),
            edit=str(message.get("edit"))[:60],
        )
        self._log.noted += 1

    def _take_back(self, message: Message) -> None:
        number = whole_number(message.get("number")) or 0
        self._participation.take_back(
            number if abs(number) < 2**31 else 0,
            str(message.get("reason") or ""),
            str(message.get("edit"))[:60],
        )

    def _attest(self, message: Message) -> None:
        """Attest that somebody took part, where nothing is missing."""
        self._logs.look()
        standing = self._standing()
        if standing is None or self._chosen is None or standing.missing or standing.attested:
            raise refused(self._words, "missing")
        self._participation.note(
            [self._chosen[0]],
            level=standing.level,
            kind=ATTESTED,
            day=date.today().isoformat(),
            edit=str(message.get("edit"))[:60],
        )


def _minutes(hours: Any) -> int:
    """Return hours as minutes; what is no number, or none that is sensible, as a number that is refused."""
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not math.isfinite(hours):
        return -1
    return round(hours * 60) if 0 <= hours <= 24 else -1
