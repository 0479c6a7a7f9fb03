"""The signals that stop the server."""

from __future__ import annotations

import signal


def stop_signals() -> list[signal.Signals]:
    """Return Ctrl-C, `kill` and the closing of the terminal; not the last where `nohup` started the server.

    Examples
    --------
    >>> signal.SIGTERM in stop_signals()
    True
    """
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [
        number for number in numbers if number.name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN
    ]
