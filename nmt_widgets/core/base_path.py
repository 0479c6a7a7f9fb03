"""The path below which the workbook is reached: `/`, or the one that a proxy or a JupyterHub gives it.

Within the server every path begins at `/`. The base is taken away where a request comes in (`without_base`), and is put
before each path that goes out to a browser (`full_path`).
"""

from __future__ import annotations

import os

BASE_PATH = "NMT_BASE_PATH"
"""The variable by which the server tells itself and its kernels the base; it begins and ends with a slash."""


def base_path() -> str:
    """Return the base."""
    return os.environ.get(BASE_PATH) or "/"


def full_path(path: str) -> str:
    """Return a path of the workbook as a browser asks for it.

    >>> full_path("/people")
    '/people'
    """
    return base_path() + path.removeprefix("/")


def without_base(path: str) -> str:
    """Return a path that a browser asked for as the server knows it; a proxy may have taken the base away already.

    >>> without_base("/people")
    '/people'
    """
    base = base_path()
    if f"{path}/" == base:
        return "/"
    return f"/{path.removeprefix(base)}" if path.startswith(base) else path
