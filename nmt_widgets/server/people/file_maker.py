"""Makes the files that people take out, by the workbook's own commands in a process of their own.

A file is made in a folder that only its owner may read, on the disk of the store, and is removed when it is sent.
"""

from __future__ import annotations

import asyncio
import os
import sys
import zipfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import data_folder
from nmt_widgets.core.private_files import part_folder, private_file
from nmt_widgets.core.texts import language, texts


class NotMade(InputError):
    """A command ended with an exit code.

    Attributes
    ----------
    code : int
    """

    def __init__(self, code: int) -> None:
        words = texts("exchange")["failed"]
        super().__init__(words["message"], remedy=words["remedy"])
        self.code = code


class FileMaker:
    """Makes one file at a time."""

    def __init__(self) -> None:
        self._is_busy = False

    @asynccontextmanager
    async def folder(self) -> AsyncIterator[Path]:
        """Yield a folder for the files of one request.

        Raises
        ------
        InputError
            When somebody else's file is being made.
        """
        if self._is_busy:
            words = texts("exchange")["busy"]
            raise InputError(words["message"], remedy=words["remedy"])
        self._is_busy = True
        try:
            with part_folder(data_folder() / "files") as folder:
                yield folder
        finally:
            self._is_busy = False

    async def tables(self, folder: Path, session: str) -> Path:
        """Return a zip file with the tables of what a person may read, de-identified.

        Parameters
        ----------
        folder : pathlib.Path
        session : str
            The token of their sign-in; the command opens the store with it.

        Raises
        ------
        NotMade
        """
        tables = folder / "tables"
        await _run("export", "--out", str(tables), "--deidentify", "--asker", entry=f"{session}\n")
        return await asyncio.to_thread(_zipped, tables, folder / "tables.zip")

    async def backup(self, folder: Path) -> Path:
        """Return a backup of the store.

        Raises
        ------
        NotMade
        """
        file = folder / "backup.zip"
        await _run("backup", str(file), "--plain")
        return file


async def _run(*words: str, entry: str = "") -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "nmt_widgets", *words),
        stdin=PIPE,  # a command line is readable by everybody on this computer
        stdout=DEVNULL,
        stderr=DEVNULL,
        env={**os.environ, "NMT_LANGUAGE": language()},
    )
    try:
        await process.communicate(entry.encode())
    finally:
        _end(process)
    if process.returncode:
        raise NotMade(process.returncode)


def _end(process: Process) -> None:
    """End a process that nobody waits for any more."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()


def _zipped(folder: Path, file: Path) -> Path:
    with (
        private_file(file, lasting=False) as raw,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return file
