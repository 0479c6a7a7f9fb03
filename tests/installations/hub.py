"""A JupyterHub with its proxy, and the workbook both ways: as a service, and as one server for each person."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from nmt_widgets.server.screens.kernel_gate import V1
from tests.cheap_hashing import PRELUDE
from tests.conftest import ROOT
from tests.patience import LIMIT, wait_for

EXAMPLES = ROOT / "docs" / "installations" / "hub"
PASSWORD = "a password for a trial"
SERVICE = "/services/nmt/"
_BINARIES = Path(sys.executable).parent
_PROXY = ROOT / "node_modules" / ".bin" / "configurable-http-proxy"


# an address of this machine for nobody else: its ports are free
HOST = f"127.{os.getpid() % 250 + 2}.{os.getpid() // 250 % 250 + 2}.2"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: str
    cookies: list[str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """A browser without scripts: it keeps cookies with their paths, and follows redirects when asked to."""

    hub: HubInstallation
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def send(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Reply:
        connection, answer = self._ask(path, method, body, headers)
        reply = Reply(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read().decode(errors="replace"),
            answer.headers.get_all("Set-Cookie") or [],
        )
        connection.close()
        for line in reply.cookies:
            for name, morsel in SimpleCookie(line).items():
                key = (name, morsel["path"] or "/")
                if morsel.value:
                    self.cookies[key] = morsel.value
                else:
                    self.cookies.pop(key, None)
        return reply

    def _ask(
        self, path: str, method: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPConnection, HTTPResponse]:
        connection = HTTPConnection(HOST, self.hub.port, timeout=LIMIT)
        place = urlsplit(path).path
        cookies = [f"{name}={value}" for (name, at), value in self.cookies.items() if place.startswith(at)]
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"Cookie": "; ".join(cookies), **fields})
        return connection, connection.getresponse()

    def follow(self, path: str, **headers: str) -> tuple[str, Reply]:
        """Return where a path leads in the end, and what is there; a server that starts is waited for."""
        while True:
            reply = self.send(path, **headers)
            if reply.status in (301, 302, 303):
                path = reply.location.removeprefix(self.hub.url)
            elif "spawn-pending" in path:
                wait_for(partial(self._leads_on, path))
            else:
                return path, reply

    def _leads_on(self, path: str) -> bool:
        return self.send(path).status in (302, 303)

    def post(self, path: str, **fields: str) -> Reply:
        kind = "application/x-www-form-urlencoded"
        return self.send(path, "POST", urlencode(fields), Origin=self.hub.url, Content_Type=kind)

    @contextmanager
    def line(self, prefix: str, kernel: str, **headers: str) -> Iterator[int]:
        """Ask for a web socket to the kernel of a page; give the status of the answer. 101 opens it for the block."""
        usual = {
            "Origin": self.hub.url,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec_WebSocket_Version": "13",
            "Sec_WebSocket_Protocol": V1,
        }
        sent = {name: value for name, value in {**usual, **headers}.items() if value}
        path = f"{prefix}api/kernels/{kernel}/channels?session_id=a"
        connection, answer = self._ask(path, "GET", None, sent)
        yield answer.status
        connection.close()

    def connect(self, prefix: str, kernel: str, **headers: str) -> int:
        """Return how the server answers a web socket to the kernel of a page: 101 opens it."""
        with self.line(prefix, kernel, **headers) as status:
            return status

    def sign_in(self, name: str) -> None:
        """Sign in at JupyterHub."""
        page = self.send("/hub/login").body
        mark = re.search(r'name="_xsrf" value="([^"]+)"', page)
        assert mark, page
        answer = self.post("/hub/login", username=name, password=PASSWORD, _xsrf=mark[1])
        assert answer.status == 302, answer.body


class HubInstallation:
    """The processes of one installation: JupyterHub, its proxy and the service."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.port, self._hub_port, self._proxy_port, self._service_port = (free_port() for _ in range(4))
        self.url = f"http://{HOST}:{self.port}"
        self._tokens = {
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
            "WORKBOOK_TOKEN": secrets.token_hex(16),
            "HUB_TRIAL_PASSWORD": PASSWORD,
        }
        self.processes: dict[str, subprocess.Popen] = {}
        work.mkdir(parents=True, exist_ok=True)
        (work / "jupyterhub_config.py").write_text(self._configuration(), encoding="utf-8")
        self._nmt = work / "nmt"
        self._nmt.write_text(
            f"#!{sys.executable}\n{PRELUDE}\nfrom nmt_widgets.cli import main\nmain()\n", encoding="utf-8"
        )
        self._nmt.chmod(0o700)

    def _configuration(self) -> str:
        """Return the examples of the documentation, at addresses of this machine."""
        return f"""
for name in ("hub", "service", "servers"):
    load_subconfig(f"{EXAMPLES}/{{name}}.py")
c.JupyterHub.public_url = "{self.url}/"
c.JupyterHub.bind_url = "{self.url}/"
c.JupyterHub.hub_bind_url = "http://{HOST}:{self._hub_port}/"
c.ConfigurableHTTPProxy.api_url = "http://{HOST}:{self._proxy_port}"
c.JupyterHub.services[0]["url"] = "http://{HOST}:{self._service_port}"
c.JupyterHub.services.append({{"name": "test", "api_token": "{self._tokens["WORKBOOK_TOKEN"][::-1]}"}})
rights = ["admin:users", "admin:groups", "servers"]
c.JupyterHub.load_roles.append({{"name": "test", "services": ["test"], "scopes": rights}})
c.Spawner.ip = "{HOST}"
c.Spawner.cmd = ["{self.work / "nmt"}", "serve", "--hub"]
c.Spawner.environment["NMT_DATA"] = lambda spawner: f"{self.work}/data-{{spawner.user.name}}"
c.Spawner.environment["PYTHONPATH"] = "{ROOT}"
c.Spawner.environment["JUPYTERHUB_ACTIVITY_INTERVAL"] = "0.5"
c.SimpleLocalProcessSpawner.home_dir_template = "{self.work}/home-{{username}}"
"""

    def _start(self, name: str, command: list[str], **environ: str) -> None:
        # Debian's node and that of the environment, whichever there is
        path = os.pathsep.join([str(_BINARIES), os.environ["PATH"]])
        self.processes[name] = subprocess.Popen(
            command,
            cwd=self.work,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **self._tokens, **environ},
            stdout=(self.work / f"{name}.log").open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,  # node may have a parent of its own
        )

    def start(self) -> None:
        """Start all three together: the Hub waits for its proxy, and the service for nobody."""
        self.start_proxy()
        self._begin_hub()
        self.start_service()
        self._wait_for_hub()

    def start_proxy(self) -> None:
        at = ["--ip", HOST, "--port", str(self.port)]
        api = ["--api-ip", HOST, "--api-port", str(self._proxy_port)]
        self._start(
            "proxy", [str(_PROXY), *at, *api, "--error-target", f"http://{HOST}:{self._hub_port}/hub/error"]
        )
        self._wait("proxy", lambda: self._answers(self._proxy_port))

    def start_hub(self) -> None:
        self._begin_hub()
        self._wait_for_hub()

    def _begin_hub(self) -> None:
        self._start("hub", [sys.executable, "-m", "jupyterhub"])

    def _wait_for_hub(self) -> None:
        self._wait("hub", lambda: Visitor(self).send("/hub/login").status == 200)

    def start_service(self) -> None:
        lines = (EXAMPLES / "service.env").read_text(encoding="utf-8").splitlines()
        environ = dict(line.split("=", 1) for line in lines)
        environ |= {
            "JUPYTERHUB_SERVICE_URL": f"http://{HOST}:{self._service_port}",
            "JUPYTERHUB_PUBLIC_URL": self.url + SERVICE,
            "JUPYTERHUB_API_URL": f"http://{HOST}:{self._hub_port}/hub/api",
            "JUPYTERHUB_API_TOKEN": self._tokens["WORKBOOK_TOKEN"],
            "NMT_DATA": str(self.work / "data"),
        }
        self._start("service", [str(self._nmt), "serve", "--hub"], **environ)
        self._wait("service", lambda: self._answers(self._service_port))

    def _wait(self, name: str, is_so: Callable[[], bool]) -> None:
        """Wait until a process answers; one that has ended never will."""

        def look() -> bool:
            assert self.processes[name].poll() is None, self.log(name)
            return is_so()

        wait_for(look)

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(LIMIT)

    def ask_hub(self, path: str, method: str = "GET", body: str | None = None) -> Reply:
        """Ask JupyterHub as whoever looks after it."""
        token = self._tokens["WORKBOOK_TOKEN"][::-1]
        return Visitor(self).send(f"/hub/api{path}", method, body, Authorization=f"token {token}")

    def last_activity(self, name: str) -> str:
        """Return when the server of a person last said that it is used."""
        return str(json.loads(self.ask_hub(f"/users/{name}").body)["servers"][""]["last_activity"])

    def secrets(self) -> list[str]:
        """Return what the programs of the installation know each other by."""
        return list(self._tokens.values())

    @property
    def store_address(self) -> str:
        """The address of the service's database."""
        return f"sqlite:///{self.work / 'data' / 'workbook.db'}"

    def log(self, name: str) -> str:
        return (self.work / f"{name}.log").read_text(encoding="utf-8")

    @contextmanager
    def tells(self, name: str, words: str) -> Iterator[None]:
        """Wait until a process has written words into its log, after what is done in the block."""
        before = self.log(name).count(words)
        yield
        wait_for(lambda: self.log(name).count(words) > before)

    def visitor(self, name: str) -> Visitor:
        visitor = Visitor(self)
        visitor.sign_in(name)
        return visitor

    def stop(self) -> None:
        for user in ("ada", "teo"):
            if "hub" in self.processes:
                self.ask_hub(f"/users/{user}/server", "DELETE")
        for name in ("service", "hub", "proxy"):
            if process := self.processes.get(name):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            process.wait(LIMIT)

    @staticmethod
    def _answers(port: int) -> bool:
        connection = HTTPConnection(HOST, port, timeout=LIMIT)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True
