"""The pages of screens: one is opened, its kernel is asked about, and the page is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.iostream import StreamClosedError

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.server.kernels.pool import Opening, Pool, PooledPage
from nmt_widgets.server.people.visitors import PersonHandler, Visitor, VisitorHandler
from nmt_widgets.server.screens.lost_pages import show_lost
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.pages import HTML_TAG, TOP, PageHandler, write_page
from nmt_widgets.server.shared.screen_names import Admission, admission_of, apps_in

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
                return self.redirect(self.application.sign_in_address(self.request.uri or "/"))
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
            page.let_go()
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
            self.pool.kernels.end_soon(self._page.kernel_id, now=True)


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
        await self.application.pool.kernels.leave(kernel_id)


class KernelStateHandler(VisitorHandler, KernelHandler):
    """Reports whether the kernel of a page still runs and its visitor is still signed in."""

    SUPPORTED_METHODS = ("GET",)

    async def get(self, kernel_id: str) -> None:
        """Answer 200; 404 if the kernel has ended; 401 if the session has ended."""
        if not await self.refuses(kernel_id):
            await ensure_async(KernelHandler.get(self, kernel_id))
