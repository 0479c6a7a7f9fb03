"""Where the members of a class come in, and who of them is there: the server of this screen's kernel knows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from nmt_widgets.apps.shared.qr_codes import qr_code
from nmt_widgets.apps.shared.server_client import NoAnswer, send_to_server

_FRESH = 1.0  # seconds: a screen asks several questions of the same answer


@dataclass(frozen=True)
class _DoorState:
    link: str = ""
    present: frozenset[str] = frozenset()


class ClassDoor:
    """The door of the classes; without `nmt serve --class`, or without a server, there is none.

    Nothing here fails when the server does not answer: then there is no link, and nobody is present.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._due = clock, clock()
        self._last = _DoorState()

    def link(self, code: str) -> str:
        """Return the address that members of a class type or scan; empty without a door.

        It changes when the computer comes into another network.
        """
        link = self._state().link
        return f"{link}/{code.upper()}" if link else ""

    def qr_code(self, code: str) -> str:
        """Return that address as SVG; empty without a door."""
        return qr_code(self.link(code))

    def is_encrypted(self) -> bool:
        """Return whether members reach the door by https."""
        return self._state().link.startswith("https:")

    def present(self) -> frozenset[str]:
        """Return the members who have a page open, by the names of their accounts."""
        return self._state().present

    def _state(self) -> _DoorState:
        now = self._clock()
        if now >= self._due:
            self._last, self._due = _ask(), now + _FRESH
        return self._last


def _ask() -> _DoorState:
    try:
        answer = send_to_server("class")
    except NoAnswer:
        return _DoorState()
    if answer.status != 200:
        return _DoorState()
    state = json.loads(answer.body)
    return _DoorState(state["link"], frozenset(state["present"]))
