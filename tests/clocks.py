"""Processes whose clock is wrong."""

from __future__ import annotations

import os
from pathlib import Path

from tests.conftest import ROOT


def wrong_clock(hours: Path) -> dict[str, str]:
    """Return the environment of a process whose clock is wrong by the hours in a file."""
    folder = Path(__file__).with_name("wrong_clock")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHON_WRONG_BY": str(hours)}
