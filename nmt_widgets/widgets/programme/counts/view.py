"""Incidents and phases of the site on a page: forms to enter them, the list, a table to bring in, and the phases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from nmt_widgets.widgets.programme.counts.messages import (
    CountingMessage,
    CountsPage,
    CountStart,
    PhaseRow,
)
from nmt_widgets.widgets.programme.counts.still import still_counts
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class CountsView(MessageWidget[CountingMessage]):
    """Forms and lists. Requests are answered by a message with their `edit`.

    Parameters
    ----------
    receive : callable
        Called with each message of the page and its buffers: the bytes of a table.
    words : dict

    Attributes
    ----------
    barred : str
        Why the person can neither enter nor read counts; nothing else is shown then.
    owner : str
        The person in front: what is typed and not sent is kept by this name.
    kinds, reasons : list of (str, str)
        Ids and words.
    units, columns : list of str
        Names to choose from; the columns of a table to be brought in.
    start : dict
        What the form begins with: see :class:`~nmt_widgets.widgets.programme.counts.messages.CountStart`.
    page : dict
        See :class:`~nmt_widgets.widgets.programme.counts.messages.CountsPage`.
    phases : list of dict
        See :class:`~nmt_widgets.widgets.programme.counts.messages.PhaseRow`.
    """

    bundle = "programme/counts/view"
    styles = ("shared/stacked_table", "programme/counts/view")
    root_class = "nmt-view nmt-counts"

    barred = traitlets.Unicode().tag(sync=True)
    owner = traitlets.Unicode().tag(sync=True)
    kinds: list[Pair] = list_trait()
    reasons: list[Pair] = list_trait()
    units: list[str] = list_trait()
    columns: list[str] = list_trait()
    start: CountStart = record_trait()
    page: CountsPage = record_trait()
    phases: list[PhaseRow] = list_trait()
    words: Words = record_trait()

    def __init__(self, receive: Callable[[CountingMessage, list[Any]], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._receive_file = receive

    def take(self, message: CountingMessage, buffers: list[Any]) -> None:
        """Pass a message on with its file."""
        self._receive_file(message, buffers)

    def still_html(self) -> Html:
        """Return the form, which does nothing yet, and the lists; or why there are none."""
        if self.barred:
            return make_element("p", {"class": "nmt-alert is-notice"}, self.barred)
        return still_counts(self.words, self.kinds, self.start, self.page, self.phases)
