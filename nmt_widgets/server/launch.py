"""Start the workbook's server, and stop it without leaving anything behind."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.server.audience_listener import Door
    from nmt_widgets.server.proxy import Proxy

_FIRST_PORT, _LAST_PORT = 8866, 8915
_RUN_DIR = "nmt-server-"
_LONGEST = 25  # characters; with a run's folder and a kernel's socket it is 103, the least any system allows
_GONE_AFTER = 15 * 60.0


def serve(
    notebooks: Path,
    app: str = "home",
    port: int | None = None,
    class_size: int = 1,
    open_browser: bool = True,
    *,
    gone_after: float = _GONE_AFTER,
    audience: Door | None = None,
) -> None:
    """Serve the screens in `notebooks` on this machine until Ctrl-C.

    Parameters
    ----------
    notebooks : pathlib.Path
        The folder whose notebooks are the screens; nothing outside it is served.
    app : str
        The screen to start with.
    port : int, optional
        The port to listen on; 0 for any, None for the first free one from 8866.
    class_size : int
        How many people will open `app` at about the same time: so many pages of it are made ready.
    open_browser : bool
        Whether to open the start page in a browser.
    gone_after : float
        Seconds without a tab after which a page's kernel is ended.
    audience : Door, optional
        Where the audience answers the trainer's questions from their own devices; None for nowhere.

    Raises
    ------
    InputError
        When there is no such folder or screen, or the port is taken.
    """
    words = texts("server")
    notebooks = Path(notebooks).resolve()
    if not notebooks.is_dir():
        raise InputError(words["no_folder"], file=notebooks)
    if class_size < 1:
        raise InputError(words["class_small"])
    from nmt_widgets.server.logs import start_logs
    from nmt_widgets.server.proxy import read_proxy
    from nmt_widgets.server.screens import apps_in

    apps = apps_in(notebooks)
    if app not in apps:
        known = words["apps"].format(apps=", ".join(apps))
        raise InputError(words["no_app"].format(app=app), remedy=known)
    proxy = read_proxy(os.environ)
    listener = _listen(port)
    start_logs()
    _sweep()
    run_dir = Path(tempfile.mkdtemp(prefix=f"{_RUN_DIR}{os.getpid()}-", dir=_short_temporary_folder()))
    try:
        asyncio.run(
            _serve(notebooks, app, class_size, open_browser, gone_after, listener, run_dir, proxy, audience)
        )
    finally:
        listener.close()
        if audience is not None:
            audience.listener.close()
        shutil.rmtree(run_dir, ignore_errors=True)
    _say(words["stopped"])


async def _serve(
    notebooks: Path,
    app: str,
    class_size: int,
    open_browser: bool,
    gone_after: float,
    listener: socket.socket,
    run_dir: Path,
    proxy: Proxy,
    audience: Door | None,
) -> None:
    from tornado.httpserver import HTTPServer

    from nmt_widgets.server.environment import kernel_environment
    from nmt_widgets.server.identity import AccessCode
    from nmt_widgets.server.kernels import Kernels, own_kernel_only
    from nmt_widgets.server.pool import Pool
    from nmt_widgets.server.render import Renderer
    from nmt_widgets.server.screens import make_application
    from nmt_widgets.server.sign_ins import SignIns

    stop = _stop_event()
    port = listener.getsockname()[1]
    access, sign_ins, visit_key = AccessCode(), SignIns(), secrets.token_urlsafe(16)
    specs = own_kernel_only(notebooks)
    kernels = Kernels(notebooks, run_dir, specs, gone_after)
    environment = {
        **kernel_environment(os.environ),
        # a fresh folder: no start-up files of the machine's, no shared history
        "IPYTHONDIR": str(run_dir / "ipython"),
        # nothing from the folder the server was started in, whatever a file there is called
        "PYTHONSAFEPATH": "1",
        # read by voila.utils.get_query_string
        "VOILA_APP_IP": "127.0.0.1",
        "VOILA_APP_PORT": str(port),
        "VOILA_WS_BASE_URL": f"/visit/{visit_key}/",
        "VOILA_BASE_URL": "/",
    }
    # a kernel asks the server for the reference of what was submitted, and need not know where references are
    environment.pop("NMT_REFERENCES", None)

    def make_renderer(name: str, kernel_id: str) -> Renderer:
        return Renderer(notebooks / f"{name}.ipynb", kernel_id, specs)

    pool = Pool(kernels, make_renderer, environment, app, class_size)
    room = audience.room if audience else None
    application = make_application(pool, notebooks, app, port, access, visit_key, proxy, sign_ins, room)
    server = HTTPServer(application, max_body_size=1_000_000)
    server.add_socket(listener)
    servers = [server] if audience is None else [server, audience.serve()]
    words = texts("server")
    own = f"http://127.0.0.1:{port}"
    address = f"{proxy.public or own}/?token="
    if proxy.signs_in:
        _say(words["open_proxy"].format(url=proxy.public or own, own=own))
    else:
        _say(words["open"].format(url=address + access.code))
    if room is not None:
        _say(texts("audience")["open"].format(link=room.link))
        _say(texts("audience")["open_note"])
    _say(words["stop"])
    pool.fill()
    if open_browser and not proxy.signs_in:
        threading.Thread(target=webbrowser.open, args=[address + access.once()], daemon=True).start()
    await stop.wait()
    logging.disable(logging.ERROR)  # what libraries say about being cut short
    for each in servers:
        each.stop()
    await pool.close()
    sign_ins.close()
    for each in servers:
        await each.close_all_connections()


def _listen(port: int | None) -> socket.socket:
    """Return a socket listening on this machine only."""
    words = texts("server")
    if port is not None and not 0 <= port <= 65535:
        raise InputError(words["port_range"].format(port=port), remedy=words["port_remedy"])
    candidates = range(_FIRST_PORT, _LAST_PORT + 1) if port is None else [port]
    from tornado.netutil import bind_sockets

    for candidate in candidates:
        try:
            return bind_sockets(candidate, "127.0.0.1", family=socket.AF_INET)[0]
        except OSError:
            continue
    if port is not None:
        raise InputError(words["port_taken"].format(port=port), remedy=words["port_remedy"])
    taken = words["no_port"].format(first=_FIRST_PORT, last=_LAST_PORT)
    raise InputError(taken, remedy=words["close_one"])


def _short_temporary_folder() -> str | None:
    """Return a folder for kernels' sockets: with theirs, a path may have no more than some 100 characters."""
    if os.name != "posix":
        return None  # no sockets in the file system
    candidates = ["/tmp", os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"]  # noqa: S108
    with suppress(FileNotFoundError):
        candidates.append(tempfile.gettempdir())
    for folder in candidates:
        if folder and len(folder) <= _LONGEST and os.access(folder, os.W_OK):
            return folder
    words = texts("server")
    raise InputError(words["no_sockets"], remedy=words["short_folder"])


def _sweep() -> None:
    """Remove the folders of servers that were killed."""
    import psutil

    folder = Path(_short_temporary_folder() or tempfile.gettempdir())
    for left in folder.glob(f"{_RUN_DIR}*-*"):
        pid = left.name.removeprefix(_RUN_DIR).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _stop_event() -> asyncio.Event:
    """Return an event set by Ctrl-C, by `kill` and by closing the terminal."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
