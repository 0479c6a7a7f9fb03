"""Pages made ready before anybody asks: opening one costs no kernel start and no imports."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.server.kernels.manager import Kernels
from nmt_widgets.server.kernels.render import Renderer
from nmt_widgets.server.shared.logs import debugging, log, outline

_REFILL_AFTER = 2.0  # seconds: the page of whoever has just arrived goes first
_HEAT_AT_MOST = 30.0  # seconds one page may hold its turn while pages are made ready


@dataclass(frozen=True)
class Opening:
    """With what a page was opened.

    Attributes
    ----------
    query : str
        What its address asks for.
    browser : str
        Which sign-in with the access code it belongs to.
    session : str
        The token of the person who opened it; empty for a guest.
    """

    query: str
    browser: str
    session: str = field(default="", repr=False)


@dataclass(eq=False)
class PooledPage:
    """One rendering of one notebook in one kernel.

    Attributes
    ----------
    visit : asyncio.Future
        What the page is opened with; set once, when it is claimed.
    asked : asyncio.Event
        Set when the notebook has come to the point of waiting for `visit`.
    turn : asyncio.Task, optional
        Runs while this page keeps others from being made ready.
    """

    notebook: str
    kernel_id: str
    renderer: Renderer
    rendering: asyncio.Task[Any]
    visit: asyncio.Future[Opening] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    turn: asyncio.Task[None] | None = None


class Pool:
    """Pages ready to be claimed, and the pages that were.

    Parameters
    ----------
    kernels : Kernels
        Where kernels are started.
    make_renderer : callable
        Returns a fresh renderer for a notebook's name and a kernel's id.
    environment : Mapping
        What every kernel is given.
    app, class_size
        The notebook to keep ready, and for how many people.
    """

    def __init__(
        self,
        kernels: Kernels,
        make_renderer: Callable[[str, str], Renderer],
        environment: Mapping[str, str],
        app: str,
        class_size: int,
    ) -> None:
        self.kernels = kernels
        self.pages: dict[str, PooledPage] = {}
        self._make_renderer = make_renderer
        self._environment = environment
        self._seats = {app: class_size}
        self._ready: dict[str, list[asyncio.Task[PooledPage]]] = {}
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)
        self._starts: set[asyncio.Future[str]] = set()
        self._is_closing = False
        kernels.on_gone = self._forget

    async def claim(self, notebook: str, opening: Opening) -> PooledPage:
        """Return a page of `notebook` for one visitor, made ready before or started now."""
        # a screen opened once will be opened again; one page of it is then kept ready
        self._seats.setdefault(notebook, 1)
        page = await self._take_ready(notebook)
        if page is None:
            page = await self._start(notebook, {"VOILA_PREHEAT": "False", "QUERY_STRING": opening.query})
        self.kernels.waiting.discard(page.kernel_id)
        self.kernels.touch(page.kernel_id)  # it may have waited for hours
        page.visit.set_result(opening)
        asyncio.get_running_loop().call_later(_REFILL_AFTER, self.fill)
        return page

    def fill(self) -> None:
        """Start as many pages as there are seats that nobody has taken, and one more."""
        if self._is_closing:
            return
        for notebook, seats in self._seats.items():
            ready = self._ready.setdefault(notebook, [])
            taken = sum(page.visit.done() for page in self.pages.values() if page.notebook == notebook)
            for _ in range(max(1, seats - taken) - len(ready)):
                ready.append(asyncio.create_task(self._heat(notebook)))

    def opening(self, kernel_id: str) -> Opening | None:
        """Return with what a kernel's page was opened; None when it was not, or is gone."""
        page = self.pages.get(kernel_id)
        is_open = page is not None and page.visit.done() and not page.visit.cancelled()
        return page.visit.result() if page is not None and is_open else None

    async def close(self) -> None:
        """End every kernel: those somebody used politely, the others at once."""
        self._is_closing = True
        for page in self.pages.values():
            page.renderer.closing = True
        heating = [task for tasks in self._ready.values() for task in tasks]
        for task in [*heating, *(page.rendering for page in self.pages.values())]:
            task.cancel()
        await asyncio.gather(*heating, *self._starts, return_exceptions=True)
        ids = list(self.kernels.list_kernel_ids())
        await asyncio.gather(*(self.kernels.end(id_, now=id_ in self.kernels.waiting) for id_ in ids))

    async def _take_ready(self, notebook: str) -> PooledPage | None:
        ready = self._ready.get(notebook, [])
        while ready:
            task = next((task for task in ready if task.done()), ready[0])
            ready.remove(task)
            try:
                page = await task
            except Exception as error:
                log.error("%s could not be made ready: %s", notebook, outline(error))
                continue
            if not page.renderer.failed and await self.kernels.is_running(page.kernel_id):
                return page
            await self.kernels.end(page.kernel_id, now=True)
        return None

    async def _heat(self, notebook: str) -> PooledPage:
        await self._turns.acquire()
        try:
            page = await self._start(notebook, {"VOILA_PREHEAT": "True"})
        except BaseException:
            self._turns.release()
            raise
        # whoever comes now need not wait for the end of the turn
        page.turn = asyncio.create_task(self._keep_turn(page))
        return page

    async def _keep_turn(self, page: PooledPage) -> None:
        asked = asyncio.create_task(page.asked.wait())
        try:
            await asyncio.wait(
                {page.rendering, asked}, timeout=_HEAT_AT_MOST, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            asked.cancel()
            self._turns.release()

    async def _start(self, notebook: str, environment: Mapping[str, str]) -> PooledPage:
        kernel_id = str(uuid.uuid4())
        renderer = self._make_renderer(notebook, kernel_id)
        await renderer.initialize()
        self.kernels.waiting.add(kernel_id)
        # what a kernel's process writes by itself may quote a client's record
        nowhere = asyncio.subprocess.DEVNULL
        quiet: dict[str, Any] = {} if debugging() else {"stdout": nowhere, "stderr": nowhere}
        start = asyncio.ensure_future(
            self.kernels.start_kernel(
                kernel_id=kernel_id,
                kernel_name=renderer.notebook.metadata.kernelspec.name,
                env={**self._environment, **environment, "VOILA_KERNEL_ID": kernel_id},
                **quiet,
            )
        )
        self._starts.add(start)
        start.add_done_callback(self._starts.discard)
        await asyncio.shield(start)  # a start cut short would leave a process nobody knows of
        kernel = self.kernels.get_kernel(kernel_id)
        rendering = asyncio.create_task(renderer.generate_content_hybrid(kernel_id, kernel))
        rendering.add_done_callback(lambda task: task.cancelled() or task.exception())
        page = PooledPage(notebook, kernel_id, renderer, rendering)
        self.pages[kernel_id] = page
        return page

    def _forget(self, kernel_id: str) -> None:
        page = self.pages.pop(kernel_id, None)
        if page is None:
            return
        ready = self._ready.get(page.notebook, [])
        for task in [t for t in ready if t.done() and not t.cancelled() and not t.exception()]:
            if task.result() is page:
                ready.remove(task)
        if not page.visit.done():
            page.visit.cancel()
