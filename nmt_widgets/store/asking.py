"""For whom this process opens the store where nobody is named: whoever has the command line, or who asked for the work.

A screen has work done by a process of its own - a report, say. That process opens the store as whoever asked for it,
so that roles, blinding and the end of a sign-in hold there, too.
"""

from __future__ import annotations

import os

VARIABLE = "NMT_ASKER_TOKEN"
"""Tells a process that cannot be told otherwise; it is taken out of the environment before anything is started."""

_asker: str | None = os.environ.pop(VARIABLE, None)


def work_for(session: str | None) -> None:
    """Open the store as somebody from here on.

    Parameters
    ----------
    session : str, optional
        The token of a sign-in; empty for a guest, who sees nothing of the store; None for whoever has the command
        line. It is a secret: it comes through a pipe, and stands in no command line, file or message.
    """
    global _asker
    _asker = session


def asker() -> str | None:
    """Return for whom this process works, as it was told; to be handed on through a pipe only."""
    return _asker
