"""Scripts and styles: the same bytes for everybody, compressed once, kept by the browser for good."""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler
from voila.static_file_handler import MultiStaticFileHandler

from nmt_widgets.server.shared.page_scripts import page_scripts, page_scripts_address
from nmt_widgets.server.shared.pages import PageHandler

_FOR_GOOD = "private, max-age=31536000, immutable"
_TEXTS = frozenset({".js", ".css", ".json", ".svg", ".map"})
_SMALL = 1000  # bytes: less is not worth it
_FILES = 256  # of which the compressed form is kept


class AssetHandler(PageHandler, MultiStaticFileHandler):
    """Scripts and styles of Voila and the widgets; their addresses hold a version or a hash."""

    def set_extra_headers(self, path: str) -> None:
        """Let the browser cache the file without limit."""
        self.set_header("Cache-Control", _FOR_GOOD)

    def compute_etag(self) -> str | None:
        """Return the file's mark; a weak one, since it has two forms."""
        etag = super().compute_etag()
        return f"W/{etag}" if etag else None

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file, compressed to who takes that."""
        plain: Any = super().get
        if not include_body or "Range" in self.request.headers or not _takes_gzip(self):
            await plain(path, include_body)
            return
        self.path = self.parse_url_path(path)
        file = Path(self.get_absolute_path(self.root, self.path))  # finds out in which of the folders it is
        self.absolute_path = self.validate_absolute_path(self.root, str(file))
        if file.suffix not in _TEXTS or self.get_content_size() < _SMALL:
            await plain(path)
            return
        self.modified = self.get_modified_time()
        self.set_headers()
        if self.should_return_304():
            self.set_status(304)
            return
        await _send_compressed(self, _compress_file, file, self.modified)


class PageScriptsHandler(PageHandler):
    """The scripts that every screen loads; see :mod:`nmt_widgets.server.shared.page_scripts`."""

    async def get(self) -> None:
        """Send them; an address of another version has nothing."""
        if self.request.path != page_scripts_address():
            raise HTTPError(404)
        self.set_header("Content-Type", "text/javascript")
        self.set_header("Cache-Control", _FOR_GOOD)
        if _takes_gzip(self):
            await _send_compressed(self, compressed_page_scripts)
        else:
            self.finish(page_scripts())


async def _send_compressed(handler: RequestHandler, compress: Any, *arguments: object) -> None:
    body = await asyncio.get_running_loop().run_in_executor(None, compress, *arguments)
    handler.set_header("Content-Encoding", "gzip")
    handler.set_header("Vary", "Accept-Encoding")
    handler.finish(body)


def _takes_gzip(handler: RequestHandler) -> bool:
    return "gzip" in handler.request.headers.get("Accept-Encoding", "")


@lru_cache(1)
def compressed_page_scripts() -> bytes:
    """Return the scripts that every screen loads, compressed."""
    return gzip.compress(page_scripts(), 6, mtime=0)


@lru_cache(_FILES)
def _compress_file(file: Path, _changed: object) -> bytes:
    return gzip.compress(file.read_bytes(), 6, mtime=0)
