"""The cases a trainer is making, the templates to begin from, and a colleague's file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.widgets.author.messages import ListMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class AuthorCases(MessageWidget[ListMessage]):
    """Lists of cases to go on with or to copy, a short form for a new one, and the import of a file.

    Parameters
    ----------
    receive : callable
        Called with each message of the page and its buffers: the bytes of a file to be imported.
    own : list of dict
        See :class:`~nmt_widgets.widgets.author.messages.DraftRow`.
    templates : list of dict
        See :class:`~nmt_widgets.widgets.author.messages.TemplateRow`.
    kinds : list of (str, str)
        Kinds of case that may be begun: id and words.
    words : dict

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    report : dict, optional
        What is wrong with the last file: see :class:`~nmt_widgets.widgets.author.messages.FileReport`.
    """

    bundle = "author/cases"
    styles = ("author/cases",)

    own: Any = traitlets.List().tag(sync=True)
    templates: Any = traitlets.List().tag(sync=True)
    kinds: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    report: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)

    def __init__(self, receive: Callable[[ListMessage, list[Any]], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._receive_file = receive

    def take(self, message: ListMessage, buffers: list[Any]) -> None:
        """Pass a message on with its file."""
        self._receive_file(message, buffers)
