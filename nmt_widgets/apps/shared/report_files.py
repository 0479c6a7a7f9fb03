"""A finished report in its folder: its files, when it was made, and of what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nmt_widgets.core.local import say_number
from nmt_widgets.widgets.shared.messages import ReportFile

_MANIFEST = "manifest.json"
_LIGHT, _FULL = "-light.html", ".html"
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".ipynb": "application/x-ipynb+json",
}


@dataclass(frozen=True)
class FinishedReport:
    """A report in its folder.

    Attributes
    ----------
    files : tuple of ReportFile
    time : datetime
        When it was finished.
    changed : datetime, optional
        When what it was made from was changed afterwards; None where it was not.
    """

    files: tuple[ReportFile, ...]
    time: datetime
    changed: datetime | None


def read_manifest(
    folder: Path, labels: Mapping[str, str]
) -> tuple[tuple[ReportFile, ...], Mapping[str, Any]]:
    """Return the files of the report in a folder, and what it was made from; nothing where there is none.

    Parameters
    ----------
    folder : Path
    labels : mapping of str to str
        What the files are called, by how their names end.
    """
    try:
        manifest: Any = json.loads((folder / _MANIFEST).read_bytes())
        names, inputs = sorted(map(str, manifest["outputs"])), {**manifest["inputs"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return (), {}
    return tuple(_files(folder, names, labels)), inputs


def finish_time(folder: Path) -> datetime:
    """Return when the report in a folder was finished."""
    return datetime.fromtimestamp((folder / _MANIFEST).stat().st_mtime).astimezone()


def _files(folder: Path, names: list[str], labels: Mapping[str, str]) -> Iterator[ReportFile]:
    """Yield the files of a finished report, by how their names end; the one to look at now has `open`.

    The light one is looked at where there is one: it has no script, and what a page opens is of its own origin.
    """
    by_end: dict[str, Path] = {}
    for path in (folder / name for name in names if Path(name).name == name):
        end = next((end for end in sorted(labels, key=len, reverse=True) if path.name.endswith(end)), "")
        if end and path.is_file():
            by_end[end] = path
    first = _LIGHT if _LIGHT in by_end else _FULL
    for end, label in labels.items():
        if end in by_end:
            path = by_end[end]
            file: ReportFile = {
                "name": path.name,
                "label": label,
                "type": _TYPES[path.suffix],
                "size": _size(path),
            }
            if end == first:
                file["open"] = "yes"
            yield file


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{say_number(size / 1e6, 1)} MB" if size > 1e6 else f"{max(1, size // 1000)} kB"
