"""The limits at the server's doors, as they stand in `doors.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.documents import read_document


@cache
def door_limits() -> dict[str, Any]:
    """Return the limits."""
    data: dict[str, Any] = read_document(Path(__file__).with_name("doors.yaml")).data
    return data
