"""A case in a YAML file: read back when somebody else changes it, written whole or not at all."""

from __future__ import annotations

import codecs
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from nmt_widgets.case_files import Case, checked_case
from nmt_widgets.case_files.answers import Value, to_answers, to_case
from nmt_widgets.case_files.questions import Path as AnswerPath
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.documents import parse_document
from nmt_widgets.core.errors import InputError, as_failure, is_full, one_line
from nmt_widgets.core.private_files import private_file
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.answer_store import FileUnavailable
from nmt_widgets.library.case_memory import MemoryCase
from nmt_widgets.library.file_names import file_path, followed

SUFFIXES = (".yaml", ".yml")
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TRIES, _PAUSE = 10, 0.02  # to lock a file that another process is writing


class FileCase(MemoryCase):
    """A case in a file that a form reads and writes.

    The comments above the first line of the case stay. When a file has other comments, or is laid out by hand, it is
    copied beside itself as `.bak` before it is written for the first time.

    Parameters
    ----------
    path : str or path
        Of an existing case file; :meth:`begin` makes a new one.
    instrument : Instrument, optional

    Attributes
    ----------
    backup : pathlib.Path or None
        The copy of the file as it was laid out by hand, if one was made.

    Raises
    ------
    InputError
        When there is no such file, or it is no case.
    """

    def __init__(self, path: str | Path, instrument: Instrument | None = None) -> None:
        instrument = use_instrument(instrument)
        self.path = case_path(path)
        self.backup: Path | None = None
        self._stamp: tuple[int, ...] = ()
        self._text = b""
        self._heading = ""
        self._at = ""
        try:
            stamp, text = self._read_file()
        except FileUnavailable:
            raise refusal("library", "no_case_file", file=self.path.name) from None
        case = self._parsed(text, instrument)
        self._remember(stamp, text)
        super().__init__(case.id, to_answers(case), instrument)

    @classmethod
    def begin(cls, path: str | Path, case: Case, instrument: Instrument | None = None) -> FileCase:
        """Write a case to a new file, and return it.

        Raises
        ------
        InputError
            When the file exists or cannot be written.
        """
        write_new_file(path, case)
        return cls(path, instrument)

    # ---- reading ----

    def _read_file(self) -> tuple[tuple[int, ...], bytes]:
        """Return what shows that the file has changed, and its content."""
        try:
            with self.path.open("rb") as file:
                return _stamp(os.fstat(file.fileno())), file.read()
        except FileNotFoundError as error:
            raise FileUnavailable("gone", self.path.name) from error
        except OSError as error:
            raise _unwritable(error, self.path.name) from error

    def _parsed(self, text: bytes, instrument: Instrument) -> Case:
        """Return the case in the content of the file; it is written back as UTF-8, so it must be that."""
        if text.startswith(_OTHER_ENCODINGS):
            raise refusal("files", "not_utf_8", file=self.path, line=1)
        return checked_case(parse_document(text, self.path), instrument)

    def _remember(self, stamp: tuple[int, ...], text: bytes) -> None:
        self._stamp, self._text = stamp, text
        self._heading = _heading(text.decode("utf-8"))
        self._at = datetime.fromtimestamp(stamp[0] / 1e9, UTC).isoformat(timespec="microseconds")

    def _update(self) -> None:
        try:
            status = self.path.stat()
        except OSError as error:
            raise FileUnavailable("gone", self.path.name) from error
        if _stamp(status) == self._stamp:
            return
        stamp, text = self._read_file()
        if text == self._text:
            self._remember(stamp, text)
        else:
            try:
                case = self._parsed(text, self._instrument)
            except InputError as error:
                raise FileUnavailable("broken", self.path.name, reason=_reason(error)) from None
            if case.id != self.id:
                raise FileUnavailable("other_case", self.path.name, id=case.id)
            self._remember(stamp, text)
            self._take(to_answers(case), self._at)

    def _changed(self) -> str:
        return self._at

    # ---- writing ----

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            with _locked(self.path):
                yield
        except BlockingIOError:
            raise FileUnavailable("busy", self.path.name) from None
        except FileNotFoundError as error:
            raise FileUnavailable("gone", self.path.name) from error
        except OSError as error:
            raise _unwritable(error, self.path.name) from error

    def _write(self, answers: Mapping[AnswerPath, Value], reason: str) -> None:
        status = self.path.stat()
        if not status.st_mode & 0o222 or not os.access(self.path, os.W_OK):
            raise FileUnavailable("readonly", self.path.name)
        before = self._text.decode("utf-8").removeprefix("\ufeff")
        if before != self._heading + write_case(to_case(self.id, self._answers)):
            self._back_up()
        heading = self._heading + (self._amendment(reason) if reason else "")
        text = heading + write_case(to_case(self.id, answers))
        _replace(self.path, text, status.st_mode & 0o777)
        self._remember(_stamp(self.path.stat()), text.encode())

    def _amendment(self, reason: str) -> str:
        """Return the line that says who changed a completed assessment, when and why."""
        words = texts("library")["form"]["amendment"]
        day = datetime.now(UTC).date().isoformat()
        line = one_line(str(words).format(day=day, by=self.person.name, reason=reason), most=2_000)
        return "" if f"# {line}\n" in self._heading else f"# {line}\n"

    def _back_up(self) -> None:
        """Copy the file as it is, unless there is such a copy."""
        for number in range(1, 1000):
            copy = self.path.with_name(f"{self.path.name}.bak{'' if number == 1 else number}")
            try:
                with private_file(copy) as file:
                    file.write(self._text)
            except FileExistsError:
                if copy.read_bytes() != self._text:
                    continue
            self.backup = copy
            return


def case_path(path: str | Path) -> Path:
    """Return the path of a case file, with links followed.

    Raises
    ------
    InputError
        When it does not end in `.yaml` or `.yml`.
    """
    named = file_path(path)
    if named.suffix.lower() not in SUFFIXES:
        raise refusal("library", "no_yaml", file=named.name)
    return followed(named)


def write_new_file(path: str | Path, case: Case, *, overwrite: bool = False) -> Path:
    """Write a case to a file that only its owner may read, and return its path.

    Parameters
    ----------
    path : str or path
    case : Case
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    InputError
        When the file exists, or it cannot be written.
    """
    file = case_path(path)
    text = write_case(case)
    try:
        if overwrite and file.exists():
            _replace(file, text, file.stat().st_mode & 0o777)
        else:
            with private_file(file) as new:
                new.write(text.encode())
    except FileExistsError:
        raise refusal("library", "file_exists", file=file.name) from None
    except FileNotFoundError:
        raise refusal("library", "no_folder", file=file.name, folder=file.parent) from None
    except OSError as error:
        error.filename = str(file)  # nobody knows the name it had while it was written
        raise as_failure(error) from error
    return file


def _replace(path: Path, text: str, mode: int) -> None:
    """Replace a file, whole or not at all; it keeps its mode."""
    part = path.with_name(f".{path.name[:60]}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with private_file(part) as file:
            file.write(text.encode())
        part.chmod(mode)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file against other forms that write it, where the system has such locks."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        yield
        return
    for attempt in range(_TRIES):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_at(file, path):
                    yield
                    return
            except BlockingIOError:
                if attempt + 1 == _TRIES:
                    raise
                time.sleep(_PAUSE)
    raise BlockingIOError


def _is_at(file: IO[Any], path: Path) -> bool:
    """Return whether an open file is still the one at a path: a save puts a new file in its place."""
    return os.path.samestat(os.fstat(file.fileno()), path.stat())


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _heading(text: str) -> str:
    """Return the comments and empty lines above the first line of a case."""
    lines = []
    for line in text.removeprefix("\ufeff").splitlines(keepends=True):
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line)
    return "".join(lines)


def _reason(error: InputError) -> str:
    first = error.problems[0]
    return f"line {first.line}: {first.message}" if first.line else first.message


def _unwritable(error: OSError, file: str) -> FileUnavailable:
    if is_full(error):
        return FileUnavailable("full", file)
    if isinstance(error, PermissionError) or error.errno == 30:
        return FileUnavailable("readonly", file)
    return FileUnavailable("refused", file, reason=(error.strerror or "error").lower())
