"""Rows of a text file: its encoding, its separator, and the cells of each row with its line."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.texts import texts

LONGEST_CELL = 1_000_000
LONGEST_LINE = 20_000_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""The separators that are recognised, with the keys of their names in the texts."""

_SAMPLE = 65_536
_CHUNK = 1_000_000
_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;|\t]*[\r\n]*', re.IGNORECASE)
_QUOTED = re.compile(r'(?:^|(?<=[,;\t|\r\n]))[ ]*"(?:[^"]|"")*"[ ]*(?=[,;\t|\r\n]|$)')
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MARKUP = ("<!doctype", "<html", "<head", "<meta", "<table", "<?xml")


@dataclass(frozen=True)
class TextForm:
    """How a file of text is read: its encoding and the separator of its cells."""

    encoding: str
    separator: str


@dataclass(frozen=True)
class Rows:
    """The rows of a file or sheet, each with its line, and how they were read."""

    rows: Iterator[tuple[int, list[str]]]
    how: str
    doubts: tuple[str, ...] = ()
    sheet: str = ""
    sheets: int = 0
    form: TextForm | None = None


@dataclass(frozen=True)
class _Encoding:
    name: str
    title: str
    doubts: tuple[str, ...] = ()


def read_text(raw: IO[bytes], file: Path) -> Rows:
    """Return the rows of a file of text.

    Raises
    ------
    InputError
        When it is not text, or is HTML or XML.
    """
    encoding = _encoding(raw, file)
    raw.seek(0)
    text = io.TextIOWrapper(raw, encoding.name, newline="")
    sample = text.read(_SAMPLE)
    if sample.lstrip()[:20].lower().startswith(_MARKUP):
        raise refusal("tables", "markup", file=file)
    first_line = _SEP_LINE.match(sample)
    separator = first_line[1] if first_line else find_separator(sample)
    text.seek(0)
    rows = _rows(_lines(text, file), separator, file)
    if first_line:
        next(rows)
    words = texts("tables")["reading"]
    name = words[SEPARATORS[separator]] if separator in SEPARATORS else f"'{separator}'"
    how = words["text"].format(encoding=encoding.title, separator=name)
    return Rows(rows, how, encoding.doubts, form=TextForm(encoding.name, separator))


def find_separator(sample: str) -> str:
    r"""Return the separator that divides the header and the rows below it alike; quoted cells are ignored.

    Examples
    --------
    >>> find_separator('Code;"Sleep, at night";Mood, by day\np1;3;5\n'), find_separator("one column\n3,5\n")
    (';', ',')
    """
    lines = [line for line in re.split(r"[\r\n]+", _QUOTED.sub("", sample))[:51] if line]
    if len(sample) >= _SAMPLE and len(lines) > 1:
        lines.pop()  # cut off
    if not lines:
        return ","
    header, *below = lines

    def fits(separator: str) -> tuple[bool, float, int]:
        count = header.count(separator)
        alike = sum(line.count(separator) == count for line in below) / (len(below) or 1)
        return count > 0, alike if count else 0.0, count

    return max(SEPARATORS, key=fits)


def _encoding(raw: IO[bytes], file: Path) -> _Encoding:
    raw.seek(0)
    start = raw.read(4096)
    name = next((name for bom, name in _BOMS.items() if start.startswith(bom)), "utf-8")
    if name == "utf-8":  # or UTF-16 without a byte order mark: every other byte of ASCII letters is zero
        zeros = [start[at::2].count(0) > len(start) / 5 for at in (0, 1)]
        name = {(True, False): "utf-16-be", (False, True): "utf-16-le"}.get((zeros[0], zeros[1]), name)
    raw.seek(0)
    return _utf_16(raw, file, name) if "16" in name else _utf_8_or_1252(raw, file, name)


def _utf_16(raw: IO[bytes], file: Path, name: str) -> _Encoding:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while chunk := raw.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                raise _binary(file)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refusal("tables", "not_utf_16", file=file) from None
    return _Encoding(name, "UTF-16")


def _utf_8_or_1252(raw: IO[bytes], file: Path, name: str) -> _Encoding:
    """Decide between the two: a text in Windows-1252 with accented letters is almost never valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    line = 1
    wrong_line, is_wide, odd = 0, name == "utf-8-sig", b""
    while chunk := raw.read(_CHUNK):
        if b"\0" in chunk:
            raise _binary(file)
        if chunk.isascii() and not decoder.getstate()[0]:
            line += chunk.count(b"\n")
            continue
        text = decoder.decode(chunk)
        if not wrong_line and not text.isascii():
            wrong = re.search("[\udc80-\udcff]", text)
            wrong_line = line + text.count("\n", 0, wrong.start()) if wrong else 0
        is_wide = is_wide or bool(re.search("[\x80-\ud7ff\ue000-\U0010ffff]", text))
        line += chunk.count(b"\n")
        odd += b"".join(re.findall(rb"[\x81\x8d\x8f\x90\x9d]", chunk))[:1]
    wrong_line = wrong_line or (line if decoder.getstate()[0] else 0)
    if not wrong_line:
        return _Encoding(name, "UTF-8")
    if is_wide or odd:
        raise refusal("tables", "not_utf_8", file=file, line=wrong_line) from None
    raw.seek(0)
    letters = "".join(dict.fromkeys(re.findall("[^\x00-\x7f]", raw.read(_CHUNK).decode("cp1252", "replace"))))
    words = texts("tables")["reading"]
    doubt = words["windows_letters" if letters else "windows"].format(letters=letters[:20])
    return _Encoding("cp1252", "Windows-1252", (doubt,))


def _binary(file: Path) -> InputError:
    return refusal("tables", "binary", file=file)


def _lines(text: io.TextIOWrapper, file: Path) -> Iterator[str]:
    """Yield the lines with their ends; the end-of-file mark of old programs (Ctrl-Z) is skipped."""
    before = None
    number = 0
    with text:
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise refusal("tables", "long_line", file=file, line=number)
            if before is not None:
                yield before
            before = line
    if before is not None and (last := before.rstrip("\r\n").rstrip("\x1a")):
        yield last


def _rows(lines: Iterator[str], separator: str, file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row and its first line; lines without quotes are simply split."""
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        if '"' in line:
            yield number, _quoted_row(line, number, numbered, separator, file)
        else:
            yield number, line.rstrip("\r\n").split(separator)


def _quoted_row(
    line: str, number: int, numbered: Iterator[tuple[int, str]], separator: str, file: Path
) -> list[str]:
    """Return the cells of a row; one in quotes may go on over the following lines."""
    cells: list[str] = []
    at = 0
    while True:
        opens = _past_blanks(line, at)
        if line.startswith('"', opens):
            cell, line, number, at = _quoted_cell(line, number, opens + 1, numbered, file)
            cells.append(cell)
        else:
            end = line.find(separator, at)
            end = len(line.rstrip("\r\n")) if end < 0 else end
            cells.append(line[at:end])
            at = end
        if not line.startswith(separator, at):
            break
        at += 1
    if line[at:].strip("\r\n"):
        raise refusal("tables", "after_quote", file=file, line=number)
    return cells


def _quoted_cell(
    line: str, number: int, at: int, numbered: Iterator[tuple[int, str]], file: Path
) -> tuple[str, str, int, int]:
    """Read a quoted cell from behind its opening quote.

    Returns the cell, the line it ends on, the number of that line, and the position after the cell.
    """
    parts: list[str] = []
    size, opened = 0, number
    while True:
        end = line.find('"', at)
        if end >= 0 and not line.startswith('"', end + 1):
            parts.append(line[at:end])
            cell = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
            return cell, line, number, _past_blanks(line, end + 1)
        parts.append(line[at:] if end < 0 else line[at : end + 1])  # one of a doubled quote
        size += len(parts[-1])
        at = end + 2
        if end < 0:
            number, line = next(numbered, (0, ""))
            at = 0
        if not line or size > LONGEST_CELL:
            raise refusal("tables", "long_quote" if line else "open_quote", file=file, line=opened)


def _past_blanks(line: str, at: int) -> int:
    while line.startswith(" ", at):
        at += 1
    return at
