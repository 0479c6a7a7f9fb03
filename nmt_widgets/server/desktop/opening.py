"""Open the workbook in a window of its own, and close it with the window."""

from __future__ import annotations

import signal
import sys
import webbrowser
from base64 import b64encode
from enum import Enum, auto
from pathlib import Path
from queue import SimpleQueue

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import data_folder
from nmt_widgets.core.private_files import private_folder, write_private
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.server.desktop.browsers import window_browser
from nmt_widgets.server.desktop.running import alone
from nmt_widgets.server.desktop.served import ServedWorkbook, own_port
from nmt_widgets.server.desktop.window import AppWindow
from nmt_widgets.server.process.stop_signals import stop_signals
from nmt_widgets.server.shared.pages import write_page


class WindowEvent(Enum):
    """What happens while the window is open, besides that the server has an address."""

    CALL = auto()  # somebody started the workbook again
    END = auto()  # of the server
    CLOSE = auto()  # of the window


WindowEvents = SimpleQueue[WindowEvent | str]


def open_workbook() -> None:
    """Open the workbook in a window, and return when the window was closed and the server has stopped.

    Where it is open already, its window comes before the others instead. What is wrong with the server is shown in the
    window.

    Raises
    ------
    InputError
        When there is no browser for the window, or it opens none.
    """
    program, folder = window_browser(), private_folder(data_folder() / "desktop")
    events: WindowEvents = SimpleQueue()
    for number in stop_signals():
        signal.signal(number, lambda *_: events.put(WindowEvent.CLOSE))
    with alone(folder, lambda: events.put(WindowEvent.CALL)) as is_alone:
        is_called = is_alone
        while is_called:
            _open_once(program, folder, events)
            is_called = WindowEvent.CALL in _rest(events)  # a double click while it was closing


def show_refusal(error: InputError) -> None:
    """Show why there is no window to whoever has no terminal, in whatever browser there is."""
    if sys.stderr is None or not sys.stderr.isatty():
        file = private_folder(data_folder() / "desktop") / "refusal.html"
        write_private(file, _page("refused", reason=error.brief))
        webbrowser.open(file.as_uri())


def _open_once(program: Path, folder: Path, events: WindowEvents) -> None:
    log, port = folder / "server.log", own_port(folder / "port")
    server = ServedWorkbook(log, port.number, events.put, lambda: events.put(WindowEvent.END))
    try:
        window = AppWindow(program, folder / "profile", lambda: events.put(WindowEvent.CLOSE))
        try:
            window.go(_address_of(_page("opening" if port.is_usual else "opening_elsewhere")))
            while (event := events.get()) is not WindowEvent.CLOSE:
                match event:
                    case WindowEvent.CALL:
                        window.bring_up()
                    case WindowEvent.END:
                        window.go(_address_of(_page("stopped", reason=server.reason, log=log)))
                    case str(address):
                        window.go(address)
        finally:
            window.close()
        if not window.has_opened:
            raise refusal("desktop", "no_window", file=program)
    finally:
        server.stop()


def _rest(events: WindowEvents) -> set[WindowEvent | str]:
    rest = set()
    while not events.empty():
        rest.add(events.get())
    return rest


def _page(key: str, *, reason: str = "", log: Path | None = None) -> str:
    return write_page("desktop.html.j2", page=texts("desktop")[key], reason=reason, log=log)


def _address_of(page: str) -> str:
    return f"data:text/html;charset=utf-8;base64,{b64encode(page.encode()).decode()}"
