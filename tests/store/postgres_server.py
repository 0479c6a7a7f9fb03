"""A PostgreSQL of the tests' own: on a socket in a temporary folder, gone with them."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.bring_postgresql import find_programs

# what is kept has to survive a kill, not a power cut
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
}


class PostgresServer:
    """A server for as long as the tests run; it refuses to run as root, and so runs as somebody else then."""

    def __init__(self) -> None:
        programs = find_programs()
        if programs is None:
            raise FileNotFoundError("there is no PostgreSQL: run make postgresql")
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="nmt-pg-"))
        self._user = _somebody() if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", "data", "-U", "nmt", "--auth=trust", "-E", "UTF8", "--no-sync")
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://nmt@/{database}?host={self.folder}"

    def make_database(self, template: str = "template1", *, tablespace: str = "pg_default") -> str:
        """Make a database and return its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {tablespace}")
        return name

    def drop_database(self, name: str) -> None:
        self.do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def do(self, statement: str, database: str = "postgres") -> None:
        """Do something as the one who may do everything."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), user="nmt", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement)

    def start(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        as_somebody = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        )
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            stdout=subprocess.DEVNULL,  # not a pipe: the server would hold it open
            stderr=subprocess.DEVNULL,
            timeout=60,
            **as_somebody,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)} failed with {done.returncode}")


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("there is nobody to run PostgreSQL as")
