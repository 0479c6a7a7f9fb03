"""The scripts of every screen in one file: the same programs, compressed, kept for good, behind the same gate."""

from __future__ import annotations

import gzip
import http.client
from pathlib import Path
from typing import Any

import pytest

from nmt_widgets.core.page_files import script_address, sheet_address
from nmt_widgets.server.shared.kept_files import kept_address, kept_text
from nmt_widgets.server.shared.page_scripts import (
    join_scripts,
    labextension_folders,
    page_scripts,
    script_names,
    static_folders,
)
from tests.patience import LIMIT
from tests.server.running import Server

VOILA = "/voila/static/0.5.13/voila.js"
SCREENS = str(kept_address("screens.js"))


def answer_of(server: Server, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and the bytes as they were sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LIMIT)
    fields = {"Cookie": server.cookie, **{name.replace("_", "-"): text for name, text in headers.items()}}
    connection.request("GET", path, headers=fields)
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return answer


def test_each_script_stands_alone_and_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.1f2e.js").write_text('"use strict"; one() //# sourceMappingURL=a.map')
    (tmp_path / "b.js").write_text("two()")
    joined = join_scripts(["a.*.js", "gone.js", "b.js"], [str(tmp_path / "missing"), str(tmp_path)])
    assert joined.split("\n})();\n") == [
        '(()=>{"use strict"; one() //# sourceMappingURL=a.map',
        "(()=>{two()",
        "",
    ]


def test_every_named_script_is_installed() -> None:
    folders = [Path(folder) for folder in (*static_folders(), *labextension_folders())]
    missing = [name for name in script_names() if not any(list(folder.glob(name)) for folder in folders)]
    assert missing == []


@pytest.mark.parametrize("path", [VOILA, SCREENS, script_address("practice/attempt")])
def test_a_script_is_compressed_for_who_takes_that(server: Server, path: str) -> None:
    plain = answer_of(server, path)
    packed = answer_of(server, path, Accept_Encoding="gzip, br")
    assert plain[0] == packed[0] == 200
    assert "Content-Encoding" not in plain[1]
    assert packed[1]["Content-Encoding"] == "gzip"
    assert packed[1]["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed[2]) == plain[2]
    assert len(packed[2]) < len(plain[2]) / 2
    for headers in (plain[1], packed[1]):
        assert headers["Content-Type"] == "text/javascript"
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_script_that_is_known_is_not_sent_again(server: Server) -> None:
    mark = answer_of(server, VOILA, Accept_Encoding="gzip")[1]["Etag"]
    status, _, body = answer_of(server, VOILA, Accept_Encoding="gzip", If_None_Match=mark)
    assert (status, body) == (304, b"")


def test_an_address_of_another_version_has_nothing(server: Server) -> None:
    _, _, mark, name = SCREENS.split("/")
    for path in (f"/kept/{mark[::-1]}/{name}", f"/kept/{mark}/page.js", f"/kept/{mark}/../{name}"):
        assert answer_of(server, path)[0] == 404


def test_nothing_but_the_files_of_pages_has_such_an_address() -> None:
    assert kept_text("shared/notice+shared/choice.css")
    for name in (
        "page.html.j2",
        "../page.js",
        "shared/notice",
        "shared/notice.py",
        "core/tokens.css",
        "a+b.js",
        ".css",
    ):
        assert kept_text(name) is None, name
    assert kept_text("+".join(["shared/notice"] * 2) + ".css") is None


def test_a_style_sheet_is_one(server: Server) -> None:
    status, headers, body = answer_of(server, sheet_address("shared/screen", "shared/glossary"))
    assert (status, headers["Content-Type"]) == (200, "text/css")
    assert b".nmt-glossary" in body


def test_a_page_is_not_compressed(server: Server) -> None:
    """It holds what somebody may have chosen beside what only one person may see."""
    status, headers, body = answer_of(server, "/voila/render/home.ipynb", Accept_Encoding="gzip")
    assert status == 200
    assert "Content-Encoding" not in headers
    assert body.startswith(b"<!DOCTYPE html>")


@pytest.mark.browser
def test_a_page_that_needs_voila_asks_for_no_script_that_is_not_in_the_file(
    page: Any, server: Server
) -> None:
    page.goto(f"{server.url}/voila/render/slider.ipynb")
    page.get_by_role("slider").wait_for()
    scripts = {
        url.partition("?")[0].removeprefix(server.url)
        for url in page.urls
        if url.startswith(server.url) and ".js" in url
    }
    entries = {path for path in scripts if "/remoteEntry." in path}
    own = {path for path in scripts if path.startswith("/kept/")}
    assert scripts - entries - own == {VOILA}
    assert SCREENS in own
    assert len(entries) == 3
    assert len(page_scripts()) > 1_000_000
