"""A class's scores as strips of dots, what to discuss, the raters beside each other, and what the class agrees on."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.classes.messages import BoardMessage, ClassFile
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class ClassBoard(MessageWidget[BoardMessage]):
    """Shows a class's board and reports what its trainer does; everything on it may be seen by the room.

    Parameters
    ----------
    receive : callable
        Called with each message of the page.
    board : dict
        What is shown, in words (see :mod:`nmt_widgets.apps.classes.board`); others take its place as scores arrive.
    anchors : dict
        By function: lines of score and words.
    lowest : int
        The lowest score of the scale.
    may_lead : bool
        Whether the person leads the class; others look on.
    words : dict

    Attributes
    ----------
    problem : str
        Why something was refused, or why the board is not up to date.
    """

    bundle = "classes/board"
    styles = ("classes/board", "classes/strips")

    board: Any = traitlets.Dict().tag(sync=True)
    anchors: Any = traitlets.Dict().tag(sync=True)
    lowest = traitlets.Int(1).tag(sync=True)
    may_lead = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def hand_out(self, name: str, text: str) -> None:
        """Have the page save a file."""
        message: ClassFile = {"type": "file", "name": name, "text": text}
        self.send(message)
