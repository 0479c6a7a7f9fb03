"""What the door of a class lets through: joining, the practice screen and the room's question; nothing else."""

from __future__ import annotations

import itertools
import json
import os
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any
from unittest.mock import patch

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from nmt_widgets.apps.classes.door_client import ClassDoor
from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.case_files import load_case
from nmt_widgets.server.screens.kernel_gate import V1
from nmt_widgets.store import Person
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.opening import open_store
from nmt_widgets.store.people import sessions
from nmt_widgets.training.references.attempts import begin_attempt
from tests.patience import wait_for
from tests.server.class_room import CASE, PASSPHRASE, ClassRoom, Laptop, start_class
from tests.server.running import printed, stop
from tests.server.test_gate import EVERYWHERE
from tests.server.test_lines import parts_of, v1

MADE_UP = "s" * 43
_sessions = itertools.count(1)
KERNEL = "00000000-0000-4000-8000-000000000000"
OF_MEMBERS = ["/voila/render/practice.ipynb", "/settings", "/glossary", "/leave"]
OF_PAGES = [
    "/kept/00/voila.js",
    "/voila/static/1/voila.js",
    f"/api/kernels/{KERNEL}",
    f"/voila/api/shutdown/{KERNEL}",
]
OF_THE_WORKBOOK = [
    *(
        f"/voila/render/{name}.ipynb"
        for name in ("home", "line", "class", "assess", "report", "..%2fpractice")
    ),
    *(
        "/login",
        "/sign-in",
        "/sign-out",
        "/people",
        "/passphrase",
        "/files",
        "/files/backup",
        "/files/tables",
    ),
    *("/welcome", "/api", "/api/kernels", "/api/contents", "/visit", "/visit/key/who/" + KERNEL),
    *("/../etc/passwd", "/%2e%2e/", "//", "/favicon.ico", "/audience", "/question", "/room/x/y"),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassRoom]:
    room = start_class(tmp_path_factory.mktemp("class"))
    yield room
    stop(room.server)


@pytest.fixture(scope="module")
def ada(room: ClassRoom) -> Laptop:
    return room.member("Ada")


@pytest.fixture(scope="module")
def ben(room: ClassRoom) -> Laptop:
    return room.member("Ben")


@pytest.fixture(scope="module")
def page(ada: Laptop) -> str:
    """The kernel of Ada's open page."""
    return ada.open()


def open_line(laptop: Laptop, kernel: str, link: str = "", **headers: str) -> ClientConnection:
    """Open the connection of a page as a browser does, or with other headers."""
    link = link or laptop.room.link
    cookie = "; ".join(f"{name}={value}" for name, value in laptop.cookies.items())
    fields = {"Cookie": cookie, "Origin": link, **headers}
    return connect(
        f"ws{link.removeprefix('http')}/api/kernels/{kernel}/channels?session_id={next(_sessions)}",
        subprotocols=[V1],
        additional_headers={name: text for name, text in fields.items() if text},
        proxy=None,
        close_timeout=0.2,
    )


def refused(laptop: Laptop, kernel: str, link: str = "", **headers: str) -> int:
    with pytest.raises(InvalidStatus) as error:
        open_line(laptop, kernel, link, **headers)
    return error.value.response.status_code


def closing_code(line: ClientConnection) -> int:
    """Return the code with which a connection was closed; 0 while it is open."""
    try:
        line.recv(timeout=0.1)
    except TimeoutError:
        return 0
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
    return 0


def widget_states(line: ClientConnection) -> str:
    """Return everything that the widgets of a page show, as it is sent."""
    comm = {"comm_id": "c1", "target_name": "jupyter.widget.control", "data": {"method": "request_states"}}
    for kind in ("comm_open", "comm_msg"):
        header, parent, _, content = parts_of(kind, comm)
        line.send(v1("shell", [header, parent, b'{"version": "1.0.0"}', content]))
    while "update_states" not in (text := str(line.recv(timeout=10))):
        pass
    return text[text.index('"states"') :]


# ---- what is there, and for whom ----


def test_nothing_of_the_workbook_is_there(room: ClassRoom, ada: Laptop) -> None:
    guest = room.laptop()
    guest.cookies = dict([room.server.cookie.split("=", 1)])
    opened = []
    for path in [*OF_THE_WORKBOOK, *EVERYWHERE[4:]]:
        for laptop in (room.laptop(), guest, ada):
            answer = laptop.request(path)
            is_closed = answer.status == 404 or (answer.status == 401 and path.startswith("/api/kernels/"))
            if not is_closed or "kernelId" in answer.body or answer.cookies:
                opened.append((path, answer.status))
    assert opened == []


def test_only_joining_is_there_without_the_cookie(room: ClassRoom) -> None:
    stranger, liar = room.laptop(), room.laptop()
    liar.cookies = {"nmt-class": MADE_UP}
    for laptop in (stranger, liar):
        assert laptop.request("/").status == laptop.request(f"/{room.code.upper()}").status == 200
        for path in OF_MEMBERS:
            assert (laptop.request(path).status, laptop.request(path).headers["Location"]) == (303, "/")
        assert [laptop.request(path).status for path in OF_PAGES] == [401] * len(OF_PAGES)
        assert refused(laptop, KERNEL) == 401
    assert stranger.cookies == {}


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(room: ClassRoom, ada: Laptop, page: str, method: str) -> None:
    for path in ("/", "/voila/render/practice.ipynb", f"/api/kernels/{page}"):
        answer = ada.request(path, method, Origin=room.link)
        assert answer.status == 405
        assert not any(name.lower().startswith("access-control") for name in answer.headers)
    assert ada.request(f"/api/kernels/{page}").status == 200


@pytest.mark.parametrize("host", ["example.org", "127.0.0.2", "127.0.0.1:{port}", "localhost:{port}", ""])
def test_other_hosts_are_refused(room: ClassRoom, ada: Laptop, page: str, host: str) -> None:
    for path in ("/", "/voila/render/practice.ipynb", f"/api/kernels/{page}", "/room/"):
        assert ada.request(path, Host=host.format(port=room.place[1]) or " ").status in (400, 403)


@pytest.mark.parametrize(
    "origin", ["http://example.org", "null", "http://127.0.0.2:1", "https://127.0.0.2", ""]
)
def test_pages_of_others_change_nothing(room: ClassRoom, ada: Laptop, page: str, origin: str) -> None:
    stranger = room.laptop()
    fields = {"action": "join", "form": "x", "code": room.code, "name": "Eve"}
    assert stranger.post("/", origin=origin, **fields).status == 403
    assert ada.post("/leave", origin=origin).status == 403
    assert ada.post("/settings", origin=origin, theme="dark").status == 403
    assert ada.request(f"/voila/api/shutdown/{page}", "POST", Origin=origin).status == 403
    assert refused(ada, page, Origin=origin) == 403
    assert stranger.cookies == {}
    assert ada.request(f"/api/kernels/{page}").status == 200


def test_a_line_needs_the_cookie_of_its_page(room: ClassRoom, ada: Laptop, page: str, ben: Laptop) -> None:
    stranger = room.laptop()
    assert refused(stranger, page) == 401
    assert refused(ben, page) == 404
    assert ben.request(f"/api/kernels/{page}").status == 404
    assert ben.request(f"/voila/api/shutdown/{page}", "POST", Origin=room.link).status == 404
    with open_line(ada, page) as line:
        assert line.subprotocol == V1


def test_no_page_is_reached_through_the_other_address(room: ClassRoom, ada: Laptop, page: str) -> None:
    trainer = room.server.browser()
    trainer.sign_in("Tina", PASSPHRASE)
    body = trainer.get("/voila/render/line.ipynb").body
    theirs = re.search(r'"kernelId": "([^"]+)"', body)[1]
    for path in (f"/api/kernels/{theirs}", f"/api/kernels/{theirs}/channels"):
        assert ada.request(path).status in (400, 404)
    assert refused(ada, theirs) == 404
    assert ada.request(f"/voila/api/shutdown/{theirs}", "POST", Origin=room.link).status == 404
    trainer.cookies |= ada.cookies
    assert trainer.get(f"/api/kernels/{page}").status == 404
    assert trainer.post(f"/voila/api/shutdown/{page}").status == 404
    assert (trainer.get(f"/api/kernels/{theirs}").status, ada.request(f"/api/kernels/{page}").status) == (
        200,
        200,
    )


def test_the_door_is_for_members_and_the_workbook_for_others(room: ClassRoom, ada: Laptop) -> None:
    engine = open_engine(room.url)
    trainer, member = room.laptop(), room.server.browser()
    trainer.cookies = {"nmt-class": sessions.start(engine, Person("Tina", "trainer"))}
    assert trainer.request("/voila/render/practice.ipynb").headers["Location"] == "/"
    account = room.account("Ada")
    for name in (account, "Ada"):
        assert member.sign_in(name, ada.personal).status == 403
    member.cookies |= {f"nmt-person-{room.server.port}": ada.cookies["nmt-class"], **ada.cookies}
    assert member.get("/voila/render/practice.ipynb").headers["Location"].startswith("/sign-in")


def test_what_is_anothers_is_answered_like_what_is_not_there(
    room: ClassRoom, ada: Laptop, ben: Laptop
) -> None:
    store = open_store(Person(room.account("Ada"), "class_member"), url=room.url)
    attempt = store.create(
        None, begin_attempt(load_case(CASE), "Attempt 1"), kind="practice", edit="e-1"
    ).case_id
    states = {}
    for code in (attempt, "c-zzzzzz"):
        kernel = ben.open(f"?attempt={code}")
        with open_line(ben, kernel) as line:
            states[code] = re.sub(r"[0-9a-f]{32}|[0-9a-f-]{36}|0x[0-9a-f]+", "", widget_states(line))
    assert states[attempt] == states["c-zzzzzz"]
    assert attempt not in states[attempt]
    assert "Attempt 1" not in states[attempt]


# ---- joining ----


def test_a_form_sent_twice_enters_once(room: ClassRoom) -> None:
    first, second, other = room.laptop(), room.laptop(), room.laptop()
    assert first.join("Dora", form="f-1").status == 200
    assert second.join("Dora", form="f-1").status == 200  # the first answer was lost on its way
    assert (first.cookies, first.personal) == (second.cookies, second.personal)
    answer = other.join("dora", form="f-2")
    assert (answer.status, other.cookies) == (400, {})
    assert "called that already" in answer.body
    assert answer.body.index('id="name-problem"') > answer.body.index('id="name"')


def test_who_was_here_before_comes_back_from_anywhere(room: ClassRoom) -> None:
    first = room.member("Finn")
    again = room.laptop()
    assert again.come_back(first.personal.lower().replace("-", " ")).headers["Location"] == OF_MEMBERS[0]
    assert again.cookies["nmt-class"] != first.cookies["nmt-class"]
    assert "Go on as Finn" in again.request("/").body
    assert ">Finn<" in again.request("/settings").body
    assert again.post("/leave").status == 303
    assert again.request("/settings").headers["Location"] == "/"
    assert first.request("/settings").status == 200


def test_the_address_of_another_class_leads_into_that_one(room: ClassRoom) -> None:
    other = room.classes().open_class("Tuesday", CASE).code
    kim = room.member("Kim")
    assert "Go on as Kim" in kim.request(f"/{room.code.upper()}").body
    page = kim.request(f"/{other.upper()}")
    assert (page.status, f'value="{other.upper()}"' in page.body) == (200, True)
    first = dict(kim.cookies)
    assert kim.join("Kim", code=other).status == 200
    assert "Go on as Kim" in kim.request(f"/{other}").body
    kim.cookies = first
    assert kim.request("/settings").headers["Location"] == "/"


def test_a_shared_laptop_says_who_goes_on_and_lets_somebody_else_join(room: ClassRoom) -> None:
    laptop = room.member("Lea <i>")
    page = laptop.request(f"/{room.code}").body
    assert "This browser is in the class as Lea &lt;i&gt;." in page
    assert f'href="{OF_MEMBERS[0]}"' in page
    assert "autofocus" not in page, "nothing has the keyboard that is not in view"
    lea = Laptop(room, cookies=dict(laptop.cookies))
    assert laptop.join("Max").status == 200
    assert ">Max<" in laptop.request("/settings").body
    assert lea.request("/settings").headers["Location"] == "/"
    assert lea.come_back(laptop.personal).status == 303  # each has a code of their own


def test_the_cookie_lasts_for_the_day_and_no_script_reads_it(room: ClassRoom) -> None:
    (cookie,) = room.laptop().join("Gus").cookies
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=43200", "Path=/"} <= set(cookie.split("; "))


def test_what_is_typed_is_text(room: ClassRoom) -> None:
    laptop = room.laptop()
    markup = "<b>Ida</b>{{7*7}}"
    answer = laptop.join(markup, code='"><img src=x>')
    assert answer.status == 403
    assert markup not in answer.body
    assert "<img" not in answer.body
    assert laptop.join(markup).status == 200
    assert "&lt;b&gt;Ida&lt;/b&gt;{{7*7}}" in laptop.request("/settings").body
    for name in ("", "x" * 41, "a\u202eb"):
        assert room.laptop().join(name).status == 400


def test_codes_cannot_be_tried_out(room: ClassRoom) -> None:
    guesser, neighbour = room.laptop(), room.laptop()
    with ThreadPoolExecutor(8) as pool:
        half = pool.map(lambda turn: guesser.join(f"G{turn}", code="zzzzz9").status, range(40))
        rest = pool.map(lambda turn: guesser.come_back("z" * turn).status, range(40))
        statuses = [*half, *rest]
    assert statuses.count(403) in range(60, 63)
    assert statuses.count(429) == len(statuses) - statuses.count(403)
    assert guesser.join("Greg").status == 429  # else a right guess would show
    assert neighbour.join("Greg").status == 200


def test_thirty_join_within_ten_seconds(room: ClassRoom) -> None:
    laptops = [Laptop(room, address="127.0.8.1") for _ in range(30)]  # a class behind one router
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda seat: seat[1].join(f"Seat {seat[0]}"), enumerate(laptops)))
    assert [answer.status for answer in answers] == [200] * 30
    assert len({laptop.cookies["nmt-class"] for laptop in laptops}) == 30
    assert len({laptop.personal for laptop in laptops}) == 30


def test_a_member_who_is_removed_is_out_at_once(room: ClassRoom) -> None:
    hans = room.member("Hans")
    kernel = hans.open()
    with open_line(hans, kernel) as line:
        account = room.account("Hans")
        room.classes().remove_member(room.code, account)
        wait_for(lambda: closing_code(line) == 4401)
    assert hans.request(f"/api/kernels/{kernel}").status == 401
    assert hans.request("/settings").headers["Location"] == "/"
    assert "<details open>" in hans.request("/").body  # this browser was here before
    assert "<details open>" not in room.laptop().request("/").body
    assert hans.come_back(hans.personal).status == 403


# ---- limits ----


def test_one_member_has_a_few_pages_and_lines(room: ClassRoom) -> None:
    ivo = room.member("Ivo")
    kernels = [ivo.open() for _ in range(4)]
    wait_for(lambda: ivo.request(f"/api/kernels/{kernels[0]}").status == 404)
    assert [ivo.request(f"/api/kernels/{kernel}").status for kernel in kernels[1:]] == [200] * 3
    with ExitStack() as lines:
        for _ in range(6):
            lines.enter_context(open_line(ivo, kernels[-1]))
        assert refused(ivo, kernels[-1]) == 429
    assert [ivo.request(OF_MEMBERS[0]).status for _ in range(2)] == [200, 429]


def test_large_and_endless_requests_are_not_read(room: ClassRoom) -> None:
    with suppress(OSError):  # hung up before all was sent
        assert room.laptop().join("x" * 10_000).status == 400
    with socket.create_connection(room.place) as line:
        line.settimeout(10)
        with suppress(ConnectionError):
            line.sendall(b"GET / HTTP/1.1\r\n" + b"X-Filler: " + b"x" * 20_000)
            assert line.recv(100) == b""
    assert room.laptop().request("/").status == 200


def test_a_long_message_arrives_and_an_endless_one_does_not(ben: Laptop) -> None:
    kernel = ben.open()

    def message(size: int) -> bytes:
        header, parent, metadata, _ = parts_of("comm_info_request", {})
        return v1("shell", [header, parent, metadata, json.dumps({"target_name": "x" * size}).encode()])

    with open_line(ben, kernel) as line:
        line.send(message(250_000))
        assert "states" in widget_states(line)
        line.send(message(300_000))
        wait_for(lambda: closing_code(line) == 1009)


def test_every_answer_forbids_what_the_page_does_not_need(room: ClassRoom, ben: Laptop) -> None:
    for path in ("/", f"/{room.code}", "/nothing/here", "/room/"):
        answer = room.laptop().request(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert len(answer.body) < 22_500
    for path in ("/", "/settings", "/voila/render/practice.ipynb"):
        headers = ben.request(path).headers
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
        assert "Server" not in headers


# ---- the trainer, the room, the network ----


def trainers_page(room: ClassRoom) -> dict[str, str]:
    """Open a page of the trainer, and return what its kernel knows of the server."""
    trainer = room.server.browser()
    trainer.sign_in("Tina", PASSPHRASE)
    return json.loads(printed(trainer.get("/voila/render/line.ipynb").body))


def trainers_door(room: ClassRoom) -> ClassDoor:
    """Return the client of a trainer's page, and ask once, so that it remembers nothing else."""
    client = ClassDoor(lambda: 0.0)
    with patch.dict(os.environ, trainers_page(room)):
        client.link(room.code)
    return client


def trainers_room(room: ClassRoom) -> Audience:
    """Return the client of a page on which a trainer presents."""
    with patch.dict(os.environ, trainers_page(room)):
        return Audience()


def test_a_trainer_sees_where_members_come_in_and_who_is_there(
    room: ClassRoom, ada: Laptop, page: str
) -> None:
    account = room.account("Ada")
    with open_line(ada, page):
        client = trainers_door(room)
        assert client.link(room.code) == f"{room.link}/{room.code.upper()}"
        assert account in client.present()
    wait_for(lambda: account not in trainers_door(room).present())


def test_a_member_reaches_the_question_of_the_room(room: ClassRoom, ada: Laptop) -> None:
    address = re.search(r'href="(/room/[A-Z]{6})"', ada.request("/settings").body)[1]
    assert ada.request(address).status == 200
    assert json.loads(ada.request(f"{address}/question").body) == {"question": None}
    assert room.laptop().request("/room/WRONGX").status == 404
    assert re.search(r"/room/[A-Z]{6}", room.laptop().request("/").body) is None


def test_logs_know_no_code_no_name_and_nothing_typed(room: ClassRoom, ada: Laptop) -> None:
    room.laptop().request("/?code=typed-text")
    room.laptop().join("Zz-typed-name", code="typed9")
    room.laptop().request(f"/{room.code.upper()}")
    log = room.server.log.read_text()
    codes = (room.code, room.code.upper(), ada.personal, ada.cookies["nmt-class"], MADE_UP)
    assert [text for text in (*codes, "typed", "Ada", "Seat", "Dora") if text in log] == []
    assert "Traceback" not in log


def test_the_class_goes_on_in_another_network(room: ClassRoom, ada: Laptop, page: str) -> None:
    out: Any = room.server.process.stdout
    port = room.place[1]
    presenter = trainers_room(room)
    assert presenter.link.startswith(f"{room.link}/room/")
    room.network.write_text("")
    while "has lost the network" not in out.readline():
        pass
    room.network.write_text("127.0.0.3")
    while "Members now join at" not in (line := out.readline()):
        pass
    moved = ClassRoom(room.server, re.search(r"http://\S+", line)[0], room.code, room.url, room.network)
    assert moved.place == ("127.0.0.3", port)
    wait_for(lambda: presenter.link.startswith(f"{moved.link}/room/"))  # the page that is open shows it
    presenter.close()
    again = Laptop(moved, cookies=ada.cookies)
    assert again.request(f"/api/kernels/{page}").status == 200
    with open_line(again, page) as second:
        assert second.subprotocol == V1
    assert Laptop(moved).come_back(ada.personal).status == 303
    assert ada.request("/").status == 403  # the old address is not served any more
    assert trainers_door(room).link(room.code).startswith(moved.link)
    room.network.write_text("127.0.0.2")
    while "Members now join at" not in out.readline():
        pass
    assert ada.request(f"/api/kernels/{page}").status == 200


def test_a_member_goes_on_after_the_server_started_again(room: ClassRoom, ada: Laptop) -> None:
    server = next(
        process for process in psutil.Process(room.server.process.pid).children() if listens(process)
    )
    server.kill()

    def is_back() -> bool:
        with suppress(OSError):
            return ada.request("/settings").status == 200
        return False

    wait_for(is_back)


def listens(process: psutil.Process) -> bool:
    return any(line.status == psutil.CONN_LISTEN for line in process.net_connections("inet"))
