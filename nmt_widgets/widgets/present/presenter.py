"""The presenter: a case told from a projector, scene by scene, by keyboard or clicker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.presenting.hand_outs import HAND_OUTS
from nmt_widgets.widgets.present.messages import Deck, HandOutReply, PresenterMessage, RoomReply, SpreadReply
from nmt_widgets.widgets.shared.message_widget import MessageWidget

Audience = Callable[[str], Mapping[int, int] | None]
Room = Callable[[str, str], tuple[Mapping[str, int] | None, str]]
HandOut = Callable[[str, str], tuple[str, bytes]]

_LONGEST_ID = 80


class Presenter(MessageWidget[PresenterMessage]):
    """Shows a deck; everything in it came with the page, so that it runs on while the kernel is busy or gone.

    Parameters
    ----------
    deck : dict
        See :func:`nmt_widgets.presenting.deck.deck`.
    audience : callable, optional
        Given a question - the id of a function or region - returns how many of the audience answered each
        score, or None where nobody is asked; called every two seconds while the room guesses.
    room : callable, optional
        Given what the room is asked, "ready" or "words" or nothing, and the text of the question, returns how many gave
        each answer and why it cannot be asked.
    invitation : str
        How the audience joins in; shown beside the question.
    code : str
        The same as a picture: SVG made here, never by anybody else.
    hand_out : callable, optional
        Given a kind of hand-out and the map's colours, returns a file's name and what it holds, or raises an
        InputError; called in a thread of its own, one at a time.
    leave : callable, optional
        Called when the trainer returns to the other presentations.
    """

    bundle = "present/presenter"
    styles = ("present",)

    deck: Any = traitlets.Dict().tag(sync=True)
    has_audience = traitlets.Bool(False).tag(sync=True)
    makes_files = traitlets.Bool(False).tag(sync=True)
    invitation = traitlets.Unicode().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    way_back = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        deck: Deck,
        audience: Audience | None = None,
        leave: Callable[[], None] | None = None,
        hand_out: HandOut | None = None,
        room: Room | None = None,
        **traits: Any,
    ) -> None:
        super().__init__(
            deck=deck,
            has_audience=audience is not None,
            makes_files=hand_out is not None,
            way_back=leave is not None,
            **traits,
        )
        self._audience, self._leave, self._hand_out, self._room = audience, leave, hand_out, room
        self._palettes = frozenset(deck.get("palettes", ()))
        self._being_made: set[str] = set()
        self._turn = threading.Lock()

    def take(self, message: PresenterMessage, buffers: list[Any]) -> None:
        """Answer the page."""
        match message["type"]:
            case "leave":
                if self._leave:
                    self._leave()
            case "hand-out":
                self._make(message["kind"], message["palette"])
            case "spread":
                self._send_spread(message["question"])
            case "room":
                self._send_room(message["ask"], message["text"])

    def _send_spread(self, question: str) -> None:
        """Send how the audience has answered so far."""
        if self._audience is None:
            return
        counts = self._audience(question[:_LONGEST_ID])
        spread = None if counts is None else {str(score): int(count) for score, count in counts.items()}
        reply: SpreadReply = {"type": "spread", "question": question[:_LONGEST_ID], "counts": spread}
        self.send(reply)

    def _send_room(self, ask: str, text: str) -> None:
        """Send how the room has answered what the panel asks."""
        if self._room is None:
            return
        counts, problem = self._room(ask, text)
        known = None if counts is None else dict(counts)
        reply: RoomReply = {"type": "room", "ask": ask, "text": text, "counts": known, "problem": problem}
        self.send(reply)

    def _make(self, kind: str, palette: str) -> None:
        """Begin a hand-out's file, unless it is being made."""
        if self._hand_out is None or kind not in HAND_OUTS or palette not in self._palettes:
            return
        if kind in self._being_made:
            return
        self._being_made.add(kind)
        threading.Thread(target=self._hand_over, args=(self._hand_out, kind, palette), daemon=True).start()

    def _hand_over(self, make: HandOut, kind: str, palette: str) -> None:
        try:
            with self._turn:
                name, data = make(kind, palette)
        except InputError as error:
            refusal: HandOutReply = {"type": "hand-out", "kind": kind, "problem": error.brief}
            self.send(refusal)
        else:
            reply: HandOutReply = {"type": "hand-out", "kind": kind, "name": name}
            self.send(reply, buffers=[data])
        finally:
            self._being_made.discard(kind)
