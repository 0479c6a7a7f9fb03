"""The home screen: the cases as cards, and one of them opened."""

from __future__ import annotations

from typing import Any

import ipywidgets

from nmt_widgets.apps.opened_case import OpenedCase
from nmt_widgets.apps.visit import visit
from nmt_widgets.cases import Case, list_cases, load_case
from nmt_widgets.charts import mini_map, wording
from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import profile
from nmt_widgets.widgets import CaseCards, Heading


def home(case: str | None = None) -> Home:
    """Return the home screen.

    Parameters
    ----------
    case : str, optional
        A case to open at once; by default the one the page's address names, if any.
    """
    import plotly.graph_objects  # noqa: F401  charts will need it: part of making ready, not of the visit

    instrument = load_instrument()
    asked = visit()
    return Home(instrument, case or asked.get("case"))


class Home(ipywidgets.VBox):
    """Cards of all cases; one opened in their place, and the way back."""

    def __init__(self, instrument: Instrument, case: str | None = None) -> None:
        self._instrument = instrument
        self._opened: OpenedCase | None = None
        self._words = texts("home", instrument.language)
        common = texts("common", instrument.language)
        self._cards = CaseCards(cards=self._all(), label=self._words["label_cards"])
        self._cards.observe(self._open, "opened")
        self._foot = ipywidgets.HTML(f'<p class="nmt-quiet">{common["disclaimer"]}</p>')
        self._foot.add_class("nmt-prose")
        super().__init__()
        self.add_class("nmt-screen")
        if case and case in {card["id"] for card in self._cards.cards if not card["problem"]}:
            self._cards.opened = case
        else:
            self._show_cards()

    def _show_cards(self, focus: bool = False) -> None:
        cards = self._cards.cards
        heading = Heading(
            self._words["title"],
            subtitle=self._words["subtitle"] if cards else self._words["empty"],
            focus=focus,
        )
        self.children = (heading, self._cards, self._foot)

    def _open(self, change: dict[str, Any]) -> None:
        if change["new"] not in list_cases():  # the page may ask for anything
            return
        try:
            opened = OpenedCase(load_case(change["new"], self._instrument), self._instrument)
        except InputError:
            self._back(change)  # its card says what is wrong now
            return
        self._opened = opened
        opened.heading.observe(self._back, "left")
        self.children = (*opened.parts, self._foot)
        opened.add_charts()

    def _back(self, _change: dict[str, Any]) -> None:
        self._cards.opened = ""
        self._cards.cards = self._all()
        self._show_cards(focus=True)
        if self._opened:
            self._opened.close()
            self._opened = None

    def _all(self) -> list[dict[str, Any]]:
        cards = []
        for id in list_cases():
            try:
                cards.append(self._card(load_case(id, self._instrument)))
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

    def _card(self, case: Case) -> dict[str, Any]:
        words = self._words
        latest = profile(case, case.latest, self._instrument)
        age = wording.age(latest.age)
        count = len(case.assessments)
        return {
            "id": case.id,
            "title": case.title,
            "kind": words["kinds"][case.kind],
            "facts": [
                words["card_ages" if count > 1 else "card_age"].format(count=count, age=age),
                words["card_cmr"].format(cmr=wording.number(latest.cmr.figure.value, 2)),
                words["card_date"].format(date=case.assessment(case.latest).date or words["no_date"]),
            ],
            "svg": mini_map(latest, self._instrument, uid=f"mini-{case.id}"),
            "problem": "",
        }
