"""A server with a class at its door, and members who come in from laptops of their own."""

from __future__ import annotations

import http.client
import itertools
import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlencode, urlsplit

from nmt_widgets.core.places import notebooks
from nmt_widgets.store import Person
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.opening import open_store
from nmt_widgets.store.people.accounts import add_person
from tests.cheap_hashing import hashed_cheaply
from tests.server.audience_room import LINE
from tests.server.running import Answer, Server, own_rules, start, write_notebook

PASSPHRASE = "a passphrase of Tina"
CASE = "practice-boy-8"

_laptops = itertools.count(1)


@dataclass
class ClassRoom:
    """A running server, its door and an open class."""

    server: Server
    link: str
    code: str
    url: str
    network: Path

    @property
    def place(self) -> tuple[str, int]:
        parts = urlsplit(self.link)
        return parts.hostname, parts.port

    def laptop(self) -> Laptop:
        return Laptop(self)

    def member(self, name: str) -> Laptop:
        """Return the laptop of somebody who has joined."""
        laptop = self.laptop()
        assert laptop.join(name).status == 200
        return laptop

    def account(self, name: str) -> str:
        """Return the name of the account of a member."""
        members = self.classes().read_class(self.code).members
        return next(member.person for member in members if member.name == name)

    def classes(self) -> Classes:
        """Return the classes as the trainer leads them."""
        return Classes(open_store(Person("Tina", "trainer"), url=self.url).access)


@dataclass
class Laptop:
    """A browser of a member, with its own address and cookies; it follows no redirect."""

    room: ClassRoom
    cookies: dict[str, str] = field(default_factory=dict)
    personal: str = ""
    context: ssl.SSLContext | None = None
    address: str = field(default_factory=lambda: f"127.0.7.{next(_laptops) % 250 + 1}")

    @property
    def origin(self) -> str:
        return self.room.link

    def request(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """Send a request as it is."""
        host, port = self.room.place
        line: http.client.HTTPConnection
        if self.context:
            line = http.client.HTTPSConnection(host, port, timeout=30, context=self.context)
        else:
            line = http.client.HTTPConnection(host, port, 30, source_address=(self.address, 0))
        fields = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body=body, headers={name: text for name, text in fields.items() if text})
        response = line.getresponse()
        cookies = response.headers.get_all("Set-Cookie") or []
        content = response.read()
        line.close()
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return Answer(
            response.status, dict(response.getheaders()), content.decode(errors="replace"), cookies, content
        )

    def post(self, path: str, origin: str | None = None, **fields: str) -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.request(
            path,
            "POST",
            urlencode(fields),
            Origin=self.origin if origin is None else origin,
            Content_Type=kind,
        )

    def join(self, name: str, code: str = "", form: str = "") -> Answer:
        answer = self.post("/", action="join", form=form or name, code=code or self.room.code, name=name)
        if answer.status == 200:
            self.personal = re.search(r'class="personal"[^>]*>([A-Z-]+)<', answer.body)[1]
        return answer

    def come_back(self, personal: str, code: str = "") -> Answer:
        return self.post("/", action="return", form="", code=code or self.room.code, personal=personal)

    def open(self, query: str = "") -> str:
        """Open the practice screen, and return the id of its kernel."""
        answer = self.request(f"/voila/render/practice.ipynb{query}")
        assert answer.status == 200
        return re.search(r'"kernelId": "([^"]+)"', answer.body)[1]


# the address of this computer on the local network stands in a file, so that a test can take it away
_ADDRESS = """
from pathlib import Path
import nmt_widgets.server.shared.local_network as network
network.find_address = lambda option: Path({file!r}).read_text()
network.has_address = lambda address: Path({file!r}).read_text() == address
from nmt_widgets.server.class_door.door import open_class_door
"""


def start_class(work: Path, more: str = "", url: str = "", **environ: str) -> ClassRoom:
    """Start a server with a door and with a class of the trainer Tina; `url` is a database elsewhere."""
    (work / "data").mkdir(parents=True, exist_ok=True)
    if url:
        environ["NMT_DATABASE_URL"] = url
    url = url or f"sqlite:///{work / 'data' / 'workbook.db'}"
    with hashed_cheaply():
        add_person(open_engine(url), "Tina", "trainer", PASSPHRASE)
    code = Classes(open_store(Person("Tina", "trainer"), url=url).access).open_class("Monday", CASE).code
    folder, address = work / "notebooks", work / "address.txt"
    write_notebook(folder, "home", "# Welcome")
    write_notebook(folder, "line", LINE)
    copy(notebooks() / "practice.ipynb", folder)
    address.write_text("127.0.0.2")
    site = own_rules(
        work / "site",
        "class_door",
        "address_looked_at_every_seconds: 3",
        "address_looked_at_every_seconds: 0.2",
    )
    rules = site / "class_door.yaml"
    few = "pages_of_member: {burst: 5, per_second: 0.001}"
    rules.write_text(re.sub(r"pages_of_member: {.*}", few, rules.read_text()))
    server = start(
        folder,
        work,
        prelude=_ADDRESS.format(file=str(address)),
        options=f"class_door=open_class_door(None, 0{more})",
        NMT_DEBUG="1",
        NMT_SITE=str(site),
        **environ,
    )
    link = re.search(r"https?://\S+", server.process.stdout.readline())[0]
    server.sign_in()
    return ClassRoom(server, link, code, url, address)
