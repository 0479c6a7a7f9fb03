"""A form that is sent twice enters a class once: a lost answer costs nobody their place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from nmt_widgets.server.class_door.limits import class_door_limits

_MOST = 500


@dataclass(frozen=True)
class Arrival:
    """Somebody who has entered a class, or has come back.

    Attributes
    ----------
    token : str
        Of their session.
    personal_code : str
        Shown to them once; empty for somebody who has come back with it.
    """

    token: str = field(repr=False)
    personal_code: str = field(default="", repr=False)


class Entries:
    """Remembers for some minutes who entered by which form."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Arrival]] = {}

    async def once(self, form: Hashable, enter: Callable[[], Awaitable[Arrival]]) -> Arrival:
        """Return who entered by a form; a form that was refused may be sent again.

        Parameters
        ----------
        form : hashable
            The form's random number with everything that was typed in it.
        enter : callable
            Enters the class.

        Raises
        ------
        InputError
            When the class cannot be entered.
        """
        task = self._tasks.get(form)
        if task is None:
            task = self._tasks[form] = asyncio.ensure_future(enter())
            if len(self._tasks) > _MOST:
                del self._tasks[next(iter(self._tasks))]
            asyncio.get_running_loop().call_later(
                class_door_limits().entry_kept_seconds, self._tasks.pop, form, None
            )
        try:
            return await asyncio.shield(task)  # the one who sent it may be gone
        except BaseException:
            if task.done():
                self._tasks.pop(form, None)
            raise
