"""Serve the screens, from the first line in the terminal to the end of the last kernel."""

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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.fork_server import can_fork
from nmt_widgets.core.lasting import lasting
from nmt_widgets.core.page_files import DATA_FOLDER, page_data
from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.process.allocator import give_memory_back
from nmt_widgets.server.process.heartbeat import Heartbeat
from nmt_widgets.server.process.stop_signals import stop_signals
from nmt_widgets.server.shared.terminal import say

if TYPE_CHECKING:
    from nmt_widgets.server.audience.listener import AudienceDoor
    from nmt_widgets.server.class_door.door import MembersDoor
    from nmt_widgets.server.kernels.render import Renderer
    from nmt_widgets.server.people.proxy import Proxy

_OWN_HOST = "127.0.0.1"

_BODY_AT_MOST = 1_010_000
"""The largest body of a request, in bytes: a form with a case file."""


@dataclass(frozen=True)
class Serving:
    """The options of the server, which stay the same when it is restarted; see :func:`serve` in `launch`."""

    notebooks: Path
    app: str
    class_size: int
    open_browser: bool
    idle_seconds: float
    listener: socket.socket
    proxy: Proxy
    audience: AudienceDoor | None
    class_door: MembersDoor | None
    access: AccessCode

    def __call__(self, folder: Path, heartbeat: Heartbeat | None, *, is_first: bool) -> None:
        """Serve until a signal says stop."""
        give_memory_back()
        asyncio.run(self._serve(folder, heartbeat, is_first))

    async def _serve(self, folder: Path, heartbeat: Heartbeat | None, is_first: bool) -> None:
        stop = stop_event()
        with lasting():
            from tornado.httpserver import HTTPServer

            from nmt_widgets.server.kernels.environment import kernel_environment
            from nmt_widgets.server.kernels.forking import KernelForks
            from nmt_widgets.server.kernels.manager import Kernels
            from nmt_widgets.server.kernels.pool import Pool
            from nmt_widgets.server.people.hub import Hub
            from nmt_widgets.server.people.hub_activity import report_activity
            from nmt_widgets.server.people.hub_watch import HubWatch
            from nmt_widgets.server.people.sign_ins import SignIns
            from nmt_widgets.server.screens.application import make_application
            from nmt_widgets.server.shared.door_limits import door_limits
            from nmt_widgets.server.shared.screen_names import apps_in

        host, port = self.listener.getsockname()[:2]
        own_host = _OWN_HOST if host == "0.0.0.0" else host  # noqa: S104  a container listens on all addresses
        sign_ins, visit_key = SignIns(), secrets.token_urlsafe(16)
        environment = {
            **kernel_environment(os.environ),
            # an empty folder: no start-up files and no history of the computer's own IPython
            "IPYTHONDIR": str(folder / "ipython"),
            DATA_FOLDER: str(page_data(folder)),
            # a kernel imports nothing from the folder in which the server was started
            "PYTHONSAFEPATH": "1",
            # read by voila.utils.get_query_string
            "VOILA_APP_IP": own_host,
            "VOILA_APP_PORT": str(port),
            "VOILA_WS_BASE_URL": f"/visit/{visit_key}/",
            "VOILA_BASE_URL": "/",
        }
        forks = KernelForks(environment, folder, self.notebooks, self.app) if can_fork() else None
        if forks:
            await forks.start()
        kernels = Kernels(self.notebooks, folder, self.idle_seconds, forks)

        def make_renderer(name: str, kernel_id: str) -> Renderer:
            from nmt_widgets.server.kernels.render import Renderer

            return Renderer(self.notebooks / f"{name}.ipynb", kernel_id, kernels.specs)

        limits, names = door_limits(), apps_in(self.notebooks)
        next_screens = {
            name: [screen for screen in screens if screen in names]
            for name, screens in limits.next_screens.items()
        }
        pool = Pool(
            kernels,
            make_renderer,
            environment,
            self._seats(names),
            next_screens,
            limits.screens_ready_at_most,
        )
        door = self.class_door or self.audience
        application = make_application(
            pool,
            self.notebooks,
            self.app,
            (own_host, port),
            self.access,
            visit_key,
            self.proxy,
            sign_ins,
            door.room if door else None,
            self.class_door,
        )
        server = HTTPServer(application, max_body_size=_BODY_AT_MOST)
        server.add_socket(self.listener)
        servers, tasks = [server], [application.endings.run()]
        if isinstance(self.proxy, Hub):
            tasks.append(HubWatch(self.proxy, sign_ins, application.endings).run())
            tasks.append(report_activity(application.endings))
        if self.audience is not None:
            servers.append(self.audience.serve())
        if self.class_door is not None:
            from nmt_widgets.server.class_door.serving import serve_door

            class_server, watch = serve_door(self.class_door, application)
            servers.append(class_server)
            tasks.append(watch.run())
        if is_first:
            self._welcome(port, is_supervised=heartbeat is not None)
        pool.fill()
        heartbeats = asyncio.create_task(heartbeat.beat(stop)) if heartbeat else None
        watching = [asyncio.create_task(task) for task in tasks]
        await stop.wait()
        if heartbeat:
            heartbeat.report_stopping()
        for watch_task in watching:
            watch_task.cancel()
        logging.disable(logging.ERROR)  # libraries log errors about the connections that close now
        for web_server in servers:
            web_server.stop()
        await pool.close()
        if forks:
            await forks.close()
        sign_ins.close()
        for web_server in servers:
            await web_server.close_all_connections()
        _close_database()
        if heartbeats:
            heartbeats.cancel()

    def _seats(self, names: Sequence[str]) -> dict[str, int]:
        """Return how many pages of which screens are kept ready: those of a class are where its members begin."""
        if self.class_door is None:
            return {self.app: self.class_size}
        from nmt_widgets.server.class_door.limits import class_door_limits

        first = class_door_limits().screens[0]
        return {self.app: 1} | ({first: self.class_size} if first in names else {})

    def _welcome(self, port: int, *, is_supervised: bool) -> None:
        """Print the address of the workbook, and open it in the browser."""
        words = texts("server")
        own = f"http://{_OWN_HOST}:{port}"
        address = f"{self.proxy.public or own}/?token="
        if self.proxy.signs_in:
            say(words["open_proxy"].format(url=self.proxy.public or own, own=own))
        else:
            say(words["open"].format(url=address + self.access.code))
        if self.audience is not None:
            say(texts("audience")["open"].format(link=self.audience.room.link))
            say(texts("audience")["open_note"])
        if self.class_door is not None:
            words = texts("class_door")
            say(words["open"].format(link=self.class_door.place.link))
            say(words["encrypted" if self.class_door.is_encrypted else "plain"])
        say(texts("server")["stop"])
        if not is_supervised:
            say(texts("server")["unkept"])
        if self.open_browser and not self.proxy.signs_in:
            threading.Thread(target=webbrowser.open, args=[address + self.access.once()], daemon=True).start()


def stop_event() -> asyncio.Event:
    """Return an event set by Ctrl-C, by `kill` and by closing the terminal."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in stop_signals():
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def _close_database() -> None:
    """Close the database, if somebody opened it."""
    if engine := sys.modules.get("nmt_widgets.store.database.engine"):
        engine.close_engine()
