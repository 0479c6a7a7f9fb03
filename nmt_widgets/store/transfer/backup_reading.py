"""Read a backup from any source: in pieces, within limits, and only rows that the store could have written."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table

from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import texts
from nmt_widgets.store.checking.rows import Row, check_row, read_json
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.versions import NEWEST
from nmt_widgets.store.transfer.backup import FORMAT, ROWS_AT_ONCE, TABLES

FIRST_FORMAT = "nmt-backup-1"
"""The first format: its seal leaves out people and classes, and contradictions are reported, not refused."""

SECOND_FORMAT = "nmt-backup-2"
"""The second format: without filing."""

MANIFEST = "manifest.json"
MANIFEST_AT_MOST = 1_000_000
LINE_AT_MOST = 64 * 2**20
"""The longest line in bytes: a revision that changes texts of the greatest length."""
SHORT_LINE_AT_MOST = 100_000
_LONG = (tables.revision.name, tables.answer.name)
_DIRECTORY_AT_MOST = 8192
_CHUNK = 65536

_SINCE = {
    "training_class": "0002",
    "class_member": "0002",
    "participation": "0002",
    "filing": "0003",
    "manager": "0004",
    "feedback": "0005",
    "site_phase": "0007",
    "incident_count": "0007",
}
"""The version in which a table was added; an earlier backup has no rows for it."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    RuntimeError,  # encrypted, or compressed in another way than ours
)


class Backup:
    """A backup that is open for reading.

    Attributes
    ----------
    is_first_form : bool
        Whether an earlier version made it.
    time : datetime
        When it was made.
    seal : str
        The seal of its content, as :func:`~nmt_widgets.store.verify` computes it.
    instrument : dict
        The versions of the instrument it was made with; empty if unknown.
    contradicting : frozenset of str
        The cases that contained contradictions when it was made.
    """

    def __init__(self, file: Path, archive: zipfile.ZipFile) -> None:
        self._file, self._archive = file, archive
        with self._readable():
            self._check_members()
            manifest = read_json(self._manifest())
            form, self._version = str(manifest["format"]), str(manifest["tables_version"])
            if not form.startswith("nmt-backup-"):
                raise ValueError
        if form not in (FIRST_FORMAT, SECOND_FORMAT, FORMAT) or self._version > NEWEST:
            raise refusal("store", "newer_backup", file=file)
        self.is_first_form = form == FIRST_FORMAT
        with self._readable():
            self._tables: dict[str, Any] = manifest["tables"]
            self.seal = str(manifest["seal"])
            self.time = datetime.fromisoformat(str(manifest["made"])).astimezone(UTC)
            self.instrument = dict(manifest.get("instrument", {}))
            self.contradicting = frozenset(str(id) for id in manifest.get("contradicting", ()))

    def rows(self, table: Table) -> int | None:
        """Return the number of rows of a table according to the manifest."""
        entry = self._tables.get(table.name)
        count = entry.get("rows") if isinstance(entry, dict) else None
        return count if type(count) is int else None

    def batches(self, table: Table) -> Iterator[list[Row]]:
        """Yield the rows of a table in batches; raise InputError at the end if they do not match the manifest."""
        if self._version < _SINCE.get(table.name, ""):
            return
        digest, count, size, batch = hashlib.sha256(), 0, 0, []
        with self._readable(), self._archive.open(f"{table.name}.jsonl") as file:
            most = LINE_AT_MOST if table.name in _LONG else SHORT_LINE_AT_MOST
            begins = b'{"' + next(iter(table.columns.keys())).encode() + b'": '
            for line in _lines(file, most, begins):
                digest.update(line)
                count, size = count + 1, size + len(line)
                batch.append(self._row(table, line, count))
                if len(batch) == ROWS_AT_ONCE:
                    yield batch
                    batch = []
            if {"rows": count, "sha256": digest.hexdigest()} != self._tables[table.name]:
                raise ValueError
            if size != self._archive.getinfo(f"{table.name}.jsonl").file_size:
                raise ValueError
        if batch:
            yield batch

    def read_through(self) -> None:
        """Read every row of every table; raise InputError where one is damaged."""
        for table in TABLES:
            for _ in self.batches(table):
                pass

    def damaged(self) -> InputError:
        """Return the error for a damaged backup."""
        words = texts("store")["backup"]
        return InputError(words["damaged"], file=self._file, remedy=words["remedy"])

    def _check_members(self) -> None:
        members = self._archive.infolist()
        names = [member.filename for member in members]
        known = {MANIFEST, *(f"{table.name}.jsonl" for table in TABLES)}
        if len(names) != len(set(names)) or not {MANIFEST} <= set(names) <= known:
            raise ValueError
        for member in members:
            is_plain = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if member.flag_bits & 0x1 or not is_plain:
                raise ValueError

    def _manifest(self) -> bytes:
        with self._archive.open(MANIFEST) as file:
            text = file.read(MANIFEST_AT_MOST + 1)
        if len(text) > MANIFEST_AT_MOST:
            raise ValueError
        return text

    def _row(self, table: Table, line: bytes, number: int) -> Row:
        try:
            row: Row = read_json(line)
            # exactly as the store writes it: no repeated keys, no other notation, no extra spaces
            if (json.dumps(row, ensure_ascii=False).encode() + b"\n") != line:
                raise ValueError
            row |= self._columns_added_since(table, row)
            check_row(table, row)
        except InputError as error:
            message = error.message
        except _UNREADABLE:
            message = texts("store")["backup"]["row"]
        else:
            return row
        raise InputError(
            message,
            file=self._file,
            line=number,
            place=f"{table.name}.jsonl",
            remedy=texts("store")["backup"]["remedy"],
        ) from None

    def _columns_added_since(self, table: Table, row: Row) -> Row:
        """Return the columns that a row of an earlier version has not got, empty."""
        added = [column.name for column in table.columns if self._version < column.info.get(tables.SINCE, "")]
        if not row.keys().isdisjoint(added):
            raise ValueError
        return dict.fromkeys(added)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE:
            raise self.damaged() from None


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """Open a backup for reading.

    Raises
    ------
    InputError
        When it cannot be read, or is not a backup.
    """
    words = texts("store")["backup"]
    none = InputError(words["damaged"], file=file, remedy=words["remedy"])
    try:
        if file.exists() and not file.is_file():
            raise InputError(words["no_file"], file=file, remedy=words["no_file_remedy"])
        with file.open("rb") as raw:
            is_small = _is_directory_small(raw)
        if not is_small:
            raise none
        archive = zipfile.ZipFile(file)
    except OSError as error:
        message, remedy = problem("files", "unreadable")
        raise InputError((error.strerror or message).lower(), file=file, remedy=remedy) from None
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
        raise none from None
    with archive:
        yield Backup(file, archive)


def _lines(file: IO[bytes], most: int, begins: bytes) -> Iterator[bytes]:
    """Yield lines with their ends; stop reading at a line that is too long or begins in another way."""
    line = bytearray()
    while chunk := file.read(_CHUNK):
        pieces = chunk.split(b"\n")
        for number, piece in enumerate(pieces):
            line += piece
            if len(line) > most or not (line[: len(begins)] == begins[: len(line)]):
                raise ValueError
            if number < len(pieces) - 1:
                yield bytes(line) + b"\n"
                line.clear()
    if line:
        raise ValueError


def _is_directory_small(raw: IO[bytes]) -> bool:
    """Return whether a zip's directory is small, before `zipfile` reads all of it into memory."""
    size = raw.seek(0, 2)
    raw.seek(max(0, size - 42))
    tail = raw.read(42)
    end = tail[-22:]
    if len(end) < 22 or end[:4] != b"PK\x05\x06" or end[-2:] != b"\0\0":
        return False  # none at all, or with a comment: ours has none
    *_, entries, length, _, _ = struct.unpack("<4s4H2LH", end)
    if tail[:4] == b"PK\x06\x07":  # of a zip beyond four gigabytes
        raw.seek(max(0, size - 42 - 56))
        far = raw.read(56)
        if len(far) < 56 or far[:4] != b"PK\x06\x06":
            return False
        *_, entries, length, _ = struct.unpack("<4sQ2H2L4Q", far)
    return bool(entries <= len(TABLES) + 1 and length <= _DIRECTORY_AT_MOST)
