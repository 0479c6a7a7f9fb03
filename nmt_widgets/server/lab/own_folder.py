"""The folder in which a person works with notebooks: copies of the workbook's, which are theirs to change."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from nmt_widgets.core.errors import as_failure, refusal
from nmt_widgets.core.places import notebooks

RECORD = ".nmt-notebooks.json"
"""What was copied, by name: a copy that is still the same is replaced by a newer version, any other is left alone."""

LEARN, SCREENS = "learn", "screens"


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
            if not _copy(source.read_bytes(), folder / name, copied, name):
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
        sources[path.name if path.name == "report.ipynb" else f"{SCREENS}/{path.name}"] = path
    return sources


def _copy(content: bytes, target: Path, copied: dict[str, str], name: str) -> bool:
    """Copy one notebook; return whether the copy is up to date."""
    known, newest = copied.get(name), _digest(content)
    if target.exists():
        present = _digest(target.read_bytes())
        if present != known and present != newest:
            return known == newest
    if not target.exists() or known != newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
    copied[name] = newest
    return True


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(record: Path) -> dict[str, str]:
    try:
        known = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def _write(target: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
