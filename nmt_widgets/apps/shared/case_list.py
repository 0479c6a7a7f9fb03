"""The cases one may see as cards - templates, and those of the store - and one of them opened in their place."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets

from nmt_widgets.apps.shared.request_context import Visit
from nmt_widgets.cases import Case, list_cases, load_case
from nmt_widgets.charts import mini_map, wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import profile
from nmt_widgets.widgets import Address, CaseCards, Heading

if TYPE_CHECKING:
    from nmt_widgets.store import Store


class Opened(Protocol):
    """A case opened on a screen: its parts in the order they are read, the first of them its heading."""

    heading: Heading
    parts: list[ipywidgets.Widget]

    def add_charts(self) -> None:
        """Draw what may come later than the rest."""

    def close(self) -> None:
        """Free what the page and the kernel hold of it."""


def store_of(visit: Visit) -> Store | None:
    """Return the store as the visitor may see it; None for a guest, who may see nothing of it."""
    if not visit.session and visit.served:
        return None
    from nmt_widgets.store import open_store, operator

    return open_store(session=visit.session) if visit.served else open_store(operator())


class CaseList(ipywidgets.VBox):
    """Cards of all cases; one opened in their place, and the way back.

    Parameters
    ----------
    instrument : Instrument
    topic : str
        Of the texts: `title`, `subtitle` and `empty` stand over the cards.
    case : str, optional
        The case to open at once.
    store : Store, optional
        Opened for the person in front; without one only templates are shown.
    """

    def __init__(
        self, instrument: Instrument, topic: str, case: str | None = None, store: Store | None = None
    ) -> None:
        self._instrument, self._store = instrument, store
        self._opened: Opened | None = None
        self._address = Address()
        self._titles = texts(topic, instrument.language)
        self._words = texts("home", instrument.language)
        common = texts("common", instrument.language)
        self._cards = CaseCards(cards=self._all(), label=self._words["label_cards"])
        self._cards.observe(self._choose, "opened")
        self._foot = ipywidgets.HTML(f'<p class="nmt-quiet">{common["disclaimer"]}</p>')
        self._foot.add_class("nmt-prose")
        super().__init__()
        self.add_class("nmt-screen")
        if case and case in {card["id"] for card in self._cards.cards if not card["problem"]}:
            self._cards.opened = case
        else:
            self._show_cards()

    @abstractmethod
    def make(self, case: Case) -> Opened:
        """Return a case as this screen opens it."""

    def shows(self, case: Case) -> bool:
        """Say whether this screen has a card for a case."""
        return True

    def open_case(self, id: str) -> None:
        """Open a case, in the place of another if need be."""
        if not (id in list_cases() or id in self.recorded()):
            return  # the page may ask for anything
        before = self._opened
        try:
            opened = self.make(self._load(id))
        except InputError:
            self._back(None)  # its card says what is wrong now
            return
        self._opened = opened
        opened.heading.observe(self._back, "left")
        self._address.query = {"case": id}
        self.children = (*opened.parts, self._foot, self._address)
        opened.add_charts()
        if before:
            before.close()

    def recorded(self) -> list[str]:
        """Return the ids of the cases in the store that the person is shown; attempts stand on the practice screen."""
        try:
            found = self._store.listed() if self._store else []
            return [one.case_id for one in found if not one.practice_of]
        except InputError:
            return []  # the assessment screen says what is wrong with the store

    def _show_cards(self, focus: bool = False) -> None:
        titles = self._titles
        heading = Heading(
            titles["title"],
            subtitle=titles["subtitle" if self._cards.cards else "empty"],
            focus=focus,
        )
        self._address.query = {}
        self.children = (heading, self._cards, self._foot, self._address)

    def _choose(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.open_case(change["new"])

    def _load(self, id: str) -> Case:
        if id in list_cases() or self._store is None:
            return load_case(id, self._instrument)
        return self._store.case(id)

    def _back(self, _change: dict[str, Any] | None) -> None:
        self._cards.opened = ""
        self._cards.cards = self._all()
        self._show_cards(focus=True)
        if self._opened:
            self._opened.close()
            self._opened = None

    def _all(self) -> list[dict[str, Any]]:
        cards = []
        for id in [*list_cases(), *self.recorded()]:
            try:
                case = self._load(id)
                if self.shows(case):
                    cards.append(self._card(case))
            except InputError as error:
                cards.append(
                    {
                        "id": id,
                        "title": id,
                        "kind": self._words["card_problem"],
                        "facts": [],
                        "svg": "",
                        "problem": error.brief,
                    }
                )
        return cards

    def _kind(self, case: Case) -> str:
        """Return what a case is for; two ratings of a client look alike otherwise."""
        kind = self._words["kinds"][case.kind]
        if case.second_of:
            return str(self._words["card_second"].format(kind=kind))
        return str(self._words["card_settles"].format(kind=kind) if case.settles else kind)

    def _card(self, case: Case) -> dict[str, Any]:
        words = self._words
        latest = profile(case, case.latest, self._instrument, unscored=True)
        age = wording.age(latest.age)
        count = len(case.assessments)
        date = case.assessment(case.latest).date
        assessed = plural(words, "card_assessed", count, age=age)
        facts = [words["card_unscored"].format(age=age)]
        if case.usable:
            cmr = wording.number(latest.cmr.figure.value, 2)
            facts = [
                assessed,
                words["card_cmr"].format(cmr=cmr),
                words["card_date"].format(date=date or words["no_date"]),
            ]
        return {
            "id": case.id,
            "title": case.title,
            "kind": self._kind(case),
            "facts": facts,
            "svg": mini_map(latest, self._instrument, uid=f"mini-{case.id}"),
            "problem": "",
        }
