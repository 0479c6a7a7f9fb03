"""The web application: the screens, their connection to the kernel, and the request that opened a screen."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyter_core.utils import ensure_async
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.presenter import PresenterHandler
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.kernels.pool import Opening, Pool, PooledPage
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.people.identity import Gate, GateIdentity, LoginHandler
from nmt_widgets.server.people.pages import (
    PassphraseHandler,
    PeopleHandler,
    SignInHandler,
    SignOutHandler,
)
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.people.visitors import PersonHandler, VisitorHandler
from nmt_widgets.server.screens.kernel_gate import GateConnection, KernelConnectionHandler
from nmt_widgets.server.screens.references import ReferenceHandler, ReferencesHandler
from nmt_widgets.server.shared.assets import AssetHandler, PageScriptsHandler
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, log_request, outline
from nmt_widgets.server.shared.page_scripts import labextension_folders, static_folders
from nmt_widgets.server.shared.pages import (
    BAR,
    PageHandler,
    RefusalPage,
    jupyter_templates,
    write_page,
)
from nmt_widgets.server.shared.screen_names import apps_in

_KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
_FAILED = "<script>nmtPage.fail()</script>"


class StartHandler(PageHandler):
    """The address without a path."""

    def initialize(self, app: str) -> None:
        """Keep the name of the first screen."""
        self.app = app

    def get(self) -> None:
        """Redirect to the first screen."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"/voila/render/{self.app}.ipynb{query}")


class ScreenHandler(PersonHandler):
    """Opens a screen."""

    def initialize(self, pool: Pool, notebooks: Path) -> None:
        """Keep the pool and the folder."""
        self.pool, self.notebooks = pool, notebooks
        self._page: PooledPage | None = None

    async def get(self, name: str) -> None:
        """Send the screen piece by piece, as its cells finish."""
        if name not in apps_in(self.notebooks):
            raise HTTPError(404)
        is_personal = needs_person(self.notebooks / f"{name}.ipynb")
        visitor = await self.known_visitor()
        if visitor is None:
            return None
        if is_personal and visitor.person is None:
            return self.redirect("/sign-in?" + urlencode({"next": self.request.uri}))
        opening = Opening(self.request.query, visitor.browser, visitor.session)
        page = self._page = await self.pool.claim(name, opening)
        bar = write_page("bar.html.j2", **self.bar(visitor), screens=self._screens(), screen=name)
        try:
            async for piece in _pieces(page):
                # the page was rendered before its visitor was known, so the bar is put in now, before the first cell
                if bar and BAR in piece:
                    piece, bar = piece.replace(BAR, bar, 1), ""
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            self.on_connection_close()
        except Exception as error:
            if page.renderer.closing:
                return
            log.error("%s could not be shown: %s", name, outline(error))
            self.write(_FAILED)

    def _screens(self) -> list[tuple[str, str]]:
        """Return the screens in the bar: name and title."""
        names = apps_in(self.notebooks)
        return [(name, word) for name, word in texts("server")["screens"].items() if name in names]

    def on_connection_close(self) -> None:
        """End the kernel of a visitor who left before the page was complete."""
        if self._page is not None:
            self._page.renderer.closing = True  # errors of its cells are expected now
            self.pool.kernels.end_soon(self._page.kernel_id)


def needs_person(notebook: Path) -> bool:
    """Return whether a notebook needs a signed-in person: its metadata says ``nmt: {person: true}``."""
    return _needs_person(notebook, notebook.stat().st_mtime_ns)


@lru_cache
def _needs_person(notebook: Path, _changed: int) -> bool:
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    return bool(metadata.get("nmt", {}).get("person"))


async def _pieces(page: PooledPage) -> AsyncIterator[str]:
    """Yield the pieces rendered in advance, then the rest of the notebook."""
    page.renderer.stop_generator = True
    ahead = list(page.renderer.rendered_cache)
    if ahead:
        yield "".join(ahead)
    rendered, rest = await page.rendering
    if late := "".join(rendered[len(ahead) :]):
        yield late
    async for piece, _ in rest:
        yield piece


class LeaveHandler(VisitorHandler, PageHandler):
    """Receives the message of a page that is being closed."""

    async def post(self, kernel_id: str) -> None:
        """End its kernel."""
        if await self.refuses(kernel_id):
            return
        self.set_status(204)
        self.finish()
        await self.application.pool.kernels.end(kernel_id)


class VisitHandler(WebSocketHandler):
    """Sends a notebook the request that opened its page, as soon as somebody opens it.

    The other end is `nmt_widgets.apps.shared.request_context`. For Voila's own `voila.utils.get_query_string` it is
    the query string only, without the session, since Voila copies it into the environment. Only kernels know the key
    in the address.
    """

    def initialize(self, pool: Pool, is_voilas: bool) -> None:
        """Keep the pool, and whether Voila's function asks."""
        self.pool, self.is_voilas = pool, is_voilas

    @property
    def max_message_size(self) -> int:
        """The largest message of a kernel."""
        return int(door_limits().kernel_message_at_most)

    def on_message(self, message: str | bytes) -> None:
        """Close the connection: a kernel has nothing to send here."""
        self.close(1008)

    async def open(self, kernel_id: str) -> None:
        """Wait for the visitor, then send the request."""
        page = self.pool.pages.get(kernel_id)
        if page is None:
            return self.close()
        page.is_prepared.set()
        try:
            opening = await asyncio.shield(page.opening)
            message = {"query": opening.query, "session": opening.session}
            await self.write_message({"QUERY_STRING": opening.query} if self.is_voilas else message)
        except (asyncio.CancelledError, StreamClosedError):
            pass
        self.close()


class KernelStateHandler(VisitorHandler, KernelHandler):
    """Reports whether the kernel of a page still runs and its visitor is still signed in."""

    SUPPORTED_METHODS = ("GET",)

    async def get(self, kernel_id: str) -> None:
        """Answer 200; 404 if the kernel has ended; 401 if the session has ended."""
        if not await self.refuses(kernel_id):
            await ensure_async(KernelHandler.get(self, kernel_id))


def make_application(
    pool: Pool,
    notebooks: Path,
    app: str,
    port: int,
    access: AccessCode,
    visit_key: str,
    proxy: Proxy,
    sign_ins: SignIns,
    room: AudienceRoom | None,
) -> Gate:
    """Return the web application with all its addresses, which are all behind the gate."""
    identity = GateIdentity(token="", log=log)
    visit = rf"/visit/{re.escape(visit_key)}"
    presenter = {"pool": pool, "sign_ins": sign_ins, "room": room}
    handlers: list[Any] = [
        (r"/", StartHandler, {"app": app}),
        (r"/login", LoginHandler),
        (r"/voila/render/([a-z0-9_-]+)\.ipynb", ScreenHandler, {"pool": pool, "notebooks": notebooks}),
        (r"/voila/static/[^/]+/(.*)", AssetHandler, {"paths": static_folders()}),
        (r"/scripts/[0-9a-f]+\.js", PageScriptsHandler),
        (r"/voila/labextensions/(.*)", AssetHandler, {"paths": labextension_folders()}),
        (rf"/voila/api/shutdown/{_KERNEL_ID}", LeaveHandler),
        (rf"/api/kernels/{_KERNEL_ID}", KernelStateHandler),
        (rf"/api/kernels/{_KERNEL_ID}/channels", KernelConnectionHandler),
        (rf"{visit}/who/{_KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": False}),
        (rf"{visit}/voila/query/{_KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": True}),
        (rf"{visit}/audience/{_KERNEL_ID}", PresenterHandler, presenter),
        (rf"{visit}/reference/{_KERNEL_ID}", ReferenceHandler, {"pool": pool, "sign_ins": sign_ins}),
        (rf"{visit}/references/{_KERNEL_ID}", ReferencesHandler, {"pool": pool, "sign_ins": sign_ins}),
        (r"/sign-in", SignInHandler),
        (r"/sign-out", SignOutHandler),
        (r"/people", PeopleHandler),
        (r"/passphrase", PassphraseHandler),
    ]
    endings = Endings(pool, sign_ins)

    def on_answered(handler: Any) -> None:
        log_request(handler)
        if handler.request.method == "POST":
            endings.check_soon()

    return Gate(
        port=port,
        access=access,
        endings=endings,
        visit_key=visit_key,
        pool=pool,
        proxy=proxy,
        sign_ins=sign_ins,
        handlers=handlers,
        default_handler_class=RefusalPage,
        default_handler_args={"status": 404},
        log_function=on_answered,
        screens=frozenset(apps_in(notebooks)),
        base_url="/",
        kernel_manager=pool.kernels,
        kernel_websocket_connection_class=GateConnection,
        identity_provider=identity,
        authorizer=AllowAllAuthorizer(identity_provider=identity, log=log),
        jinja2_env=jupyter_templates,
        disable_check_xsrf=True,  # the gate checks the origin of every change, so no second cookie is needed
        allow_remote_access=True,  # the gate has checked host and port
    )
