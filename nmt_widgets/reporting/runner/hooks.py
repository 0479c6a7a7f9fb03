"""Functions and classes that another process finds by name."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def find_hook(name: str) -> Callable[..., Any]:
    """Return the function with the name `module:function`."""
    module, _, rest = name.partition(":")
    target: object = importlib.import_module(module)
    for step in rest.split("."):
        target = getattr(target, step)
    if not callable(target):
        raise TypeError(f"{name} is not a function")
    return target


def name_hook(hook: str | Callable[..., Any]) -> str:
    """Return `module:function` for a function that another process can import.

    Raises
    ------
    ValueError
        For a lambda, a nested function, or a function of the main script.
    """
    if isinstance(hook, str):
        return hook
    name = f"{getattr(hook, '__module__', '')}:{getattr(hook, '__qualname__', '')}"
    if "<" in name or name.startswith((":", "__main__:")):
        raise ValueError(f"{name} cannot be found by name from another process")
    return name
