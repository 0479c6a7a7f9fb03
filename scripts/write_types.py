"""Write the types of messages for the widgets' scripts: `protocol.d.ts` beside each `messages.py` under `widgets/`."""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal, NotRequired, get_args, get_origin

WIDGETS = Path(__file__).parent.parent / "nmt_widgets" / "widgets"
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}


class Writer:
    """Writes one module's types; what it imports from another `messages.py` is imported in its place.

    Parameters
    ----------
    module : module
        Holds TypedDicts and aliases, and nothing else.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module
        self.foreign: set[Any] = set()
        named = inspect.get_annotations(module)
        self.aliases = {
            name: value for name, value in vars(module).items() if name[0].isupper() and name in named
        }

    def text(self) -> str:
        """Return the whole file."""
        parts = []
        for name, value in vars(self.module).items():
            if name in self.aliases:
                parts.append(f"export type {name} = {self._type(value, top=True)};\n")
            elif self._is_own(value):
                parts.append(self._interface(name, value))
        head = f"// Written by scripts/write_types.py from {self.module.__name__}: change it there.\n"
        return "\n".join(part for part in (head, self._imports(), *parts) if part)

    def _is_own(self, value: Any) -> bool:
        return typing.is_typeddict(value) and value.__module__ == self.module.__name__

    def _imports(self) -> str:
        """Return one line for each module this one takes types from."""
        names: dict[str, list[str]] = {}
        for value in self.foreign:
            names.setdefault(value.__module__, []).append(value.__name__)
        lines = []
        start = _folder(self.module.__name__)
        for module, imported in sorted(names.items()):
            way = os.path.relpath(_folder(module), start)
            way = way if way.startswith(".") else f"./{way}"
            lines.append(f'import type {{ {", ".join(sorted(imported))} }} from "{way}/protocol.d.ts";\n')
        return "".join(lines)

    def _interface(self, name: str, value: Any) -> str:
        hints = typing.get_type_hints(value, include_extras=True)
        lines = [f"/** {inspect.cleandoc(value.__doc__ or name)} */", f"export interface {name} {{"]
        for key, hint in hints.items():
            mark, inner = ("?", get_args(hint)[0]) if get_origin(hint) is NotRequired else ("", hint)
            lines.append(f"  {key if key.isidentifier() else repr(key)}{mark}: {self._type(inner)};")
        return "\n".join([*lines, "}", ""])

    def _type(self, hint: Any, *, top: bool = False) -> str:
        """Return a type as TypeScript writes it, by its alias where it has one."""
        if not top:
            for name, alias in self.aliases.items():
                if hint == alias and get_origin(hint) not in (None, dict):
                    return name
        if hint in PLAIN:
            return PLAIN[hint]
        if typing.is_typeddict(hint):
            if not self._is_own(hint):
                self.foreign.add(hint)
            return str(hint.__name__)
        origin, inner = get_origin(hint), get_args(hint)
        if origin is Literal:
            return " | ".join(f'"{word}"' for word in inner)
        if origin in (types.UnionType, typing.Union):
            return " | ".join(self._type(part) for part in inner)
        if origin is list:
            item = self._type(inner[0])
            return f"({item})[]" if " " in item else f"{item}[]"
        if origin is tuple:
            return f"[{', '.join(self._type(part) for part in inner)}]"
        if origin is dict:
            return f"Record<{self._type(inner[0])}, {self._type(inner[1])}>"
        raise TypeError(f"no type of TypeScript is known for {hint}")


def _folder(module: str) -> str:
    """Return the folder of a module, below the root of the imports."""
    return module.rpartition(".")[0].replace(".", "/")


def files() -> dict[Path, str]:
    """Return every `protocol.d.ts` and its right text."""
    texts = {}
    for source in sorted(WIDGETS.rglob("messages.py")):
        folder = ".".join(source.parent.relative_to(WIDGETS).parts)
        module = importlib.import_module(f"nmt_widgets.widgets.{folder}.messages")
        texts[source.with_name("protocol.d.ts")] = Writer(module).text()
    return texts


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with `--check` name those that are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    check = parser.parse_args(arguments).check
    stale = [
        path
        for path, text in files().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if check:
            print(f"{path} is stale: run scripts/write_types.py", file=sys.stderr)
        else:
            path.write_text(files()[path], encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
