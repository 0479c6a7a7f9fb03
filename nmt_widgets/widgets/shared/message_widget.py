"""What every widget of the workbook is: one bundle, its style sheets, and messages of the page that nobody trusts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import anywidget
import traitlets
from ipywidgets import widget_serialization

from nmt_widgets.core.local import locale_tag
from nmt_widgets.widgets.shared.look import Look, shared_look
from nmt_widgets.widgets.shared.scripts import base_sheet, script, sheet

Receive = Callable[[dict[str, Any]], None]
"""What is called with a message of the page."""


class MessageWidget(anywidget.AnyWidget):
    """A widget made of one bundle, whose page may send messages.

    Parameters
    ----------
    receive : callable, optional
        Called with each message of the page. What it holds comes from the page: check it.

    Attributes
    ----------
    bundle : str
        The script's place under `widgets/`, without its ending.
    styles : tuple of str
        Style sheets, by place under `widgets/`; a folder stands for all in it.
    more_style : str
        Rules that come after them.
    locale : str
        By whose rules counts, dates and times are written, such as ``en-GB``.
    look : Look
        The style sheet that all widgets share.

    Examples
    --------
    >>> from nmt_widgets.widgets import RecordList
    >>> messages = []
    >>> records = RecordList(records=[], kinds=[], words={}, receive=messages.append)
    >>> records.hear({"type": "open", "case": "c-4k7m2p", "assessment": 1})
    >>> records.hear("no message")
    >>> messages
    [{'type': 'open', 'case': 'c-4k7m2p', 'assessment': 1}]
    """

    bundle: ClassVar[str]
    styles: ClassVar[tuple[str, ...]] = ()
    more_style: ClassVar[str] = ""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    locale = traitlets.Unicode().tag(sync=True)
    look = traitlets.Instance(Look).tag(sync=True, **widget_serialization)

    def __init__(self, receive: Receive | None = None, **traits: Any) -> None:
        own = {"_esm": script(self.bundle), "_css": sheet(*self.styles) + self.more_style}
        super().__init__(**own, locale=locale_tag(), look=shared_look(), **traits)
        self._receive = receive
        self.on_msg(lambda _widget, content, buffers: self.hear(content, buffers))

    @classmethod
    def read_files(cls) -> None:
        """Read the script and the style sheets, so that making one later reads nothing."""
        script(cls.bundle)
        sheet(*cls.styles)
        base_sheet()

    def hear(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Take what the page sent, if it is a message at all."""
        if isinstance(content, dict):
            self.take(content, list(buffers or []))

    def take(self, message: dict[str, Any], buffers: list[Any]) -> None:
        """Act on a message; a widget that answers by itself has its own way."""
        if self._receive is not None:
            self._receive(message)
