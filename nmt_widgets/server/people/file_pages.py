"""The page on which files come in and go out: a case file, tables, a backup.

Who asks is checked when the page is shown, when a file is asked for, and again before it is sent.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from abc import ABC, abstractmethod
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tornado.iostream import StreamClosedError

from nmt_widgets.core.base_path import full_path
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.server.people.file_maker import FileMaker, NotMade
from nmt_widgets.server.people.pages import FormHandler
from nmt_widgets.server.people.visitors import Visitor
from nmt_widgets.server.shared.logs import log

if TYPE_CHECKING:
    from nmt_widgets.store import Record

_PIECE = 1 << 16
"""How many bytes of a file are in memory at the same time."""

_EDIT = re.compile("[0-9a-f]{24}")

_TAKEN = "nmt-file-taken"
"""The cookie that comes with a file: it tells the page, whose script reads it, that the file is there."""

_TABLES = "tables"
"""What the box beside the tables sends."""


class FilesHandler(FormHandler):
    """The page, and the case file that is brought in on it."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self.signed_in_visitor():
            self.show_files(visitor)

    async def post(self) -> None:
        """Make a record of a case file, or show all that is wrong with it."""
        visitor = await self.signed_in_visitor()
        if visitor is None:
            return
        kind, edit, files = self.field("kind"), self.field("edit")[:80], self.request.files.get("file", [])
        words = texts("exchange")
        try:
            if not files:
                raise InputError(words["no_file"])
            if not kind:
                raise InputError(words["no_kind"])
            file = files[0]
            record = await self.sign_ins.ask(
                lambda _: _bring_in(visitor.session, file.body, file.filename, kind, edit)
            )
        except InputError as error:
            return self.show_files(visitor, "bring", error, kind=kind)
        self.redirect("/voila/render/home.ipynb?" + urlencode({"case": record.case_id}), status=303)

    def show_files(
        self, visitor: Visitor, part: str = "", error: InputError | None = None, kind: str = ""
    ) -> None:
        """Show the page; what is wrong stands in the part of the page where it was asked for."""
        from nmt_widgets.case_files.received import MOST_BYTES
        from nmt_widgets.store.errors import NotPermitted

        person = visitor.person
        assert person is not None
        words = texts("exchange")
        sentence = self.refuse(error) if error else ""
        if isinstance(error, NotPermitted):
            self.set_status(403)
        problems = error.problems if error and error.line is not None else ()
        self.show_to(
            visitor,
            "files.html.j2",
            page_words=words,
            kinds=[(id, texts("assess")["kinds"][id]) for id in person.may_begin()],
            kind=kind,
            most_bytes=MOST_BYTES,
            edit=secrets.token_hex(12),
            taken_cookie=_TAKEN,
            takes_tables=person.may("looks_on"),
            takes_backup=visitor.looks_after_everybody,
            confirm_value=_TABLES,
            is_encrypted=_is_encrypted(),
            part=part,
            problem="" if problems else sentence,
            problems=problems,
            report=plural(words, "report", len(problems), file=problems[0].file) if problems else "",
        )


class TakingHandler(FilesHandler, ABC):
    """The base of the addresses that send a file."""

    part: str
    stem: str

    def initialize(self, maker: FileMaker) -> None:
        """Keep what makes the files."""
        self.maker = maker
        self._sending: asyncio.Task[None] | None = None

    async def get(self) -> None:
        """Lead to the page: a file is sent to a form only."""
        self.redirect("/files")

    async def post(self) -> None:
        """Make the file and send it, or show why there is none."""
        visitor = await self.signed_in_visitor()
        if visitor is None:
            return
        try:
            await self.check(visitor)
            async with self.maker.folder() as folder:
                self._sending = asyncio.ensure_future(self._make_and_send(visitor, folder))
                await self._sending
        except asyncio.CancelledError:
            return  # whoever asked has gone
        except InputError as error:
            self.show_files(visitor, self.part, error)

    def on_connection_close(self) -> None:
        """Stop making a file that nobody waits for."""
        if self._sending is not None:
            self._sending.cancel()

    @abstractmethod
    async def check(self, visitor: Visitor) -> None:
        """Raise InputError where the visitor may not have the file, or has not filled the form in."""

    @abstractmethod
    async def make(self, visitor: Visitor, folder: Path) -> Path:
        """Return the file."""

    @abstractmethod
    def may(self, visitor: Visitor) -> bool:
        """Return whether a visitor may have the file."""

    async def _make_and_send(self, visitor: Visitor, folder: Path) -> None:
        file = await self.make(visitor, folder)
        current = await self.known_visitor()  # it may have taken minutes
        if current is None:
            return
        if current.session != visitor.session or not self.may(current):
            raise not_permitted()
        log.info("a file is taken out: %s", self.part)
        name = f"{self.stem}-{date.today():%Y-%m-%d}.zip"
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("Content-Length", str(file.stat().st_size))
        if _EDIT.fullmatch(edit := self.field("edit")):
            self.set_cookie(
                _TAKEN,
                edit,
                path=full_path("/files"),
                samesite="Strict",
                secure=self.application.is_secure,
                max_age=600,
            )
        with file.open("rb") as content:
            try:
                while piece := await asyncio.to_thread(content.read, _PIECE):
                    self.write(piece)
                    await self.flush()
            except StreamClosedError:
                return
        await self.finish()


class TablesHandler(TakingHandler):
    """Sends the tables of what a person may read."""

    part, stem = _TABLES, "nmt-tables"

    def may(self, visitor: Visitor) -> bool:
        """Return whether they look at everybody's work."""
        return visitor.person is not None and visitor.person.may("looks_on")

    async def check(self, visitor: Visitor) -> None:
        """Check the role and the box."""
        if not self.may(visitor):
            raise not_permitted()
        if self.field("confirmed") != _TABLES:
            raise _error("unconfirmed")
        if find_spec("pyarrow") is None:
            raise _error("no_writer")
        if not await self.sign_ins.ask(lambda _: _has_records(visitor.session)):
            raise _error("empty")

    async def make(self, visitor: Visitor, folder: Path) -> Path:
        """Return the tables."""
        return await self.maker.tables(folder, visitor.session)


class BackupHandler(TakingHandler):
    """Sends a backup of everything."""

    part, stem = "backup", "nmt-backup"

    def may(self, visitor: Visitor) -> bool:
        """Return whether they look after everybody."""
        return visitor.looks_after_everybody

    async def check(self, visitor: Visitor) -> None:
        """Check the person, their passphrase, and the box where the database is encrypted."""
        if visitor.person is None or not self.may(visitor):
            raise not_permitted()
        if _is_encrypted() and not self.field("plain"):
            raise _error("unconfirmed")
        if not self.proxy.signs_in:
            await self.sign_ins.confirm(visitor.person, visitor.session, self.field("passphrase"))

    async def make(self, visitor: Visitor, folder: Path) -> Path:
        """Return the backup."""
        try:
            return await self.maker.backup(folder)
        except NotMade as error:
            raise _error("unrestorable" if error.code == 1 else "failed") from None


def not_permitted() -> InputError:
    """Return the error for somebody who may not take something out."""
    from nmt_widgets.store.errors import NotPermitted

    words = texts("exchange")["refused"]
    return NotPermitted(words["message"], remedy=words["remedy"])


def _error(name: str) -> InputError:
    words = texts("exchange")[name]
    return InputError(words["message"], remedy=words["remedy"])


def _bring_in(session: str, raw: bytes, name: str, kind: str, edit: str) -> Record:
    from nmt_widgets.store.opening import open_store
    from nmt_widgets.store.transfer.case_file import bring_in

    return bring_in(open_store(session=session), raw, name, kind=kind, edit=edit)


def _has_records(session: str) -> bool:
    from nmt_widgets.store.opening import open_store

    return bool(open_store(session=session).codes())


def _is_encrypted() -> bool:
    from nmt_widgets.store.database.encryption import database_key

    return bool(database_key())
