"""The access code that opens the workbook."""

from __future__ import annotations

import hmac
import secrets


class AccessCode:
    """The code that opens the workbook, and codes that open it once.

    Attributes
    ----------
    code : str
        The code for people; valid until the server stops.
    secret : bytes
        The key that signs the cookies of browsers that entered a code.
    """

    def __init__(self) -> None:
        self.code = secrets.token_urlsafe(24)
        self.secret = secrets.token_bytes(32)
        self._once: set[str] = set()

    def once(self) -> str:
        """Return a code for one use, since other users can read the command line that opens the browser."""
        code = secrets.token_urlsafe(24)
        self._once.add(code)
        return code

    def accepts(self, code: str) -> bool:
        """Return whether `code` opens the workbook."""
        if code in self._once:
            self._once.discard(code)
            return True
        return hmac.compare_digest(code.encode(), self.code.encode())
