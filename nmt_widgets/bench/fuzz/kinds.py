"""What pages may say, read from the code itself: kinds of messages and their fields, so that none is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nmt_widgets

_PACKAGE = Path(nmt_widgets.__file__).parent
_SENT = re.compile(r"""\btype:\s*["']([\w-]+)["']""")
_ASKED = ("message", "content", "told")


@cache
def pages_kinds() -> tuple[str, ...]:
    """Return every kind of message that a page's script sends."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((_PACKAGE / "widgets" / "bundles").rglob("*.js"))
    )
    return tuple(sorted(set(_SENT.findall(text))))


@cache
def kernels_kinds() -> tuple[str, ...]:
    """Return every kind of message that a screen answers, as its code compares it."""
    found: set[str] = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and _is_kind(node.left):
                found |= {word for one in node.comparators for word in _words(one)}
            elif isinstance(node, ast.Call) and any(_is_kind(one) for one in ast.walk(node)):
                if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Dict):
                    found |= {word for key in node.func.value.keys if key for word in _words(key)}
            elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(one, ast.Name) and one.id == "actions" for one in targets):
                    found |= {word for key in node.value.keys if key for word in _words(key)}
            elif isinstance(node, ast.FunctionDef) and node.name == "actions":
                for part in ast.walk(node):
                    if isinstance(part, ast.Dict):
                        found |= {word for key in part.keys if key for word in _words(key)}
    return tuple(sorted(found))


@cache
def fields() -> tuple[str, ...]:
    """Return every field of a message that a screen looks at."""
    found: set[str] = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "get"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in _ASKED
                and node.args
            ):
                found |= set(_words(node.args[0]))
            elif (
                isinstance(node, ast.Subscript)
                and isinstance(node.value, ast.Name)
                and node.value.id in _ASKED
            ):
                found |= set(_words(node.slice))
    return tuple(sorted(found))


def _trees() -> Iterator[ast.Module]:
    for folder in ("apps", "widgets"):
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _is_kind(node: ast.AST) -> bool:
    """Say whether a piece of code is the kind of a message: ``message.get("type")``, or what that was put into."""
    if isinstance(node, ast.Name):
        return node.id == "kind"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return any("type" in _words(one) for one in node.args)
    return isinstance(node, ast.Subscript) and "type" in _words(node.slice)


def _words(node: ast.AST) -> list[str]:
    return [
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
