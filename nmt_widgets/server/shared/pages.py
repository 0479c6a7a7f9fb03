"""Pages the server writes itself, and what every answer carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from tornado.web import RequestHandler
from voila.static_file_handler import MultiStaticFileHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.look import look
from nmt_widgets.core.texts import language, texts

TEMPLATES = Path(__file__).parents[1] / "templates" / "nmt"

# stands in a rendered screen where the bar goes
BAR = "<!-- nmt: bar -->"

# the browser itself then refuses anything from elsewhere; widgets' modules arrive as blob: addresses
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
        "style-src 'self' 'unsafe-inline' blob: data:",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' {lines} data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


@cache
def page_context() -> dict[str, Any]:
    """Return what every page's template is given: words, language and the house's look."""
    return {
        "words": texts("server"),
        "language": language(),
        "style": look(TEMPLATES / "page.css"),
        "bar": BAR,
        "script": (TEMPLATES / "page.js").read_text(encoding="utf-8"),
    }


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)


class _PageTemplates:
    """Stands in for Jupyter's template environment, so that its handlers' errors look like ours."""

    def get_template(self, name: str) -> Any:
        if name != "error.html":
            raise jinja2.TemplateNotFound(name)
        return self

    def render(self, status_code: int, **_: Any) -> str:
        return error_page(status_code)


jupyter_templates = _PageTemplates()


def write_page(template: str, /, **context: Any) -> str:
    """Return one of the server's own pages as HTML."""
    return _templates().get_template(template).render(**page_context(), **context)


def error_page(status: int) -> str:
    """Return the page for an error: what happened and what to do, nothing technical."""
    kind = status if status in (403, 404) else 500
    return write_page("error.html.j2", kind=kind)


class PageHandler(RequestHandler):
    """A handler whose answers are the workbook's own pages."""

    def set_default_headers(self) -> None:
        """Keep pages off disks, out of frames and away from other sites."""
        self.clear_header("Server")
        public = self.settings.get("public_host")
        lines = f"ws://{self.request.host}" + (f" wss://{public}" if public else "")
        self.set_header("Content-Security-Policy", _POLICY.format(lines=lines))
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def show(self, template: str, /, **context: Any) -> None:
        """Answer with one of the server's own pages."""
        self.finish(write_page(template, **context))

    def show_problem(self, error: InputError, status: int = 400) -> None:
        """Answer with a page that says what a person can do about `error`."""
        self.set_status(status)
        self.show("problem.html.j2", problem=error.brief)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with a calm page instead of a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(error_page(status_code))


class RefusalPage(PageHandler):
    """Answers any request with an error page."""

    def initialize(self, status: int) -> None:
        """Take the status to answer with."""
        self.status = status

    def prepare(self) -> None:
        """Refuse before anything else of the request is looked at."""
        self.send_error(self.status)


class AssetHandler(PageHandler, MultiStaticFileHandler):
    """Voila's and the widgets' own scripts and styles; each has its version in its address or name."""

    def set_extra_headers(self, path: str) -> None:
        """Let the browser keep the file."""
        self.set_header("Cache-Control", "private, max-age=31536000, immutable")
