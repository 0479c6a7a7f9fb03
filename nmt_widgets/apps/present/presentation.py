"""One presentation in the page: its slides, the room that answers, and hand-outs of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from nmt_widgets.apps.present.hand_out_files import HandOutFiles
from nmt_widgets.apps.present.room import RoomView
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting.room_panel import room_panel
from nmt_widgets.widgets.present.messages import Deck, DeckScene
from nmt_widgets.widgets.present.presenter import Presenter
from nmt_widgets.widgets.shared.messages import Pair


class PresentationView(OpenedView):
    """A presentation; it has the whole page, so its way back is its own.

    Parameters
    ----------
    deck : dict
        See :func:`nmt_widgets.presenting.deck.deck`.
    instrument : Instrument
    permission : DownloadPermission
        Checked before a hand-out is made and handed over.
    room : RoomView, optional
        The audience that answers on its own devices.
    """

    def __init__(
        self,
        deck: Deck,
        instrument: Instrument,
        permission: DownloadPermission,
        room: RoomView | None = None,
    ) -> None:
        self._room = room if room and room.invitation else None
        self._leave: Callable[[], None] = lambda: None
        if self._room:
            deck = {**deck, "panels": [*deck["panels"], cast(DeckScene, room_panel(instrument))]}
        self._presenter = Presenter(
            deck,
            audience=self._room.ask if self._room else None,
            room=self._room.ask_panel if self._room else None,
            leave=lambda: self._leave(),
            hand_out=HandOutFiles(deck, instrument, permission.check).make,
        )
        self._invite()
        if self._room:
            self._room.on_move = self._invite
        self.parts = [self._presenter]

    def on_leave(self, leave: Callable[[], None]) -> None:
        """Call a function when the page goes back to the cards."""
        self._leave = leave

    def lead_to(self, links: list[Pair]) -> None:
        """Leave the links out: a room sees the presentation alone."""

    def _invite(self) -> None:
        """Show how the room joins in."""
        if self._room:
            with self._presenter.hold_sync():
                self._presenter.invitation, self._presenter.code = self._room.invitation, self._room.code

    def close(self) -> None:
        """Close the room's question, and free what the page and the kernel hold of the presentation."""
        if self._room:
            self._room.on_move = lambda: None
            self._room.close()
        super().close()
