"""Behind a proxy that says who came - and not behind one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.settings import read_settings
from nmt_widgets.server import serve
from nmt_widgets.server.people.proxy import SECRET_HEADER, read_proxy
from nmt_widgets.server.screens.kernel_gate import V1
from tests.server.running import Browser, Server, start, stop, write_notebook
from tests.server.test_sign_in import _WHO, kernel_of, rows, visit_of

SECRET = "a-secret-of-the-proxy"
BOTH = {"NMT_IDENTITY_HEADER": "X-Forwarded-User", "NMT_PROXY_SECRET": SECRET}


def test_without_settings_there_is_no_proxy() -> None:
    proxy = read_proxy(read_settings({"NMT_PROXY_SECRET": SECRET}))
    assert not proxy.signs_in
    assert not proxy.is_secure
    assert SECRET not in repr(proxy)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"NMT_IDENTITY_HEADER": "X-User", "NMT_IDENTITY_ROLE": "trainee"}, "needs NMT_PROXY_SECRET"),
        ({**BOTH, "NMT_PROXY_SECRET": "short", "NMT_IDENTITY_ROLE": "trainee"}, "16 or more"),
        (BOTH, "which role"),
        ({**BOTH, "NMT_IDENTITY_ROLE": "operator"}, "no role 'operator'"),
        ({**BOTH, "NMT_IDENTITY_ROLE": "king"}, "no role 'king'.*trainee"),
        ({"NMT_IDENTITY_ROLE": "trainee"}, "means nothing without NMT_IDENTITY_HEADER"),
        ({"NMT_IDENTITY_ROLE_HEADER": "X-Role"}, "means nothing without NMT_IDENTITY_HEADER"),
        ({"NMT_PUBLIC_ADDRESS": "http://nmt.example.org"}, "cannot be.*https"),
        ({"NMT_PUBLIC_ADDRESS": "nmt.example.org"}, "cannot be.*https"),
        ({"NMT_PUBLIC_ADDRESS": "https://nmt.example.org/a b"}, "perhaps a path"),
        ({"NMT_PUBLIC_ADDRESS": "https://nmt.example.org/../x"}, "perhaps a path"),
        ({"NMT_PUBLIC_ADDRESS": "https://nmt.example.org//x"}, "perhaps a path"),
        ({"NMT_PUBLIC_ADDRESS": "https://user:pw@nmt.example.org"}, "cannot be"),
        ({"NMT_PUBLIC_ADDRESS": "https://nmt.example.org:port"}, "cannot be"),
        ({"NMT_PUBLIC_ADDRESS": "https://"}, "cannot be"),
    ],
)
def test_wrong_settings_are_input_errors(
    settings: dict, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=message) as error:
        read_proxy(read_settings(settings))
    assert SECRET not in str(error.value)
    write_notebook(tmp_path, "home", "1")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=message):
        serve(tmp_path, port=0, open_browser=False)


@pytest.mark.parametrize(
    ("setting", "public", "host"),
    [
        ("https://NMT.example.org", "https://nmt.example.org", "nmt.example.org"),
        ("https://nmt.example.org:443/", "https://nmt.example.org", "nmt.example.org"),
        ("https://nmt.example.org:8443", "https://nmt.example.org:8443", "nmt.example.org:8443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]"),
        ("", "", ""),
    ],
)
def test_the_public_address_is_written_as_browsers_do(setting: str, public: str, host: str) -> None:
    proxy = read_proxy(read_settings({"NMT_PUBLIC_ADDRESS": setting}))
    assert (proxy.public, proxy.host) == (public, host)


def test_headers_mean_nothing_unless_configured(server: Server) -> None:
    """`server` of the conftest knows of no proxy."""
    forged = {"X_Forwarded_User": "Pat", "X_NMT_Proxy_Secret": "", "X_Forwarded_Host": "nmt.example.org"}
    assert server.request("/voila/render/home.ipynb", signed_in=False, **forged).status == 302
    assert server.request("/people", signed_in=False, **forged).status == 302
    assert server.request("/people", **forged).headers["Location"].startswith("/sign-in")
    assert server.request("/login", Host="nmt.example.org").status == 403


@pytest.fixture(scope="module")
def vouching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy that names people and sometimes their role."""
    work = tmp_path_factory.mktemp("vouching")
    write_notebook(work / "notebooks", "home", "print('hello')")
    write_notebook(work / "notebooks", "own", _WHO, person=True)
    server = start(
        work / "notebooks",
        work,
        NMT_DEBUG="1",
        NMT_PUBLIC_ADDRESS="https://nmt.example.org",
        NMT_IDENTITY_HEADER="X-Forwarded-User",
        NMT_IDENTITY_ROLE_HEADER="X-Role",
        NMT_IDENTITY_ROLE="trainee",
        NMT_PROXY_SECRET=SECRET,
    )
    assert server.token == ""
    yield server
    stop(server)


def through(server: Server, name: str, role: str = "clinician", **headers: str) -> Browser:
    """Return somebody at a browser as the proxy passes on what they send."""
    sent = {"Host": "nmt.example.org", "X_Forwarded_User": name, "X_Role": role, SECRET_HEADER: SECRET}
    return Browser(server, headers={**sent, **headers})


def test_the_proxys_word_takes_the_place_of_code_and_passphrase(vouching: Server) -> None:
    ada = through(vouching, "Ada")
    assert ada.get("/").headers["Location"] == "/voila/render/home.ipynb"
    page = ada.get("/voila/render/own.ipynb?case=james")
    assert page.status == 200
    assert "Signed in as Ada (Clinician)" in page.body
    assert "Sign out" not in page.body
    assert visit_of(page.body)["query"] == {"case": "james"}
    cookie = next(line for line in page.cookies if line.startswith("nmt-person-"))
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert rows(vouching, "select role, origin, passphrase from person where name = 'Ada'") == [
        ("clinician", "proxy", None)
    ]
    assert ada.get(f"/api/kernels/{kernel_of(page.body)}").status == 200
    token = visit_of(page.body)["session"]
    again = ada.get("/voila/render/own.ipynb")
    assert visit_of(again.body)["session"] == token, "one session, not one a page"
    for path in ("/login", "/sign-in"):
        assert ada.get(path).headers["Location"] == "/"
    assert SECRET not in vouching.log.read_text()
    assert token not in vouching.log.read_text()
    assert SECRET not in str(visit_of(page.body)["environment"])


@pytest.mark.parametrize(
    "headers",
    [
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: "\xff"},
        {"X_Forwarded_User": ""},
        {"X_Forwarded_User": "   "},
        {"X_Forwarded_User": "\xff\xfe"},
    ],
)
def test_past_the_proxy_everything_is_closed(vouching: Server, headers: dict) -> None:
    for path in ("/", "/voila/render/own.ipynb", "/voila/render/home.ipynb", "/people", "/sign-in"):
        answer = through(vouching, "Ada", **headers).get(path)
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers
    assert vouching.request("/", signed_in=False, X_Forwarded_User="Ada").status == 403
    assert through(vouching, "Ada", Host="example.org").get("/").status == 403


def test_a_name_given_twice_is_nobodys(vouching: Server) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", vouching.port)
    connection.putrequest("GET", "/")
    for name, value in (("X-Forwarded-User", "Ada"), ("X-Forwarded-User", "Bo"), (SECRET_HEADER, SECRET)):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()


def test_another_persons_cookie_is_worth_nothing(vouching: Server) -> None:
    ada, bo = through(vouching, "Ada"), through(vouching, "Bo", role="trainee")
    kernel = kernel_of(ada.get("/voila/render/own.ipynb").body)
    bo.cookies = dict(ada.cookies)
    assert bo.get(f"/api/kernels/{kernel}").status == 401
    page = bo.get("/voila/render/own.ipynb").body
    assert "Signed in as Bo (Trainee)" in page
    assert bo.get(f"/api/kernels/{kernel}").status == 401
    assert bo.get(f"/api/kernels/{kernel_of(page)}").status == 200
    assert ada.get(f"/api/kernels/{kernel}").status == 200


def test_the_proxys_role_counts(vouching: Server) -> None:
    first = through(vouching, "Cy", role="trainee")
    kernel = kernel_of(first.get("/voila/render/own.ipynb").body)
    risen = through(vouching, "Cy", role="programme")
    risen.cookies = first.cookies
    assert risen.get(f"/api/kernels/{kernel}").status == 401, "what was opened with the other role has ended"
    assert "Signed in as Cy (Programme)" in risen.get("/voila/render/own.ipynb").body
    assert through(vouching, "Dee", role="king").get("/voila/render/own.ipynb").status == 403
    assert not rows(vouching, "select 1 from person where name = 'Dee'")


def test_where_the_proxy_names_no_role_the_usual_one_is_taken(vouching: Server) -> None:
    fay = through(vouching, "Fay")
    del fay.headers["X_Role"]
    assert "Signed in as Fay (Trainee)" in fay.get("/voila/render/own.ipynb").body
    ada = through(vouching, "Ada")
    del ada.headers["X_Role"]
    assert "Signed in as Ada (Clinician)" in ada.get("/voila/render/own.ipynb").body, "she keeps hers"


def test_names_are_read_as_utf_8(vouching: Server) -> None:
    sent = "Zoë Ünal".encode().decode("latin-1")
    assert "<strong>Zoë Ünal</strong>" in through(vouching, sent).get("/voila/render/own.ipynb").body


def test_whoever_is_retired_or_has_a_passphrase_does_not_come_in(vouching: Server) -> None:
    pat = through(vouching, "Pia", role="programme")
    through(vouching, "Ed").get("/voila/render/own.ipynb")
    assert pat.get("/people").status == 200
    origin = {"Origin": "https://nmt.example.org", "Content_Type": "application/x-www-form-urlencoded"}
    pat.headers.update(origin)
    body = "action=retire&name=Ed"
    sent = vouching.request("/people", "POST", False, body, Cookie=pat.cookie(), **pat.headers)
    assert sent.status == 303
    refused = through(vouching, "ed").get("/voila/render/own.ipynb")
    assert refused.status == 403
    assert "retired" in refused.body


def test_the_public_address_is_the_pages_own(vouching: Server) -> None:
    ada = through(vouching, "Ada")
    policy = ada.get("/").headers["Content-Security-Policy"]
    assert "wss://nmt.example.org" in policy
    kernel = kernel_of(ada.get("/voila/render/own.ipynb").body)
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Version": "13",
    }
    line = f"/api/kernels/{kernel}/channels"
    for origin in ("http://nmt.example.org", "https://example.org", "null", "https://nmt.example.org:1"):
        assert ada.get(line, Origin=origin, **upgrade).status == 403
        assert ada.get(f"/voila/api/shutdown/{kernel}").status == 405
    import websockets.sync.client

    sent = {name.replace("_", "-"): value for name, value in ada.headers.items() if name != "Host"}
    with websockets.sync.client.connect(
        f"ws://127.0.0.1:{vouching.port}{line}?session_id=a",
        additional_headers={**sent, "Cookie": ada.cookie()},
        origin="https://nmt.example.org",
        subprotocols=[V1],
        proxy=None,
    ):
        pass


def test_a_public_address_alone_keeps_the_code(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "print('hello')")
    server = start(tmp_path / "notebooks", tmp_path, NMT_PUBLIC_ADDRESS="https://nmt.example.org:8443")
    try:
        outside = {"Host": "nmt.example.org:8443"}
        answer = server.request("/", signed_in=False, **outside)
        assert answer.headers["Location"].startswith("/login")
        arrival = server.request(f"/?token={server.token}", signed_in=False, **outside)
        assert arrival.status == 302
        assert re.search(r"HttpOnly.*Secure|Secure.*HttpOnly", arrival.headers["Set-Cookie"])
        assert server.request("/login", signed_in=False, Host="nmt.example.org").status == 403
    finally:
        stop(server)
