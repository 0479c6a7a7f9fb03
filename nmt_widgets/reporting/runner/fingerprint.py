"""Hashes of what a report is made from, so that a finished report is made again only after a change.

The folder of a report has a `manifest.json`, written last, with hashes of all inputs and of all files of the report. It
has no names or values of a case.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypedDict

from nmt_widgets._version import __version__
from nmt_widgets.core.data import all_files
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.texts import language, texts
from nmt_widgets.core.words import refusal
from nmt_widgets.reporting.runner.jobs import Job

MANIFEST = "manifest.json"
FORMAT = 1

_SOFTWARE = {".py", ".yaml", ".css", ".js", ".html", ".j2"}
_LIBRARIES = ("ipykernel", "ipython", "jinja2", "nbformat", "numpy", "pandas", "papermill", "plotly")


class FileHash(TypedDict):
    """A file of a report: its size and its hash."""

    bytes: int
    sha256: str


class Manifest(TypedDict):
    """The file `manifest.json`: the hashes of the inputs, and the files of the report by name.

    The file also has the version of the software, for people.
    """

    format: int
    inputs: dict[str, str]
    outputs: dict[str, FileHash]


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Inputs:
    """The inputs of a batch of reports. Shared inputs are read once.

    Parameters
    ----------
    hooks : iterable of str
        Names of the functions that write the pages.
    """

    def __init__(self, hooks: Iterable[str] = ()) -> None:
        self._hooks = list(hooks)
        self._notebooks: dict[Path, bytes] = {}

    @cached_property
    def _data(self) -> str:
        return hash_files(all_files())

    @cached_property
    def _software(self) -> str:
        return hash_software()

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

    def stamp(self, job: Job) -> dict[str, str]:
        """Return the hashes of all inputs of a job; the first is that of what the report is about.

        Raises
        ------
        InputError
            When a file or the notebook cannot be read, or the person may not see what is in the store.
        """
        assert job.notebook is not None
        request = {
            "arguments": job.arguments(),
            "extras": sorted(job.extras),
            "language": language(),
            "hooks": self._hooks,
        }
        return {
            job.source_kind: _source_of(job),
            "data": self._data,
            "notebook": sha256(self.notebook(job.notebook)),
            "software": self._software,
            "request": sha256(json.dumps(request, sort_keys=True).encode()),
        }


def _source_of(job: Job) -> str:
    """Return the hash of what a report is about: of one file, or one state of the store, its own: screens know it."""
    version, files = job.version(), job.files()
    hashes = [version] * bool(version) + [_sha256_of(path) for path in files.values()]
    if len(hashes) == 1:
        return hashes[0]
    names = "".join(f"{name}\n" for name in files)
    return sha256("\n".join([*hashes, names]).encode())


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> InputError:
    reason = error.strerror.lower() if error.strerror else texts("report")["cannot_read"]
    return refusal("report", "unreadable", file=path, reason=reason)


def hash_files(paths: Iterable[Path]) -> str:
    """Return one hash of the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.parent.name}/{path.name}\0{sha256(path.read_bytes())}\n".encode())
    return total.hexdigest()


def hash_software(package: Path | None = None) -> str:
    """Return one hash of the versions and files of the software that makes reports."""
    package = package or Path(__file__).parents[2]
    total = hashlib.sha256(json.dumps([__version__, *_versions()]).encode())
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.suffix in _SOFTWARE and inside.parts[0] != "workbook":
            total.update(f"{inside.as_posix()}\0{sha256(path.read_bytes())}\n".encode())
    return total.hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    versions = [platform.python_version()]
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} -")
    return tuple(versions)


def read_manifest(out: Path) -> Manifest | None:
    """Return the manifest in the folder of a report; None if there is none, or it is invalid."""
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
        if manifest["format"] == FORMAT and isinstance(manifest["inputs"], dict):
            files: dict[str, FileHash] = {
                str(name): {"bytes": file["bytes"], "sha256": file["sha256"]}
                for name, file in manifest["outputs"].items()
            }
            return {
                "format": FORMAT,
                "inputs": manifest["inputs"],
                "outputs": files,
            }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def finish_time(out: Path) -> datetime | None:
    """Return when the report in a folder was finished; None if there is none."""
    try:
        return datetime.fromtimestamp((out / MANIFEST).stat().st_mtime).astimezone()
    except OSError:
        return None


def write_manifest(folder: Path, inputs: Mapping[str, str], outputs: Iterable[str]) -> None:
    """Write the manifest of the files `outputs` in `folder`."""
    files: dict[str, FileHash] = {}
    for name in sorted(outputs):
        data = (folder / name).read_bytes()
        files[name] = {"bytes": len(data), "sha256": sha256(data)}
    manifest = Manifest(format=FORMAT, inputs=dict(inputs), outputs=files)
    text = json.dumps({"software": __version__, **manifest}, indent=1, sort_keys=True) + "\n"
    write_private(folder / MANIFEST, text)


def reason_to_make(out: Path, inputs: Mapping[str, str]) -> str:
    """Return in one line why a report must be made; empty if the finished report is current.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the report.
    inputs : mapping
        The hashes that :meth:`Inputs.stamp` returns.
    """
    manifest, reasons = read_manifest(out), texts("report")["why_made"]
    if manifest is None or not manifest["outputs"]:
        return str(reasons["missing"])
    for name, stamp in inputs.items():
        if manifest["inputs"].get(name) != stamp:
            return str(reasons[name])
    for name, file in manifest["outputs"].items():
        path = out / name
        try:
            same = (
                Path(name).name == name
                and path.stat().st_size == file["bytes"]
                and sha256(path.read_bytes()) == file["sha256"]
            )
        except OSError:
            same = False
        if not same:
            return str(reasons["file"]).format(name=name)
    return ""
