"""`nmt desktop` without a window: what is written for each system, what is refused, and who is called."""

import json
import plistlib
import re
import shlex
import socket
import subprocess
from configparser import ConfigParser
from queue import SimpleQueue

import pytest

from nmt_widgets.cli import main
from nmt_widgets.server.desktop import browsers, launchers, opening, running, served, window
from tests.patience import LIMIT, wait_for


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = tmp_path / 'home of "Ana" at 100%'
    (home / "Schreibtisch").mkdir(parents=True)
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Schreibtisch"\n')
    browser = home / "browser"
    browser.touch(mode=0o700)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": home, "NMT_DATA": home / "data", "NMT_BROWSER": browser}.items():
        monkeypatch.setenv(name, str(value))
    return home


@pytest.fixture
def no_browser(home, monkeypatch):
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.setenv("NMT_BROWSER", "/usr/bin/chromium-headless-shell")  # which has no window
    monkeypatch.setattr(browsers.sys, "platform", "linux")


def run_elsewhere(home, monkeypatch, capsys, system):
    """Make the launchers of another system, and remove them when the test ends."""
    monkeypatch.setattr(launchers, "_system", lambda: system)
    code, out, _ = run(capsys)
    return code, out


def run(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(["desktop", *words])
    output = capsys.readouterr()
    return ended.value.code, output.out, output.err


def test_the_launcher_holds_the_settings_of_now_but_no_secret(home, monkeypatch, capsys):
    monkeypatch.setenv("NMT_DATABASE_KEY", "secret words")
    code, out, _ = run(capsys)
    assert code == 0
    assert "NMT_DATABASE_KEY is a secret" in out
    for folder in (".local/share/applications", "Schreibtisch"):
        file = home / folder / "nmt-workbook.desktop"
        assert file.stat().st_mode & 0o700 == 0o700
        launcher = ConfigParser(interpolation=None)
        launcher.read(file, encoding="utf-8")
        entry = launcher["Desktop Entry"]
        command = shlex.split(entry["Exec"].replace("\\\\", "\\").replace("%%", "%"))
        assert command[:3] == ["env", f"NMT_DATA={home / 'data'}", f"NMT_BROWSER={home / 'browser'}"]
        assert command[-2:] == ["desktop", "--open"]
        assert "secret words" not in file.read_text()


def test_the_bundle_of_macos_starts_the_workbook_and_ends(home, monkeypatch, capsys):
    """Its program is run here, with a stand-in for Python's module; nothing else of it needs a Mac."""
    code, out = run_elsewhere(home, monkeypatch, capsys, "macos")
    assert code == 0
    assert "nobody has tried" in out
    contents = home / "Applications" / "NMT Workbook.app" / "Contents"
    properties = plistlib.loads((contents / "Info.plist").read_bytes())
    assert properties["LSArchitecturePriority"][0] == "arm64", "or macOS asks for its translator of Intel's"
    program = contents / "MacOS" / properties["CFBundleExecutable"]
    noted = home / "noted"
    module = "import json, os, sys; from pathlib import Path\n"
    module += "keys = ('NMT_DATA', 'NMT_BROWSER')\n"
    module += "note = [sys.argv[1:], os.getsid(0) == os.getpid(), *map(os.environ.get, keys)]\n"
    module += "file = Path(os.environ['NOTED'])\n"
    module += "file.with_suffix('.part').write_text(json.dumps(note)); file.with_suffix('.part').rename(file)"
    (home / "nmt_widgets.py").write_text(module)
    bare = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(home), "NOTED": str(noted)}
    subprocess.run([program], env=bare, cwd="/", check=True, timeout=LIMIT)
    assert json.loads(wait_for(lambda: noted.exists() and noted.read_text())) == [
        ["desktop", "--open"],
        True,  # so that macOS does not end it with the program that it started
        str(home / "data"),
        str(home / "browser"),
    ]


def test_the_file_of_windows_keeps_what_its_shell_would_read(home, monkeypatch, capsys):
    """All but the command itself is within quotes, a `%` is doubled, and every line ends as there."""
    monkeypatch.setenv("NMT_CASES", "/Fälle & Akten (50%) !x!")
    assert run_elsewhere(home, monkeypatch, capsys, "windows")[0] == 0
    content = (home / "Schreibtisch" / "NMT Workbook.cmd").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())
    assert content.splitlines()[:3] == [b"@echo off", b"setlocal DisableDelayedExpansion", b"chcp 65001 >nul"]
    text = content.decode()
    assert 'set "NMT_DATA=%USERPROFILE%/data"' in text.split("\r\n")
    assert 'set "NMT_CASES=/Fälle & Akten (50%%) !x!"' in text.split("\r\n")
    assert text.endswith('"desktop" "--open"\r\n')
    assert not re.search("[&^|<>()]", re.sub('"[^"]*"', "", text.partition(">nul")[2])), "outside of quotes"


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("words", [(), ("--open",)])
def test_without_a_browser_it_says_what_to_install(home, monkeypatch, capsys, words):
    pages = []
    monkeypatch.setattr(opening.webbrowser, "open", pages.append)
    code, _, err = run(capsys, *words)
    assert code == 2
    assert "install Chromium, Chrome or Edge" in err
    assert err.count("\n") == 1
    if words:  # nobody reads a terminal after a double click
        assert pages == [(home / "data" / "desktop" / "refusal.html").as_uri()]
        assert "install Chromium, Chrome or Edge" in (home / "data" / "desktop" / "refusal.html").read_text()


def test_both_ways_at_once_are_refused(home, capsys):
    assert run(capsys, "--open", "--remove")[0] == 2


def test_only_the_first_goes_on_and_is_called_by_the_next(tmp_path):
    calls: SimpleQueue = SimpleQueue()
    with running.alone(tmp_path, lambda: calls.put("first")) as is_first:
        with running.alone(tmp_path, lambda: calls.put("second")) as is_second:
            pass
        assert (is_first, is_second) == (True, False)
        assert calls.get(timeout=LIMIT) == "first"
    with running.alone(tmp_path, lambda: None) as is_next:
        assert is_next


def test_the_address_is_the_same_at_every_start(tmp_path, monkeypatch):
    """A browser keeps what was typed by the address of its page."""
    monkeypatch.setattr(served, "_GIVING_BACK", 0.0)
    file = tmp_path / "port"
    usual = served.own_port(file)
    assert usual.is_usual
    assert served.own_port(file) == usual
    with socket.create_server(("127.0.0.1", usual.number)):
        another = served.own_port(file)
        assert served.own_port(file) == another, "what is typed there is found there"
    assert not another.is_usual
    assert served.own_port(file) == usual
    file.write_text("99999999")
    assert served.own_port(file).number in served._PORTS


def test_the_browser_keeps_no_passphrase_and_what_else_it_noted(tmp_path):
    file = tmp_path / "Default" / "Preferences"
    window._set_preferences(tmp_path)
    file.write_text(json.dumps({"translate": {"enabled": True, "blocked": ["de"]}, "zoom": 2}))
    window._set_preferences(tmp_path)
    notes = json.loads(file.read_text())
    assert notes["credentials_enable_service"] is False
    assert notes["translate"] == {"enabled": False, "blocked": ["de"]}
    assert notes["zoom"] == 2
