"""The pairs of ratings there are, two ratings chosen to be compared, and a second rating begun."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.adjudicate.messages import GoTo, ListMessage, PairRow, RatingChoice
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class AdjudicationList(MessageWidget[ListMessage]):
    """A list of pairs, and two short forms.

    Parameters
    ----------
    receive : callable
        Called with each `ListMessage` of the page.
    pairs : list of dict
        Each with `title`, `by`, `status`, `state` and either `first` and `second` (names of the assessments), `fill`
        (the code of one's own rating in progress), or neither.
    choices : list of dict
        Ratings that can be compared: `id`, `label`, `group`, `about`, `owner`, `age`.
    candidates : list of (str, str)
        Assessments that can be rated a second time: name and words.
    more : str
        That there are more to choose from, or none; empty if all are there.
    settles, rates : bool
        Whether the person may settle at all, and rate clients a second time.
    empty : str
        What stands there while there is no pair; empty for somebody who never sees one.
    words : dict

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    """

    bundle = "adjudicate/list"
    styles = ("adjudicate/list",)

    pairs: list[PairRow] = list_trait()
    choices: list[RatingChoice] = list_trait()
    candidates: list[Pair] = list_trait()
    more = traitlets.Unicode().tag(sync=True)
    settles = traitlets.Bool(False).tag(sync=True)
    rates = traitlets.Bool(False).tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)
    words: Words = record_trait()
    problem = traitlets.Unicode().tag(sync=True)

    def offer(self, choices: list[RatingChoice], candidates: list[Pair], more: str) -> None:
        """Offer other ratings to choose from."""
        with self.hold_sync():
            self.choices, self.candidates, self.more = choices, candidates, more

    def go(self, to: str) -> None:
        """Have the page go to another screen."""
        message: GoTo = {"type": "go", "to": to}
        self.send(message)
