"""What a browser asks for: screens, the widgets' line to their kernel, and what a screen was opened with."""

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
from voila.paths import collect_static_paths

from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.line import AudienceLineHandler
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.kernels.pool import Opening, Pool, PooledPage
from nmt_widgets.server.kernels.render import labextension_folders
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
from nmt_widgets.server.screens.kernel_gate import KernelLine, LineHandler
from nmt_widgets.server.screens.references import ReferenceHandler, ReferencesHandler
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, log_request, outline
from nmt_widgets.server.shared.pages import (
    BAR,
    AssetHandler,
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
        """Take the screen to start with."""
        self.app = app

    def get(self) -> None:
        """Go to the screen to start with."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"/voila/render/{self.app}.ipynb{query}")


class ScreenHandler(PersonHandler):
    """One visit to one screen."""

    def initialize(self, pool: Pool, notebooks: Path) -> None:
        """Take the pool and the folder."""
        self.pool, self.notebooks = pool, notebooks
        self._page: PooledPage | None = None

    async def get(self, name: str) -> None:
        """Send the screen, piece by piece as its cells are done."""
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
                # the page was rendered before anybody knew who would open it; the bar's place comes before any cell
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
        """Return the screens the bar leads to, by name and in words."""
        there = apps_in(self.notebooks)
        return [(name, word) for name, word in texts("server")["screens"].items() if name in there]

    def on_connection_close(self) -> None:
        """End the kernel of a visitor who left before the page was complete."""
        if self._page is not None:
            self._page.renderer.closing = True  # what its cells end in now is no error
            self.pool.kernels.end_soon(self._page.kernel_id)


def needs_person(notebook: Path) -> bool:
    """Return whether a notebook's metadata says that whoever opens it must be signed in: ``nmt: {person: true}``."""
    return _needs_person(notebook, notebook.stat().st_mtime_ns)


@lru_cache
def _needs_person(notebook: Path, _changed: int) -> bool:
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    return bool(metadata.get("nmt", {}).get("person"))


async def _pieces(page: PooledPage) -> AsyncIterator[str]:
    """Yield what was rendered ahead, then what the notebook still has to do."""
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
    """A page says that it is being closed."""

    async def post(self, kernel_id: str) -> None:
        """End its kernel."""
        if await self.refuses(kernel_id):
            return
        self.set_status(204)
        self.finish()
        await self.application.pool.kernels.end(kernel_id)


class VisitHandler(WebSocketHandler):
    """Tells a notebook what it was opened with, once somebody opens it.

    The other end is `nmt_widgets.apps.shared.request_context`, or for the query alone
    `voila.utils.get_query_string`, which puts what it hears into the environment: it is not told the session.
    The key in the address stands for signing in.
    """

    def initialize(self, pool: Pool, is_voilas: bool) -> None:
        """Take the pool, and which of the two asks."""
        self.pool, self.is_voilas = pool, is_voilas

    @property
    def max_message_size(self) -> int:
        """How much a kernel may say at once."""
        return int(door_limits().kernel_message_at_most)

    def on_message(self, message: str | bytes) -> None:
        """Take nothing: a kernel only listens here."""
        self.close(1008)

    async def open(self, kernel_id: str) -> None:
        """Wait for the visitor, then tell."""
        page = self.pool.pages.get(kernel_id)
        if page is None:
            return self.close()
        page.asked.set()
        try:
            opening = await asyncio.shield(page.visit)
            told = {"query": opening.query, "session": opening.session}
            await self.write_message({"QUERY_STRING": opening.query} if self.is_voilas else told)
        except (asyncio.CancelledError, StreamClosedError):
            pass
        self.close()


class KernelStateHandler(VisitorHandler, KernelHandler):
    """Says whether a page's kernel is still there, and whoever opened the page still signed in."""

    SUPPORTED_METHODS = ("GET",)

    async def get(self, kernel_id: str) -> None:
        """Answer 200, 404 when the kernel is gone or 401 when the session is."""
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
    """Return the web application: exactly these addresses, all of them behind the gate."""
    identity = GateIdentity(token="", log=log)
    assets = collect_static_paths(["voila", "nbconvert"], "lab", prune=True)
    visit = rf"/visit/{re.escape(visit_key)}"
    asking = {"pool": pool, "sign_ins": sign_ins, "room": room}
    handlers: list[Any] = [
        (r"/", StartHandler, {"app": app}),
        (r"/login", LoginHandler),
        (r"/voila/render/([a-z0-9_-]+)\.ipynb", ScreenHandler, {"pool": pool, "notebooks": notebooks}),
        (r"/voila/static/[^/]+/(.*)", AssetHandler, {"paths": assets}),
        (r"/voila/labextensions/(.*)", AssetHandler, {"paths": labextension_folders()}),
        (rf"/voila/api/shutdown/{_KERNEL_ID}", LeaveHandler),
        (rf"/api/kernels/{_KERNEL_ID}", KernelStateHandler),
        (rf"/api/kernels/{_KERNEL_ID}/channels", LineHandler),
        (rf"{visit}/who/{_KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": False}),
        (rf"{visit}/voila/query/{_KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": True}),
        (rf"{visit}/audience/{_KERNEL_ID}", AudienceLineHandler, asking),
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
            endings.look_soon()

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
        kernel_websocket_connection_class=KernelLine,
        identity_provider=identity,
        authorizer=AllowAllAuthorizer(identity_provider=identity, log=log),
        jinja2_env=jupyter_templates,
        disable_check_xsrf=True,  # the gate asks every change for this origin, which needs no second cookie
        allow_remote_access=True,  # the gate has checked the host, port and all
    )
