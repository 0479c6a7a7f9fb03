"""For whom this process opens the store: the person who asked for its work, or else whoever has the command line.

A screen starts some work, such as a report, in a process of its own. That process opens the store as the person who
asked for it, so that roles, blinding and the end of a sign-in also apply there.
"""

from __future__ import annotations

import os

VARIABLE = "NMT_ASKER_TOKEN"
"""The token for a process that has no pipe; it is removed from the environment before another process starts."""

_asker: str | None = os.environ.pop(VARIABLE, None)


def work_for(session: str | None) -> None:
    """Open the store as this person from now on.

    Parameters
    ----------
    session : str, optional
        The token of a sign-in; empty for a guest, who sees nothing in the store; None for whoever has the command
        line. It is a secret: pass it through a pipe, never on a command line, in a file or in a message.
    """
    global _asker
    _asker = session


def asker() -> str | None:
    """Return the token this process works with; pass it on through a pipe only."""
    return _asker


_own_session: list[str] = []


def kernel_session() -> str:
    """Return the token of whoever signed in on a screen of this kernel; empty for nobody."""
    return _own_session[0] if _own_session else ""


def keep_session(token: str) -> None:
    """Keep the token of whoever signed in on a screen of this kernel; an empty one for nobody."""
    _own_session[:] = [token] if token else []
