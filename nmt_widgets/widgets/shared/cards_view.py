"""Cases as cards: a small map, a title, a few facts; a card opens its case."""

from __future__ import annotations

from typing import Any

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
