"""Who is let in, and to what."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode

import psutil
import pytest

from tests.server.running import Server, opened_both_ways, printed, wait_for

EVERYWHERE = [
    "/voila/files/picture.png",
    "/voila/files/notes.txt",
    "/voila/static/0.5.13/voila.js",
    "/voila/labextensions/anywidget/package.json",
    "/voila/tree",
    "/voila/api/contents/",
    "/api/kernels/00000000-0000-0000-0000-000000000000",
    "/api/kernels/00000000-0000-0000-0000-000000000000/channels",
    "/visit/guess/voila/query/00000000-0000-0000-0000-000000000000",
    "/no/such/page",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_without_the_code_everything_is_closed(server: Server, path: str) -> None:
    answer = server.request(path, signed_in=False)
    assert answer.status == 403
    assert "not open to you" in answer.body


@pytest.mark.parametrize("path", ["/", "/voila/render/home.ipynb?case=james"])
def test_screens_without_the_code_ask_for_it(server: Server, path: str) -> None:
    answer = server.request(path, signed_in=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/login?" + urlencode({"next": path}))


def test_the_code_in_the_address_goes_no_further(server: Server) -> None:
    answer = server.request(f"/voila/render/home.ipynb?token={server.token}&case=james", signed_in=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/voila/render/home.ipynb?case=james")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    wrong = server.request("/voila/render/home.ipynb?token=wrong&case=james", signed_in=False)
    assert wrong.status == 302
    assert wrong.headers["Location"].startswith("/login?")
    assert "wrong" not in wrong.headers["Location"]
    assert "Set-Cookie" not in wrong.headers


def test_login_form(server: Server) -> None:
    form = server.request("/login?next=/voila/render/home.ipynb", signed_in=False)
    assert form.status == 200
    assert 'name="code"' in form.body

    def send(code: str, to: str, **headers: str) -> tuple[int, str | None]:
        body = urlencode({"code": code, "next": to})
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        answer = server.request("/login", "POST", False, body, **kind, **headers)
        return answer.status, answer.headers.get("Location")

    assert send("wrong", "/", Origin=server.url) == (403, None)
    assert send(server.token, "/?a=b", Origin=server.url) == (302, "/?a=b")
    assert send(server.token, "//example.org/", Origin=server.url) == (302, "/")
    assert send(server.token, "https://example.org/", Origin=server.url) == (302, "/")
    assert send(server.token, "/", Origin="http://example.org")[0] == 403
    assert send(server.token, "/")[0] == 403  # a browser always says where a form comes from


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("path", ["/", "/login", *EVERYWHERE])
@pytest.mark.parametrize(
    "host", ["example.org", "example.org:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.nip.io:{port}"]
)
def test_other_hosts_are_refused(server: Server, path: str, host: str, signed_in: bool) -> None:
    assert server.request(path, signed_in=signed_in, Host=host.format(port=server.port)).status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machines_own_names_are_served(server: Server, host: str) -> None:
    assert server.request("/login", Host=f"{host}:{server.port}").status == 200


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://127.0.0.1:1"])
def test_widgets_line_is_for_the_workbooks_own_pages(server: Server, origin: str) -> None:
    page = server.request("/voila/render/environment.ipynb").body
    kernel = re.search(r'"kernelId": "([^"]+)"', page)[1]
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Version": "13",
    }
    path = f"/api/kernels/{kernel}/channels"
    assert server.request(path, Origin=origin, **upgrade).status == 403
    assert server.request(path, signed_in=False, Origin=server.url, **upgrade).status == 403
    assert server.request(path, Host=f"example.org:{server.port}", **upgrade).status == 403
    assert server.request(f"/voila/api/shutdown/{kernel}", "POST", Origin=origin).status == 403
    assert server.request(f"/api/kernels/{kernel}").status == 200
    assert server.request(f"/api/kernels/{kernel}", "DELETE", Origin=server.url).status == 405
    assert server.request(f"/voila/api/shutdown/{kernel}", "POST", Origin=server.url).status == 204
    wait_for(lambda: server.request(f"/api/kernels/{kernel}").status == 404)


@pytest.mark.parametrize(
    "path",
    [
        "/voila/files/picture.png",
        "/voila/files/home.ipynb",
        "/voila/tree",
        "/voila/tree/inner",
        "/voila/api/contents/",
        "/api/kernels",
        "/voila/render/missing.ipynb",
        "/voila/render/inner/hidden.ipynb",
        "/voila/render/inner%2Fhidden.ipynb",
        "/voila/render/../outputs/client.ipynb",
        "/voila/render/..%2Foutputs%2Fclient.ipynb",
        "/voila/render/%2e%2e/outputs/client.ipynb",
        "/voila/render//etc/passwd",
        "/voila/render/%2Fetc%2Fpasswd",
        "/voila/render/notes.txt",
        "/voila/render/",
        "/voila/static/0.5.13/..%2F..%2Fbase%2Fpage.html",
    ],
)
def test_nothing_but_the_known_screens(server: Server, path: str) -> None:
    answer = server.request(path)
    assert answer.status in (403, 404)
    assert "Traceback" not in answer.body
    assert answer.status == 404 or "static" in path
    if "kernels" not in path:
        assert "NMT Workbook" in answer.body


def test_a_screen_is_reached_by_its_name_and_by_its_title(server: Server) -> None:
    for path in (
        "/voila/render/cases.ipynb",
        "/voila/render/home",
        "/home",
        "/Cases/",
        "/notebooks/home.ipynb",
    ):
        answer = server.request(f"{path}?case=james")
        assert (answer.status, answer.headers["Location"]) == (302, "/voila/render/home.ipynb?case=james"), (
            path
        )
    assert server.request("/cases", "POST", Origin=server.url).status == 404


def test_an_unknown_address_names_the_screens_that_are_open(server: Server) -> None:
    answer = server.request("/voila/render/missing.ipynb")
    assert answer.status == 404
    assert '<dt><a href="/voila/render/home.ipynb">Cases</a></dt>' in answer.body
    assert "Presentation" not in answer.body, "there is no such screen here"


def test_the_start_address_shows_the_app(server: Server) -> None:
    answer = server.request("/?case=james")
    assert (answer.status, answer.headers["Location"]) == (302, "/voila/render/home.ipynb?case=james")


def test_query_values_never_become_markup(server: Server) -> None:
    attack = urlencode(
        {"x": "<script>alert(1)</script>", "next": '/"><script>alert(1)</script>', "case": "<b>"}
    )
    for path in ("/login", "/voila/render/home.ipynb", "/voila/render/missing.ipynb", "/<script>alert(1)"):
        answer = server.request(f"{path}?{attack}")
        assert "<script>alert" not in answer.body
        assert "alert(1)" not in answer.headers.get("Location", "")


def test_other_sites_are_shut_out_by_the_browser(server: Server) -> None:
    policy = server.request("/voila/render/environment.ipynb").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy.replace(server.url, "")


def test_a_kernel_sees_what_it_needs_and_no_more(server: Server) -> None:
    environment = json.loads(printed(server.request("/voila/render/environment.ipynb?case=james").body))
    assert {"PATH", "HOME", "LC_ALL", "NMT_SITE_NAME"} <= set(environment)
    assert not {"SECRET_X", "AWS_ACCESS_KEY_ID", "NMT_DB_PASSWORD", "JUPYTER_CONFIG_DIR"} & set(environment)
    assert server.token not in json.dumps(environment)
    assert not environment["IPYTHONDIR"].startswith(environment["HOME"])


@pytest.mark.skipif(sys.platform == "win32", reason="kernels use TCP there")
def test_one_port_on_this_machine_only(server: Server) -> None:
    """Kernels talk over private sockets; ipykernel's pipe for its own children's output is all they keep."""

    def listening(pid: int) -> list[tuple[str, int]]:
        lines = psutil.Process(pid).net_connections("inet")
        return [tuple(line.laddr) for line in lines if line.status == psutil.CONN_LISTEN]

    assert listening(server.process.pid) == [("127.0.0.1", server.port)]
    kernels = wait_for(server.kernels)
    for pid in kernels:
        assert [address for address, _ in listening(pid)] in ([], ["127.0.0.1"])
    files = list(server.run_folder().glob("kernel-*.json"))
    assert {json.loads(file.read_text())["transport"] for file in files} == {"ipc"}


def test_a_deep_link_reaches_the_notebook(server: Server) -> None:
    """Each visitor gets their own query, whether the kernel was prepared in advance or started on request."""

    def open_one(number: int) -> str:
        query = f"case=james-{number}&x=a%26b"
        preheated, got = printed(server.request(f"/voila/render/deep.ipynb?{query}").body).split(" ")
        assert got == query
        return preheated

    opened_both_ways(open_one)


def test_an_error_in_a_notebook_stays_calm(server: Server) -> None:
    body = server.request("/voila/render/broken.ipynb").body
    assert "could not be shown" in body
    for word in ("Jamie", "ValueError", "Traceback", "--show_tracebacks", "never reached", "UserWarning"):
        assert word not in body
    log = server.log.read_text()
    assert "broken.ipynb, cell 1: ValueError at Cell In" in log
    assert "Jamie" not in log


def test_a_kernel_that_dies_while_it_works_stays_calm(server: Server) -> None:
    answer = server.request("/voila/render/dying.ipynb")
    assert answer.status == 200
    assert answer.body.count("could not be shown") > 1  # once hidden, for the page itself, and once shown
    assert answer.body.rstrip().endswith("</html>")


def test_logs_carry_no_query(server: Server) -> None:
    server.request("/voila/render/missing.ipynb?case=james", Referer=f"{server.url}/?case=james")
    log = server.log.read_text()
    assert "404 GET /voila/render/-" in log
    assert "missing" not in log
    assert server.token not in log
    assert "james" not in log
    assert "case=" not in log
    assert "/visit/-/voila/query" in log
    assert "guess" not in log


def test_wrong_codes_are_answered_late_and_the_right_one_at_once(server: Server) -> None:
    def send(code: str) -> tuple[int, float]:
        began = time.monotonic()
        body = urlencode({"code": code, "next": "/"})
        kind = {"Content_Type": "application/x-www-form-urlencoded", "Origin": server.url}
        status = server.request("/login", "POST", False, body, **kind).status
        return status, time.monotonic() - began

    def guess_until_late(guess: Callable[[], tuple[bool, float]]) -> None:
        """Guess on: on a busy machine some time passes between two, and one more is answered at once."""
        for _ in range(40):
            is_refused, took = guess()
            assert is_refused
            if took > 0.9:
                return
        raise AssertionError("no guess was answered late")

    def guess_by_form() -> tuple[bool, float]:
        status, took = send("guess")
        return status == 403, took

    def guess_by_link() -> tuple[bool, float]:
        began = time.monotonic()
        location = server.request("/?token=guess", signed_in=False).headers["Location"]
        return location.startswith("/login"), time.monotonic() - began

    guess_until_late(guess_by_form)
    guess_until_late(guess_by_link)
    status, took = send(server.token)
    assert (status, took < 0.9) == (302, True)
