"""The practice cases, each with the attempts at it."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.practice.messages import ListMessage, PracticeCard
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import TextTrait, list_trait, record_trait


class PracticeCases(MessageWidget[ListMessage]):
    """A list of practice cases: what each is, the attempts at it, and a button that begins one.

    Parameters
    ----------
    receive : callable
        Called with each `ListMessage` of the page.
    cases : list of dict
        Each with `id`, `title`, `summary`, `facts`, `note`, `begin` (whether an attempt may be begun), and
        `attempts` and `others`: lists of `attempt`, `label`, `by`, `done`, `open` and `changed`.
    words : dict

    Attributes
    ----------
    figures : dict
        How near an attempt came, in words, by its code; may come later than the list.
    problem : str
        Why the last request was refused.
    """

    bundle = "practice/cases"
    styles = ("practice/cases",)

    cases: list[PracticeCard] = list_trait()
    figures: dict[str, str] = record_trait()
    words: Words = record_trait()
    first = TextTrait().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
