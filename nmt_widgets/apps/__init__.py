"""One screen a module; notebooks only call these."""

from __future__ import annotations

from typing import Any

__all__ = [
    "adjudicate",
    "assess",
    "author",
    "certification",
    "class_board",
    "consult",
    "home",
    "practice",
    "present",
]


def __getattr__(name: str) -> Any:
    # a screen is imported when it is opened: one does not pay for another
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    screen = getattr(import_module(f"nmt_widgets.apps.{name}"), name)
    globals()[name] = screen  # in the place of its module, which has the same name
    return screen
