"""The screen about two ratings and a third person: the pairs there are, a second rating begun, and one pair opened."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import ipywidgets

from nmt_widgets.apps.adjudicate.pairs import candidates, pair_rows, rating_choices
from nmt_widgets.apps.adjudicate.settling import ShownPair
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import warm
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.adjudicate.list import AdjudicationList


def show(first: str | None = None, second: str | None = None) -> ipywidgets.Widget:
    """Return the screen on which a third person settles where two ratings differ.

    Parameters
    ----------
    first, second : str, optional
        The names of two assessments to open at once, such as ``c-4k7m2p/1``; by default those the page's address
        names, if any.
    """
    instrument = load_instrument()
    warm()
    asked = visit()
    words = texts("adjudicate", instrument.language)
    try:
        store = store_of(asked)
    except InputError as error:
        return Heading(words["title"], subtitle=error.brief)
    if store is None:
        return Heading(words["title"], subtitle=words["nobody"])
    first, second = first or asked.query.get("first"), second or asked.query.get("second")
    return Adjudicate(instrument, Adjudications(store.access), first, second)


class Adjudicate(ipywidgets.VBox):
    """The list of pairs, or one of them opened in its place.

    Parameters
    ----------
    instrument : Instrument
    store : Adjudications
        Opened for the person in front.
    first, second : str, optional
    """

    def __init__(
        self,
        instrument: Instrument,
        store: Adjudications,
        first: str | None = None,
        second: str | None = None,
    ) -> None:
        self._instrument, self._store = instrument, store
        self._words = texts("adjudicate", instrument.language)
        self._address = Address()
        self._opened: ShownPair | None = None
        super().__init__()
        self.add_class("nmt-screen")
        try:
            if first and second:
                self._open(first, second)
            else:
                self._show_list()
        except InputError as error:
            self._show_list(error.brief)

    # ---- the list ----

    def _show_list(self, problem: str = "", focus: bool = False) -> None:
        words, store = self._words, self._store.store
        try:
            found = store.rated()
        except InputError as error:
            found, problem = [], error.brief
        settles = [kind for kind in ("practice", "clinical") if store.may_write(kind, "")]
        may_look = store.person is not None and store.person.may("looks_on")
        me = store.person.name if store.person else ""
        titles = {case.id: case.title for case in practice_list(self._instrument)}
        self._list = AdjudicationList(
            self._asked,
            pairs=pair_rows(found, me, words["list"]),
            choices=rating_choices(found, store, titles, words["list"]),
            candidates=candidates(found, store, words["list"]),
            settles=bool(settles),
            rates="clinical" in store.kinds(),
            words=words["list"],
            problem=problem,
        )
        subtitle = words["subtitle" if settles or may_look else "no_part"]
        self._address.query = {}
        self.children = (Heading(words["title"], subtitle=subtitle, focus=focus), self._list, self._address)

    def _asked(self, message: dict[str, Any]) -> None:
        """Do what the list was asked for; the message is the page's, so nothing in it is trusted."""
        try:
            if message.get("type") == "open":
                self._open(str(message.get("first"))[:80], str(message.get("second"))[:80])
            elif message.get("type") == "second":
                self._begin(str(message.get("of"))[:80], str(message.get("edit") or "")[:80])
        except InputError as error:
            self._list.problem = error.brief

    def _begin(self, of: str, edit: str) -> None:
        """Begin a second rating, and send the page on to it."""
        edit = edit or secrets.token_hex(12)
        record = self._store.begin_second_rating(of, self._instrument, edit=edit)
        self._list.go(f"assess.ipynb?{urlencode({'case': record.case_id})}")

    # ---- a pair ----

    def _open(self, first: str, second: str) -> None:
        pair = self._store.read_pair(first, second, self._instrument)
        opened = ShownPair(self._store, pair, self._instrument)
        opened.heading.observe(self._back, "left")
        before, self._opened = self._opened, opened
        self._address.query = {"first": pair.first.id, "second": pair.second.id}
        self.children = (*opened.parts, self._address)
        if before:
            before.close()

    def _back(self, _change: dict[str, Any]) -> None:
        opened, self._opened = self._opened, None
        with suppress(InputError):
            self._show_list(focus=True)
        if opened:
            opened.close()
