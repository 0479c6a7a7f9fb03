"""An attempt beside the reference: what it comes to in words, and every difference with the paragraphs behind it."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.practice.messages import Again
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class PracticeReadings(MessageWidget[Again]):
    """Says how an attempt stands to the reference, and offers another one.

    Parameters
    ----------
    receive : callable
        Called with `{"type": "again", "edit"}`.
    sentences : list of str
    figures : list of dict
        Each with `name`, `value`, `range`, `band` and `said`.
    progress : list of dict
        Attempts in their order: `label` and `said`.
    again : bool
        Whether another attempt may be begun.
    words : dict
    """

    bundle = "practice/readings"
    styles = ("practice/readings",)

    sentences: Any = traitlets.List().tag(sync=True)
    figures: Any = traitlets.List().tag(sync=True)
    progress: Any = traitlets.List().tag(sync=True)
    again = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)


class PracticeComparison(MessageWidget[Never]):
    """The vignette beside the differences by function; a paragraph's number goes to the paragraph.

    Parameters
    ----------
    vignette : dict
        As :class:`nmt_widgets.widgets.practice.attempt.PracticeAttempt` is given it.
    rows, dangers, traps : list of dict
        See :mod:`nmt_widgets.apps.practice.findings`.
    stance : str
        How the expert dealt with what the case leaves open.
    steps : dict
        The look of the steps of the scale.
    words : dict

    Attributes
    ----------
    place : str
        The function to go to; emptied by the page when it has.
    """

    bundle = "practice/comparison"
    styles = ("practice/vignette", "practice/comparison")

    vignette: Any = traitlets.Dict().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    dangers: Any = traitlets.List().tag(sync=True)
    traps: Any = traitlets.List().tag(sync=True)
    stance = traitlets.Unicode().tag(sync=True)
    steps: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)
