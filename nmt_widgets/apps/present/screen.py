"""The presenter's screen: which case to tell, and its presentation in the page."""

from __future__ import annotations

from functools import cached_property
from typing import cast, get_args

import ipywidgets

from nmt_widgets.apps.present.presentation import PresentationView
from nmt_widgets.apps.present.room import RoomView
from nmt_widgets.apps.shared.case_list import CaseList
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import open_screen_for_all
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files import Case
from nmt_widgets.case_files.scenes import PanelId
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting.deck import deck, panel_deck
from nmt_widgets.presenting.pathways import Pathway, pathways
from nmt_widgets.store import Store
from nmt_widgets.store.people.roles import Right
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import expert_case
from nmt_widgets.widgets.cases.messages import CaseEntry, CaseSection, Query
from nmt_widgets.widgets.present.messages import Deck

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
    return open_screen_for_all(
        "present",
        lambda instrument, store, request, trouble: PresentScreen(
            instrument,
            request.naming(case=case, panel=panel),
            store,
            TrainersReferences(instrument, request.served) if _teaches(store) else None,
            RoomView(instrument),
            trouble,
        ),
    )


def _teaches(store: Store | None) -> bool:
    """Say whether references of practice cases may be shown: to a trainer, or to whoever runs the notebook."""
    person = store.person if store else None
    return person is not None and person.may("presents")


class PresentScreen(CaseList):
    """The cases that can be told, or the presentation of one in their place.

    The list is for the room, too: no card says what an assessment came to.

    Parameters
    ----------
    instrument : Instrument
    request : RequestContext, optional
        Its query names the `case` or the `panel` to open at once.
    store : Store, optional
    references : TrainersReferences, optional
        The references of practice cases for whoever may see them: these cases are then told with their maps.
    room : RoomView, optional
        The audience that answers on its own devices.
    trouble : str
        Why the store cannot be opened, if so.
    """

    topic = "present"
    is_neutral = True

    def __init__(
        self,
        instrument: Instrument,
        request: RequestContext | None = None,
        store: Store | None = None,
        references: TrainersReferences | None = None,
        room: RoomView | None = None,
        trouble: str = "",
    ) -> None:
        self._references, self._room = references, room
        super().__init__(instrument, request, store, trouble)

    def make_foot(self) -> tuple[ipywidgets.Widget, ...]:
        """Return nothing: a presentation has the whole page."""
        return ()

    # ---- the list ----

    def more_sections(self) -> list[CaseSection]:
        """Return the teaching panels, which need no case."""
        panels: CaseEntry = {
            "case": PANELS,
            "title": self._words["panels_card"],
            "kind": "",
            "facts": [],
            "lead": self._words["panels_lead"],
            "map": "",
            "actions": [],
            "filing": [],
            "problem": "",
        }
        return [{"group": PANELS, "title": self._words["panels_title"], "count": 0, "entries": [panels]}]

    # ---- a presentation ----

    def open_address(self, query: Query) -> None:
        """Open the panels or the case that the page's address names, if any."""
        panel = self.read_part("panel", query.get("panel"), (PANELS, *get_args(PanelId)))
        if panel:
            self.open_case(PANELS if panel == PANELS else f"{PANELS}/{panel}")
        else:
            super().open_address(query)

    def open_case(self, id: str) -> None:
        """Open the presentation of a case; or the teaching panels (`panels`), or one of them (`panels/states`)."""
        name, _, panel = id.partition("/")
        if name == PANELS and panel in ("", *get_args(PanelId)):
            slides = panel_deck(self._instrument, (panel,) if panel else (), self._pairs)
            self.show_opened(self._presentation(cast(Deck, slides), ""), {"panel": panel or PANELS})
        else:
            super().open_case(id)

    def make_view(self, case: Case) -> PresentationView:
        """Return a case as a presentation."""
        return self._presentation(cast(Deck, deck(case, self._instrument, self._pairs)), case.id)

    def load(self, id: str) -> Case:
        """Return a case by its id; a practice case with the reference's scores, for whoever may see them."""
        case = super().load(id)
        if not self._catalogue.is_template(id):
            return case
        reference = self._reference(id) if case.kind == "practice" else None
        return expert_case(case, reference) if reference else case

    def _presentation(self, slides: Deck, case: str) -> PresentationView:
        # what it shows of references is only for people who may present
        right: Right | None = "presents" if self._references and self._store else None
        permission = DownloadPermission(self._store, case, right)
        return PresentationView(slides, self._instrument, permission, self._room)

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
        return pathways({id: file.reference for id, file in files.items()}, self._instrument)
