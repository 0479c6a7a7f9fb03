"""The practice cases, each with the attempts at it."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.practice.messages import ListMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class PracticeCases(MessageWidget[ListMessage]):
    """A list of practice cases: what each is, the attempts at it, and a button that begins one.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "open", "attempt"}` or `{"type": "begin", "case", "edit"}`.
        What it holds comes from the page: check it.
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

    cases: Any = traitlets.List().tag(sync=True)
    figures: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
