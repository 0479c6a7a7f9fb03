"""Incidents and phases of the site: what the page asks for, the store's answers in words, and what is there now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import ipywidgets

from nmt_widgets.apps.programme.count_words import CountWords
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.outcomes.incidents.cells import as_span
from nmt_widgets.outcomes.incidents.kinds import load_incident_kinds
from nmt_widgets.store import Store
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.incidents.reading import CountListing, CountPage
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.incidents.typed import NEEDED, OPTIONAL
from nmt_widgets.widgets.programme.counts.messages import (
    CountingMessage,
    CountingRequest,
    CountsPage,
    CountsRefused,
    EnterCount,
    ImportCounts,
    LookAtCounts,
    SetPhase,
)
from nmt_widgets.widgets.programme.counts.view import CountsView

_AT_ONCE = 1_000

Buffers = Sequence[bytes | memoryview]


class Done(NamedTuple):
    """What a change came to: a sentence, what was guessed in reading a table, and the next unit to count."""

    text: str
    notes: tuple[str, ...] = ()
    unit: str = ""


class Counting:
    """Incidents and phases for one person, by the right `counts`; the store asks for it with every operation.

    Parameters
    ----------
    store : Store
        Opened for the person in front.
    instrument : Instrument
    on_change : callable, optional
        Called after each change, when the page has its answer.

    Attributes
    ----------
    parts : list of Widget
        What a screen shows, in reading order.
    """

    def __init__(
        self, store: Store, instrument: Instrument, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._site = SiteIncidents(store.access)
        self._words = words = CountWords(instrument.language)
        self._on_change = on_change
        self._listing = CountListing()
        person = store.person
        self._view = CountsView(self.receive, words=words.own, owner=person.name if person else "")
        self.parts: list[ipywidgets.Widget] = [self._view]
        if not self._site.may_count():
            self._view.barred = words.own["barred"]
            return
        rules = load_incident_kinds()
        self._view.kinds = [(kind, words.kind(kind)) for kind in rules.kinds]
        self._view.reasons = [(reason, words.reason(reason)) for reason in rules.reasons]
        self._view.columns = [*NEEDED, *OPTIONAL]
        last_month = f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"
        try:
            self._show()
            unit = self._unit_without(rules.kinds[0], last_month)
            self._view.start = {"kind": rules.kinds[0], "date": last_month, "unit": unit or ""}
        except InputError as error:
            self._view.barred = error.brief

    def close(self) -> None:
        """Close the widgets."""
        close_widgets(self.parts)

    def receive(self, message: CountingMessage, buffers: Buffers = ()) -> None:
        """Carry out what the page asks for, and answer it."""
        match message["type"]:
            case "look":
                self._look(message)
            case "history":
                self._send_history(message["number"])
            case "unit":
                unit = self._unit_without(message["kind"], message["date"])
                if unit is not None:
                    self._view.send({**message, "unit": unit})
            case _:
                self._change(message, buffers)

    # ---- what changes something ----

    def _change(self, message: CountingRequest, buffers: Buffers) -> None:
        edit = message["edit"]
        try:
            done = self._carry_out(message, buffers)
            self._show()
        except InputError as error:
            self._view.send(self._refused(edit, error))
            return
        self._view.send({"type": "done", "edit": edit, **done._asdict()})
        self._on_change()

    def _carry_out(self, message: CountingRequest, buffers: Buffers) -> Done:
        edit = edit_id(message)
        match message["type"]:
            case "enter":
                return self._enter(message, edit)
            case "import":
                return self._import(message, buffers, edit)
            case "set_phase":
                return self._set_phase(message, edit)
            case "correct":
                values = {"count": message["count"], "days": message["days"]}
                reason = _needed(message["reason"])
                self._site.correct(
                    message["number"], **values, reason=reason, sure=message["sure"], edit=edit
                )
                return Done(self._words.own["list"]["is_corrected"])
            case "withdraw":
                self._site.withdraw(message["number"], reason=_needed(message["reason"]), edit=edit)
                return Done(self._words.own["list"]["is_withdrawn"])
            case "withdraw_phase":
                self._site.withdraw_phase(message["number"], reason=_needed(message["reason"]), edit=edit)
                return Done(self._words.own["phases"]["is_withdrawn"])

    def _enter(self, message: EnterCount, edit: str) -> Done:
        number = self._site.enter(
            message["kind"],
            date=message["date"],
            until=message["until"],
            unit=message["unit"],
            client=message["client"],
            count=message["count"],
            days=message["days"],
            sure=message["sure"],
            edit=edit,
        )
        entry = self._site.history(number)[0]
        unit = self._unit_without(entry.kind, entry.begins, after=entry.unit) or ""
        self._view.start = {"kind": message["kind"], "date": message["date"], "unit": unit}
        return Done(self._words.entered(entry), unit=unit)

    def _set_phase(self, message: SetPhase, edit: str) -> Done:
        changes = message["changes"]
        self._site.set_phase(
            message["name"],
            message["begins"],
            unit=message["unit"],
            changes=changes,
            reason="" if changes is None else _needed(message["reason"]),
            edit=edit,
        )
        sentence = self._words.own["phases"]["is_set" if changes is None else "is_changed"]
        return Done(sentence.format(name=message["name"].strip()))

    def _import(self, message: ImportCounts, buffers: Buffers, edit: str) -> Done:
        words = self._words.own["import"]
        if not buffers:
            raise refusal("programme_counts", "no_table")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "table"
            file.write_bytes(buffers[0])
            imported = self._site.import_table(file, edit=edit, kind=message["kind"], sure=message["sure"])
        added = plural(words, "added", imported.added)
        text = words["done"].format(
            file=message["name"], added=added, present=plural(words, "present", imported.present)
        )
        return Done(text, tuple(note.removeprefix(f"{file}: ") for note in imported.notes))

    def _refused(self, edit: str, error: InputError) -> CountsRefused:
        doubts = error if isinstance(error, Doubtful) else Doubtful(error.problems, ())
        return {
            "type": "refused",
            "edit": edit,
            "faults": [self._words.fault(fault) for fault in _first(doubts.faults)],
            "questions": [self._words.fault(question) for question in _first(doubts.questions)],
        }

    # ---- what is there ----

    def _show(self) -> None:
        """Show the counts, the phases and the units as they are now."""
        page = self._site.page(self._listing)
        self._view.page = self._page(page)
        self._view.phases = [self._words.phase(phase) for phase in self._site.phases()]
        self._view.units = self._site.units()

    def _look(self, message: LookAtCounts) -> None:
        try:
            self._listing = _listing(message)
            self._view.page = self._page(self._site.page(self._listing))
        except InputError as error:
            self._view.page = {**self._view.page, "filter": message["filter"], "problem": error.brief}

    def _page(self, page: CountPage) -> CountsPage:
        listing = self._listing
        return {
            "rows": [self._words.row(entry) for entry in page.entries],
            "filter": {
                "kind": listing.kind,
                "unit": listing.unit,
                "month": listing.month or "",
                "withdrawn": listing.withdrawn,
            },
            "total": page.total,
            "page": page.page,
            "pages": max(1, -(-page.total // page.size)),
            "added_up": any(entry.number is None for entry in page.entries),
            "problem": "",
        }

    def _send_history(self, number: int) -> None:
        try:
            lines = self._words.history(self._site.history(number))
        except InputError as error:
            lines = [{"text": error.brief, "author": "", "at": ""}]
        self._view.send({"type": "history", "number": number, "lines": lines})

    def _unit_without(self, kind: str, day: str, after: str = "") -> str | None:
        """Return the first unit without a count of a kind in the month of a day, if it can be after another one.

        Empty where there is no such unit, and None where that is not known.
        """
        try:
            month = as_span(day, date.today()).month
            page = self._site.page(CountListing(kind=kind, month=month, size=_AT_ONCE))
            units = self._site.units()
        except InputError:
            return None  # whoever sends the form reads why
        counted = {entry.unit for entry in page.entries}
        units = [] if "" in counted else [unit for unit in units if unit not in counted]
        return next((unit for unit in units if unit > after), units[0] if units else "")


def _listing(message: LookAtCounts) -> CountListing:
    rows = message["filter"]
    month = as_span(rows["month"], date.today()).month if rows["month"].strip() else None
    return CountListing(rows["kind"], rows["unit"], month, rows["withdrawn"], message["page"])


def _needed(reason: str) -> str:
    if not reason:
        raise refusal("programme_counts", "no_reason", place="reason")
    return reason


def _first(problems: Sequence[InputError]) -> Sequence[InputError]:
    """Return as many problems as a page lists."""
    return InputErrors(problems).problems if problems else ()
