"""The certification screen: hours, sessions and cases of those in training, what is missing, and what goes on after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import ipywidgets

from nmt_widgets.apps.certification.curve import curve_rows
from nmt_widgets.apps.certification.disputes import disputed_scores
from nmt_widgets.apps.certification.logs import TrainingLogs
from nmt_widgets.apps.certification.rows import (
    chosen_rows,
    error_panel,
    first_levels,
    missing_sentence,
    standing_rows,
)
from nmt_widgets.apps.shared.page_requests import refused
from nmt_widgets.apps.shared.screen import open_screen
from nmt_widgets.apps.shared.training_references import FindReference, reference_finder
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers.statements import StatementLine, statement_page
from nmt_widgets.store import NoRecord, Store
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.learning.participation import Participation, counting
from nmt_widgets.store.learning.rated_maps import read_rated_maps
from nmt_widgets.store.people.accounts import list_people
from nmt_widgets.store.people.roles import managed_roles, role_has, roles_with, sign_in_roles
from nmt_widgets.training.certification.programmes import ATTESTED, load_programmes
from nmt_widgets.training.certification.standing import LevelStanding, entry_kinds
from nmt_widgets.training.practice.curve import practice_curve
from nmt_widgets.training.raters.rater_error import measure_error
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.widgets import Heading, PrintPage
from nmt_widgets.widgets.certification.log import ParticipationLog
from nmt_widgets.widgets.certification.messages import CurveRows, FirstLevel, LogMessage, Note, NotingForm
from nmt_widgets.widgets.shared.messages import Words

_LONGEST_EDIT = 60


def show() -> ipywidgets.Widget:
    """Return the certification screen."""
    return open_screen(
        "certification",
        lambda instrument, store, request: CertificationScreen(
            instrument, store, reference_finder(request, store.access, instrument)
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
            words={
                "people": {**words["people"], "none": self._none()},
                **{id: words[id] for id in ("note", "chosen", "fidelity", "curve", "disputes")},
                "sure": {**words["sure"], **_preview_words(instrument)},
            },
            own=not may_look,
            form=self._form() if may_note else None,
        )
        self._page = PrintPage(self._check_download, html="", file="", words=words["print"])
        self._always: tuple[ipywidgets.Widget, ...] = (Heading(words["title"], subtitle=subtitle), self._log)
        super().__init__(self._always)
        self.add_class("nmt-screen")
        self._show()

    def _people(self, roles: Collection[str]) -> list[str]:
        """Return who may sign in with one of some roles."""
        try:
            people = list_people(self._store.engine)
        except InputError:
            return []  # the list says what is wrong
        return [person.name for person in people if not person.retired and person.role in roles]

    def _trainees(self) -> list[str]:
        """Return the people whom the role of the person in front looks after, and who score cases of their own."""
        person = self._store.person
        roles = managed_roles(person.role) if person and self._participation.may_look() else ()
        return self._people([role for role in roles if role_has(role, ["practice: own"])])

    def _none(self) -> str:
        """Return what stands where nothing has been noted: who does what."""
        words = self._words["people"]
        if self._participation.may_note():
            return str(words["none"])
        if self._participation.may_look():
            return str(words["none_look"])
        names = self._people(roles_with("notes"))
        noting = (
            plural(words, "none_own_who", len(names), names=", ".join(names))
            if names
            else words["none_own_nobody"]
        )
        return f"{words['none_own']} {noting}"

    def _form(self) -> NotingForm:
        """Return what can be noted, and for whom: everybody who may sign in, and the classes."""
        words = self._words
        people = self._people(sign_in_roles())
        try:
            classes = Classes(self._store.access).classes()
        except InputError:
            classes = []
        return {
            "levels": [
                (level.id, words["levels"].get(level.id, level.id)) for level in load_programmes().levels
            ],
            "kinds": [(id, words["kinds"].get(id, id)) for id in entry_kinds() if id != ATTESTED],
            "timed": [kind.id for kind in load_programmes().hours],
            "people": people,
            "classes": [
                (known.title, [member.person for member in known.members if not member.by_code])
                for known in classes
            ],
            "today": date.today().isoformat(),
        }

    # ---- what is shown ----

    def _show(self) -> None:
        words = self._words
        try:
            self._logs.look()
            rows = standing_rows(self._logs, words, self._trainees())
            self._log.before = [] if rows else self._before()
            disputes = self._logs.disputes()
        except InputError as error:
            self._log.problem = error.brief
            return
        if self._chosen is None and not self._participation.may_look() and rows:
            self._chosen = (rows[0]["person"], rows[0]["level"])
        self._log.rows = rows
        self._log.disputes = disputed_scores(
            disputes, self._logs.submitters, self._titles, self._instrument, words["disputes"]
        )
        self._log.curve = self._curve()
        self._log.trouble = words["no_agreement"].format(why=self._logs.trouble) if self._logs.trouble else ""
        standing = self._standing()
        if standing is None or self._chosen is None:
            self._log.chosen = None
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

    def _curve(self) -> CurveRows | None:
        """Return the curve of the person who is chosen; else one's own, for whoever sees nobody else's."""
        person = self._store.person
        name = self._chosen[0] if self._chosen else person.name if person else ""
        if self._chosen is None and self._participation.may_look():
            return None
        curve = practice_curve(self._logs.cases(name), self._instrument)
        return curve_rows(name, curve, self._titles, self._instrument, self._words)

    def _before(self) -> list[FirstLevel]:
        """Return what the first levels ask for, where the person in front has no entry of their own."""
        person = self._store.person
        is_own = person is not None and not self._participation.may_look()
        return first_levels(self._logs, person.name, self._words) if person and is_own else []

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

    def receive(self, message: LogMessage) -> None:
        """Do what the page asks for, and report why it is refused."""
        try:
            self._act(message)
        except InputError as error:
            self._log.problem = error.brief
        else:
            self._log.problem = ""
            self._show()

    def _act(self, message: LogMessage) -> None:
        match message["type"]:
            case "choose":
                self._chosen = (message["person"], message["level"])
            case "note":
                self._note(message)
            case "take_back":
                number = message["number"] if abs(message["number"]) < 2**31 else 0
                self._participation.take_back(number, message["reason"], message["edit"][:_LONGEST_EDIT])
            case "estimate":
                maps = read_rated_maps(self._store.access, self._instrument)
                self._log.error = error_panel(measure_error(maps, self._instrument), self._instrument)
            case "attest":
                self._attest(message["edit"][:_LONGEST_EDIT])

    def _note(self, message: Note) -> None:
        if message["kind"] == ATTESTED:
            raise refused(self._words, "level")
        self._participation.note(
            message["people"],
            level=message["level"],
            kind=message["kind"],
            day=message["day"],
            minutes=_minutes(message["hours"]),
            about=message["about"],
            edit=message["edit"][:_LONGEST_EDIT],
        )
        self._log.noted += 1

    def _attest(self, edit: str) -> None:
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
            edit=edit,
        )


def _preview_words(instrument: Instrument) -> Words:
    """Return the words around what would change with measured ranges."""
    words = texts("agreement", instrument.language)["error"]
    return {"preview": words["preview"]["title"], "how": words["preview"]["how"], "more": words["more"]}


def _minutes(hours: float) -> int:
    """Return hours as minutes; hours out of range as a number that is refused."""
    return round(hours * 60) if 0 <= hours <= 24 else -1
