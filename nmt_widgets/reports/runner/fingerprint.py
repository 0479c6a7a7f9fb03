"""What a report was made from, so that a finished one is made again only when something has changed.

A report's folder holds `manifest.json`, written last: hashes of everything that went in, and of every file
that came out. It holds no names or values of a case.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nmt_widgets
from nmt_widgets._version import __version__
from nmt_widgets.core.data import all_files
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.texts import language
from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.store import case_version

MANIFEST = "manifest.json"
FORMAT = 1

_SOFTWARE = {".py", ".yaml", ".css", ".js", ".html", ".j2"}
_LIBRARIES = ("ipykernel", "ipython", "jinja2", "nbformat", "numpy", "pandas", "papermill", "plotly")
_CHANGED = {
    "case": "the case changed",
    "data": "the instrument's data changed",
    "notebook": "the report's notebook changed",
    "software": "the software changed",
    "request": "it was asked for differently",
}


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Inputs:
    """Reads what a batch of reports depends on; what they share is read once.

    Parameters
    ----------
    hooks : iterable of str
        The names of the functions that write the pages.
    """

    def __init__(self, hooks: Iterable[str] = ()) -> None:
        self._hooks = list(hooks)
        self._notebooks: dict[Path, bytes] = {}
        self._data = hash_files(all_files())
        self._software = hash_software()

    def notebook(self, path: Path) -> bytes:
        """Return the bytes of a notebook.

        Raises
        ------
        InputError
            When it cannot be read.
        """
        if path not in self._notebooks:
            self._notebooks[path] = _read(path)
        return self._notebooks[path]

    def stamp(self, job: ReportJob) -> tuple[dict[str, str], bytes]:
        """Return the hashes of everything `job` depends on, and the bytes of its case's file; none for a stored case.

        Raises
        ------
        InputError
            When the case or the notebook cannot be read.
        """
        assert job.notebook is not None
        found = case_version(job.case)
        case = _read(found) if isinstance(found, Path) else b""
        request = {
            "arguments": job.arguments(),
            "extras": sorted(job.extras),
            "language": language(),
            "hooks": self._hooks,
        }
        return {
            "case": sha256(case) if isinstance(found, Path) else found,
            "data": self._data,
            "notebook": sha256(self.notebook(job.notebook)),
            "software": self._software,
            "request": sha256(json.dumps(request, sort_keys=True).encode()),
        }, case


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=path, remedy="check the name and the folder") from None


def hash_files(paths: Iterable[Path]) -> str:
    """Return one hash over the names and contents of some files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.parent.name}/{path.name}\0{sha256(path.read_bytes())}\n".encode())
    return total.hexdigest()


def hash_software(package: Path | None = None) -> str:
    """Return one hash over the versions and the contents of the software that makes reports."""
    package = package or Path(nmt_widgets.__file__).parent
    total = hashlib.sha256(json.dumps([__version__, *_versions()]).encode())
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.suffix in _SOFTWARE and inside.parts[0] != "workbook":
            total.update(f"{inside.as_posix()}\0{sha256(path.read_bytes())}\n".encode())
    return total.hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    found = [platform.python_version()]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} -")
    return tuple(found)


def read_manifest(out: Path) -> dict[str, Any] | None:
    """Return the manifest of a report's folder, or None where there is none that can be read."""
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
        if manifest["format"] == FORMAT and isinstance(manifest["inputs"], dict):
            return {**manifest, "outputs": {str(name): dict(of) for name, of in manifest["outputs"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def write_manifest(folder: Path, inputs: Mapping[str, str], outputs: Iterable[str]) -> None:
    """Write the manifest of the files `outputs` in `folder`."""
    described = {}
    for name in sorted(outputs):
        data = (folder / name).read_bytes()
        described[name] = {"bytes": len(data), "sha256": sha256(data)}
    manifest = {"format": FORMAT, "software": __version__, "inputs": inputs, "outputs": described}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    write_private(folder / MANIFEST, text)


def reason_to_make(out: Path, inputs: Mapping[str, str]) -> str:
    """Say in one line why a report must be made, or return nothing when the finished one is current.

    Parameters
    ----------
    out : pathlib.Path
        The report's folder.
    inputs : mapping
        What :meth:`Inputs.stamp` returned.
    """
    manifest = read_manifest(out)
    if manifest is None:
        return "it was not there yet"
    for name, words in _CHANGED.items():
        if manifest["inputs"].get(name) != inputs[name]:
            return words
    for name, described in manifest["outputs"].items():
        path = out / name
        try:
            same = (
                Path(name).name == name
                and path.stat().st_size == described["bytes"]
                and sha256(path.read_bytes()) == described["sha256"]
            )
        except (OSError, KeyError):
            same = False
        if not same:
            return f"{name} was missing or altered"
    return "" if manifest["outputs"] else "it was not there yet"
