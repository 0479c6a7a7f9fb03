"""Cases as cards in a cell: a small map, a title and a few facts each; a card that is clicked is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import traitlets

from nmt_widgets.case_files import Case, as_case, list_cases
from nmt_widgets.charts import mini_map, wording
from nmt_widgets.charts.map_still import still_map
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.core.options import options
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.cards_picture import cards_picture
from nmt_widgets.library.export import Exported
from nmt_widgets.library.still import PAPER, with_still
from nmt_widgets.metrics import profile
from nmt_widgets.widgets import CardsView
from nmt_widgets.widgets.shared.messages import CaseCard, OpenCardMessage
from nmt_widgets.widgets.shared.traits import TextTrait


class CaseCards(Exported, CardsView):
    """Cards of cases, to choose one from.

    Parameters
    ----------
    cases : iterable of str, path or Case, optional
        Ids of templates, paths of case files, or cases; by default all templates. A case that cannot be read has a
        card that says why.
    label : str, optional
        The name of the list for screen readers.
    instrument : Instrument, optional

    Attributes
    ----------
    value : str
        The id of the case whose card was clicked last; empty at first. Setting it chooses a card.
    selected : str
        The same.
    cases : dict of str to Case
        The cases on the cards by id, without those that cannot be read.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> cards = nmt.CaseCards(["james", "practice-boy-8"])
    >>> [card["title"] for card in cards.cards]
    ['James', 'Boy of 8, with his mother after a violent home']
    >>> cards.value = "james"
    >>> cards.cases[cards.value].latest
    2
    """

    value = TextTrait()

    def __init__(
        self,
        cases: Iterable[str | Case] | None = None,
        *,
        label: str | None = None,
        instrument: Instrument | None = None,
    ) -> None:
        self._instrument = use_instrument(instrument)
        self._acts: list[Callable[[str], None]] = []
        self.cases: dict[str, Case] = {}
        name = texts("home", self._instrument.language)["label_cards"]
        super().__init__(cards=self._cards_of(cases), label=name if label is None else label)
        traitlets.link((self, "value"), (self, "selected"))

    def update(self, cases: Iterable[str | Case] | None = None) -> None:
        """Show other cases; a choice that is not among them is none any more."""
        self.cards = self._cards_of(cases)
        if self.value not in self._to_open():
            self.value = ""

    def on_click(self, act: Callable[[str], None], remove: bool = False) -> None:
        """Call a function with the id of each case whose card is clicked; or no longer."""
        if not callable(act):
            raise refusal("library", "no_function", kind=type(act).__name__)
        if not remove:
            self._acts.append(act)
        elif act in self._acts:
            self._acts.remove(act)

    def take(self, message: OpenCardMessage, buffers: list[Any]) -> None:
        """Act on a click of the page."""
        if message["case"] in self._to_open():
            self.value = message["case"]
            for act in [*self._acts]:
                act(message["case"])

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take from the page which card is chosen, and nothing else: the cards also stand in files."""
        chosen = sync_data.get("selected")
        if isinstance(chosen, str) and chosen in ("", *self._to_open()):
            super().set_state({"selected": chosen})

    @traitlets.validate("value", "selected")
    def _check_choice(self, proposal: Any) -> str:
        """Return the id of a card; one that is not there has nothing to open."""
        chosen: str = proposal["value"]
        if chosen in ("", *self._to_open()):
            return chosen
        near = closest(chosen, self._to_open())
        known = name_some(self._to_open(), 5)
        raise refusal("library", "near_card" if near else "no_card", id=chosen[:80], near=near, known=known)

    def to_text(self) -> str:
        """Return the cards as lines of text."""
        return "\n".join(
            ", ".join(filter(None, (card["title"], card["kind"], *card["facts"], card["problem"])))
            for card in self.cards
        )

    def to_svg(self) -> str:
        """Return the cards as one picture."""
        return cards_picture(self.cards)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live cards, and for where there are none a still picture and plain text."""
        still = cards_picture(self.cards, PAPER) if self.cards else ""
        return with_still(super()._repr_mimebundle_(**kwargs), self.to_text(), still)

    def _export_title(self) -> str:
        return str(self.label)

    def _export_body(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.to_text().splitlines())
        return f"{super()._export_body()}<ul>{lines}</ul>"

    def _to_open(self) -> list[str]:
        """Return the ids of the cards that can be opened."""
        return [card["id"] for card in self.cards if not card["problem"]]

    def _cards_of(self, cases: Iterable[str | Case] | None) -> list[CaseCard]:
        self.cases = {}
        cards: list[CaseCard] = []
        for case in list_cases() if cases is None else _one_or_several(cases):
            try:
                read = as_case(case, self._instrument)
                cards.append(case_card(read, self._instrument))
                self.cases[read.id] = read
            except InputError as error:
                id = case.id if isinstance(case, Case) else str(case)
                cards.append(broken_card(id, error, self._instrument))
        return cards


def _one_or_several(cases: Any) -> Iterable[str | Path | Case]:
    """Return cases to iterate over: one may stand for itself."""
    if isinstance(cases, str | Path | Case):
        return [cases]
    try:
        several: Iterable[Any] | None = None if isinstance(cases, bytes | Mapping) else iter(cases)
    except TypeError:
        several = None
    if several is None:
        raise refusal("cases", "not_a_case", kind=type(cases).__name__)
    return several


def case_card(case: Case, instrument: Instrument) -> CaseCard:
    """Return the card of a case."""
    words = texts("home", instrument.language)
    latest = profile(case, case.latest, instrument, unscored=True)
    age = wording.age(latest.age)
    date = case.assessment(case.latest).date
    facts = [words["card_unscored"].format(age=age)]
    if case.usable:
        cmr = wording.ratio(latest.cmr.figure.value)
        facts = [
            plural(words, "card_assessed", len(case.assessments), age=age),
            words["card_cmr"].format(cmr=cmr),
            words["card_date"].format(date=say_date(date) if date else words["no_date"]),
        ]
    return {
        "id": case.id,
        "title": case.title,
        "kind": _kind(case, instrument),
        "facts": facts,
        "svg": still_map(mini_map(latest, instrument, options.palette, uid=f"mini-{case.id}")),
        "problem": "",
    }


def broken_card(id: str, error: InputError, instrument: Instrument) -> CaseCard:
    """Return the card of a case that cannot be read."""
    kind = texts("home", instrument.language)["card_problem"]
    return {"id": id, "title": id, "kind": kind, "facts": [], "svg": "", "problem": error.brief}


def _kind(case: Case, instrument: Instrument) -> str:
    """Return the kind of a case, and whether it is a second rating or a settled one: they look alike otherwise."""
    words = texts("home", instrument.language)
    kind = words["kinds"][case.kind]
    if case.second_of:
        return str(words["card_second"].format(kind=kind))
    return str(words["card_settles"].format(kind=kind) if case.settles else kind)
