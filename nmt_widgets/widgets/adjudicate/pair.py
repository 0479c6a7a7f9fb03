"""Two ratings side by side: the differences as a list, one of them opened to be settled, what is alike below."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.adjudicate.messages import PairMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class Adjudication(MessageWidget[PairMessage]):
    """Shows a pair of ratings and reports what a third person settles.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: `{"type": "settle", "path", "answer", "reason", "confidence", "base",
        "edit"}` or `{"type": "finish", "base", "edit"}`. What it holds comes from the page: check it. The answer is
        `{"type": "kept", "edit", "path"}` or `{"type": "refused", "edit", "message"}`; `{"type": "news", "message"}`
        comes when somebody else saved.
    pair : dict
        What is shown (see :mod:`nmt_widgets.apps.adjudicate.settling`); another takes its place with everything
        that is kept.
    levels, patterns : list of (str, str)
        Levels of confidence and patterns of an adversity: id and words.
    words : dict
    """

    bundle = "adjudicate/pair"
    styles = ("adjudicate/pair",)

    pair: Any = traitlets.Dict().tag(sync=True)
    levels: Any = traitlets.List().tag(sync=True)
    patterns: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
