"""The members of a class and how far they are, the way in for them, and what a trainer changes of them."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.classes.messages import ClassDoorway, MemberMessage, MemberRow, RemovedRow
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import SwitchTrait, TextTrait, list_trait, record_trait


class ClassMembers(MessageWidget[MemberMessage]):
    """Shows who is in a class, and reports what its trainer changes of them.

    Parameters
    ----------
    receive : callable
        Called with each message of the page.
    may_lead : bool
        Whether the person leads the class; others look on.
    words : dict

    Attributes
    ----------
    doorway : dict
        Where members come in, see :class:`~nmt_widgets.widgets.classes.messages.ClassDoorway`.
    members : list of dict
        See :class:`~nmt_widgets.widgets.classes.messages.MemberRow`.
    removed : list of dict
        See :class:`~nmt_widgets.widgets.classes.messages.RemovedRow`.
    summary : str
        How many there are, and who may be stuck.
    shows_names : bool
        Whether the rows have names, which may then be changed.
    """

    bundle = "classes/members"
    styles = ("classes/members",)
    root_class = "nmt-class-members"

    doorway: Any = traitlets.Dict().tag(sync=True)
    members: list[MemberRow] = list_trait()
    removed: list[RemovedRow] = list_trait()
    summary = TextTrait().tag(sync=True)
    shows_names = SwitchTrait(False).tag(sync=True)
    may_lead = SwitchTrait(False).tag(sync=True)
    words: Words = record_trait()

    def set(
        self, doorway: ClassDoorway, members: list[MemberRow], removed: list[RemovedRow], summary: str
    ) -> None:
        """Show what there is now; the page is sent what is new of it."""
        with self.hold_sync():
            self.doorway, self.members, self.removed, self.summary = doorway, members, removed, summary

    def still_html(self) -> Html:
        """Return how many members there are; the rest comes with the script."""
        return make_element(
            "section",
            {},
            make_element("h2", {}, self.words["title"]),
            make_element("p", {}, self.summary),
        )
