"""Limits of what the audience may do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.documents import read_document


@cache
def limits() -> dict[str, Any]:
    """Return the limits, as they stand in `audience.yaml`."""
    data: dict[str, Any] = read_document(Path(__file__).with_name("audience.yaml")).data
    return data
