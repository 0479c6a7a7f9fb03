"""Whether the workbook's own server runs this process: then it answers at addresses of its own, and knows who asks."""

from __future__ import annotations

import os


def is_served() -> bool:
    """Return whether the workbook's server runs this kernel."""
    return "VOILA_WS_BASE_URL" in os.environ
