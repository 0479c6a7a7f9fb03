"""The finished report of an assessment: its files, when it was made, and whether its record has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.case_files import find_case, list_cases
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
        When the record was changed after the report was made from it; None where it was not.
    """

    files: tuple[ReportFile, ...]
    time: datetime
    changed: datetime | None


def finished_report(
    folder: Path, permission: DownloadPermission, labels: Mapping[str, str]
) -> FinishedReport | None:
    """Return the report in a folder; None where there is none.

    Parameters
    ----------
    folder : Path
    permission : DownloadPermission
        Names the case, and the store that holds its record.
    labels : mapping of str to str
        What the files are called, by how their names end.

    Raises
    ------
    InputError
        When the case cannot be read, or not any more.
    """
    files, source = read_manifest(folder, labels)
    if not files:
        return None
    time = datetime.fromtimestamp((folder / _MANIFEST).stat().st_mtime).astimezone()
    version, changed = _version(permission)
    return FinishedReport(files, time, changed if version != source else None)


def read_manifest(folder: Path, labels: Mapping[str, str]) -> tuple[tuple[ReportFile, ...], str]:
    """Return the files of the report in a folder, and of which state of the case it is; nothing where there is none."""
    try:
        manifest: Any = json.loads((folder / _MANIFEST).read_bytes())
        names, source = sorted(map(str, manifest["outputs"])), str(manifest["inputs"]["case"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return (), ""
    return tuple(_files(folder, names, labels)), source


def _version(permission: DownloadPermission) -> tuple[str, datetime]:
    """Return what shows whether a case has changed, as the manifest of a report has it, and when it last did."""
    if permission.store is not None and permission.case not in list_cases():
        latest = permission.store.latest(permission.case)
        return latest.hash, datetime.fromisoformat(latest.at).astimezone()
    path = find_case(permission.case)
    changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return hashlib.sha256(path.read_bytes()).hexdigest(), changed


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
