"""Browsers in which a person signed in before, by a signed cookie. The cookie alone opens nothing.

Such a browser has its own count of wrong tries, which other browsers cannot use up (OWASP: device cookies).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from tornado.web import create_signed_value, decode_signed_value

from nmt_widgets.core.places import data_folder
from nmt_widgets.server.shared.logs import log

KEY_FILE = "known-browsers.key"
DAYS = 90
_AHEAD = 24 * 3600.0  # seconds: a cookie dated further in the future is refused
_NAMES = 8  # people who share a browser
_KEY_BYTES = 32


class KnownBrowsers:
    """Makes and reads the cookies.

    Parameters
    ----------
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock

    @cached_property
    def _key(self) -> bytes:
        return _stored_key(data_folder() / KEY_FILE)

    @property
    def cookie(self) -> str:
        """The name of the cookie: one for each data folder, so that two workbooks on one computer do not share it."""
        return f"nmt-known-{hashlib.sha256(self._key).hexdigest()[:8]}"

    def browser(self, value: str, name: str) -> str:
        """Return the id of the browser if the person signed in there before; empty if not.

        Parameters
        ----------
        value : str
            The cookie.
        name : str
            The person's name, folded.
        """
        browser, names = self._read(value)
        return browser if any(hmac.compare_digest(self._hash(name), known) for known in names) else ""

    def remember(self, value: str, name: str) -> str:
        """Return the cookie for a browser in which a person, by folded name, just signed in."""
        browser, names = self._read(value)
        mine = self._hash(name)
        hashes = [mine, *(known for known in names if known != mine)][:_NAMES]
        content = ".".join([browser or secrets.token_hex(12), str(int(self._clock())), *hashes])
        return create_signed_value(self._key, self.cookie, content, clock=self._clock).decode()

    def _read(self, value: str) -> tuple[str, list[str]]:
        content = value and decode_signed_value(
            self._key, self.cookie, value, max_age_days=DAYS, clock=self._clock
        )
        if not content:
            return "", []
        browser, issued, *names = content.decode().split(".")
        return (browser, names) if int(issued) <= self._clock() + _AHEAD else ("", [])

    def _hash(self, name: str) -> str:
        return hmac.new(self._key, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _stored_key(path: Path) -> bytes:
    """Return the key from a file that only its owner may read; write the file if there is none.

    If it cannot be written, the key lasts until the server stops.
    """
    if key := _read_key(path):
        return key
    key = secrets.token_bytes(_KEY_BYTES)
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)  # too short, or open to others
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(key)
        with suppress(FileExistsError):  # another server was first
            os.link(temporary, path)
        return _read_key(path) or key
    except OSError as error:
        log.warning("known browsers are forgotten when the server stops: %s", type(error).__name__)
        return key
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _read_key(path: Path) -> bytes:
    try:
        is_private = os.name != "posix" or not path.stat().st_mode & 0o077
        key = path.read_bytes() if is_private else b""
    except OSError:
        return b""
    return key if len(key) == _KEY_BYTES else b""
