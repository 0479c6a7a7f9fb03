"""Pages prepared in advance, so that opening one needs no kernel start and no imports."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.server.kernels.manager import Kernels
from nmt_widgets.server.kernels.render import Renderer
from nmt_widgets.server.shared.logs import debugging, log, outline

_REFILL_AFTER = 2.0  # seconds: first the page that somebody has just opened, then the reserve
_TURN_AT_MOST = 30.0  # seconds for which one page may keep others waiting


@dataclass(frozen=True)
class Opening:
    """The request with which a page was opened.

    Attributes
    ----------
    query : str
        The query string of its address.
    browser : str
        The browser that signed in with the access code, by the value of its cookie.
    session : str
        The token of the person who opened it; empty for a guest.
    options : mapping
        What they have chosen: the language, and the colours of the map.
    """

    query: str
    browser: str
    session: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class PooledPage:
    """One rendering of one notebook in one kernel.

    Attributes
    ----------
    opening : asyncio.Future
        The request that opens the page; set once, when the page is claimed.
    is_prepared : asyncio.Event
        Set when the notebook has run up to the point where it waits for `opening`.
    turn : asyncio.Task, optional
        Runs while this page uses one of the places for pages being prepared.
    """

    notebook: str
    kernel_id: str
    renderer: Renderer
    rendering: asyncio.Task[Any]
    opening: asyncio.Future[Opening] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    is_prepared: asyncio.Event = field(default_factory=asyncio.Event)
    turn: asyncio.Task[None] | None = None

    def let_go(self) -> None:
        """Drop what the page was made of: all of it has been sent, and it may stay open for hours."""
        self.rendering.result()[0].clear()
        self.renderer.let_go()


class Pool:
    """Pages ready to be claimed, and the pages that are open.

    Parameters
    ----------
    kernels : Kernels
        Where kernels are started.
    make_renderer : callable
        Returns a fresh renderer for a notebook's name and a kernel's id.
    environment : Mapping
        The environment of every kernel.
    seats : Mapping
        The notebooks to keep ready, and how many pages of each; the first one is where people begin.
    next_screens : Mapping
        Where people usually go from each notebook. A page of each of these is kept ready, too.
    most_ready : int
        Of how many other notebooks a page is kept ready; those that are likely no longer are given up.
    """

    def __init__(
        self,
        kernels: Kernels,
        make_renderer: Callable[[str, str], Renderer],
        environment: Mapping[str, str],
        seats: Mapping[str, int],
        next_screens: Mapping[str, Sequence[str]],
        most_ready: int,
    ) -> None:
        self.kernels = kernels
        self.pages: dict[str, PooledPage] = {}
        self._make_renderer = make_renderer
        self._environment = environment
        self._seats = seats
        self._next_screens, self._most_ready = next_screens, most_ready
        self._likely: list[str] = []
        self._ready: dict[str, list[asyncio.Task[PooledPage]]] = {}
        # so many at a time: if all had a share of the processor, all would be late together
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)
        self._visitors_turns = asyncio.Semaphore(os.cpu_count() or 1)
        self._starts: set[asyncio.Future[str]] = set()
        self._is_closing = False
        kernels.on_end = self._forget

    async def claim(self, notebook: str, opening: Opening) -> PooledPage:
        """Return a page of `notebook` for one visitor: a prepared one, or one that starts now."""
        self._expect(notebook)
        page = await self._take_ready(notebook)
        if page is None:
            environment = {"VOILA_PREHEAT": "False", "QUERY_STRING": opening.query}
            page = await self._start_in_turn(notebook, environment, self._visitors_turns)
        self.kernels.waiting.discard(page.kernel_id)
        self.kernels.touch(page.kernel_id)  # it may have been ready for hours
        page.opening.set_result(opening)
        asyncio.get_running_loop().call_later(_REFILL_AFTER, self.fill)
        return page

    def fill(self) -> None:
        """Prepare a page for each free seat, at least one, and one of each screen that is likely to come next."""
        if self._is_closing:
            return
        for notebook in (*self._seats, *self._likely):
            seats = self._seats.get(notebook, 1)
            ready = self._ready.setdefault(notebook, [])
            opened = sum(page.opening.done() for page in self.pages.values() if page.notebook == notebook)
            for _ in range(max(1, seats - opened) - len(ready)):
                ready.append(asyncio.create_task(self._prepare(notebook)))
        for notebook in self._ready.keys() - {*self._seats, *self._likely}:
            self._give_up(notebook)

    def opening(self, kernel_id: str) -> Opening | None:
        """Return the request that opened a kernel's page; None if nobody opened it or it was closed."""
        page = self.pages.get(kernel_id)
        is_open = page is not None and page.opening.done() and not page.opening.cancelled()
        return page.opening.result() if page is not None and is_open else None

    async def close(self) -> None:
        """End every kernel: used ones by a regular shutdown, unused ones at once."""
        self._is_closing = True
        for page in self.pages.values():
            page.renderer.closing = True
        preparing = [task for tasks in self._ready.values() for task in tasks]
        for task in [*preparing, *(page.rendering for page in self.pages.values())]:
            task.cancel()
        await asyncio.gather(*preparing, *self._starts, return_exceptions=True)
        ids = list(self.kernels.list_kernel_ids())
        await asyncio.gather(*(self.kernels.end(id_, now=id_ in self.kernels.waiting) for id_ in ids))

    def _expect(self, notebook: str) -> None:
        """Note what is likely to be opened next: where people usually go from this screen, and this one again."""
        likely = [*self._next_screens.get(notebook, ()), notebook, *self._likely]
        self._likely = [name for name in dict.fromkeys(likely) if name not in self._seats][: self._most_ready]

    def _give_up(self, notebook: str) -> None:
        """End the pages that were prepared of a screen; one that is being prepared is given up later."""
        for task in [task for task in self._ready[notebook] if task.done()]:
            self._ready[notebook].remove(task)
            if not task.cancelled() and not task.exception():
                page = task.result()
                page.renderer.closing = True
                page.rendering.cancel()
                self.kernels.end_soon(page.kernel_id, now=True)

    async def _take_ready(self, notebook: str) -> PooledPage | None:
        ready = self._ready.get(notebook, [])
        while ready:
            task = next((task for task in ready if task.done()), ready[0])
            ready.remove(task)
            try:
                page = await task
            except Exception as error:
                log.error("%s could not be prepared: %s", notebook, outline(error))
                continue
            if not page.renderer.failed and await self.kernels.is_running(page.kernel_id):
                return page
            await self.kernels.end(page.kernel_id, now=True)
        return None

    async def _prepare(self, notebook: str) -> PooledPage:
        return await self._start_in_turn(notebook, {"VOILA_PREHEAT": "True"}, self._turns)

    async def _start_in_turn(
        self, notebook: str, environment: Mapping[str, str], turns: asyncio.Semaphore
    ) -> PooledPage:
        await turns.acquire()
        try:
            page = await self._start(notebook, environment)
        except BaseException:
            turns.release()
            raise
        # the page can be claimed now, before its turn ends
        page.turn = asyncio.create_task(self._keep_turn(page, turns))
        return page

    async def _keep_turn(self, page: PooledPage, turns: asyncio.Semaphore) -> None:
        """Keep the turn until the page waits for its visitor; until it is drawn, if somebody has asked for it."""
        prepared = asyncio.create_task(page.is_prepared.wait())
        ends = {page.rendering, prepared} if turns is self._turns else {page.rendering}
        try:
            await asyncio.wait(ends, timeout=_TURN_AT_MOST, return_when=asyncio.FIRST_COMPLETED)
        finally:
            prepared.cancel()
            if not self._is_closing:  # then no more pages start
                turns.release()

    async def _start(self, notebook: str, environment: Mapping[str, str]) -> PooledPage:
        kernel_id = str(uuid.uuid4())
        renderer = self._make_renderer(notebook, kernel_id)
        await renderer.initialize()
        self.kernels.waiting.add(kernel_id)
        # the output of a kernel's process may quote a client's record
        null = asyncio.subprocess.DEVNULL
        quiet: dict[str, Any] = {} if debugging() else {"stdout": null, "stderr": null}
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
        await asyncio.shield(start)  # a cancelled start would leave a process that nothing ends
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
        if not page.opening.done():
            page.opening.cancel()
