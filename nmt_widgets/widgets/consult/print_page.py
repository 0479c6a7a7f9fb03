"""A page made to be printed, shown as it will be on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.widgets.consult.messages import PrintReply, PrintWish
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class PrintPage(MessageWidget[PrintWish]):
    """Shows a whole HTML page, prints it, or saves it as a file.

    Parameters
    ----------
    ask : callable, optional
        Called before it is printed or saved; raises an InputError where it may not be: the page is taken away then.
    html : str
        A page that needs nothing else; empty where there is none to print.
    notice : str
        Why there is none.
    file : str
        The name it is saved under.
    words : dict
        `title`, `print` and `save`.
    """

    bundle = "consult/print_page"
    styles = ("consult/print_page",)

    html = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    file = traitlets.Unicode().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, ask: Callable[[], None] | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        self._ask = ask

    def take(self, message: PrintWish, buffers: list[Any]) -> None:
        """Let the page be printed or saved, or say why not."""
        try:
            if self._ask:
                self._ask()
        except InputError as error:
            self.take_away(error.brief)
        else:
            reply: PrintReply = {"type": "may", "wish": message["type"]}
            self.send(reply)

    def take_away(self, reason: str) -> None:
        """Show no page any more, and say why."""
        with self.hold_sync():
            self.html, self.notice = "", reason
