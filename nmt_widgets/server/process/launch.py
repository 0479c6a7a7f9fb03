"""Start the server, and clean up when it stops."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.base_path import BASE_PATH
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.setting_checks import check_settings
from nmt_widgets.core.settings import settings
from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.server.audience.listener import AudienceDoor
    from nmt_widgets.server.class_door.door import MembersDoor

_OWN_HOST = "127.0.0.1"
_FIRST_PORT, _LAST_PORT = 8866, 8915
_IDLE_SECONDS = 15 * 60.0


def serve(
    notebooks: Path,
    app: str = "home",
    port: int | None = None,
    class_size: int = 1,
    open_browser: bool = True,
    *,
    idle_seconds: float = _IDLE_SECONDS,
    audience: AudienceDoor | None = None,
    class_door: MembersDoor | None = None,
    hub: bool = False,
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
        How many people will open `app` at about the same time: as many pages of it are kept ready.
    open_browser : bool
        Whether to open the start page in a browser.
    idle_seconds : float
        Seconds after which a kernel ends once its tab was closed.
    audience : AudienceDoor, optional
        The second port, for the devices of an audience; None for no audience.
    class_door : MembersDoor, optional
        The port for members of classes, and for the audience too; None for no door.
    hub : bool
        Whether a JupyterHub signs people in and says where to listen, instead of `port`.

    Raises
    ------
    InputError
        When a setting or a site's file is wrong, there is no such folder or screen, the port is taken, or the database
        is of a newer version.
    Unavailable
        When there is no room for the copy of a database that has to be brought up to date.
    GaveUp
        When the server ends again and again.
    """
    _check_data_files()
    words = texts("server")
    notebooks = Path(notebooks).resolve()
    if not notebooks.is_dir():
        raise InputError(words["no_folder"], file=notebooks)
    if class_size < 1:
        raise InputError(words["class_small"])
    from nmt_widgets.server.people.access import AccessCode
    from nmt_widgets.server.people.hub import read_hub, service_place
    from nmt_widgets.server.people.proxy import read_proxy
    from nmt_widgets.server.process.open_files import allow_many_files
    from nmt_widgets.server.process.run_folders import sweep
    from nmt_widgets.server.process.serving import Serving
    from nmt_widgets.server.process.supervisor import supervise
    from nmt_widgets.server.shared.logs import start_logs
    from nmt_widgets.server.shared.screen_names import apps_in
    from nmt_widgets.server.shared.terminal import say

    apps = apps_in(notebooks)
    if app not in apps:
        known = words["apps"].format(apps=", ".join(apps))
        raise InputError(words["no_app"].format(app=app), remedy=known)
    access = AccessCode()
    proxy = read_hub(settings(), os.environ, access.secret) if hub else read_proxy(settings())
    os.environ[BASE_PATH] = proxy.base_path
    _update_database()
    host, port = service_place(os.environ) if hub else (_OWN_HOST, port)
    listener = _listen(host, port)
    start_logs()
    allow_many_files()
    sweep()
    options = (notebooks, app, class_size, open_browser, idle_seconds, listener, proxy)
    try:
        supervise(Serving(*options, audience, class_door, access))
    finally:
        listener.close()
        for door in (audience, class_door):
            if door is not None:
                door.listener.close()
    say(words["stopped"])


def _check_data_files() -> None:
    """Read settings and data files first, so that a broken file of a site stops the start."""
    from nmt_widgets.server.audience.limits import audience_limits
    from nmt_widgets.server.class_door.limits import class_door_limits
    from nmt_widgets.server.shared.door_limits import door_limits
    from nmt_widgets.store.people.roles import role_rules
    from nmt_widgets.store.people.rules import limits

    check_settings()
    for read in (door_limits, audience_limits, class_door_limits, role_rules, limits):
        read()


def _update_database() -> None:
    """Bring a database of an earlier version up to date before there are pages, and say where its copy is.

    One that cannot be reached yet keeps nobody from starting: its pages say so, and try again.
    """
    from nmt_widgets.server.shared.terminal import say
    from nmt_widgets.store.database.address import own_file
    from nmt_widgets.store.database.versions import NEWEST, file_version

    own = own_file()
    if own is not None and (not own.exists() or file_version(own) == NEWEST):
        return  # without what the database needs, which takes longer to import than the rest of the start
    from nmt_widgets.store.database.engine import close_engine, database_file, open_engine, plain_engine
    from nmt_widgets.store.database.migrating import version_of
    from nmt_widgets.store.database.update_copies import update_copies
    from nmt_widgets.store.errors import Unavailable

    try:
        engine = plain_engine()
        version = version_of(engine) if engine else None
    except Unavailable:
        return
    try:
        if version in (None, NEWEST):
            return
        open_engine()
        words, file = texts("server"), database_file()
        copies = update_copies(file) if file else []
        say(words["updated_copy"].format(copy=copies[0]) if copies else words["updated"])
    finally:
        close_engine()


def _listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on an address: on this computer only, unless a JupyterHub says otherwise."""
    words = texts("server")
    if port is not None and not 0 <= port <= 65535:
        raise InputError(words["port_range"].format(port=port), remedy=words["port_remedy"])
    candidates = range(_FIRST_PORT, _LAST_PORT + 1) if port is None else [port]
    from tornado.netutil import bind_sockets

    for candidate in candidates:
        try:
            return bind_sockets(candidate, host, family=socket.AF_INET)[0]
        except OSError:
            continue
    if port is not None:
        raise InputError(words["port_taken"].format(port=port), remedy=words["port_remedy"])
    message = words["no_port"].format(first=_FIRST_PORT, last=_LAST_PORT)
    raise InputError(message, remedy=words["close_one"])
