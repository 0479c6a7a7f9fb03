"""An attempt beside the reference: what it comes to in words, and every difference with the paragraphs behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet

_READINGS = ("assess/wording", "assess/values", "practice/readings")
_COMPARISON = (
    "assess/wording",
    "assess/values",
    "practice/sentences",
    "practice/vignette",
    "practice/differences",
    "practice/comparison",
)


class PracticeReadings(anywidget.AnyWidget):
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

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    sentences: Any = traitlets.List().tag(sync=True)
    figures: Any = traitlets.List().tag(sync=True)
    progress: Any = traitlets.List().tag(sync=True)
    again = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(_esm=script(*_READINGS), _css=sheet("practice/readings"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: PracticeReadings, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)


class PracticeComparison(anywidget.AnyWidget):
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

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    vignette: Any = traitlets.Dict().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    dangers: Any = traitlets.List().tag(sync=True)
    traps: Any = traitlets.List().tag(sync=True)
    stance = traitlets.Unicode().tag(sync=True)
    steps: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        styles = sheet("practice/vignette", "practice/comparison")
        super().__init__(_esm=script(*_COMPARISON), _css=styles, **traits)
