"""Find code that nothing calls and texts that nothing reads.

    python scripts/find_unused.py

Code is searched by vulture, which sees Python only. A name that a script or a template of ours mentions counts as used;
what a library calls by name is allowed in `[tool.vulture]` of pyproject.toml, by the reason why. A text counts as read
when its key is mentioned somewhere: in Python, in a script, in a template, as an id of the data files, or as what a
composed name can become (`f"{name}_remark"`).
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from vulture import Vulture  # type: ignore[import-untyped]

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "nmt_widgets"
TEXTS = PACKAGE / "texts" / "en"
TEMPLATES = (".j2", ".mako")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
COMPOSED = re.compile(r"`([^`\n]*\$\{[^`\n]*)`")  # in a script
LEAST = 3  # letters of a composed name that must stand written, or it could be anything

READ_AS_A_WHOLE = {
    "consult/plan/own_places": "each place and its words become a choice",
    "consult/plan/meeting_names": "the names of answers, by the path of the answer",
    "glossary/terms": "each term becomes an entry of the glossary",
    "help/keys": "groups of keys, by the names that the screens list",
}
"""Parts of the texts whose keys are never written in code, and what reads them."""


def unused_code() -> list[str]:
    """Return what vulture finds and nobody else uses, as `file:line: unused function 'name'`."""
    allowed = vulture_settings()["ignore_names"]
    unused = [item for item in findings() if not any(fnmatchcase(item.name, name) for name in allowed)]
    return [
        f"{short_path(item.filename)}:{item.first_lineno}: unused {item.typ} '{item.name}'" for item in unused
    ]


def needless_allowances() -> list[str]:
    """Return the names pyproject.toml allows to be unused that are used, or are gone."""
    names = {item.name for item in findings()}
    return [
        name for name in vulture_settings()["ignore_names"] if not any(fnmatchcase(n, name) for n in names)
    ]


def unused_texts() -> list[str]:
    """Return the keys of the texts that nothing reads, as `topic/part/key`."""
    words, composed = _mentioned()
    return [
        "/".join(path)
        for path in _keys()
        if path[-1] not in words
        and not any(pattern.fullmatch(path[-1]) for pattern in composed)
        and not any("/".join(path[:steps]) in READ_AS_A_WHOLE for steps in range(len(path) + 1))
    ]


def needless_families() -> list[str]:
    """Return the entries of `READ_AS_A_WHOLE` that are in no text any more."""
    return sorted(READ_AS_A_WHOLE.keys() - {"/".join(path) for path in _keys()})


def vulture_settings() -> dict[str, Any]:
    """Return what `pyproject.toml` says to vulture."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["vulture"]
    assert isinstance(settings, dict)
    return settings


@cache
def findings() -> tuple[Any, ...]:
    """Return what vulture finds in Python and no script or template mentions."""
    settings = vulture_settings()
    vulture = Vulture(ignore_decorators=settings["ignore_decorators"])
    vulture.scavenge([ROOT / path for path in settings["paths"]], exclude=settings["exclude"])
    elsewhere = set().union(*(_words(path) for path in _package_files((".js", *TEMPLATES))))
    elsewhere |= set().union(*(_types(path) for path in _package_files((".js",))))
    return tuple(item for item in vulture.get_unused_code() if item.name not in elsewhere)


@cache
def _mentioned() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return every word that may be the key of a text, and the patterns of the composed ones."""
    words: set[str] = set()
    composed: set[str] = set()
    for path in _package_files((".py",)):
        for node in _without_docstrings(ast.parse(path.read_text(encoding="utf-8"))):
            words |= _python_words(node)
            if isinstance(node, ast.JoinedStr):
                composed.add(_pattern(*_pieces(node)))
    for path in _package_files((".js",)):
        words |= _words(path)
        for template in COMPOSED.findall(path.read_text(encoding="utf-8")):
            composed.add(_pattern(*re.split(r"\$\{[^}]*\}", template)))
    for path in _package_files((*TEMPLATES, ".yaml")):
        words |= _words(path)
        for template in re.findall(r'"([^"\n]*%[ds][^"\n]*)"', path.read_text(encoding="utf-8")):
            composed.add(_pattern(*re.split(r"%[ds]", template)))
    return frozenset(words), tuple(re.compile(pattern) for pattern in sorted(composed - {""}))


def _package_files(endings: tuple[str, ...]) -> Iterator[Path]:
    """Yield the package's own files of some kinds, without the texts and without what others wrote."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in endings and not {"texts", "plotly_js", "bundles"} & set(path.parts):
            yield path


@cache
def _words(path: Path) -> frozenset[str]:
    """Return the words of a file without its whole-line comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(
        word
        for line in lines
        if not line.lstrip().startswith(("//", "/*", "* "))
        for word in WORD.findall(line)
    )


@cache
def _types(path: Path) -> frozenset[str]:
    """Return the words of a script's type comments: a message that the page knows by its type is used."""
    comments = re.findall(r"/\*\*.*?\*/", path.read_text(encoding="utf-8"), re.DOTALL)
    return frozenset(word for comment in comments if "@" in comment for word in WORD.findall(comment))


def _without_docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = list(ast.walk(tree))
    docs = {id(node.body[0].value) for node in nodes if isinstance(node, described) and _documented(node)}  # type: ignore[attr-defined]
    return (node for node in nodes if id(node) not in docs)


def _documented(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return ast.get_docstring(node, clean=False) is not None


def _python_words(node: ast.AST) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text, *WORD.findall(text)}
        case ast.Constant(value=int(number)):
            return {str(number)}
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _pieces(node: ast.JoinedStr) -> list[str]:
    pieces = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces[-1] += str(part.value)
        else:
            pieces.append("")
    return pieces


def _pattern(*pieces: str) -> str:
    """Return the pattern of a composed name, or nothing if it is no name or could be any."""
    name = "".join(pieces)
    if len(name.replace("_", "")) < LEAST or not re.fullmatch(r"[A-Za-z0-9_]+", name):
        return ""
    return "[A-Za-z0-9_]+".join(re.escape(piece) for piece in pieces)


def _keys() -> Iterator[tuple[str, ...]]:
    for path in sorted(TEXTS.glob("*.yaml")):
        yield from _paths(yaml.safe_load(path.read_text(encoding="utf-8")), (path.stem,))


def _paths(node: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*at, str(key))
            yield from _paths(value, (*at, str(key)))


def short_path(path: str | Path) -> str:
    """Return a path below the project's folder."""
    return Path(path).relative_to(ROOT).as_posix()


def main() -> int:
    """Print what is unused; return 1 if there is any."""
    problems = [
        *unused_code(),
        *(f"nmt_widgets/texts/en: nothing reads '{key}'" for key in unused_texts()),
        *(f"pyproject.toml: '{name}' need not be allowed" for name in needless_allowances()),
        *(f"scripts/find_unused.py: '{key}' is no text" for key in needless_families()),
    ]
    print("\n".join(problems) or "nothing is unused")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
