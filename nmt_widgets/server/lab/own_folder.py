"""The folder in which a person works with notebooks: copies of the workbook's, which are theirs to change."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from nmt_widgets.core.errors import as_failure, refusal
from nmt_widgets.core.places import REPORTS, notebooks

RECORD = ".nmt-notebooks.json"
"""What was copied, by name: a copy whose cells are still the same is replaced by a newer version, any other is not."""

LEARN, SCREENS, OLDER = "learn", "screens", "older"


def lay_out(folder: Path) -> list[str]:
    """Copy the notebooks into a folder; what a person changed or made there stays as it is.

    Returns
    -------
    list of str
        The copies of which there is a newer version, but which the person changed.

    Raises
    ------
    InputError
        When the folder is a file or cannot be written.
    """
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            raise refusal("lab", "not_a_folder", file=folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copied = _read(folder / RECORD)
        changed = []
        for name, source in _sources().items():
            if not _copy(source.read_bytes(), folder, name, copied):
                changed.append(name)
        _write(folder / RECORD, json.dumps(copied, indent=1, sort_keys=True).encode())
    except OSError as error:
        raise as_failure(error) from None
    except ValueError:
        raise refusal("files", "impossible_name") from None
    return changed


def _sources() -> dict[str, Path]:
    """Return the notebooks, and the tables beside them, by the name of their copy."""
    learn = notebooks() / LEARN
    files = [path for kind in ("*.ipynb", "*.csv") for path in learn.rglob(kind)]
    sources = {
        f"{LEARN}/{path.relative_to(learn).as_posix()}": path
        for path in sorted(files)
        if ".ipynb_checkpoints" not in path.parts
    }
    for path in sorted(notebooks().glob("*.ipynb")):
        sources[path.name if path.name in REPORTS else f"{SCREENS}/{path.name}"] = path
    return sources


def _copy(content: bytes, folder: Path, name: str, copied: dict[str, str]) -> bool:
    """Copy one notebook; return whether the copy is up to date.

    A copy that was only run is replaced too. What it showed, and what was entered into it, is kept in `older/`.
    """
    target, known, newest = folder / name, copied.get(name), _digest(content, name)
    if target.exists():
        before = target.read_bytes()
        present = _digest(before, name)
        if present not in (known, newest):
            return known == newest
        if present == newest:
            copied[name] = newest
            return True
        if hashlib.sha256(before).hexdigest() != copied.get(_whole(name)):
            _write(folder / OLDER / name, before)
    _write(target, content)
    copied |= {name: newest, _whole(name): hashlib.sha256(content).hexdigest()}
    return True


def _whole(name: str) -> str:
    """Return under which name the record has the digest of a whole file, outputs and all."""
    return f"{name} as copied"


def _digest(content: bytes, name: str) -> str:
    """Return the digest of what a person writes in a notebook: its cells, without what they have put out."""
    try:
        cells = json.loads(content)["cells"] if name.endswith(".ipynb") else None
        sources = None if cells is None else [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, TypeError, KeyError, RecursionError):
        sources = None
    return hashlib.sha256(content if sources is None else json.dumps(sources).encode()).hexdigest()


def _read(record: Path) -> dict[str, str]:
    try:
        known = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def _write(target: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
