"""A page with the form's own scripts and a made-up kernel, served from this machine as localStorage needs it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nmt_widgets import load_instrument
from nmt_widgets.apps.shared.form_spec import form_spec
from nmt_widgets.core.look import look
from nmt_widgets.core.texts import texts
from nmt_widgets.widgets.assess.form import SCRIPTS
from nmt_widgets.widgets.shared.scripts import STATIC

FOLDER = STATIC / "assess"
HARNESS = Path(__file__).with_name("harness.js")

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Form</title><link rel="icon" href="data:,">
<style>{css}
body {{ margin: 0; padding: 16px; background: var(--nmt-paper); }}
main {{ max-width: {width}px; margin: 0 auto; display: grid; gap: 18px; }}
</style><main></main>
<script type="module">
const START = {start};
{script}
</script></html>"""


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
    script = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS[:-1])
    return PAGE.format(
        css=look(*sorted(FOLDER.glob("*.css"))),
        width=width,
        start=json.dumps(begin).replace("</", "<\\/"),
        script=script + "\n" + HARNESS.read_text(encoding="utf-8"),
    )


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, str], *rest: Any) -> None:
        self.pages = pages
        super().__init__(*rest)

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages by path on a free port of this machine; gives the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
