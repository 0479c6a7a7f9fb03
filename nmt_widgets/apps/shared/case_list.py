"""Cases as cards - templates, and records of the store - and one of them opened in their place."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Never

import ipywidgets

from nmt_widgets.apps.shared.screen import ListScreen, OpenedView
from nmt_widgets.case_files import Case, list_cases, load_case, unknown_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.case_cards import CaseCards, broken_card, case_card
from nmt_widgets.widgets.shared.messages import CaseCard, Words
from nmt_widgets.widgets.shared.traits import TextChange

if TYPE_CHECKING:
    from nmt_widgets.store import Store


class CaseList(ListScreen[CaseCard, Never]):
    """Cards of all cases, one of them opened in their place, and the way back.

    The texts `title` and `subtitle` stand over the cards; `empty` takes the place of `subtitle` where there are none.

    Parameters
    ----------
    instrument : Instrument
    case : str, optional
        The case to open at once.
    store : Store, optional
        Opened for the person who is signed in; without one only templates are shown.
    trouble : str
        Why the store could not be opened, if so; shown above the cards.
    """

    def __init__(
        self,
        instrument: Instrument,
        case: str | None = None,
        store: Store | None = None,
        trouble: str = "",
    ) -> None:
        super().__init__(instrument)
        self._store, self._trouble = store, trouble
        self._home_words: Words = texts("home", instrument.language)
        self.foot = self.make_foot()
        self._cards = CaseCards([], label=self.label, instrument=instrument)
        self._cards.observe(self._choose, "selected")
        if case:
            self.open_case(case)
        if not self.children:  # none was asked for, or none that is listed
            self.show_list()

    @abstractmethod
    def make_view(self, case: Case) -> OpenedView:
        """Return a case as this screen opens it."""

    def shows(self, case: Case) -> bool:
        """Return whether this screen has a card for a case."""
        return True

    @property
    def label(self) -> str:
        """The name of the cards for screen readers."""
        return str(self._home_words["label_cards"])

    def make_foot(self) -> tuple[ipywidgets.Widget, ...]:
        """Return what stands below everything."""
        common = texts("common", self._instrument.language)
        foot = ipywidgets.HTML(f'<p class="nmt-quiet">{common["disclaimer"]}</p>')
        foot.add_class("nmt-prose")
        return (foot,)

    # ---- the cards ----

    def rows(self) -> list[CaseCard]:
        """Return a card for each case; for a case that cannot be read, a card with the reason."""
        cards: list[CaseCard] = []
        for id in self._ids():
            try:
                case = self.load(id)
                if self.shows(case):
                    cards.append(self.card(case))
            except InputError as error:
                cards.append(broken_card(id, error, self._instrument))
        return cards

    def make_list(self, rows: list[CaseCard], problem: str) -> CaseCards:
        """Return the cards, none of them opened."""
        self._cards.selected = ""
        self._cards.cards = rows
        return self._cards

    def subtitle(self, problem: str) -> str:
        """Return what is wrong, or what the screen is for."""
        return problem or self._trouble or str(self._words["subtitle" if self._cards.cards else "empty"])

    def recorded(self) -> list[str]:
        """Return the ids of the store's cases the person may see, without attempts: the practice screen shows those."""
        try:
            summaries = self._store.listed() if self._store else []
            return [summary.case_id for summary in summaries if not summary.practice_of]
        except InputError:
            return []  # the assessment screen reports what is wrong with the store

    def card(self, case: Case) -> CaseCard:
        """Return the card of a case that can be read."""
        return case_card(case, self._instrument)

    # ---- one case ----

    def open_case(self, id: str) -> None:
        """Open a case in the place of the cards, or of another case; say which is meant where none has the id."""
        ids = self._ids()
        if id not in ids:  # an address or a page may ask for anything
            self.leave(unknown_case(id, ids).brief)
            return
        try:
            case = self.load(id)
            view = self.make_view(case) if self.shows(case) else None
        except InputError as error:
            self.leave(error.brief)
            return
        if view:
            self.show_opened(view, {"case": id})

    def load(self, id: str) -> Case:
        """Return a case by its id."""
        if id in list_cases() or self._store is None:
            return load_case(id, self._instrument)
        return self._store.case(id)

    def _ids(self) -> list[str]:
        return [*list_cases(), *self.recorded()]

    def _choose(self, change: TextChange) -> None:
        if change["new"]:
            self.open_case(change["new"])
