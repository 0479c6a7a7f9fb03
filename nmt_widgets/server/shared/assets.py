"""Scripts and styles: the same bytes for everybody, compressed once, kept by the browser for good."""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler
from voila.static_file_handler import MultiStaticFileHandler

from nmt_widgets.core.base_path import full_path
from nmt_widgets.core.page_files import DATA, data_file
from nmt_widgets.server.shared.kept_files import compressed_text, kept_address, kept_text
from nmt_widgets.server.shared.pages import PageHandler

_FOR_GOOD = "private, max-age=31536000, immutable"
_TEXTS = frozenset({".js", ".css", ".json", ".svg", ".map"})
_KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
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
        place = self.get_absolute_path(self.root, self.path)  # finds out in which of the folders it is
        self.absolute_path = self.validate_absolute_path(self.root, place)
        file = Path(self.absolute_path or place)
        if file.suffix not in _TEXTS or self.get_content_size() < _SMALL:
            await plain(path)
            return
        self.modified = self.get_modified_time()
        self.set_headers()
        if self.should_return_304():
            self.set_status(304)
            return
        await _send_compressed(self, _compress_file, file, self.modified)


class KeptFileHandler(PageHandler):
    """Files whose addresses hold a hash of their content; see :mod:`nmt_widgets.server.shared.kept_files`."""

    def initialize(self, folder: Path) -> None:
        """Keep the folder in which kernels leave data for pages."""
        self.folder = folder

    async def get(self, mark: str, name: str) -> None:
        """Send one; an address of another version has nothing."""
        data = data_file(self.folder, mark) if name == DATA else None
        if not (data.is_file() if data else full_path(self.request.path) == kept_address(name)):
            raise HTTPError(404)
        self.set_header("Content-Type", _KINDS[Path(name).suffix])
        self.set_header("Cache-Control", _FOR_GOOD)
        if not _takes_gzip(self):
            self.finish(data.read_bytes() if data else kept_text(name) or "")
        elif data:
            await _send_compressed(self, _compress_file, data, mark)
        else:
            await _send_compressed(self, compressed_text, name)


async def _send_compressed(handler: RequestHandler, compress: Any, *arguments: object) -> None:
    body = await asyncio.get_running_loop().run_in_executor(None, compress, *arguments)
    handler.set_header("Content-Encoding", "gzip")
    handler.set_header("Vary", "Accept-Encoding")
    handler.finish(body)


def _takes_gzip(handler: RequestHandler) -> bool:
    return "gzip" in handler.request.headers.get("Accept-Encoding", "")


@lru_cache(_FILES)
def _compress_file(file: Path, _changed: object) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
