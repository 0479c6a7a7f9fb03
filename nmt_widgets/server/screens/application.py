"""The web application: the screens, their connection to the kernel, and the request that opened a screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyter_core.utils import ensure_async
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketHandler

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.server.audience.presenter import PresenterHandler
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.kernels.pool import Opening, Pool, PooledPage
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.people.file_maker import FileMaker
from nmt_widgets.server.people.file_pages import BackupHandler, FilesHandler, TablesHandler
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
from nmt_widgets.server.people.visitor_pages import GlossaryHandler, SettingsHandler, WelcomeHandler
from nmt_widgets.server.people.visitors import PersonHandler, Visitor, VisitorHandler
from nmt_widgets.server.screens.kernel_gate import GateConnection, KernelConnectionHandler
from nmt_widgets.server.screens.lost_pages import LostHandler, show_lost
from nmt_widgets.server.screens.references import ReferenceHandler, ReferencesHandler
from nmt_widgets.server.shared.assets import AssetHandler, KeptFileHandler
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, log_request, outline
from nmt_widgets.server.shared.page_scripts import labextension_folders, static_folders
from nmt_widgets.server.shared.pages import (
    HTML_TAG,
    TOP,
    PageHandler,
    jupyter_templates,
    write_page,
)
from nmt_widgets.server.shared.screen_names import Admission, admission_of, apps_in

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
            return await show_lost(self, self.notebooks)
        admission = admission_of(self.notebooks / f"{name}.ipynb")
        visitor = await self.known_visitor()
        if visitor is None:
            return None
        if not admission.is_open_to(visitor.person):
            if visitor.person is None:
                return self.redirect("/sign-in?" + urlencode({"next": self.request.uri}))
            return self._refuse(name, admission, visitor)
        opening = Opening(self.request.query, visitor.browser, visitor.session, self.preferences.to_options())
        page = self._page = await self.pool.claim(name, opening)
        # the page was rendered before its visitor was known: what depends on them is put in now, before the first cell
        parts = {HTML_TAG: "html_tag.html.j2", TOP: "screen_top.html.j2"}
        try:
            async for piece in _pieces(page):
                for mark in [mark for mark in parts if mark in piece]:
                    part = write_page(parts.pop(mark), self.preferences, **self.bar(visitor, name))
                    piece = piece.replace(mark, part, 1)
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            self.on_connection_close()
        except Exception as error:
            if page.renderer.closing:
                return
            log.error("%s could not be shown: %s", name, outline(error))
            self.write(_FAILED)

    def _refuse(self, name: str, admission: Admission, visitor: Visitor) -> None:
        """Say to whom a screen is open, and lead back."""
        from nmt_widgets.store.people.roles import roles_that_have

        words, person = texts("server"), visitor.person
        assert person is not None
        names = [_role_name(role) for role in roles_that_have(admission.needs)]
        reader = {"name": person.name, "role": _role_name(person.role)}
        sentence = plural(words, "closed_for", len(names), roles=", ".join(names), **reader)
        self.set_status(403)
        title = words["screens"].get(name, name)
        self.show_to(visitor, "closed.html.j2", title=title, sentence=sentence)

    def on_connection_close(self) -> None:
        """End the kernel of a visitor who left before the page was complete."""
        if self._page is not None:
            self._page.renderer.closing = True  # errors of its cells are expected now
            self.pool.kernels.end_soon(self._page.kernel_id)


def _role_name(role: str) -> str:
    roles = texts("server")["roles"]
    return str(roles[role]["name"] if role in roles else role)


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
            message = {"query": opening.query, "session": opening.session, "options": opening.options}
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
    maker = FileMaker()
    presenter = {"pool": pool, "sign_ins": sign_ins, "room": room}
    handlers: list[Any] = [
        (r"/", StartHandler, {"app": app}),
        (r"/login", LoginHandler),
        (r"/voila/render/([a-z0-9_-]+)\.ipynb", ScreenHandler, {"pool": pool, "notebooks": notebooks}),
        (r"/voila/static/[^/]+/(.*)", AssetHandler, {"paths": static_folders()}),
        (r"/kept/[0-9a-f]+/(.+)", KeptFileHandler),
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
        (r"/files", FilesHandler),
        (r"/files/tables", TablesHandler, {"maker": maker}),
        (r"/files/backup", BackupHandler, {"maker": maker}),
        (r"/settings", SettingsHandler),
        (r"/welcome", WelcomeHandler),
        (r"/glossary", GlossaryHandler),
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
        notebooks=notebooks,
        visit_key=visit_key,
        pool=pool,
        proxy=proxy,
        sign_ins=sign_ins,
        handlers=handlers,
        default_handler_class=LostHandler,
        default_handler_args={"notebooks": notebooks},
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
