"""Pages for a local network: complete in one answer, and a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache


@cache
def strict_policy(style: str, script: str = "") -> str:
    """Return the content policy of a page: its own style and script by their hashes, and its own server.

    Examples
    --------
    >>> strict_policy("a {}").split("; ")[:2]
    ["default-src 'none'", "style-src 'sha256-mkSHzL7faOU7/U/v8Umg+058R69+vN2A2xmE3Fz1q98='"]
    """
    scripts = [f"script-src {_hash(script)}", "connect-src 'self'"] if script else []
    return "; ".join(
        [
            "default-src 'none'",
            *scripts,
            f"style-src {_hash(style)}",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
