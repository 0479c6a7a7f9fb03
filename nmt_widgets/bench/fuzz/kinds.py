"""The kinds of messages between pages and screens and their fields, read from the code so that none is missed."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import nmt_widgets

_WIDGETS = Path(nmt_widgets.__file__).parent / "widgets"
_KIND = re.compile(r"""\btype:\s*["']([\w-]+)["']""")

Fields = Mapping[str, Any]
"""The type of each field of a message, by its name."""


@cache
def pages_kinds() -> tuple[str, ...]:
    """Return every kind of message that a page's script sends."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((_WIDGETS / "bundles").rglob("*.js"))
    )
    return tuple(sorted(set(_KIND.findall(text))))


@cache
def messages() -> tuple[tuple[str, Fields], ...]:
    """Return each message there is, as its kind and the types of its other fields.

    Two widgets may name messages of other fields alike: each stands for itself.
    """
    entries: list[tuple[str, Fields]] = []
    for path in sorted(_WIDGETS.rglob("messages.py")):
        folder = ".".join(path.parent.relative_to(_WIDGETS).parts)
        module = import_module(f"nmt_widgets.widgets.{folder}.messages")
        for value in vars(module).values():
            if typing.is_typeddict(value) and value.__module__ == module.__name__:
                hints = typing.get_type_hints(value)
                kind = hints.pop("type", None)
                if get_origin(kind) is Literal:
                    entries += [(word, hints) for word in get_args(kind)]
    return tuple(entries)


@cache
def kernels_kinds() -> tuple[str, ...]:
    """Return every kind of message that has a type in Python."""
    return tuple(sorted({kind for kind, _fields in messages()}))


@cache
def fields() -> tuple[str, ...]:
    """Return every field of a message."""
    return tuple(sorted({name for _kind, fields in messages() for name in fields}))
