"""The real `nmt serve` where somebody may start it: among files with Python's names, without a home, as anybody."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.process import run_folders
from tests.patience import LIMIT
from tests.server.running import start, stop, write_notebook

NMT = Path(sys.executable).with_name("nmt")
SHADOWS = ("types", "json", "random", "email", "numpy", "enum", "asyncio", "yaml", "ipykernel", "nmt_widgets")
WIDGET = "application/vnd.jupyter.widget-view+json"
_PLAIN = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}


def somebody_without_a_name() -> list[str]:
    """Return how to run a program as a user whom the system does not know: they have no home either."""
    if os.geteuid() != 0:
        return []
    may_read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", *may_read]


@contextmanager
def served(folder: Path, *before: str, **environ: str) -> Iterator[tuple[int, str, Path]]:
    """Run the command in a folder; give its port, a cookie and the file of what it complains about."""
    errors = folder / "errors.txt"
    with errors.open("w") as file:
        process = subprocess.Popen(
            [*before, str(NMT), "serve", "--no-browser", "--port", "0"],
            cwd=folder,
            env={**_PLAIN, "NMT_DATA": str(folder / "data"), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            encoding="utf-8",
        )
    try:
        match = re.search(r"http://127.0.0.1:(\d+)/\?token=(\S+)", process.stdout.readline())
        assert match, errors.read_text(encoding="utf-8")
        port = int(match[1])
        _, headers = get(port, f"/?token={match[2]}", "")
        yield port, headers["Set-Cookie"].partition(";")[0], errors
        process.terminate()
        assert process.wait(LIMIT) == 0
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str, cookie: str) -> tuple[str, http.client.HTTPMessage]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    return answer.read().decode(), answer.headers


def test_a_folder_full_of_files_with_pythons_own_names(tmp_path: Path) -> None:
    """Neither the server nor its kernels take a file for a module of theirs, and an odd language is no trouble."""
    folder = tmp_path / "Åsa's own files"
    folder.mkdir()
    for name in SHADOWS:
        (folder / f"{name}.py").write_text(f"raise RuntimeError('this is not the {name} that was meant')")
    long = tmp_path / ("a-folder-with-a-long-name-" * 4)
    long.mkdir()
    with served(folder, HOME=os.devnull, LC_ALL="C", TMPDIR=str(long)) as (port, cookie, errors):
        for screen in ("home", "present"):
            assert WIDGET in get(port, f"/voila/render/{screen}.ipynb", cookie)[0]
    assert errors.read_text(encoding="utf-8") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there everybody has a name and a home")
def test_somebody_whom_the_system_does_not_know(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with served(tmp_path, *somebody_without_a_name()) as (port, cookie, errors):
        assert WIDGET in get(port, "/voila/render/home.ipynb", cookie)[0]
    assert errors.read_text(encoding="utf-8") == ""
    assert [path.name for path in tmp_path.iterdir()] == ["errors.txt"], "no folder of the name ~"


def test_sockets_have_a_short_folder_or_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = {"/run/user/1", "/dev/shm"}
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    monkeypatch.setattr(run_folders.os, "access", lambda folder, _how: str(folder) in allowed)
    monkeypatch.setattr(run_folders.tempfile, "gettempdir", lambda: "/var/" + "long" * 20)
    assert run_folders._short_temporary_folder() == "/run/user/1"
    allowed.remove("/run/user/1")
    assert run_folders._short_temporary_folder() == "/dev/shm"
    allowed.clear()
    with pytest.raises(InputError, match="TMPDIR"):
        run_folders._short_temporary_folder()
    monkeypatch.setattr(run_folders.tempfile, "gettempdir", lambda: "/scratch")
    allowed.add("/scratch")
    assert run_folders._short_temporary_folder() == "/scratch"


def test_a_notebook_finds_a_module_beside_it_but_not_in_place_of_pythons_own(tmp_path: Path) -> None:
    notebooks = tmp_path / "a site's notebooks"
    write_notebook(
        notebooks, "home", "import beside, json\nprint('<<' + beside.WORD + json.dumps([1]) + '>>')"
    )
    (notebooks / "beside.py").write_text("WORD = 'from beside '")
    (notebooks / "json.py").write_text("raise RuntimeError('not this one')")
    server = start(notebooks, tmp_path / "work")
    try:
        server.sign_in()
        assert "from beside [1]" in server.request("/voila/render/home.ipynb").body
    finally:
        stop(server)
    assert server.complaints() == []
