"""The workbook's wheel in a fresh Python: as people install it, or beside no more than it asks for.

For the second, what is installed beside the tests is linked, not copied: the distributions that are asked for, and
theirs in turn, as their own metadata say. Whatever is not asked for cannot be imported.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from collections import Counter
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent


def installed() -> dict[str, Distribution]:
    """Return every installed distribution by its name."""
    return {canonicalize_name(distribution.name): distribution for distribution in distributions()}


def closure(requirements: list[Requirement], platform: str = sys.platform) -> set[str]:
    """Return the names of what is asked for, of what that asks for, and so on; `emscripten` is a browser."""
    everything = installed()
    names: set[str] = set()
    visited: set[tuple[str, str]] = set()
    waiting = [
        (canonicalize_name(requirement.name), extra)
        for requirement in requirements
        for extra in ("", *requirement.extras)
    ]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in visited:
            continue
        visited.add((name, extra))
        names.add(name)
        for text in everything[name].requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(
                {"extra": extra, "sys_platform": platform}
            ):
                waiting += [(canonicalize_name(requirement.name), more) for more in ("", *requirement.extras)]
    return names


def build_wheel(folder: Path) -> Path:
    """Build the wheel as a release does, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_tool(folder: Path, wheel: Path, extra: str, tool: str) -> Path:
    """Install the wheel as people do, with an extra or alone, at the locked versions; return where its command is.

    Both tools make an environment of its own. pipx has uv fill it, as it does where uv is, so that nothing is fetched
    twice.
    """
    lock = ("--constraint", str(ROOT / "requirements.lock"))
    programs, package = folder / "bin", f"./{wheel.name}" + (f"[{extra}]" if extra else "")
    match tool:
        case "uv":
            command = ["uv", "tool", "install", *lock]
            places = {"UV_TOOL_DIR": folder / "tools", "UV_TOOL_BIN_DIR": programs}
        case "pipx":
            command = ["pipx", "install", "--force", "--backend", "uv", f"--pip-args={shlex.join(lock)}"]
            places = {"PIPX_HOME": folder / "tools", "PIPX_BIN_DIR": programs}
    command[0] = str(Path(sys.executable).with_name(command[0]))
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    command += ["--python", sys.executable, package]
    subprocess.run(command, cwd=wheel.parent, check=True, capture_output=True, env=environment)
    return programs


def fresh_python(folder: Path, wheel: Path, names: set[str]) -> Path:
    """Make a virtual environment of a wheel and of linked distributions; return its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    everything = installed()
    owners = Counter(top for distribution in everything.values() for top in _tops(distribution))
    for name in sorted(names):
        _link(everything[name], site, owners)
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder),
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
    ]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def _tops(distribution: Distribution) -> set[str]:
    return {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}


def _link(distribution: Distribution, site: Path, owners: Counter[str]) -> None:
    """Link a folder that is one distribution's as a whole, and what several share file by file."""
    for file in distribution.files or ():
        top = PurePosixPath(file).parts[0]
        is_whole = top != ".." and owners[top] == 1
        place = site / (top if is_whole else file)
        source = Path(str(distribution.locate_file(top if is_whole else file)))
        if "bin" in file.parts[:4] or not source.exists() or place.is_symlink() or place.exists():
            continue
        place = Path(*place.parts[:-1]).resolve() / place.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(source)
