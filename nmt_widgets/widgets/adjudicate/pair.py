"""Two ratings side by side: the differences as a list, one of them opened to be settled, what is alike below."""

from __future__ import annotations

from nmt_widgets.widgets.adjudicate.messages import PairData, PairMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class Adjudication(MessageWidget[PairMessage]):
    """Shows a pair of ratings and reports what a third person settles.

    Parameters
    ----------
    receive : callable
        Called with each `PairMessage` of the page. The page expects a `PairReply`.
    pair : dict
        What is shown (see :mod:`nmt_widgets.apps.adjudicate.settling`); another takes its place with everything
        that is kept.
    levels, patterns : list of (str, str)
        Levels of confidence and patterns of an adversity: id and words.
    words : dict
    """

    bundle = "adjudicate/pair"
    styles = ("adjudicate/pair",)

    pair: PairData = record_trait()
    levels: list[Pair] = list_trait()
    patterns: list[Pair] = list_trait()
    words: Words = record_trait()
