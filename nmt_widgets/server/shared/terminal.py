"""What the server writes to the terminal it was started in."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
