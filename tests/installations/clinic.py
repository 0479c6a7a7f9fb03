"""A clinic's installation, made of the files that `docs/clinic.md` shows: PostgreSQL, nginx, service, cron.

Only addresses and places are others than on the page; it lists them.
"""

from __future__ import annotations

import configparser
import http.client
import os
import re
import secrets
import shlex
import signal
import socket
import ssl
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import psutil
import websockets.exceptions
import websockets.sync.client

from nmt_widgets.server.screens.kernel_gate import V1
from nmt_widgets.store import Person, open_store, verify
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.transfer.dated_backups import write_dated
from scripts.bring_proxy import find_nginx
from tests.conftest import ROOT
from tests.patience import LIMIT, wait_for
from tests.store.postgres_server import PostgresServer

FILES = ROOT / "docs" / "installations" / "clinic"
PEOPLE = ("ada", "ben", "petra", "zoe")
"""Who has a passphrase at the proxy; the last one is in no list of roles."""

_MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/log/nginx.log;
events {{}}
http {{
    client_body_temp_path {folder}/temporary-body;
    proxy_temp_path {folder}/temporary-proxy;
    fastcgi_temp_path {folder}/temporary-fastcgi;
    uwsgi_temp_path {folder}/temporary-uwsgi;
    scgi_temp_path {folder}/temporary-scgi;
    include {folder}/conf.d/*.conf;
}}
"""
"""What Debian's own nginx.conf does around the files of the page, in a folder of its own."""


@dataclass(frozen=True)
class Answer:
    """What the proxy, or the server behind it, answers."""

    status: int
    headers: dict[str, str]
    body: str
    cookies: str


class Installation:
    """The installation in a folder; its database is there, and nothing is started."""

    def __init__(self, folder: Path) -> None:
        nginx = find_nginx()
        if nginx is None:
            raise FileNotFoundError("there is no nginx: run make proxy")
        self._nginx_program, self.folder = nginx, folder
        self.postgres = PostgresServer()
        self.port, self._http, self._https, self.sign_on_port = _free_ports(4)
        self.origin = f"https://localhost:{self._https}"
        self.screen = f"{self.origin}/voila/render/assess.ipynb"
        self.places = {
            "/opt/nmt-workbook/bin": f"{folder}/opt/nmt-workbook/bin",
            "/usr/local/bin/nmt": f"{folder}/nmt",
            "/etc/nmt-workbook/": f"{folder}/",
            "/etc/nginx/nmt-workbook/": f"{folder}/",
            "/etc/ssl/certs/nmt.pem": f"{folder}/nmt.pem",
            "/etc/ssl/private/nmt.key": f"{folder}/nmt.key",
            "/var/lib/nmt-workbook": f"{folder}/state",
            "/var/backups/nmt-workbook": f"{folder}/backups",
            "/var/log/nginx/": f"{folder}/log/",
            "/var/run/postgresql": str(self.postgres.folder),
            "https://nmt.example.org": self.origin,
            "server_name nmt.example.org": "server_name localhost",
            "listen 80;": f"listen 127.0.0.1:{self._http};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self._https} ssl;",
            "8866": str(self.port),
            "4180": str(self.sign_on_port),
            "put-here-what-openssl-rand-hex-24-prints": secrets.token_hex(24),
        }
        for name in ("backups", "log", "opt", "state", "conf.d"):
            (folder / name).mkdir(mode=0o700)
        for version in ("nmt-workbook-1", "nmt-workbook"):
            (folder / "opt" / version).symlink_to(sys.prefix)
        for name in ("settings", "nmt", "nmt-rehearse", "secret.conf", "sign-on.conf"):
            self.place(name)
        self.place("nginx.conf", "conf.d/nmt-workbook.conf")
        self.place("roles.conf", "conf.d/nmt-workbook-roles.conf")
        (folder / "people").write_text("".join(f"{name}:{{PLAIN}}{name}\n" for name in PEOPLE))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "main.conf").write_text(_MAIN.format(folder=folder, user=user))
        self._make_certificate()
        self._psql("database.sql")

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://workbook@/workbook?host={self.postgres.folder}"

    def text(self, name: str) -> str:
        """Return a file of the page with the addresses and places of this installation."""
        places = re.compile("|".join(map(re.escape, sorted(self.places, key=len, reverse=True))))
        return places.sub(lambda match: self.places[match[0]], (FILES / name).read_text(encoding="utf-8"))

    def place(self, name: str, target: str = "") -> None:
        """Put a file of the page into its place."""
        file = self.folder / (target or name)
        file.write_text(self.text(name), encoding="utf-8")
        file.chmod(0o700 if name.startswith("nmt") else 0o600)

    # ---- what is started and stopped ----

    def start_service(self) -> None:
        """Start what the unit of systemd starts, with as little around it as there."""
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str
        unit.read_string(self.text("nmt-workbook.service"))
        self.service = subprocess.Popen(
            shlex.split(unit["Service"]["ExecStart"]),
            env=self._bare_environment(),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log" / "service.log").open("a"),
            text=True,
        )
        line = self.service.stdout.readline()
        assert self.origin in line, (line, (self.folder / "log" / "service.log").read_text())

    def stop_service(self) -> None:
        self.service.send_signal(signal.SIGTERM)
        assert self.service.wait(LIMIT) == 0

    def start_proxy(self) -> None:
        """Start nginx; it answers when this returns."""
        command = [self._nginx_program, "-p", str(self.folder), "-c", str(self.folder / "main.conf")]
        with (self.folder / "log" / "start.log").open("a") as log:
            self.proxy = subprocess.Popen(
                [*command, "-e", str(self.folder / "log" / "start.log")], stderr=log
            )
        wait_for(lambda: self._answers(self.proxy))

    def stop_proxy(self) -> None:
        """Stop nginx: every connection through it ends."""
        self.proxy.terminate()
        self.proxy.wait(LIMIT)

    def stall_proxy(self) -> None:
        """Let nothing through the proxy and end no connection, as when a cable is pulled."""
        for process in self._proxy_processes():
            process.suspend()

    def resume_proxy(self) -> None:
        """Let all through again."""
        for process in self._proxy_processes():
            process.resume()

    def close(self) -> None:
        for process in (getattr(self, "service", None), getattr(self, "proxy", None)):
            if process and process.poll() is None:
                process.terminate()
                process.wait(LIMIT)
        self.postgres.remove()

    def _proxy_processes(self) -> list[psutil.Process]:
        main = psutil.Process(self.proxy.pid)
        return [main, *main.children()]

    def _answers(self, proxy: subprocess.Popen) -> bool:
        assert proxy.poll() is None, (self.folder / "log" / "start.log").read_text()
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self._https)) == 0

    # ---- what people and cron do ----

    def nmt(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command as whoever looks after it does."""
        return self._run([str(self.folder / "nmt"), *words], **environment)

    def follow(self, commands: str) -> None:
        """Carry out commands of the page, one a line; here everybody is whom `sudo` would make them."""
        database = f"--host={self.postgres.folder} --username=nmt"
        for line in commands.splitlines():
            command = re.sub(r"^sudo( -u \w+)? ", "", line)
            if command.startswith("systemctl"):
                {"stop": self.stop_service, "start": self.start_service}[command.split()[1]]()
                continue
            command = re.sub(r"^(psql|createdb) ", rf"\1 {database} ", command)
            command = re.sub(r"^psql", "psql --dbname=postgres --no-psqlrc", command)
            command = re.sub("^nmt ", f"{self.folder}/nmt ", command)
            command = command.replace("/opt/", f"{self.folder}/opt/")
            command = command.replace("/var/backups/nmt-workbook", f"{self.folder}/backups")
            done = self._run(["/bin/sh", "-c", command])
            assert done.returncode == 0, (line, done.stderr)

    def rehearse(self) -> subprocess.CompletedProcess[str]:
        """Run the drill: restore the newest backup."""
        return self._run([str(self.folder / "nmt-rehearse")])

    def cron(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run the line of the crontab that has a command, as cron does."""
        (line,) = [line for line in self.text("cron").splitlines() if command in line]
        return self._run(["/bin/sh", "-c", line.split(maxsplit=6)[6]])

    def _run(self, command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
        environment = {**self._bare_environment(), **environment}
        return subprocess.run(
            command, env=environment, cwd="/", capture_output=True, text=True, timeout=LIMIT
        )

    def _bare_environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
            "LOGNAME": "workbook",
            "PATH": "/usr/bin:/bin",
            "SHELL": "/bin/sh",
        }

    def request(self, path: str, person: str = "", *, cookies: str = "", **headers: str) -> Answer:
        """Send a request through the proxy, signed on as somebody; no redirect is followed."""
        line = http.client.HTTPSConnection("localhost", self._https, timeout=LIMIT, context=self._trust())
        return _ask(
            line, path, {**credentials(person), **headers, **({"Cookie": cookies} if cookies else {})}
        )

    def opens_line(self, address: str, person: str, cookies: str, origin: str) -> bool:
        """Return whether somebody gets a web socket through the proxy."""
        try:
            with websockets.sync.client.connect(
                address,
                additional_headers={**credentials(person), "Cookie": cookies},
                origin=origin,
                subprotocols=[V1],
                ssl=self._trust(),
                proxy=None,
            ):
                return True
        except websockets.exceptions.InvalidStatus:
            return False

    def request_plain(self, path: str) -> Answer:
        """Send a request without TLS."""
        return _ask(http.client.HTTPConnection("localhost", self._http, timeout=LIMIT), path, {})

    def request_past(self, path: str, **headers: str) -> Answer:
        """Send a request to the workbook itself, around the proxy."""
        return _ask(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT), path, headers)

    def context(self, chromium, person: str):
        """Return the browser of somebody."""
        context = chromium.new_context(
            ignore_https_errors=True,
            http_credentials={"username": person, "password": person},
            viewport={"width": 1280, "height": 800},
            reduced_motion="reduce",
        )
        context.troubles = []
        return context

    def begin(self, person: str = "ada") -> str:
        """Begin a case of a clinician's, and return its code."""
        answers = {
            "title": "Boy, kinship care",
            "assessments/1/age": "9 years",
            "assessments/1/label": "First assessment",
            "assessments/1/status": "in-progress",
        }
        return self.store(person).create(None, answers, kind="clinical").case_id

    def store(self, person: str = "ada", role: str = "clinician"):
        """Return the store as somebody has it."""
        return open_store(Person(person, role), url=self.url)

    def back_up(self) -> Path:
        """Make a backup as each night, without the time that a command takes to start, and return it."""
        return write_dated(open_engine(self.url), self.folder / "backups")[0]

    def verdict(self):
        """Return the verification of the database."""
        return verify(open_engine(self.url))

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "nmt.pem"))

    def _make_certificate(self) -> None:
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        name = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        files = ("-keyout", str(self.folder / "nmt.key"), "-out", str(self.folder / "nmt.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", *key, *name, *files, "-days", "2"], check=True, capture_output=True
        )

    def _psql(self, name: str) -> None:
        """Run a file of the page as the administrator of PostgreSQL."""
        where = ("--host", str(self.postgres.folder), "--username", "nmt", "--dbname", "postgres")
        subprocess.run(
            [
                "psql",
                *where,
                "--no-psqlrc",
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--file",
                str(FILES / name),
            ],
            check=True,
            capture_output=True,
            timeout=LIMIT,
        )


def credentials(person: str) -> dict[str, str]:
    """Return the header with which a browser signs somebody on."""
    return {"Authorization": "Basic " + b64encode(f"{person}:{person}".encode()).decode()} if person else {}


def _ask(line: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie") or ()]
    body = answer.read().decode(errors="replace")
    line.close()
    return Answer(answer.status, dict(answer.getheaders()), body, "; ".join(cookies))


def _free_ports(count: int) -> list[int]:
    lines = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports
