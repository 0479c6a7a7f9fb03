"""What the audience's door lets through: the room's page, its question, one answer, and nothing of the workbook."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote

import psutil
import pytest

from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.cli import main
from nmt_widgets.core.errors import InputError
from nmt_widgets.server.audience.listener import open_door
from nmt_widgets.server.shared import local_network
from tests.server.audience_room import SCORES, WORDS, Device, Room, counted, start_room
from tests.server.running import stop, wait_for
from tests.server.test_gate import EVERYWHERE


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = start_room(tmp_path_factory.mktemp("room"))
    yield room
    stop(room.server)


@pytest.fixture(scope="module")
def presenter(room: Room) -> Iterator[Audience]:
    presenter = room.presenter()
    yield presenter
    presenter.close()


WORKBOOK = [*EVERYWHERE, "/login", "/sign-in", "/people", "/voila/render/home.ipynb", "/api/kernels", "/api"]
CRAFTED = ["/../etc/passwd", "/%2e%2e/", "//", "/static/", "/favicon.ico", "/robots.txt", "/audience.js"]


@pytest.mark.parametrize("path", [*WORKBOOK, *CRAFTED])
def test_nothing_of_the_workbook_is_there(room: Room, path: str) -> None:
    for cookie in ("", room.server.cookie):
        answer = Device(room, cookie).request(path)
        assert answer.status == 404
        assert "kernel" not in answer.body.lower()
        assert answer.cookies == []


@pytest.mark.parametrize("path", ["/question", "/answer", "/{code}/", "/{code}/answer/x", "/{code}/spread"])
def test_nothing_else_of_the_room_is_there(room: Room, path: str) -> None:
    assert room.device().request(path.format(code=room.code)).status == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST"])
def test_other_methods_are_refused(room: Room, method: str) -> None:
    for path in ("/", f"/{room.code}", f"/{room.code}/question"):
        answer = room.device().request(path, method)
        assert answer.status == 405
        assert not any(name.lower().startswith("access-control") for name in answer.headers)
    assert room.device().request(f"/{room.code}/answer").status == 405


def test_the_workbook_is_where_it_was(room: Room) -> None:
    lines = psutil.Process(room.server.process.pid).net_connections("inet")
    listening = {tuple(line.laddr) for line in lines if line.status == psutil.CONN_LISTEN}
    assert listening == {("127.0.0.1", room.server.port), room.address}
    assert room.server.request("/voila/render/home.ipynb", signed_in=False).status == 302
    assert room.server.request(f"/{room.code}", signed_in=False).status == 403
    assert room.server.request(f"/{room.code}").status == 404
    host = "{}:{}".format(*room.address)
    assert room.server.request("/login", Host=host).status == 403


@pytest.mark.parametrize("host", ["example.org", "example.org:{port}", "127.0.0.1", "localhost:{port}", ""])
def test_other_hosts_are_refused(room: Room, host: str) -> None:
    for path in ("/", f"/{room.code}", f"/{room.code}/question", "/login"):
        assert room.device().request(path, Host=host.format(port=room.address[1])).status == 400


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://127.0.0.1:1", ""])
def test_other_sites_pages_cannot_answer(room: Room, presenter: Audience, origin: str) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    assert device.send(device.question()["id"], 3, Origin=origin) == 400
    assert presenter.close_question().answered == 0


def test_a_wrong_code_opens_nothing(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    for path in ("/WRONGX", "/WRONGX/question"):
        answer = device.request(path)
        assert (answer.status, answer.cookies) == (404, [])
        assert SCORES.text not in answer.body
    assert "not the code on the screen" in device.request("/WRONGX").body
    assert device.request("/?code=%3Cb%3E12").status == 200
    assert device.request("/WRONGX/answer", "POST", "{}").status == 404


def test_codes_cannot_be_tried_out(room: Room) -> None:
    guesser, neighbour, known = room.device(), room.device(), room.device()
    known.seat = guesser.seat
    known.question()
    statuses = [guesser.request("/WRONGX").status for _ in range(15)]
    assert statuses[:10] == [404] * 10
    assert statuses[-1] == 429
    assert guesser.request(f"/{room.code}/question").status == 429  # else a right guess would show
    assert neighbour.request(f"/{room.code}/question").status == 200
    assert known.request(f"/{room.code}/question").status == 200  # who was let in before goes on


def test_a_made_up_cookie_is_nobodys(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    honest = room.device()
    assert honest.answer(3) == 204
    value = honest.cookie.partition("=")[2].strip('"')
    name, signature = value.rsplit("|", 1)
    id = honest.question()["id"]
    forged = ["device", "2|1:0|10:1|8:nmt-room|4:YQ==|" + "0" * 64, f"{name}|{signature[::-1]}", f"x{value}"]
    for cookie in (*forged, ""):
        device = Device(room, f'nmt-room="{cookie}"')
        assert device.send(id, 5) == 403
        assert device.request(f"/{room.code}/question").cookies  # and gets a new name
    assert counted(presenter) in ({}, {"3": 1})
    assert presenter.close_question().answered == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        '"question"',
        "{}",
        '{"question": 1}',
        '{"answer": 3}',
        "[" * 1500,
        '{"a":' * 300,
        "\xff\xfe",
        "question=1&answer=3",
        "NaN",
    ],
)
def test_bodies_that_make_no_sense(room: Room, presenter: Audience, body: str) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    device.question()
    answer = device.request(f"/{room.code}/answer", "POST", body.encode("latin-1"))
    assert (answer.status, answer.body) == (400, "")


def test_a_megabyte_is_not_read(room: Room, presenter: Audience) -> None:
    presenter.open_question(WORDS)
    device = room.device()
    id = device.question()["id"]
    with suppress(OSError):  # hung up before all was sent
        assert device.send(id, "x" * 1_000_000) == 400
    assert device.send(id, "x" * 4000) == 400
    with socket.create_connection(room.address) as line:
        head = f"POST /{room.code}/answer HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        line.sendall(head.encode() + b"1000\r\n" + b"x" * 4096 + b"\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert presenter.close_question().answered == 0
    assert room.device().question() is None


def test_headers_without_end_are_not_read(room: Room) -> None:
    with socket.create_connection(room.address) as line:
        line.settimeout(10)
        with suppress(ConnectionError):
            line.sendall(b"GET / HTTP/1.1\r\n" + b"X-Filler: " + b"x" * 20_000)
            assert line.recv(100) == b""
    assert room.device().request("/").status == 200


def test_a_device_that_will_not_stop_is_slowed_down(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    id = device.question()["id"]
    statuses = [device.send(id, 1 + turn % 12) for turn in range(60)]
    assert set(statuses) == {204, 429}
    assert presenter.close_question().answered == 1


def test_one_address_cannot_fill_the_room(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    first, statuses = room.device(), []
    for _ in range(130):
        device = Device(room, seat=first.seat)
        statuses.append(device.request(f"/{room.code}/question").status)
    assert statuses[:100] == [200] * 100
    assert statuses[-1] == 429
    assert room.device().answer(3) == 204


def test_one_address_keeps_only_so_many_connections(room: Room) -> None:
    lines = [socket.create_connection(room.address, source_address=("127.0.9.9", 0)) for _ in range(170)]

    def hung_up() -> int:
        return sum(_is_closed(line) for line in lines)

    wait_for(lambda: hung_up() >= 20)
    assert hung_up() == 20
    assert room.device().request("/").status == 200
    for line in lines:
        line.close()


def _is_closed(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_every_answer_forbids_what_the_page_does_not_need(room: Room) -> None:
    for path in ("/", f"/{room.code}", f"/{room.code}/question", "/nothing/here", "/WRONGX"):
        headers = room.device().request(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "Server" not in headers
        assert not any(name.lower().startswith("access-control") for name in headers)


def test_the_page_asks_nobody_else(room: Room) -> None:
    body = room.device().request(f"/{room.code}").body
    assert (
        re.findall(r"(?:https?:)?//[\w.-]+\.\w+", re.sub(r"<script>.*?</script>", "", body, flags=re.DOTALL))
        == []
    )
    assert "src=" not in body
    assert len(body) < 22_500


def test_a_code_is_not_written_into_the_page(room: Room) -> None:
    for typed in ("<script>alert(1)</script>", '"><img src=x>', "{{7*7}}"):
        answer = room.device().request(f"/?code={quote(typed)}")
        assert answer.status == 200
        assert typed not in answer.body
        assert "49" not in re.sub(r"<style>.*?</style>", "", answer.body, flags=re.DOTALL)


def test_codes_differ_with_every_start() -> None:
    doors = [open_door("127.0.0.1", 0) for _ in range(5)]
    for door in doors:
        door.listener.close()
    codes = {door.room.code for door in doors}
    assert len(codes) == 5
    assert all(re.fullmatch(r"[A-HJKMNP-Z]{6}", code) for code in codes)


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("0.0.0.0", 0, "every network at once"),
        ("192.0.2.200", 0, "is not a name or an IPv4 address of this computer"),
        ("nobody.invalid", 0, "is not a name"),
        ("fe80::1", 0, "is not a name"),
        ("a b", 0, "is not a name"),
        ("", 0, "is not a name"),
        ("127.0.0.1", 70_000, "outside 1-65535"),
    ],
)
def test_where_no_door_can_be(host: str, port: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        open_door(host, port)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--audience-port", "0"], "mean nothing without --audience"),
        (["--audience-host", "127.0.0.1"], "mean nothing without --audience"),
        (["--audience", "--audience-host", "0.0.0.0"], "every network at once"),
        (["--audience", "--audience-port", "70000"], "outside 1-65535"),
    ],
)
def test_options_that_cannot_be_are_told_in_a_line(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--no-browser", *options])
    assert ended.value.code == 2
    assert says in (err := capsys.readouterr().err)
    assert err.count("\n") == 1


def test_a_port_in_use_is_told() -> None:
    door = open_door("127.0.0.1", 0)
    with pytest.raises(InputError, match="in use by another program"):
        open_door("127.0.0.1", door.listener.getsockname()[1])
    door.listener.close()


def test_which_address_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def on(*local: str, out: str = "") -> str:
        monkeypatch.setattr(local_network, "_local_addresses", lambda: list(local))
        monkeypatch.setattr(local_network, "_outgoing_address", lambda: out)
        return local_network.find_address("--audience-host")

    assert on("192.168.1.5") == "192.168.1.5"
    assert on("172.17.0.1", "192.168.1.5", out="192.168.1.5") == "192.168.1.5"
    with pytest.raises(InputError, match="on no local network"):
        on(out="203.0.113.5")
    with pytest.raises(InputError, match=r"choose one with --audience-host: 10\.0\.0\.5, 192\.168\.1\.5"):
        on("10.0.0.5", "192.168.1.5")


def test_json_is_read_as_json_only(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    id = device.question()["id"]
    twice = f'{{"question": "{id}", "answer": 99, "answer": 3, "code": "{json.dumps(id)[1:-1]}"}}'
    assert device.request(f"/{room.code}/answer", "POST", twice).status == 204
    assert counted(presenter) in ({}, {"3": 1})
