"""A page with the form's own modules and a made-up kernel, served from this machine as localStorage needs it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nmt_widgets import load_instrument
from nmt_widgets.core.page_files import base_sheet, sheet
from nmt_widgets.core.texts import texts
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.widgets.assess.form_view import FormView
from tests.conftest import ROOT

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Form</title><link rel="icon" href="data:,">
<style>{css}
body {{ margin: 0; padding: 16px; background: var(--nmt-paper); }}
main {{ max-width: {width}px; margin: 0 auto; display: grid; gap: 18px; }}
</style><main class="nmt-form-frame"></main>
<script>const START = {start};</script>
<script type="module" src="/tests/widgets/harness.js"></script></html>"""


def start(answers: dict[str, Any] | None = None, **record: Any) -> dict[str, Any]:
    """Return what the page begins with: the real instrument's questions and the real words."""
    return {
        "spec": form_spec(load_instrument(), 1, 9.0, texts("assess")),
        "record": {
            "case": "c-4k7m2p",
            "assessment": 1,
            "revision": 1,
            "status": "in-progress",
            "title": "Boy, kinship care",
            "person": "me",
            "saved": "",
            **record,
        },
        "answers": answers or {},
        "words": {"saving": texts("saving"), "sheet": texts("score_sheet"), "form": texts("form")},
    }


def page_text(begin: dict[str, Any], width: int = 1240) -> str:
    """Return the page as HTML."""
    text = json.dumps(begin).replace("</", "<\\/")
    return PAGE.format(css=base_sheet() + sheet(*FormView.styles), width=width, start=text)


def module(path: str) -> bytes | None:
    """Return a script by its place in the repository, as a page's `import` asks for it; None for anything else."""
    file = ROOT / path.lstrip("/")
    return file.read_bytes() if file.suffix == ".js" and file.is_file() else None


def serve_modules(page: Any, html: str = "<!doctype html><title>x</title>") -> None:
    """Open a page whose scripts can import the widgets' modules by their places in the repository."""
    url, pages = _module_server()
    path = f"/{len(pages)}"
    pages[path] = html
    page.goto(url + path)


@functools.cache
def _module_server() -> tuple[str, dict[str, str]]:
    """Return the address and the pages of a server for all tests of this process."""
    pages: dict[str, str] = {}
    return _address(_serve(pages)), pages


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a page asks for forty modules on few connections

    def __init__(self, pages: dict[str, str], *rest: Any) -> None:
        self.pages = pages
        super().__init__(*rest)

    def do_GET(self) -> None:
        script = module(self.path)
        body = self.pages.get(self.path, "").encode() if script is None else script
        self.send_response(200 if body else 404)
        kind = "text/html" if script is None else "text/javascript"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store" if script is None else "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages by path on a free port of this machine; gives the address."""
    server = _serve(pages)
    try:
        yield _address(server)
    finally:
        server.shutdown()
        server.server_close()


def _serve(pages: dict[str, str]) -> http.server.HTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _address(server: http.server.HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"
