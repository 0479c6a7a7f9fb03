"""The server for measurements: `nmt serve` or another program, in its own process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

_ADDRESS = re.compile(r"(http://[^/\s]+)\S*")


class BenchServer:
    """A server with a store of its own, from `with` to its end.

    Parameters
    ----------
    data : Path
        The folder of its store.
    options : sequence of str
        What `nmt serve` is started with, besides a port that is free and no browser.
    program : str, optional
        Python to run in place of `nmt serve`.
    folder : Path, optional
        Where it runs.
    addresses : int
        How many addresses it prints when it is up.
    log : Path, optional
        Where its log is written.
    database : str, optional
        Its database, where that is not in the folder.

    Attributes
    ----------
    urls : tuple of str
        The addresses it printed.
    root : str
        The first of them, without path.
    pid : int
        Of its process.
    """

    def __init__(
        self,
        data: Path,
        options: Sequence[str] = (),
        *,
        program: str | None = None,
        folder: Path | None = None,
        addresses: int = 1,
        log: Path | None = None,
        database: str | None = None,
    ) -> None:
        serve = ["-m", "nmt_widgets", "serve", "--no-browser", "--port", "0", *options]
        self._command = [sys.executable, *(serve if program is None else ["-c", program])]
        self._folder, self._count, self._log = folder, addresses, log or Path(os.devnull)
        self._environment = {**os.environ, "NMT_DATA": str(data)}
        if database:
            self._environment["NMT_DATABASE_URL"] = database

    def __enter__(self) -> Self:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        matches = [_ADDRESS.search(self._process.stdout.readline()) for _ in range(self._count)]
        urls = [match for match in matches if match]
        if len(urls) < self._count:
            self._process.kill()
            raise RuntimeError("the server did not start")
        self.urls = tuple(match[0] for match in urls)
        self.root, self.pid = urls[0][1], self._process.pid
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)
