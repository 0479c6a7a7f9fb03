"""Serving the screens: from the first line in the terminal to the last kernel's end."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.process.heartbeat import Heartbeat

if TYPE_CHECKING:
    from nmt_widgets.server.audience.listener import AudienceDoor
    from nmt_widgets.server.kernels.render import Renderer
    from nmt_widgets.server.people.proxy import Proxy


@dataclass(frozen=True)
class Serving:
    """What is served, and what outlives a server that had to be started again; see :func:`serve` in `launch`."""

    notebooks: Path
    app: str
    class_size: int
    open_browser: bool
    gone_after: float
    listener: socket.socket
    proxy: Proxy
    audience: AudienceDoor | None
    access: AccessCode

    def __call__(self, folder: Path, pulse: Heartbeat | None, *, is_first: bool) -> None:
        """Serve until a signal says stop."""
        asyncio.run(self._serve(folder, pulse, is_first))

    async def _serve(self, folder: Path, pulse: Heartbeat | None, is_first: bool) -> None:
        stop = stop_event()
        from tornado.httpserver import HTTPServer

        from nmt_widgets.server.kernels.environment import kernel_environment
        from nmt_widgets.server.kernels.manager import Kernels, own_kernel_only
        from nmt_widgets.server.kernels.pool import Pool
        from nmt_widgets.server.people.sign_ins import SignIns
        from nmt_widgets.server.screens.application import make_application

        port = self.listener.getsockname()[1]
        sign_ins, visit_key = SignIns(), secrets.token_urlsafe(16)
        specs = own_kernel_only(self.notebooks)
        kernels = Kernels(self.notebooks, folder, specs, self.gone_after)
        environment = {
            **kernel_environment(os.environ),
            # a fresh folder: no start-up files of the machine's, no shared history
            "IPYTHONDIR": str(folder / "ipython"),
            # nothing from the folder the server was started in, whatever a file there is called
            "PYTHONSAFEPATH": "1",
            # read by voila.utils.get_query_string
            "VOILA_APP_IP": "127.0.0.1",
            "VOILA_APP_PORT": str(port),
            "VOILA_WS_BASE_URL": f"/visit/{visit_key}/",
            "VOILA_BASE_URL": "/",
        }

        def make_renderer(name: str, kernel_id: str) -> Renderer:
            from nmt_widgets.server.kernels.render import Renderer

            return Renderer(self.notebooks / f"{name}.ipynb", kernel_id, specs)

        pool = Pool(kernels, make_renderer, environment, self.app, self.class_size)
        room = self.audience.room if self.audience else None
        application = make_application(
            pool, self.notebooks, self.app, port, self.access, visit_key, self.proxy, sign_ins, room
        )
        server = HTTPServer(application, max_body_size=1_000_000)
        server.add_socket(self.listener)
        servers = [server] if self.audience is None else [server, self.audience.serve()]
        if is_first:
            self._welcome(port, is_kept=pulse is not None)
        pool.fill()
        beating = asyncio.create_task(pulse.beat(stop)) if pulse else None
        looking = asyncio.create_task(application.endings.run())
        await stop.wait()
        if pulse:
            pulse.tell_stopping()
        looking.cancel()
        logging.disable(logging.ERROR)  # what libraries say about being cut short
        for each in servers:
            each.stop()
        await pool.close()
        sign_ins.close()
        for each in servers:
            await each.close_all_connections()
        if beating:
            beating.cancel()

    def _welcome(self, port: int, *, is_kept: bool) -> None:
        """Say where the workbook is, and open it."""
        words = texts("server")
        own = f"http://127.0.0.1:{port}"
        address = f"{self.proxy.public or own}/?token="
        if self.proxy.signs_in:
            say(words["open_proxy"].format(url=self.proxy.public or own, own=own))
        else:
            say(words["open"].format(url=address + self.access.code))
        if self.audience is not None:
            say(texts("audience")["open"].format(link=self.audience.room.link))
            say(texts("audience")["open_note"])
        say(words["stop"])
        if not is_kept:
            say(words["unkept"])
        if self.open_browser and not self.proxy.signs_in:
            threading.Thread(target=webbrowser.open, args=[address + self.access.once()], daemon=True).start()


def stop_event() -> asyncio.Event:
    """Return an event set by Ctrl-C, by `kill` and by closing the terminal."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def say(line: str) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
