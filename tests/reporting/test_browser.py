"""One Chromium: the same PDF and the same SVG each time, and no network."""

import asyncio
import http.server
import json
import re
import shutil
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.printing import browser as browser_module
from nmt_widgets.library.printing.browser import Browser, find_browser
from scripts.bring_browser import has_browser
from tests.patience import wait_for

FIGURES = {
    "chart-1": {
        "data": [{"type": "scatter", "y": [1, 3, 2]}, {"type": "bar", "y": [2, 1]}],
        "layout": {"height": 300},
    },
    "chart-2": {
        "data": [{"type": "pie", "values": [1, 2]}],
        "layout": {"title": {"text": "Größe & <b>"}},
    },
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A full report as it stands in a file: plotly inside, charts drawn by it."""
    script = plotly_source()
    body = "".join(f"<div class='nmt-chart' id='{name}'></div>" for name in FIGURES)
    draw = "".join(
        f"Plotly.newPlot('{name}', {json.dumps(figure)});".replace("</", "<\\/")
        for name, figure in FIGURES.items()
    )
    path = tmp_path_factory.mktemp("a {page} %20 é") / "report.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>Report</title><script>{script.read_text(encoding='utf-8')}</script>"
        f"<h1>Report</h1>{body}<script>{draw}</script>",
        encoding="utf-8",
    )
    return path


@pytest.mark.browser
def test_pages_and_charts_are_the_same_each_time(page, tmp_path):
    from pypdf import PdfReader

    charts, pdfs = [], []
    earlier = tmp_path / "earlier.html"
    earlier.write_text("<title>Earlier</title><h1>Earlier</h1><script>name = history.length</script>")
    for name in ("one", "two"):
        second = int(time.time())
        with Browser() as browser:
            charts.append(browser.draw_charts(FIGURES))
            if name == "two":  # on the same paper
                browser.pdf(earlier, tmp_path / "earlier.pdf")
            browser.pdf(page, tmp_path / f"{name}.pdf")
        pdfs.append((tmp_path / f"{name}.pdf").read_bytes())
        wait_for(lambda begun=second: int(time.time()) > begun)  # a PDF's dates are to the second
    assert charts[0] == charts[1]
    assert pdfs[0] == pdfs[1]
    read = PdfReader(tmp_path / "one.pdf")
    assert "Report" in read.pages[0].extract_text()
    assert [float(size) for size in read.pages[0].mediabox[2:]] == pytest.approx([595, 842], abs=2)  # A4
    assert read.metadata.creation_date is None
    assert list(charts[0]) == list(FIGURES)
    for chart, svg in charts[0].items():
        root = ElementTree.fromstring(svg)
        ids = {of.get("id") for of in root.iter() if of.get("id")}
        assert ids
        assert all(name.startswith(f"{chart}-") for name in ids)
        pointed = set(re.findall(r"url\((?:&quot;|['\"])?#([^)'\"&]+)", svg))
        assert pointed
        assert pointed <= ids
    assert "Größe" in charts[0]["chart-2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "earlier.html",
        "earlier.pdf",
        "one.pdf",
        "two.pdf",
    ]


@pytest.mark.browser
def test_a_page_leaves_nothing_for_the_next(tmp_path):
    from pypdf import PdfReader

    leaving, looking = tmp_path / "leaving.html", tmp_path / "looking.html"
    leaving.write_text(
        "<h1>A</h1><script>name = localStorage.client = sessionStorage.client = 'Anna'; open('looking.html');"
        "history.pushState(0, ''); onpagehide = () => { localStorage.late = 'Anna' }</script>"
    )
    looking.write_text(
        "<h1>B</h1><script>document.title = JSON.stringify([name, localStorage, sessionStorage])"
        " + history.length</script>"
    )
    with Browser() as browser:
        for page in (looking, leaving, looking):
            browser.pdf(page, page.with_suffix(".pdf"))
            assert len(browser._paper.context.pages) == 1
            if page is looking:
                assert PdfReader(page.with_suffix(".pdf")).metadata.title == '["",{},{}]2'


@pytest.mark.browser
def test_a_page_whose_process_ended_spoils_nothing(page, tmp_path):
    import psutil

    others = set(psutil.Process().children(recursive=True))
    with Browser() as browser:
        charts = browser.draw_charts(FIGURES)
        browser.pdf(page, tmp_path / "before.pdf")
        for process in set(psutil.Process().children(recursive=True)) - others:
            with suppress(psutil.NoSuchProcess):
                if "--type=renderer" in process.cmdline():
                    process.kill()
                    process.wait()
        browser.pdf(page, tmp_path / "after.pdf")
        assert browser.draw_charts(FIGURES) == charts


@pytest.mark.browser
@pytest.mark.parametrize(
    "script",
    ["addEventListener('beforeprint', () => { for (;;); })", "setTimeout(() => { for (;;); })", "for (;;);"],
    ids=["printing", "opened", "opening"],
)
def test_a_page_that_does_not_end_is_stopped_and_the_next_is_printed(page, tmp_path, monkeypatch, script):
    looping, printed = tmp_path / "looping.html", tmp_path / "printed.pdf"
    looping.write_text(f"<main>A</main><script>{script}</script>")
    with Browser() as browser, Browser() as other:
        charts = browser.draw_charts(FIGURES)
        other.pdf(page, tmp_path / "other.pdf")
        paper = other._paper
        monkeypatch.setattr(browser_module, "_LONGEST", 2.0)
        for use, name in ((browser.pdf, "looping.pdf"), (browser.image, "looping.png")):
            with pytest.raises(InputError, match=r"looping\.html.* took longer than 2 seconds"):
                use(looping, tmp_path / name)
            if "beforeprint" in script:
                break  # it is not printed for a picture
        monkeypatch.undo()
        browser.pdf(page, printed)
        assert printed.read_bytes() == (tmp_path / "other.pdf").read_bytes()
        assert browser.draw_charts(FIGURES) == charts
        other.pdf(page, printed)
        assert other._paper is paper  # the pages of another browser are left alone
    assert not list(tmp_path.glob("looping.p*"))


@pytest.mark.browser
def test_charts_are_drawn_from_figures_the_same_each_time():
    with Browser() as browser:
        first = browser.draw_charts(FIGURES)
        browser.draw_charts({"other": {"data": [{"type": "pie", "values": [1, 2]}]}})
        second = browser.draw_charts({"chart-2": FIGURES["chart-2"]})
    assert list(first) == list(FIGURES)
    assert second["chart-2"] == first["chart-2"]
    for chart, svg in first.items():
        root = ElementTree.fromstring(svg)
        assert root.get("width") == "746"
        assert {
            of.get("id") for of in root.iter() if of.get("id", chart + "-")[: len(chart) + 1] != f"{chart}-"
        } == set()
    with Browser() as browser:
        assert browser.draw_charts(FIGURES) == first


@pytest.mark.browser
def test_it_runs_beside_an_event_loop_and_one_is_enough(page, tmp_path):
    async def several():
        with Browser() as browser:
            first = browser.draw_charts(FIGURES)
            started = browser._browser
            assert browser.draw_charts(FIGURES) == first
            assert browser._browser is started

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already
        thread.submit(asyncio.run, several()).result()


@pytest.mark.browser
def test_a_page_cannot_reach_the_network(tmp_path):
    requests = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        path = tmp_path / "page.html"
        path.write_text(
            f"<img src='{address}/a'><link rel=stylesheet href='{address}/b'><script src='{address}/c'></script>"
            f"<iframe src='{address}/d'></iframe><script>fetch('{address}/e').catch(() => 1);"
            f"new WebSocket('ws://127.0.0.1:{server.server_port}/f')</script>x"
        )
        with Browser() as browser:
            browser.pdf(path, tmp_path / "page.pdf")
    finally:
        server.shutdown()
        server.server_close()
    assert requests == []


def test_a_missing_browser_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_BROWSER", str(tmp_path / "nothing"))
    with pytest.raises(InputError, match="no such browser; correct or unset NMT_BROWSER"):
        find_browser()
    monkeypatch.delenv("NMT_BROWSER")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    (tmp_path / "page.html").write_text("x")
    with Browser() as browser, pytest.raises(InputError, match="no Chromium found; install"):
        browser.pdf(tmp_path / "page.html", tmp_path / "page.pdf")


def test_a_driver_that_does_not_start_is_reported(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", shutil.which("false"))  # as if a library were missing
    (tmp_path / "page.html").write_text("x")
    with Browser() as browser:
        for _ in range(2):
            with pytest.raises(InputError, match="playwright, which drives the browser, does not start"):
                browser.pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already
        assert not thread.submit(has_browser).result()
    assert "driver" in capsys.readouterr().err
