"""What the package and its tests import, read from their sources: nothing is run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "nmt_widgets"
_OURS = {"nmt_widgets", "tests", "scripts", "pin_environment"}


@dataclass(frozen=True)
class Import:
    """A module of somebody else's that a file imports; `is_at_once` when importing the file imports it, too."""

    module: str
    file: Path
    line: int
    is_at_once: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


@cache
def foreign_imports(folder: Path) -> tuple[Import, ...]:
    """Return every import of what is neither ours nor Python's own."""
    return tuple(
        entry
        for file in sorted(folder.rglob("*.py"))
        for entry in imports_of(file)
        if entry.module.partition(".")[0] not in _OURS | set(sys.stdlib_module_names)
    )


def imports_of(file: Path) -> list[Import]:
    """Return every absolute import of one file, those for the type checker left out."""
    return list(_imports(ast.parse(file.read_text(encoding="utf-8")), file, True))


def _imports(node: ast.AST, file: Path, is_at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            continue
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, file, child.lineno, is_at_once)
        elif isinstance(child, ast.ImportFrom) and child.level == 0 and child.module:
            yield Import(child.module, file, child.lineno, is_at_once)
        is_later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _imports(child, file, is_at_once and not is_later)
