"""The pairs of ratings there are, two ratings chosen to be compared, and a second rating begun."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.adjudicate.messages import GoTo, ListMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class AdjudicationList(MessageWidget[ListMessage]):
    """A list of pairs, and two short forms.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "open", "first", "second"}` or `{"type": "second", "of",
        "edit"}`. What it holds comes from the page: check it.
    pairs : list of dict
        Each with `title`, `by`, `said`, `state` and either `first` and `second` (names of the assessments), `fill` (the
        code of one's own rating in progress), or neither.
    choices : list of dict
        Ratings that can be compared: `id`, `said`, `group`, `about`, `owner`, `age`.
    candidates : list of (str, str)
        Assessments that can be rated a second time: name and words.
    settles, rates : bool
        Whether the person may settle at all, and rate clients a second time.
    words : dict

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    """

    bundle = "adjudicate/list"
    styles = ("adjudicate/list",)

    pairs: Any = traitlets.List().tag(sync=True)
    choices: Any = traitlets.List().tag(sync=True)
    candidates: Any = traitlets.List().tag(sync=True)
    settles = traitlets.Bool(False).tag(sync=True)
    rates = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def go(self, to: str) -> None:
        """Have the page go to another screen."""
        message: GoTo = {"type": "go", "to": to}
        self.send(message)
