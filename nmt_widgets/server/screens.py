"""What a browser asks for: screens, the widgets' line to their kernel, and what a screen was opened with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler
from voila.paths import collect_static_paths
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from nmt_widgets.server.identity import AccessCode, Gate, GateIdentity, LoginHandler
from nmt_widgets.server.logs import log, log_request, outline
from nmt_widgets.server.pages import AssetHandler, PageHandler, Refused, jupyter_templates
from nmt_widgets.server.pool import Page, Pool
from nmt_widgets.server.render import labextension_folders

_KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FAILED = "<script>nmtPage.fail()</script>"


def apps_in(notebooks: Path) -> list[str]:
    """Return the names of the screens: the notebooks standing directly in the folder."""
    return sorted(path.stem for path in notebooks.glob("*.ipynb") if _NAME.fullmatch(path.stem))


class StartHandler(PageHandler):
    """The address without a path."""

    def initialize(self, app: str) -> None:
        """Take the screen to start with."""
        self.app = app

    def get(self) -> None:
        """Go to the screen to start with."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"/voila/render/{self.app}.ipynb{query}")


class ScreenHandler(PageHandler):
    """One visit to one screen."""

    def initialize(self, pool: Pool, notebooks: Path) -> None:
        """Take the pool and the folder."""
        self.pool, self.notebooks = pool, notebooks
        self._page: Page | None = None

    async def get(self, name: str) -> None:
        """Send the screen, piece by piece as its cells are done."""
        if name not in apps_in(self.notebooks):
            raise HTTPError(404)
        page = self._page = await self.pool.claim(name, self.request.query)
        try:
            async for piece in _pieces(page):
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            await self.pool.kernels.end(page.kernel_id)
        except Exception as error:
            log.error("%s could not be shown: %s", name, outline(error))
            self.write(_FAILED)

    def on_connection_close(self) -> None:
        """End the kernel of a visitor who left before the page was complete."""
        if self._page is not None:
            self.pool.kernels.end_soon(self._page.kernel_id)


async def _pieces(page: Page) -> AsyncIterator[str]:
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


class LeaveHandler(PageHandler):
    """A page says that it is being closed."""

    def initialize(self, pool: Pool) -> None:
        """Take the pool."""
        self.pool = pool

    async def post(self, kernel_id: str) -> None:
        """End its kernel."""
        self.set_status(204)
        self.finish()
        await self.pool.kernels.end(kernel_id)


class VisitHandler(WebSocketHandler):
    """Tells a notebook made ready in advance what it was opened with, once somebody opens it.

    The other end is `voila.utils.get_query_string`; the key in the address stands for signing in.
    """

    def initialize(self, pool: Pool) -> None:
        """Take the pool."""
        self.pool = pool

    async def open(self, kernel_id: str) -> None:
        """Wait for the visitor, then pass on the query."""
        page = self.pool.pages.get(kernel_id)
        if page is None:
            return self.close()
        page.asked.set()
        try:
            query = await asyncio.shield(page.visit)
            await self.write_message({"QUERY_STRING": query})
        except (asyncio.CancelledError, StreamClosedError):
            pass
        self.close()


class KernelStateHandler(KernelHandler):
    """Says whether a page's kernel is still there."""

    SUPPORTED_METHODS = ("GET",)


def make_application(
    pool: Pool, notebooks: Path, app: str, port: int, access: AccessCode, visit_key: str
) -> Gate:
    """Return the web application: exactly these addresses, all of them behind the gate."""
    identity = GateIdentity(token="", log=log)
    assets = collect_static_paths(["voila", "nbconvert"], "lab", prune=True)
    handlers: list[Any] = [
        (r"/", StartHandler, {"app": app}),
        (r"/login", LoginHandler),
        (r"/voila/render/([a-z0-9_-]+)\.ipynb", ScreenHandler, {"pool": pool, "notebooks": notebooks}),
        (r"/voila/static/[^/]+/(.*)", AssetHandler, {"paths": assets}),
        (r"/voila/labextensions/(.*)", AssetHandler, {"paths": labextension_folders()}),
        (rf"/voila/api/shutdown/{_KERNEL_ID}", LeaveHandler, {"pool": pool}),
        (rf"/api/kernels/{_KERNEL_ID}", KernelStateHandler),
        (rf"/api/kernels/{_KERNEL_ID}/channels", VoilaKernelWebsocketHandler),
        (rf"/visit/{re.escape(visit_key)}/voila/query/{_KERNEL_ID}", VisitHandler, {"pool": pool}),
    ]
    return Gate(
        port=port,
        access=access,
        visit_key=visit_key,
        handlers=handlers,
        default_handler_class=Refused,
        default_handler_args={"status": 404},
        log_function=log_request,
        base_url="/",
        kernel_manager=pool.kernels,
        kernel_websocket_connection_class=ZMQChannelsWebsocketConnection,
        identity_provider=identity,
        authorizer=AllowAllAuthorizer(identity_provider=identity, log=log),
        jinja2_env=jupyter_templates,
        disable_check_xsrf=True,  # the gate asks every change for this origin, which needs no second cookie
        allow_remote_access=True,  # the gate has checked the host, port and all
    )
