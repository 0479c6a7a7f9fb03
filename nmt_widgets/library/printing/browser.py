"""A headless Chromium for PDF pages, and for charts as static SVG. It has no network."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import unquote

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.core.errors import one_line
from nmt_widgets.core.local import locale_tag
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.settings import settings
from nmt_widgets.core.words import refusal
from nmt_widgets.library.printing.pdf import tidy_pdf
from nmt_widgets.library.printing.time_limit import browser_process, time_limit

_NAMES = (
    "chromium-headless-shell",  # draws the same, and starts and opens pages with less
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
_CHANNELS = ("chrome", "msedge")  # on Windows and macOS these are installed but not on the path
_FLAGS = (
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--dns-prefetch-disable",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--proxy-server=socks5://127.0.0.1:1",  # nothing listens there, so that no request leaves the computer
    "--proxy-bypass-list=<-loopback>",
)
_WAIT = 60_000  # milliseconds
_LONGEST = 180.0  # seconds, for a page to be opened and printed; a long report takes a few
_A4 = {"width": 794, "height": 1123}  # at 96 dots an inch
_IMAGE = 1120

# Plotly takes the names of clip paths and gradients from Math.random.
_SEED = """(() => { let s = 1; window.seedRandom = () => { s = 1; };
Math.random = () => { s = (s + 0x6D2B79F5) | 0; let t = Math.imul(s ^ (s >>> 15), 1 | s);
t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; }; })()"""
_DRAWN = """() => !document.documentElement.hasAttribute('data-unfinished')
  && [...document.querySelectorAll('.nmt-chart')].every(chart => chart.querySelector('svg'))"""
_FONTS = "() => document.fonts.ready.then(() => true)"
_DRAW = """async ([figures, width]) => {
  const charts = {};
  for (const [id, figure] of Object.entries(figures)) {
    seedRandom();
    const {data = [], layout = {}} = figure;
    const size = {width, height: layout.height || 360};
    // from the values: a plot on the page would be drawn twice
    charts[id] = await Plotly.toImage({data, layout: {...layout, ...size}}, {format: 'svg', ...size});
  }
  return charts;
}"""

_STYLE = re.compile(r' style="(?P<style>[^"]*)"(?P<rest>(?: [\w:.-]+="[^"]*")*)(?=/?>)')

T = TypeVar("T")


def find_browser() -> Path | None:
    """Return the Chromium of `NMT_BROWSER`, or one on the path.

    Raises
    ------
    InputError
        When `NMT_BROWSER` is no program.
    """
    if own := settings().browser:
        program = shutil.which(own)
        if not program:
            raise refusal("report", "no_such_browser", file=own)
        return Path(program)
    return next((Path(program) for name in _NAMES if (program := shutil.which(name))), None)


class Browser:
    """A headless Chromium. It starts at first use, in a thread, so that it also runs inside a notebook.

    Examples
    --------
    >>> with Browser() as browser:  # doctest: +SKIP
    ...     browser.pdf("report.html", "report.pdf")
    """

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._starting = Lock()
        self._playwright: Any = None
        self._browser: Any = None
        self._process = 0
        self._studio: Any = None
        self._paper: Any = None

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser if it runs."""
        if self._thread:
            try:
                self._thread.submit(self._stop).result()
            finally:
                self._thread.shutdown()
                self._thread = None

    def pdf(self, html_path: str | Path, pdf_path: str | Path) -> None:
        """Print a page of this computer on A4, tagged and with an outline. The same page gives the same bytes.

        Parameters
        ----------
        html_path, pdf_path : path
            The page, and the file to write. The file appears only when it is complete.

        Raises
        ------
        InputError
            When there is no Chromium, it cannot print the page, or the page takes too long.
        """
        path = Path(html_path)

        def print_page() -> bytes:
            page, self._paper = self._still(self._paper) or self._new_page(), None
            try:
                with self._limited(path):
                    _open(page, path)
                    page.emulate_media(media="print")
                    data: bytes = page.pdf(
                        format="A4",
                        print_background=True,
                        prefer_css_page_size=True,
                        tagged=True,
                        outline=True,
                    )
                self._paper = _wiped(page)  # to start a process for the next one takes a quarter of the time
            finally:
                if self._paper is None:
                    page.context.close()
            return data

        data = tidy_pdf(self._run(print_page, "no_page", path))
        write_private(Path(pdf_path), data)

    def image(
        self, html_path: str | Path, png_path: str | Path, width: int = _IMAGE, *, dots: int = 2
    ) -> None:
        """Take a picture of a page of this computer.

        Parameters
        ----------
        html_path, png_path : path
            The page, and the file to write. The file appears only when it is complete.
        width : int
            The width of the page in pixels.
        dots : int
            How many dots of the picture each pixel of the page has, across and down.

        Raises
        ------
        InputError
            When there is no Chromium, or it cannot show the page.
        """
        path = Path(html_path)

        def take() -> bytes:
            page = self._new_page(viewport={"width": width, "height": 800}, device_scale_factor=dots)
            try:
                with self._limited(path):
                    _open(page, path)
                    data: bytes = page.locator("main").screenshot(type="png", animations="disabled")
                return data
            finally:
                page.context.close()

        data = self._run(take, "no_page", path)
        write_private(Path(png_path), data)

    def draw_charts(self, figures: Mapping[str, Any], width: int = 746) -> dict[str, str]:
        """Return each figure as SVG markup. The ids in it begin with the id of the chart, to be unique on a page.

        The browser loads plotly once for all figures, since loading takes most of the time.

        Parameters
        ----------
        figures : mapping of str to Any
            Figures as the JSON of plotly (`data` and `layout`), by the id of their SVG.
        width : int
            The width of each chart; the height is that of the figure, or 360.
        """

        def draw() -> dict[str, str]:
            page, self._studio = self._still(self._studio), None
            if page is None:
                page = self._new_page()
                page.set_content("<!doctype html><meta charset='utf-8'><body></body>")
                page.add_script_tag(path=plotly_source())
            self._studio = page
            urls: dict[str, str] = page.evaluate(_DRAW, [dict(figures), width])
            return urls

        return _as_markup(self._run(draw, "no_charts", None))

    @contextmanager
    def _limited(self, path: Path) -> Iterator[None]:
        """Refuse a page that takes too long, and end it."""
        from playwright.sync_api import Error

        with time_limit(self._process, _LONGEST) as is_over:
            try:
                yield
            except Error as error:
                if is_over.is_set():
                    raise refusal("report", "slow_page", file=path, seconds=f"{_LONGEST:g}") from error
                raise

    def _new_page(self, **screen: Any) -> Any:
        context = self._start().new_context(
            offline=True,
            service_workers="block",
            locale=locale_tag(),
            timezone_id="UTC",
            reduced_motion="reduce",
            **(screen or {"viewport": _A4}),
        )
        context.add_init_script(_SEED)
        page = context.new_page()
        page.set_default_timeout(_WAIT)
        return page

    def _still(self, page: Any) -> Any:
        """Return a page that was kept, or None if there is none, or its process has ended meanwhile."""
        from playwright.sync_api import Error

        if page is not None and self._is_running():
            with suppress(Error):
                page.evaluate("0")
                return page
            with suppress(Error):
                page.context.close()
        return None

    def _run(self, use: Callable[[], T], trouble: str, path: Path | None) -> T:
        """Run `use` in the thread of the browser, apart from the event loop of a notebook."""
        from playwright.sync_api import Error

        with self._starting:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "nmt-browser")
        try:
            return self._thread.submit(use).result()
        except Error as error:
            raise refusal("report", trouble, file=path, reason=one_line(error.message, 200)) from error

    def _start(self) -> Any:
        """Return the browser; start it if it does not run."""
        if self._is_running():
            return self._browser
        from playwright.sync_api import Error, sync_playwright

        program = find_browser()
        if self._playwright is None:
            try:
                self._playwright = sync_playwright().start()
            except Exception as error:  # playwright raises no class of its own here
                raise refusal("report", "no_driver", reason=one_line(str(error), 200)) from error
        chromium = self._playwright.chromium
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        choices: list[dict[str, Any]] = [{"executable_path": str(program)}] if program else [{}]
        if not program:
            choices += [{"channel": name} for name in _CHANNELS]
        trouble = ""
        for choice in choices:
            # Some systems forbid the sandbox. Without it, the page is still our own and has no network.
            for sandbox in (False,) if root else (True, False):
                try:
                    self._browser = chromium.launch(
                        headless=True, args=list(_FLAGS), chromium_sandbox=sandbox, **choice
                    )
                    self._process = browser_process(self._browser)
                    return self._browser
                except Error as error:
                    trouble = one_line(error.message, 200)
        if program:
            raise refusal("report", "no_start", file=program, reason=trouble)
        raise refusal("report", "no_browser")

    def _is_running(self) -> bool:
        return self._browser is not None and self._browser.is_connected()

    def _stop(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._browser = self._playwright = self._studio = self._paper = None


def _open(page: Any, path: Path) -> None:
    """Show a file of this computer, and wait for its charts."""
    page.goto(path.resolve().as_uri(), wait_until="load", timeout=_WAIT)
    page.wait_for_function(_DRAWN)
    page.evaluate(_FONTS)


def _wiped(page: Any) -> Any:
    """Return a page without anything of what it showed, or None if that stays: the next file is another client's."""
    from playwright.sync_api import Error

    with suppress(Error):
        page.emulate_media(media="null")
        page.goto("about:blank")
        page.evaluate("name = ''")
        for window in page.context.pages:
            if window is not page:
                window.close()
        tools = page.context.new_cdp_session(page)
        tools.send("Storage.clearDataForOrigin", {"origin": "file://", "storageTypes": "all"})
        tools.send("Page.resetNavigationHistory")
        tools.detach()
        return page
    return None


def _as_markup(urls: Mapping[str, str]) -> dict[str, str]:
    return {chart: prefix_ids(_settled(unquote(url.partition(",")[2])), chart) for chart, url in urls.items()}


def _settled(svg: str) -> str:
    """Put the style of each tag last, and remove empty ones: their place in a tag differs from run to run.

    >>> _settled('<svg style="" width="2"><text style="fill: red" y="1">style=""</text></svg>')
    '<svg width="2"><text y="1" style="fill: red">style=""</text></svg>'
    """
    return _STYLE.sub(
        lambda tag: tag["rest"] + (f' style="{tag["style"]}"' if tag["style"] else ""),
        svg,
    )


def prefix_ids(svg: str, prefix: str) -> str:
    """Put `prefix` before each id in an SVG and before each reference to one.

    >>> prefix_ids('<svg><clipPath id="a"/><g clip-path="url(#a)"/><use href="#a"/></svg>', "one")
    '<svg><clipPath id="one-a"/><g clip-path="url(#one-a)"/><use href="#one-a"/></svg>'
    """
    svg = re.sub(r'(\sid=["\'])', rf"\g<1>{prefix}-", svg)
    svg = re.sub(r'(url\((?:"|\'|&quot;)?#)', rf"\g<1>{prefix}-", svg)
    return re.sub(r'(href=["\']#)', rf"\g<1>{prefix}-", svg)
