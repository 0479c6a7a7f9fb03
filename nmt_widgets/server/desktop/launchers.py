"""Files that start the workbook by a double click, where each system looks for them.

Only Linux's is tried by a test; what macOS and Windows would run, is run without them.
"""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_desktop_path

from nmt_widgets._version import __version__
from nmt_widgets.core.settings import variables
from nmt_widgets.core.texts import texts
from nmt_widgets.server.desktop.browsers import window_browser
from nmt_widgets.server.desktop.window import NAME

MARK = Path(__file__).parent.parent / "lab" / "mark.svg"

_RESERVED = re.compile(r'(["`$\\])')  # within a quoted argument of an Exec line
_LEAVING = "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)"


@dataclass(frozen=True)
class Launchers:
    """What was made.

    Attributes
    ----------
    files : tuple of pathlib.Path
        What a person finds.
    left_out : tuple of str
        Settings of now that the launchers do not hold, since they are secret.
    is_tried : bool
        Whether a test covers launchers of this system.
    """

    files: tuple[Path, ...]
    left_out: tuple[str, ...]
    is_tried: bool


def make_launchers() -> Launchers:
    """Make launchers for this account, or make them anew; they hold the settings that are set now.

    Raises
    ------
    InputError
        When there is no browser that they could open.
    """
    window_browser()
    now = [variable for variable in variables() if os.environ.get(variable.name)]
    settings = {variable.name: os.environ[variable.name] for variable in now if not variable.is_secret}
    files = tuple(_places())
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[_system()](file, settings)
    return Launchers(
        files, tuple(variable.name for variable in now if variable.is_secret), _system() == "linux"
    )


def remove_launchers() -> list[Path]:
    """Remove the launchers of this account, and return them."""
    files = [file for file in _places() if file.exists()]
    for file in files:
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink()
    return files


def _system() -> str:
    return {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")


def _places() -> Iterator[Path]:
    """Yield the file among the programs, and the one on the desktop if there is a desktop."""
    name, desktop = texts("desktop")["name"], user_desktop_path()
    match _system():
        case "macos":
            yield Path.home() / "Applications" / f"{name}.app"
        case "windows":
            menu = Path(os.environ.get("APPDATA", Path.home()), "Microsoft/Windows/Start Menu/Programs")
            yield menu / f"{name}.cmd"
            if desktop.is_dir():
                yield desktop / f"{name}.cmd"
        case _:
            yield _home_of("XDG_DATA_HOME", ".local/share") / "applications" / f"{NAME}.desktop"
            if desktop.is_dir():
                yield desktop / f"{NAME}.desktop"


def _home_of(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual)


def _command(program: str = sys.executable) -> list[str]:
    return [program, "-P", "-m", "nmt_widgets", "desktop", "--open"]


def _write_linux(file: Path, settings: Mapping[str, str]) -> None:
    words = texts("desktop")
    pairs = [f"{name}={value}" for name, value in settings.items()]
    command = [*(["env", *pairs] if pairs else []), *_command()]
    entries = {
        "Type": "Application",
        "Name": words["name"],
        "Comment": words["comment"],
        "Exec": " ".join(map(exec_word, command)),
        "Icon": str(MARK),
        "Terminal": "false",
        "Categories": "Science;MedicalSoftware;",
        "StartupNotify": "true",
        "StartupWMClass": NAME,
    }
    lines = [f"{key}={_escaped(value)}" for key, value in entries.items()]
    _write_program(file, "\n".join(["[Desktop Entry]", *lines, ""]))


def _write_macos(folder: Path, settings: Mapping[str, str]) -> None:
    """Write a bundle whose program ends at once: while one runs, macOS starts no second, so nobody would be called."""
    contents, name = folder / "Contents", texts("desktop")["name"]
    (contents / "MacOS").mkdir(parents=True, exist_ok=True)
    properties = {
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": name,
        "CFBundleIdentifier": f"org.{NAME}",
        "CFBundleExecutable": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleVersion": __version__,
        "LSUIElement": True,  # the Dock shows the browser's window, not this
        # a program that is a script is otherwise taken for an Intel one
        "LSArchitecturePriority": ["arm64", "x86_64"],
        "LSRequiresNativeExecution": True,
    }
    (contents / "Info.plist").write_bytes(plistlib.dumps(properties))
    lines = [f"export {key}={shlex.quote(value)}" for key, value in settings.items()]
    command = shlex.join([sys.executable, "-P", "-c", _LEAVING, *_command()])
    _write_program(contents / "MacOS" / NAME, "\n".join(["#!/bin/sh", *lines, f"exec {command}", ""]))


def _write_windows(file: Path, settings: Mapping[str, str]) -> None:
    windowed = Path(sys.executable).with_name("pythonw.exe")  # without a console
    command = _command(str(windowed if windowed.exists() else sys.executable))
    lines = [f'set "{key}={value}"' for key, value in settings.items()]
    start = 'start "" ' + " ".join(f'"{word}"' for word in command)
    # the home stands as a variable, so that most files hold no letters that a page of codes could change
    parts = "\r\n".join([*lines, start, ""]).split(str(Path.home()))
    text = "%USERPROFILE%".join(part.replace("%", "%%") for part in parts)
    _write_program(
        file, "\r\n".join(["@echo off", "setlocal DisableDelayedExpansion", "chcp 65001 >nul", text])
    )


_WRITERS = {"linux": _write_linux, "macos": _write_macos, "windows": _write_windows}


def _write_program(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
    file.chmod(0o700)


def exec_word(word: str) -> str:
    r"""Return an argument as it stands in the Exec line of a desktop entry.

    >>> exec_word("/home/Ana Souza/bin/python"), exec_word("100%"), exec_word("serve")
    ('"/home/Ana Souza/bin/python"', '100%%', 'serve')
    """
    doubled = word.replace("%", "%%")
    if re.fullmatch(r"[\w@%+=:,./-]+", doubled, re.ASCII):
        return doubled
    return '"' + _RESERVED.sub(r"\\\1", doubled) + '"'


def _escaped(value: str) -> str:
    """Return a value of a desktop entry, in which a backslash begins an escape."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")
