"""The server's own pages, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, TypedDict

import jinja2
from tornado.web import RequestHandler

from nmt_widgets.core.base_path import base_path, full_path
from nmt_widgets.core.chosen import begin_block, chosen
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.page_files import base_sheet
from nmt_widgets.core.texts import language, texts
from nmt_widgets.server.shared.kept_files import TEMPLATES, kept_address, kept_text
from nmt_widgets.server.shared.preferences import COOKIE, NOTHING_CHOSEN, Preferences, preferences

# marks the places of a rendered screen that depend on its visitor: its first tag, and what stands above it
HTML_TAG = "<!-- nmt: html -->"
TOP = "<!-- nmt: top -->"

# the browser refuses everything from other servers; the modules of widgets have blob: addresses
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


class PageContext(TypedDict):
    """The values that every template gets."""

    words: dict[str, Any]
    helps: dict[str, Any]
    language: str
    style: str
    html_tag: str
    top: str
    base_path: str
    full_path: Callable[[str], str]
    file_address: Callable[[str], str | None]


def page_context() -> PageContext:
    """Return the values for every template: words, language, style, and the addresses of scripts."""
    return _page_context(language())


@cache
def _page_context(lang: str) -> PageContext:
    return {
        "words": texts("server", lang),
        "helps": texts("help", lang),
        "language": lang,
        "style": f"{base_sheet()}{kept_text('page.css')}",
        "html_tag": HTML_TAG,
        "top": TOP,
        "base_path": base_path(),
        "full_path": full_path,
        "file_address": kept_address,
    }


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)


class _PageTemplates:
    """Replaces Jupyter's templates, so that errors of its handlers look like the workbook's own."""

    def get_template(self, name: str) -> _PageTemplates:
        if name != "error.html":
            raise jinja2.TemplateNotFound(name)
        return self

    def render(self, status_code: int, **_: object) -> str:
        return error_page(status_code)


jupyter_templates = _PageTemplates()


def write_page(template: str, /, preferred: Preferences = NOTHING_CHOSEN, **context: object) -> str:
    """Return one of the server's own pages, or a part of one, as HTML for a visitor who has chosen its look."""
    return _templates().get_template(template).render(**page_context(), preferred=preferred, **context)


def error_page(status: int, preferred: Preferences = NOTHING_CHOSEN) -> str:
    """Return the page for an error: what happened and what to do, without technical details."""
    kind = status if status in (403, 404) else 500
    return write_page("error.html.j2", preferred, kind=kind)


class PageHandler(RequestHandler):
    """A handler that answers with the server's own pages, in the language and the look its visitor has chosen."""

    @cached_property
    def preferences(self) -> Preferences:
        """What the visitor has chosen in the settings."""
        return preferences(str(self.get_cookie(COOKIE, "")))

    def prepare(self) -> None:
        """Answer this request in the visitor's language: a request is a task of its own."""
        if self.preferences.language:
            begin_block(replace(chosen(), language=self.preferences.language))

    def set_default_headers(self) -> None:
        """Forbid caching, framing and use by other sites."""
        self.clear_header("Server")
        public = self.settings.get("public_host")
        scheme = "wss" if self.request.protocol == "https" else "ws"
        lines = f"{scheme}://{self.request.host}" + (f" wss://{public}" if public else "")
        self.set_header("Content-Security-Policy", _POLICY.format(lines=lines))
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def redirect(self, url: str, permanent: bool = False, status: int | None = None) -> None:
        """Lead the browser to a path of this server, or to an address elsewhere."""
        super().redirect(full_path(url) if url.startswith("/") else url, permanent, status)

    def show(self, template: str, /, **context: object) -> None:
        """Answer with one of the server's own pages."""
        self.finish(write_page(template, self.preferences, **context))

    def show_problem(self, error: InputError, status: int = 400) -> None:
        """Answer with a page about `error` and its remedy."""
        self.set_status(status)
        self.show("problem.html.j2", problem=error.brief)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with a page in plain words instead of a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(error_page(status_code, self.preferences))


class RefusalPage(PageHandler):
    """Answers any request with an error page."""

    def initialize(self, status: int) -> None:
        """Keep the status of the answer."""
        self.status = status

    def prepare(self) -> None:
        """Refuse before anything else of the request is read."""
        super().prepare()
        self.send_error(self.status)
