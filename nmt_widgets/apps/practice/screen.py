"""The practice screen: the practice cases, an attempt at one of them, and what was submitted beside the reference."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

import ipywidgets

from nmt_widgets.apps.practice.attempt import NUMBER, Attempt
from nmt_widgets.apps.practice.comparison import ShownComparison
from nmt_widgets.apps.practice.findings import short_figures
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.practice_reference import ask_reference
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.cases import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import NoRecord, Store, Summary, warm
from nmt_widgets.training.references.attempts import (
    begin_attempt,
    compare_attempt,
    is_submitted,
    practice_list,
)
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.practice.list import PracticeCases


def show(attempt: str | None = None) -> ipywidgets.Widget:
    """Return the practice screen.

    Parameters
    ----------
    attempt : str, optional
        The code of an attempt to open at once; by default the one the page's address names, if any.
    """
    instrument = load_instrument()
    warm()
    asked = visit()
    words = texts("practice", instrument.language)
    try:
        store = store_of(asked)
    except InputError as error:
        return Heading(words["title"], subtitle=error.brief)
    if store is None:
        return Heading(words["title"], subtitle=words["nobody"])
    return Practice(instrument, store, attempt or asked.query.get("attempt"))


class Practice(ipywidgets.VBox):
    """The list of practice cases with the attempts at them, or one attempt opened in its place."""

    def __init__(self, instrument: Instrument, store: Store, attempt: str | None = None) -> None:
        self._instrument, self._store = instrument, store
        self._words = texts("practice", instrument.language)
        self._cases = {case.id: case for case in practice_list(instrument)}
        self._reference = cache(ask_reference)
        self._address = Address()
        self._opened: Attempt | ShownComparison | None = None
        super().__init__()
        self.add_class("nmt-screen")
        try:
            if attempt is None:
                self._show_list()
            else:
                self._open(attempt)
        except InputError as error:
            self._show_list(error.brief)

    # ---- the list ----

    def _show_list(self, problem: str = "", focus: bool = False) -> None:
        words = self._words
        heading = Heading(words["title"], subtitle=words["subtitle"], focus=focus)
        try:
            attempts = self._attempts()
        except InputError as error:
            attempts, problem = [], error.brief
        mine = self._store.person.name if self._store.person else ""
        self._list = PracticeCases(
            self._asked,
            cases=[self._card(case, attempts, mine) for case in self._cases.values()],
            words=words["list"],
            problem=problem,
        )
        self._address.query = {}
        self.children = (heading, self._list, self._address)
        self._list.figures = self._progress([found for found in attempts if found.owner == mine])

    def _attempts(self) -> list[Summary]:
        """Return the attempts the person may see, the first begun first."""
        found = [
            one for one in self._store.rated() if one.practice_of in self._cases and NUMBER in one.labels
        ]
        # "Attempt 10" comes after "Attempt 9"
        return sorted(found, key=lambda one: (one.owner, len(one.labels[NUMBER]), one.labels[NUMBER]))

    def _card(self, case: Case, attempts: list[Summary], mine: str) -> dict[str, Any]:
        words, asked = self._words, case.assessments[0]
        own = [one for one in attempts if one.practice_of == case.id]
        rows = [self._row(one, mine) for one in own]
        may_begin = "practice" in self._store.kinds()
        return {
            "id": case.id,
            "title": case.title,
            "summary": case.summary,
            "facts": [
                words["list"]["levels"].get(case.difficulty or "", ""),
                wording.age(asked.age_years),
                words["list"]["length"].format(n=len(case.vignette)),
            ],
            "note": words["list"]["seen"] if case.kind != "practice" else "",
            "attempts": [row for row in rows if row["mine"]],
            "others": [row for row in rows if not row["mine"]],
            "begin": may_begin and not any(row["mine"] and not row["done"] for row in rows),
        }

    def _row(self, one: Summary, mine: str) -> dict[str, Any]:
        is_done = one.statuses.get(NUMBER) == "completed"
        return {
            "attempt": one.case_id,
            "label": one.labels.get(NUMBER, ""),
            "by": one.owner,
            "mine": one.owner == mine,
            "done": is_done,
            "changed": one.changed,
            "open": is_done or one.owner == mine,
        }

    def _progress(self, own: list[Summary]) -> dict[str, str]:
        """Return how near each submitted attempt came, in words, by its code."""
        said = {}
        for one in own:
            if one.statuses.get(NUMBER) == "completed":
                try:
                    said[one.case_id] = self._nearness(self._store.case(one.case_id))
                except InputError:
                    continue  # opening it says why
        return said

    def _nearness(self, attempt: Case) -> str:
        found = compare_attempt(attempt, self._reference(attempt.id), self._instrument)
        distance, near, of = short_figures(found)
        return str(self._words["nearness"].format(distance=wording.number(distance, 1), near=near, of=of))

    # ---- attempts ----

    def _asked(self, message: dict[str, Any]) -> None:
        """Do what the list was asked for; the message is the page's, so nothing in it is trusted."""
        try:
            if message.get("type") == "open":
                self._open(str(message.get("attempt")))
            elif message.get("type") == "begin":
                self._begin(str(message.get("case")), str(message.get("edit") or ""))
        except InputError as error:
            self._list.problem = error.brief

    def _begin(self, case: str, edit: str) -> None:
        """Begin an attempt, or go on with the one that is not submitted yet."""
        if case not in self._cases:
            raise NoRecord
        own = self._own(case)
        for one in own:
            if one.statuses.get(NUMBER) == "in-progress":
                return self._open(one.case_id)
        label = self._words["label"].format(n=len(own) + 1)
        answers = begin_attempt(self._cases[case], label)
        record = self._store.create(None, answers, kind="practice", edit=edit[:80] or secrets.token_hex(12))
        self._open(record.case_id)

    def _own(self, case: str) -> list[Summary]:
        person = self._store.person
        return [
            one for one in self._attempts() if person and one.owner == person.name and one.practice_of == case
        ]

    def _open(self, id: str) -> None:
        """Open an attempt: to be scored while it is not submitted, beside the reference afterwards."""
        record = self._store.read(id)
        attempt = self._store.case(id)
        case = self._cases.get(attempt.practice_of or "")
        if case is None:
            raise NoRecord
        is_own = self._store.person is not None and record.owner == self._store.person.name
        if attempt.assessment(NUMBER).status == "in-progress":
            if not is_own:
                raise InputError(self._words["unsubmitted"])
            opened: Attempt | ShownComparison = Attempt(
                self._store, record, case, self._instrument, lambda: self._submitted(id)
            )
        else:
            opened = self._compared(attempt, case, record.owner, is_own)
        self._show(opened, id)

    def _compared(self, attempt: Case, case: Case, owner: str, is_own: bool) -> ShownComparison:
        may_begin = is_own and "practice" in self._store.kinds()
        return ShownComparison(
            attempt,
            case,
            self._reference(attempt.id),
            self._instrument,
            by="" if is_own else owner,
            progress=self._steps(case.id) if is_own else [],
            again=(lambda edit: self._again(case.id, edit)) if may_begin else None,
        )

    def _steps(self, case: str) -> list[dict[str, str]]:
        """Return the person's submitted attempts at a case, each with how near it came."""
        own = self._own(case)
        said = self._progress(own)
        return [
            {"label": one.labels[NUMBER], "said": said[one.case_id]} for one in own if one.case_id in said
        ]

    def _show(self, opened: Attempt | ShownComparison, id: str) -> None:
        before, self._opened = self._opened, opened
        opened.heading.observe(self._back, "left")
        self._address.query = {"attempt": id}
        self.children = (*opened.parts, self._address)
        if before:
            before.close()

    def _submitted(self, id: str) -> None:
        """Show the comparison, if the store has the attempt as submitted: the page only says so."""
        try:
            if is_submitted(self._store.case(id), self._instrument):
                self._open(id)
        except InputError as error:
            self._leave()
            self._show_list(error.brief, focus=True)

    def _again(self, case: str, edit: str) -> None:
        try:
            self._begin(case, edit)
        except InputError as error:
            self._leave()
            self._show_list(error.brief, focus=True)

    def _back(self, _change: dict[str, Any]) -> None:
        opened, self._opened = self._opened, None
        self._show_list(focus=True)
        if opened:
            opened.close()

    def _leave(self) -> None:
        if self._opened:
            self._opened.close()
            self._opened = None
