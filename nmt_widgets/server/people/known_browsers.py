"""Browsers in which somebody signed in before: told by a signed cookie, which opens nothing by itself.

Whoever guesses at a name from elsewhere does not use up the tries of such a browser (OWASP: device cookies).
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
_AHEAD = 24 * 3600.0  # seconds: a cookie from later than this is no cookie; somebody's clock was wrong
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
        return _kept_key(data_folder() / KEY_FILE)

    @property
    def cookie(self) -> str:
        """The cookie's name: one for each data folder, so that workbooks on one computer keep theirs apart."""
        return f"nmt-known-{hashlib.sha256(self._key).hexdigest()[:8]}"

    def which(self, value: str, name: str) -> str:
        """Return which browser a cookie tells of, if the person signed in there before; empty if not.

        Parameters
        ----------
        value : str
            The cookie.
        name : str
            The person's, folded.
        """
        browser, names = self._read(value)
        return browser if any(hmac.compare_digest(self._hash(name), known) for known in names) else ""

    def remember(self, value: str, name: str) -> str:
        """Return the cookie for a browser in which a person, by folded name, just signed in."""
        browser, names = self._read(value)
        mine = self._hash(name)
        kept = [mine, *(known for known in names if known != mine)][:_NAMES]
        said = ".".join([browser or secrets.token_hex(12), str(int(self._clock())), *kept])
        return create_signed_value(self._key, self.cookie, said, clock=self._clock).decode()

    def _read(self, value: str) -> tuple[str, list[str]]:
        said = value and decode_signed_value(
            self._key, self.cookie, value, max_age_days=DAYS, clock=self._clock
        )
        if not said:
            return "", []
        browser, made, *names = said.decode().split(".")
        return (browser, names) if int(made) <= self._clock() + _AHEAD else ("", [])

    def _hash(self, name: str) -> str:
        return hmac.new(self._key, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _kept_key(path: Path) -> bytes:
    """Return the key in a file that only its owner may read, which is made if need be; if it cannot, one for now."""
    if key := _read_key(path):
        return key
    key = secrets.token_bytes(_KEY_BYTES)
    made = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)  # too short, or open to others
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(key)
        with suppress(FileExistsError):  # another server was first
            os.link(made, path)
        return _read_key(path) or key
    except OSError as error:
        log.warning("which browsers are known is forgotten when the server stops: %s", type(error).__name__)
        return key
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _read_key(path: Path) -> bytes:
    try:
        is_private = os.name != "posix" or not path.stat().st_mode & 0o077
        key = path.read_bytes() if is_private else b""
    except OSError:
        return b""
    return key if len(key) == _KEY_BYTES else b""
