"""The door of requests: every address in the server's route table, with hostile paths, headers and bodies."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

from nmt_widgets.bench.fuzz import values
from nmt_widgets.bench.fuzz.served import Served, spelled
from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.bench.fuzz.world import GUEST, VISITORS, new_world

_METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "FOO",
)
_TRICKS = (
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%2f..%2fworkbook.db",
    "....//....//data/workbook.db",
    "%00",
    "%ff%fe",
    "%c0%ae%c0%ae/",
    "\\..\\..\\",
    "//example.org/",
    "%0d%0aX-Injected:%20yes",
    "a" * 5000,
    "%",
    "%zz",
    ";x=y",
    "?",
    "\u00e9".encode().decode("latin-1"),
    "home",
    "report",
    "package.json",
)
_KERNEL = "00000000-0000-4000-8000-000000000000"
_OUTSIDE = "anything else"
_ROOM = "room "
_CLASS = "class "
_VISIT = "/visit/KEY/"
_ASKING = ("field", "repeated_passphrase", "get_argument", "get_body_argument", "get_query_argument")


@cache
def table() -> tuple[str, ...]:
    """Return the address of every route of the workbook, as a pattern; the kernels' key is written KEY."""
    from nmt_widgets.server.audience.listener import open_door
    from nmt_widgets.server.audience.pages import RoomApplication
    from nmt_widgets.server.class_door.door import open_class_door
    from nmt_widgets.server.class_door.serving import make_class_application
    from nmt_widgets.server.people.access import AccessCode
    from nmt_widgets.server.people.proxy import Proxy
    from nmt_widgets.server.people.sign_ins import SignIns
    from nmt_widgets.server.screens.application import make_application

    class NoPool:
        kernels = SimpleNamespace(connection_dir="")
        pages: dict[str, Any] = {}  # noqa: RUF012

    sign_ins = SignIns()
    pool: Any = NoPool()
    gate = make_application(
        pool, Path(), "home", ("127.0.0.1", 1), AccessCode(), "KEY", Proxy(), sign_ins, None
    )
    sign_ins.close()
    door = open_door("127.0.0.1", 0)
    door.listener.close()
    room = RoomApplication(door.room)
    class_door = open_class_door("127.0.0.1", 0)
    class_door.listener.close()
    of_class = make_class_application(class_door, gate)
    return (
        *_patterns(gate),
        *(f"{_ROOM}{pattern}" for pattern in _patterns(room)),
        *(f"{_CLASS}{pattern}" for pattern in _patterns(of_class)),
        _OUTSIDE,
    )


def _patterns(application: Any) -> list[str]:
    # tornado ends its table with a rule of its own for whatever there is no address for
    rules = [rule for rule in application.wildcard_router.rules if hasattr(rule.matcher, "regex")]
    return [rule.matcher.regex.pattern.removesuffix("$") for rule in rules]


@cache
def form_fields() -> tuple[str, ...]:
    """Return every field of forms and addresses that the server reads."""
    import nmt_widgets.server

    names: set[str] = set()
    for path in Path(nmt_widgets.server.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            name = node.args[0]
            if node.func.attr in _ASKING and isinstance(name, ast.Constant) and isinstance(name.value, str):
                names.add(name.value)
    return tuple(sorted(names))


class Routes:
    """Every address; use it in a `with` block, which starts the server."""

    name, at_most, by_clock = "routes", 60.0, True

    def __init__(self) -> None:
        self.parts: Sequence[str] = table()

    def __enter__(self) -> Routes:
        self._stack = ExitStack()
        self.server = self._stack.enter_context(Served(self._stack.enter_context(new_world())))
        for visitor in VISITORS:
            self.server.cookies(visitor)
        login = b"GET /login HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % self.server.port
        self._usual = max(1e-3, min(self.server.send(login, self.server.port).seconds for _ in range(5)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def attempt(self, part: str, draw: random.Random) -> float:
        """Send one request."""
        server = self.server
        server.restart_log()
        visitor = draw.choice(VISITORS)
        typed = f"zq{draw.randrange(10**12)}qz"
        port = self._port(part)
        raw, seen_as, is_whole = self._request(part, draw, visitor, typed, port)
        answer = server.send(raw, port, is_whole=is_whole)
        if answer.status >= 500:
            raise DidNotHold(f"{answer.status} for {raw[:600]!r}")
        if "sign-out" in part or "sign-in" in part or "passphrase" in part:
            server.forget(visitor)
        server.check(seen_as, f"{answer.head}\n{answer.body}", typed)
        if "X-Injected" in answer.head.partition("\r\n")[2] and re.search(r"(?im)^x-injected:", answer.head):
            raise DidNotHold(f"a header was put in by {raw[:600]!r}")
        return answer.seconds / self._usual

    def _port(self, part: str) -> int:
        """Return the port of the server to which a route belongs."""
        if part.startswith(_ROOM):
            return self.server.room_port
        return self.server.class_port if part.startswith(_CLASS) else self.server.port

    def _request(
        self, part: str, draw: random.Random, visitor: str, typed: str, port: int
    ) -> tuple[bytes, str, bool]:
        """Return a request, the person it is answered as, and whether it is complete."""
        method = draw.choice(_METHODS)
        path = self._path(part, draw)
        if draw.random() < 0.7:
            path += "?" + self._query(draw, typed)
        headers, seen_as = self._headers(draw, visitor, port)
        body = b""
        if method in ("POST", "PUT", "PATCH") or draw.random() < 0.1:
            body, kind = self._body(draw, visitor, typed)
            headers["Content-Type"] = kind
            headers["Content-Length"] = str(len(body))
        way, is_whole = draw.random(), True
        if way < 0.04:
            is_whole = False
            headers["Content-Length"] = draw.choice(("-1", "99999999999", "abc", "1e3", "1, 2"))
        elif way < 0.08:
            is_whole = False
            headers["Transfer-Encoding"] = "chunked"
            headers.pop("Content-Length", None)
            body = draw.choice(
                (b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffff\r\nx", b"-1\r\n\r\n", b"zz\r\n", b"0\r\n\r\n")
            )
        elif way < 0.12:
            headers["Content-Encoding"] = "gzip"
        elif way < 0.25:
            headers |= {
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                "Sec-WebSocket-Key": "x" * draw.choice((1, 22)),
            }
            headers["Sec-WebSocket-Version"] = draw.choice(("13", "0", "x"))
        elif way < 0.3:
            headers[
                draw.choice(
                    (
                        "Range",
                        "If-None-Match",
                        "Accept-Language",
                        "X-Forwarded-Host",
                        "X-HTTP-Method-Override",
                    )
                )
            ] = draw.choice(("bytes=0-99999999999", "*", f"{typed}", "example.org", "DELETE", "a" * 9000))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line = f"{method} {path} HTTP/{draw.choice(('1.1', '1.1', '1.1', '1.0', '9'))}\r\n{head}\r\n"
        return line.encode("latin-1", "replace") + body, seen_as, is_whole

    def _path(self, part: str, draw: random.Random) -> str:
        """Return an address of a route, or one outside all routes."""
        if part == _OUTSIDE:
            places = (
                "api/contents",
                "api/kernels",
                "api/sessions",
                "terminals/1",
                "lab",
                "voila/files/x",
                "files/data/workbook.db",
                "static/",
            )
            return "/" + draw.choice((*places, "")) + draw.choice(_TRICKS)
        path = part.removeprefix(_ROOM).removeprefix(_CLASS)
        if path.startswith(_VISIT):
            key = self.server.key if draw.random() < 0.7 else "/visit/wrong/"
            path = key + path.removeprefix(_VISIT)
        path = re.sub(
            r"\(\?P<kernel_id>[^)]*\)",
            lambda _: draw.choice((_KERNEL, _KERNEL, "a-b-c-d-e", "x-x-x-x-" + "x" * 300)),
            path,
        )
        path = re.sub(r"\([^)]*\)", lambda _: self._piece(part, draw), path)
        path = path.replace("[^/]+", "0").replace("\\", "")
        return path + draw.choice(_TRICKS) if draw.random() < 0.15 else path

    def _piece(self, part: str, draw: random.Random) -> str:
        if part.startswith(_ROOM):
            return draw.choice((self.server.room_code, self.server.room_code, "ABCDEF", "x", "a" * 30))
        if "render" in part and draw.random() < 0.93:  # a page that is there costs a kernel
            return draw.choice(("nobody", "doors2", "a" * 300, "__init__", "-"))
        return draw.choice(("home", "certification", *_TRICKS))

    def _query(self, draw: random.Random, typed: str) -> str:
        """Return a query string."""
        if draw.random() < 0.15:
            return draw.choice(_TRICKS) + typed
        ids = (*self.server.world.ids, "james", "/people", "//example.org", "http://example.org/", typed)
        names = ("case", "attempt", "token", *form_fields())
        pairs = [
            (draw.choice(names), draw.choice(ids) if draw.random() < 0.6 else values.text(draw))
            for _ in range(draw.randrange(1, 4))
        ]
        return urlencode([*pairs, ("q", typed)], errors="surrogatepass") + draw.choice(
            ("", "", "&token=%ff%fe" + typed, "&=&&")
        )

    def _headers(self, draw: random.Random, visitor: str, port: int) -> tuple[dict[str, str], str]:
        own = f"127.0.0.1:{port}"
        hosts = (
            own,
            own,
            own,
            own,
            own,
            own,
            f"localhost:{port}",
            "example.org",
            f"{own}.example.org",
            "",
            f"user@{own}",
            own.replace("127", "0127"),
        )
        headers = {"Host": draw.choice(hosts)}
        origins = (f"http://{headers['Host']}",) * 4 + (
            "null",
            "http://example.org",
            f"https://{own}",
            f"http://{own}.example.org",
            "",
        )
        if draw.random() < 0.75:
            headers["Origin"] = draw.choice(origins)
        cookies, seen_as = self._cookies(draw, visitor)
        if cookies:
            headers["Cookie"] = cookies
        headers["Connection"] = "close"
        return headers, seen_as

    def _cookies(self, draw: random.Random, visitor: str) -> tuple[str, str]:
        """Return good or forged cookies, and the person they belong to."""
        way = draw.random()
        if way < 0.15:
            return "", GUEST
        cookies = dict(self.server.cookies(visitor))
        if way < 0.7:
            return spelled(cookies), visitor
        if way < 0.78:
            return spelled(self.server.cookies(GUEST)), GUEST
        names, at = list(cookies), draw.randrange(len(cookies))
        if way < 0.86:  # one in the place of the other
            swapped = dict(zip(names, reversed(list(cookies.values())), strict=True))
            return spelled(swapped), visitor if len(names) == 1 else GUEST
        value = list(cookies[names[at]])
        value[draw.randrange(len(value))] = draw.choice("aZ0|")
        cookies[names[at]] = draw.choice(
            (
                "".join(value),
                "",
                '"',
                "2|1:0|10:1|1:x|4:eA==|00",
                quote(values.text(draw), errors="replace")[:500],
            )
        )
        return spelled(cookies), visitor  # whom a forged cookie might still be taken for

    def _body(self, draw: random.Random, visitor: str, typed: str) -> tuple[bytes, str]:
        """Return a body and its content type; never a valid request to retire a person whom other cases need."""
        role_may = visitor.startswith(("Tara", "Petra"))
        people = ("nobody", typed) if role_may else (*VISITORS, typed)
        likely = {
            "action": ("add", "retire", "passphrase", typed),
            "name": people,
            "role": ("trainer", "operator"),
            "first": ("1", ""),
        }
        fields = []
        for name in form_fields():
            if draw.random() < 0.7:
                value = draw.choice(likely.get(name, (typed, values.text(draw))))
                fields.append((name, value if draw.random() < 0.85 else values.text(draw)))
        form = urlencode([*fields, ("q", typed)], errors="surrogatepass").encode()
        way = draw.randrange(8)
        if way < 4:
            return form, "application/x-www-form-urlencoded"
        if way == 4:
            cut = draw.choice(
                (
                    b"--x\r\n",
                    b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
                    + typed.encode()
                    + b"\r\n--x--\r\n",
                    form,
                )
            )
            return cut, draw.choice(
                ("multipart/form-data; boundary=x", "multipart/form-data", 'multipart/form-data; boundary="')
            )
        if way == 5:
            return str(values.value(draw)).encode("utf-8", "surrogatepass")[:200_000], "application/json"
        if way == 6:
            return b"%ff=%fe&name=%ff" + typed.encode(), "application/x-www-form-urlencoded; charset=utf-16"
        return b"&" * draw.choice((10, 5000)) + draw.randbytes(50), "application/x-www-form-urlencoded"
