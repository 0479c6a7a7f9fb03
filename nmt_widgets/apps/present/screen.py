"""The presenter's screen: which case to tell, and its presentation in the page."""

from __future__ import annotations

from functools import cached_property
from typing import Any, get_args

import ipywidgets

from nmt_widgets.apps.present.hand_out_files import HandOutFiles
from nmt_widgets.apps.present.room import Room
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.permission import HandingOut
from nmt_widgets.apps.shared.request_context import Visit, visit
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.cases import Case, list_cases, load_case
from nmt_widgets.cases.model import PanelId
from nmt_widgets.charts import mini_map
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import profile
from nmt_widgets.presenting import Pathway, deck, panel_deck, pathways
from nmt_widgets.store import Store
from nmt_widgets.store.people.roles import Right
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import expert_case
from nmt_widgets.widgets import Address, CaseCards, Heading
from nmt_widgets.widgets.present.presenter import Presenter

PANELS = "panels"


def show(case: str | None = None, panel: str | None = None) -> ipywidgets.Widget:
    """Return the presenter's screen.

    Parameters
    ----------
    case : str, optional
        The case to tell; by default the one the page's address names, if any.
    panel : str, optional
        A teaching panel to show alone, such as ``states``; by default the one the address names, if any.
    """
    instrument = load_instrument()
    asked = visit()
    return Present(
        instrument,
        case or asked.query.get("case"),
        panel or asked.query.get("panel"),
        _store(asked),
        TrainersReferences(instrument, asked.served) if _is_teacher(asked) else None,
        Room(instrument),
    )


def _store(asked: Visit) -> Store | None:
    try:
        return store_of(asked)
    except InputError:
        return None  # templates can be told all the same


def _is_teacher(asked: Visit) -> bool:
    """Return whether references of practice cases may be shown: to a trainer, or to whoever runs the notebook."""
    store = _store(asked)
    person = store.person if store else None
    return person is not None and person.may("presents")


class Present(ipywidgets.VBox):
    """Cards of the cases that can be told, or the presentation of one in their place.

    Parameters
    ----------
    instrument : Instrument
    case, panel : str, optional
        What to open at once.
    store : Store, optional
    references : TrainersReferences, optional
        The references of practice cases for whoever may see them: these cases are then told with their maps.
    room : Room, optional
        Who answers on their own devices.
    """

    def __init__(
        self,
        instrument: Instrument,
        case: str | None = None,
        panel: str | None = None,
        store: Store | None = None,
        references: TrainersReferences | None = None,
        room: Room | None = None,
    ) -> None:
        self._instrument, self._store, self._room = instrument, store, room
        self._references = references
        self._words = texts("present", instrument.language)
        self._address = Address()
        super().__init__()
        self.add_class("nmt-screen")
        self._cards = CaseCards(cards=[], label=self._words["choose"])
        self._cards.observe(self._chosen, "opened")
        if panel and panel in (*get_args(PanelId), PANELS):
            self._show_panels(panel)
        elif case and self._may_open(case):
            self._open(case)
        else:
            self._show_cards()

    def _show_cards(self, problem: str = "") -> None:
        self._cards.cards = self._all()
        self._address.query = {}
        heading = Heading(self._words["title"], subtitle=problem or self._words["subtitle"])
        self.children = [heading, self._cards, self._address]

    def _chosen(self, change: dict[str, Any]) -> None:
        id = change["new"]
        if id == PANELS:
            self._show_panels(PANELS)
        elif self._may_open(id):  # the page may ask for anything
            self._open(id)

    def _reference(self, id: str) -> Reference | None:
        try:
            return self._references.of(id) if self._references else None
        except InputError:
            return None  # the case can be told all the same

    @cached_property
    def _pairs(self) -> tuple[Pathway, ...]:
        try:
            files = self._references.files if self._references else {}
        except InputError:
            return ()
        return pathways({id: one.reference for id, one in files.items()}, self._instrument)

    def _show_panels(self, panel: str) -> None:
        only = () if panel == PANELS else (panel,)
        self._show(panel_deck(self._instrument, only, self._pairs), {"panel": panel})

    def _may_open(self, id: str) -> bool:
        return id in list_cases() or id in self._recorded()

    def _open(self, id: str) -> None:
        try:
            made = deck(self._load(id), self._instrument, self._pairs)
        except InputError as error:
            self._show_cards(error.brief)
            return
        self._show(made, {"case": id})

    def _show(self, made: dict[str, Any], query: dict[str, str]) -> None:
        self._address.query = query
        room = self._room if self._room and self._room.invitation else None
        presenter = Presenter(
            made,
            audience=room.ask if room else None,
            leave=self._left,
            hand_out=HandOutFiles(made, self._instrument, self._handing(query).ask).make,
            invitation=room.invitation if room else "",
            code=room.code if room else "",
        )
        self.children = [presenter, self._address]

    def _handing(self, query: dict[str, str]) -> HandingOut:
        """Return whom hand-outs are for: with what references tell, for trainers only."""
        right: Right | None = "presents" if self._references and self._store else None
        return HandingOut(self._store, query.get("case", ""), right)

    def _left(self) -> None:
        if self._room:
            self._room.close()
        self._cards.opened = ""
        self._show_cards()

    def _load(self, id: str) -> Case:
        if id not in list_cases() and self._store is not None:
            return self._store.case(id)
        case = load_case(id, self._instrument)
        reference = self._reference(id) if case.kind == "practice" else None
        return expert_case(case, reference) if reference else case

    def _recorded(self) -> list[str]:
        try:
            listed = self._store.listed() if self._store else []
        except InputError:
            return []
        return [
            found.case_id for found in listed if not found.practice_of
        ]  # nobody's attempt is told to a room

    def _all(self) -> list[dict[str, Any]]:
        cards = [self._card(id) for id in [*list_cases(), *self._recorded()]]
        kinds = {"title": self._words["panels_title"], "kind": self._words["panels_card"]}
        return [*cards, {"id": PANELS, **kinds, "facts": [], "svg": "", "problem": ""}]

    def _card(self, id: str) -> dict[str, Any]:
        kinds = texts("home", self._instrument.language)["kinds"]
        try:
            case = self._load(id)
            now = profile(case, case.latest, self._instrument, unscored=True)
        except InputError as error:
            return {"id": id, "title": id, "kind": "", "facts": [], "svg": "", "problem": error.brief}
        svg = mini_map(now, self._instrument, uid=f"mini-{id}") if case.usable else ""
        return {
            "id": id,
            "title": case.title,
            "kind": kinds[case.kind],
            "facts": [],
            "svg": svg,
            "problem": "",
        }
