"""The adjudication screen: a list of pairs of ratings, second ratings, and one pair opened."""

from __future__ import annotations

from urllib.parse import urlencode

import ipywidgets

from nmt_widgets.apps.adjudicate.pairs import candidates, pair_rows, rating_choices
from nmt_widgets.apps.adjudicate.settling import PairView
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Summary
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training.references.attempts import practice_list
from nmt_widgets.widgets.adjudicate.list import AdjudicationList
from nmt_widgets.widgets.adjudicate.messages import ListMessage, RatingChoice, SecondRating
from nmt_widgets.widgets.shared.messages import Pair, Words

_LONGEST_ID, _LONGEST_WORDS = 80, 200
_MOST_OFFERED = 100  # clients, and as many attempts


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
        self._pairs: list[Summary] = []
        self._offered: list[Summary] = []
        self._more = ""
        self._settles = any(store.store.may_write(kind, "") for kind in ("practice", "clinical"))
        self.need_part("first", first, second)
        self.need_part("second", second, first)
        self.start((lambda: self._open(first, second)) if first and second else None)

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open a pair of ratings, begin a second rating, or look for ratings to choose from."""
        match message["type"]:
            case "find":
                self._find(message["words"][:_LONGEST_WORDS])
                self._list.offer(self._choices(), self._candidates(), self._more)
            case "open":
                self._open(message["first"][:_LONGEST_ID], message["second"][:_LONGEST_ID])
            case "second":
                self._begin(message)

    def rows(self) -> list[Summary]:
        """Return the second ratings and settlements, the one changed last first, and the ratings they are about."""
        store = self._store.store
        linked = store.records(Listing(ratings="pairs"))
        rated = {split_assessment_id(id)[0] for row in linked for id in (row.second_of, *row.settles) if id}
        self._pairs = [*linked, *store.summaries(sorted(rated - {row.case_id for row in linked}))]
        self._find("")
        return self._pairs

    def make_list(self, rows: list[Summary], problem: str) -> AdjudicationList:
        """Return the list of pairs, with the ratings that can be compared or rated a second time."""
        words, store = self._words["list"], self._store.store
        return AdjudicationList(
            self.receive,
            pairs=pair_rows(rows, store.person.name if store.person else "", words),
            choices=self._choices(),
            candidates=self._candidates(),
            more=self._more,
            settles=self._settles,
            rates="clinical" in store.kinds(),
            empty=self._empty(words),
            words=words,
            problem=problem,
        )

    def subtitle(self, problem: str) -> str:
        """Return what the screen is for, or a sentence that it is not for this person."""
        return str(self._words["subtitle" if self._settles or self._may_look else "no_part"])

    def _find(self, searched: str) -> None:
        """Read the clients and attempts to choose from: those changed last whose title or code has some words."""
        store, words = self._store.store, self._words["list"]
        clients = store.page(Listing(group="clients", words=searched, size=_MOST_OFFERED))
        attempts = store.page(Listing(ratings="attempts", words=searched, size=_MOST_OFFERED))
        self._offered = [*clients.entries, *attempts.entries]
        is_cut = clients.total > _MOST_OFFERED or attempts.total > _MOST_OFFERED
        self._more = words["more"].format(count=_MOST_OFFERED) if is_cut else ""
        if searched.strip() and not self._offered:
            self._more = words["no_match"]

    def _choices(self) -> list[RatingChoice]:
        return rating_choices(self._offered, self._store.store, self._titles, self._words["list"])

    def _candidates(self) -> list[Pair]:
        return candidates(self._offered, self._pairs, self._store.store, self._words["list"])

    def _empty(self, words: Words) -> str:
        """Return what stands in an empty list: nothing for somebody who never sees a pair."""
        if self._settles:
            return str(words["none"])
        person = self._store.access.person
        sees_some = person is not None and person.record_right("clinical") == "assigned"
        return str(words["none_shared" if sees_some else "none_to_see"]) if self._may_look else ""

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
