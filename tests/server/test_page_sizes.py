"""How much comes over the wire until a page is alive: a class has one access point, and thirty open the same page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from nmt_widgets.store import open_store, operator
from nmt_widgets.store.people.accounts import add_person
from tests.conftest import ROOT
from tests.patience import LIMIT
from tests.server.running import Browser, Server, start, stop
from tests.server.test_hostile_lines import tell_widgets
from tests.server.test_lines import open_line, parts_of, v1
from tests.server.test_page_scripts import answer_of

FIRST, NEXT = 100_000, 50_000
"""Bytes: of a page in a browser that knows nothing, and of a page when the rest is kept already."""

CASE = "practice-boy-8"
PASSPHRASE = "four words make one"
CONTROL = {"comm_id": "all", "data": {}}
KEPT = re.compile(r"/kept/[0-9a-f]+/[^\"\\ ]+")
STATIC = re.compile(r'(?:src|href)="(/voila/(?:static|labextensions)/[^"]+)"')
FOR_VOILA = re.compile('<template id="nmt-voila">.*?</template>', re.DOTALL)
"""What a page asks for only when it has widgets that the screens do not have."""


@dataclass
class Weight:
    """What one page is made of: its own bytes, those of its widgets, and the addresses of what browsers keep."""

    page: int
    widgets: int
    addresses: set[str]


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("sizes")
    (work / "data").mkdir()
    store = open_store(operator(), url=f"sqlite:///{work / 'data' / 'workbook.db'}")
    for role in ("trainer", "clinician"):
        add_person(store.engine, role, role, PASSPHRASE)
    server = start(ROOT / "notebooks", work)
    server.sign_in()
    yield server
    stop(server)


def weigh(browser: Browser, path: str, begin: str | None = None) -> tuple[Weight, str]:
    """Open a page as a browser does, up to the state of its widgets; return its weight and what the kernel said.

    A case that `begin` names is begun, and then what is said about it is returned.
    """
    answer = browser.get(path)
    assert answer.status == 200
    kernel = re.search(r'"kernelId": "([^"]+)"', answer.body)
    assert kernel
    body = FOR_VOILA.sub("", answer.body)
    with open_line(browser, kernel[1]) as line:
        header, parent, _, content = parts_of(
            "comm_open", {**CONTROL, "target_name": "jupyter.widget.control"}
        )
        line.send(v1("shell", [header, parent, b'{"version": "1.0.0"}', content]))
        line.send(v1("shell", parts_of("comm_msg", {**CONTROL, "data": {"method": "request_states"}})))
        size, heard = 0, ""
        while "update_states" not in heard:
            frame = line.recv(timeout=LIMIT)
            size, heard = size + len(frame), bytes(frame).decode("latin-1")
        addresses = set(KEPT.findall(body + heard)) | set(STATIC.findall(body))
        if begin:
            tell_widgets(line, {"type": "begin", "case": begin, "edit": "a1b2c3d4"})
            while '"attempt": "c-' not in heard:
                heard = bytes(line.recv(timeout=LIMIT)).decode("latin-1")
    return Weight(len(answer.body.encode()), size, addresses), heard


def visitor(server: Server, role: str) -> Browser:
    browser = server.browser()
    browser.sign_in(role, PASSPHRASE)
    return browser


def test_a_first_page_is_light(screens: Server) -> None:
    home, _ = weigh(visitor(screens, "trainer"), "/voila/render/home.ipynb")
    files = 0
    for address in home.addresses:
        status, _, body = answer_of(screens, address, Accept_Encoding="gzip")
        assert status == 200, address
        files += len(body)
    assert 15 < len(home.addresses) < 35
    print(files, home, len(home.addresses))
    assert 1_000 < files + home.page + home.widgets < FIRST


@pytest.mark.parametrize(
    ("role", "screen"),
    [("trainer", "home"), ("trainer", "practice"), ("trainer", "class"), ("clinician", "assess")],
)
def test_a_next_page_is_light(screens: Server, role: str, screen: str) -> None:
    page, _ = weigh(visitor(screens, role), f"/voila/render/{screen}.ipynb")
    assert 10_000 < page.page + page.widgets < NEXT


def test_an_open_attempt_is_light(screens: Server) -> None:
    """The words of its sheet are the same for everybody: a page that has them does not get them again."""
    browser = visitor(screens, "trainer")
    _, heard = weigh(browser, "/voila/render/practice.ipynb", CASE)
    attempt = re.findall(r'"attempt": "(c-\w+)"', heard)[0]
    page, _ = weigh(browser, f"/voila/render/practice.ipynb?attempt={attempt}")
    assert page.page + page.widgets < NEXT
    words = [answer_of(screens, address) for address in page.addresses if address.endswith("/data.json")]
    assert {(status, headers["Content-Type"]) for status, headers, _ in words} == {(200, "application/json")}
    text = b"".join(body for _, _, body in words)
    assert b"Cardiovascular" in text
    assert attempt.encode() not in text
