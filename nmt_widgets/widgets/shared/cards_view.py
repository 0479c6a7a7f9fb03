"""Cases as cards: a small map, a title, a few facts; a card opens its case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import CaseCard, OpenCardMessage
from nmt_widgets.widgets.shared.traits import TextTrait, list_trait


class CardsView(MessageWidget[OpenCardMessage]):
    """A grid of cards, each a button.

    Parameters
    ----------
    cards : list of dict
        Each with `id`, `title`, `kind`, `facts` (list of str), `svg` (may be empty) and `problem`
        (one line when the case cannot be read, which then cannot be opened).
    label : str
        The list's name for screen readers.

    Attributes
    ----------
    selected : str
        The id of the card opened last.
    """

    bundle = "shared/cards_view"
    styles = ("shared/cards_view",)

    cards: list[CaseCard] = list_trait()
    label = TextTrait().tag(sync=True)
    selected = TextTrait().tag(sync=True)

    def __init__(self, cards: list[CaseCard], **traits: Any) -> None:
        super().__init__(cards=cards, **traits)

    def still_html(self) -> Html:
        """Return the cards; each leads to the address at which its case is open."""
        return make_element(
            "ul",
            {"class": "nmt-cards", "aria-label": self.label},
            *(_still_card(card) for card in self.cards),
        )


def _still_card(card: CaseCard) -> Html:
    words = make_element(
        "span",
        {"class": "nmt-card-words"},
        make_element("span", {"class": "nmt-card-title"}, card["title"]),
        make_element("span", {"class": "nmt-card-kind"}, card["kind"]),
        *(make_element("span", {"class": "nmt-card-fact"}, fact) for fact in card["facts"]),
        card["problem"] and make_element("span", {"class": "nmt-card-problem"}, card["problem"]),
    )
    picture = make_element("span", {"class": "nmt-card-map", "aria-hidden": "true"}, Html(card["svg"]))
    parts = (card["svg"] and picture, words)
    if card["problem"]:
        return make_element("li", {}, make_element("div", {"class": "nmt-card"}, *parts))
    link = {"class": "nmt-card", "href": "?" + urlencode({"case": card["id"]})}
    return make_element("li", {}, make_element("a", link, *parts))
