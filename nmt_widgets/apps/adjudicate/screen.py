"""The adjudication screen: a list of pairs of ratings, second ratings, and one pair opened."""

from __future__ import annotations

from urllib.parse import urlencode

import ipywidgets

from nmt_widgets.apps.adjudicate.pairs import candidates, pair_rows, rating_choices
from nmt_widgets.apps.adjudicate.settling import PairView
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Summary
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.widgets.adjudicate.list import AdjudicationList
from nmt_widgets.widgets.adjudicate.messages import ListMessage, SecondRating
from nmt_widgets.widgets.shared.messages import Words

_LONGEST_ID = 80


def show(first: str | None = None, second: str | None = None) -> ipywidgets.Widget:
    """Return the screen on which a third person settles where two ratings differ.

    Parameters
    ----------
    first, second : str, optional
        The names of two assessments to open at once, such as ``c-4k7m2p/1``; by default those the page's address
        names, if any.
    """
    return open_screen(
        "adjudicate",
        lambda instrument, store, request: AdjudicateScreen(
            instrument,
            Adjudications(store.access),
            first or request.query.get("first"),
            second or request.query.get("second"),
        ),
    )


class AdjudicateScreen(ListScreen[Summary, ListMessage]):
    """The list of pairs, or one of them opened in its place.

    Parameters
    ----------
    instrument : Instrument
    store : Adjudications
        Opened for the person in front.
    first, second : str, optional
    """

    topic = "adjudicate"

    def __init__(
        self,
        instrument: Instrument,
        store: Adjudications,
        first: str | None = None,
        second: str | None = None,
    ) -> None:
        super().__init__(instrument)
        self._store = store
        self._titles = {case.id: case.title for case in practice_list(instrument)}
        self._settles = any(store.store.may_write(kind, "") for kind in ("practice", "clinical"))
        self.start((lambda: self._open(first, second)) if first and second else None)

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open a pair of ratings, or begin a second rating."""
        match message["type"]:
            case "open":
                self._open(message["first"][:_LONGEST_ID], message["second"][:_LONGEST_ID])
            case "second":
                self._begin(message)

    def rows(self) -> list[Summary]:
        """Return the records that pairs are made of, the one changed last first."""
        return self._store.store.rated()

    def make_list(self, rows: list[Summary], problem: str) -> AdjudicationList:
        """Return the list of pairs, with the ratings that can be compared or rated a second time."""
        words, store = self._words["list"], self._store.store
        return AdjudicationList(
            self.receive,
            pairs=pair_rows(rows, store.person.name if store.person else "", words),
            choices=rating_choices(rows, store, self._titles, words),
            candidates=candidates(rows, store, words),
            settles=self._settles,
            rates="clinical" in store.kinds(),
            empty=self._empty(words),
            words=words,
            problem=problem,
        )

    def subtitle(self, problem: str) -> str:
        """Return what the screen is for, or a sentence that it is not for this person."""
        return str(self._words["subtitle" if self._settles or self._may_look else "no_part"])

    def _empty(self, words: Words) -> str:
        """Return what stands in an empty list: nothing for somebody who never sees a pair."""
        if self._settles:
            return str(words["none"])
        return str(words["none_to_see"]) if self._may_look else ""

    @property
    def _may_look(self) -> bool:
        person = self._store.access.person
        return person is not None and person.may("looks_on")

    # ---- what the page asks for ----

    def _begin(self, message: SecondRating) -> None:
        """Begin a second rating, and send the page on to it."""
        first = message["of"][:_LONGEST_ID]
        record = self._store.begin_second_rating(first, self._instrument, edit=edit_id(message))
        self._list.go(f"assess.ipynb?{urlencode({'case': record.case_id})}")

    def _open(self, first: str, second: str) -> None:
        pair = self._store.read_pair(first, second, self._instrument)
        view = PairView(self._store, pair, self._instrument)
        self.show_opened(view, {"first": pair.first.id, "second": pair.second.id})
