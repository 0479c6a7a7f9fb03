"""Which screens there are."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def apps_in(notebooks: Path) -> list[str]:
    """Return the names of the screens: the notebooks standing directly in the folder."""
    return sorted(path.stem for path in notebooks.glob("*.ipynb") if _NAME.fullmatch(path.stem))
