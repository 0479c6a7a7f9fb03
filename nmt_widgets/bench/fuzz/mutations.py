"""A good file spoiled: bytes, text, YAML, tables."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from xml.sax.saxutils import escape

from nmt_widgets.bench.fuzz import values
from nmt_widgets.bench.fuzz.workbooks import packed, unpacked

Change = Callable[[random.Random, bytes], bytes]

_TAGS = (
    "!!timestamp",
    "!!binary",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!set",
    "!!omap",
    "!!pairs",
    "!!seq",
    "!!map",
    "!!str",
    "!!merge",
    "!!value",
    "!!python/object/apply:os.system",
    "!!python/name:os.system",
    "!own",
    "!<tag:yaml.org,2002:timestamp>",
    "!<",
    "&a",
    "*a",
    "? ",
)
_BLANKS = b" " * 1_000_000
_BLOWN_UP = 250  # times as many, out of some 1 MB
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037")


def flipped(draw: random.Random, raw: bytes) -> bytes:
    """Change some bytes."""
    data = bytearray(raw)
    for _ in range(draw.choice((1, 1, 2, 5, 40))):
        if data:
            data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data)


def cut(draw: random.Random, raw: bytes) -> bytes:
    """Leave out a part, or everything from somewhere on."""
    start, end = sorted(draw.randrange(len(raw) + 1) for _ in range(2))
    return raw[:start] if draw.random() < 0.5 else raw[:start] + raw[end:]


def doubled(draw: random.Random, raw: bytes) -> bytes:
    """Let a part stand there twice, or many times."""
    start, end = sorted(draw.randrange(len(raw) + 1) for _ in range(2))
    end = min(end, start + draw.choice((20, 400, 20_000)))
    part = raw[start:end]
    times = min(draw.choice((1, 1, 30)), 100_000 // max(len(part), 1))
    return raw[:start] + part * times + raw[start:]


def swapped(draw: random.Random, raw: bytes) -> bytes:
    """Put a part elsewhere."""
    start, end = sorted(draw.randrange(len(raw) + 1) for _ in range(2))
    rest = raw[:start] + raw[end:]
    at = draw.randrange(len(rest) + 1)
    return rest[:at] + raw[start:end] + rest[at:]


def put_in(draw: random.Random, raw: bytes) -> bytes:
    """Put strange text in somewhere."""
    at = draw.randrange(len(raw) + 1)
    return raw[:at] + values.text(draw).encode("utf-8", "surrogatepass") + raw[at:]


def encoded(draw: random.Random, raw: bytes) -> bytes:
    """Write it in another encoding."""
    return raw.decode("utf-8", "replace").encode(draw.choice(_ENCODINGS), "replace")


def line_ends(draw: random.Random, raw: bytes) -> bytes:
    """Write other ends of lines."""
    return raw.replace(b"\n", draw.choice((b"\r\n", b"\r", b"\x0c\n", b"\xc2\x85", b"\xe2\x80\xa8")))


def nonsense(draw: random.Random, raw: bytes) -> bytes:
    """Something else altogether."""
    return draw.choice(
        (
            b"",
            b"\x00" * 50,
            draw.randbytes(draw.randrange(300)),
            b"PK\x05\x06" + b"\0" * 18,
            b"[" * 30_000,
            b"{" * 3_000,
            b"- " * 30_000,
            b'"' * 999,
            b"{}",
            b"[]",
            b"null",
            b"7",
            b"a: b\n" * 2_000,
            b"%PDF-1.7\n",
        )
    )


BYTES: tuple[Change, ...] = (flipped, cut, doubled, swapped, put_in, encoded, line_ends, nonsense)


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").splitlines(keepends=True)


def yaml_value(draw: random.Random, raw: bytes) -> bytes:
    """Write another value behind a key."""
    lines = _lines(raw)
    keyed = [at for at, line in enumerate(lines) if re.match(r"\s*(?:- )?[\w-]+:", line)]
    if keyed:
        at = draw.choice(keyed)
        start = lines[at].partition(":")[0]
        lines[at] = f"{start}: {_scalar(draw)}\n"
    return "".join(lines).encode("utf-8", "surrogatepass")


def yaml_tag(draw: random.Random, raw: bytes) -> bytes:
    """Say of a value that it is of another kind."""
    lines = _lines(raw)
    keyed = [at for at, line in enumerate(lines) if re.match(r"\s*(?:- )?[\w-]+:", line)]
    if keyed:
        at = draw.choice(keyed)
        start, _, rest = lines[at].partition(":")
        value = draw.choice((rest.strip(), "2020", "{}", "[]", "x"))
        lines[at] = f"{start}: {draw.choice(_TAGS)} {value}\n"
    return "".join(lines).encode()


def yaml_key(draw: random.Random, raw: bytes) -> bytes:
    """Rename a key, or say of it that it is something else."""
    lines = _lines(raw)
    keyed = [at for at, line in enumerate(lines) if re.match(r"\s*(?:- )?[\w-]+:", line)]
    if keyed:
        at = draw.choice(keyed)
        other = draw.choice(
            ("? []", "? {a: b}", "<<", "!!int x", "!!int 010", "1", "null", "~", "__class__", "x" * 500)
        )
        lines[at] = re.sub(r"[\w-]+(?=:)", lambda _: other, lines[at], count=1)
    return "".join(lines).encode()


def yaml_indent(draw: random.Random, raw: bytes) -> bytes:
    """Move a line in or out."""
    lines = _lines(raw)
    if lines:
        at = draw.randrange(len(lines))
        lines[at] = draw.choice(("  ", "\t", "      ", "- ")) + draw.choice((lines[at], lines[at].lstrip()))
    return "".join(lines).encode()


def yaml_many(draw: random.Random, raw: bytes) -> bytes:
    """Add many lines nobody knows."""
    many = draw.choice((50, 800, 8000))
    lines = [draw.choice((f"unknown_{at}: 1", f"titel{at}: x", f"k{at}: [{at}]")) for at in range(many)]
    added = ("\n".join(lines) + "\n").encode()
    return added + raw if draw.random() < 0.5 else raw + added


def _scalar(draw: random.Random) -> str:
    make = draw.choice(
        (
            lambda: repr(values.number(draw)),
            lambda: values.text(draw).replace("\n", " "),
            lambda: f'"{values.text(draw)}"',
            lambda: str(values.value(draw)),
            lambda: "1:30",
            lambda: "0o17",
            lambda: ".nan",
            lambda: ".inf",
            lambda: "9" * draw.choice((20, 5000)),
            lambda: "|\n   " + values.text(draw),
        )
    )
    return make()


YAML: tuple[Change, ...] = (
    *BYTES,
    yaml_value,
    yaml_value,
    yaml_tag,
    yaml_tag,
    yaml_key,
    yaml_indent,
    yaml_many,
)


def table_cell(draw: random.Random, raw: bytes) -> bytes:
    """Write something else into a cell."""
    lines = _lines(raw)
    if lines:
        at = draw.randrange(len(lines))
        cells = lines[at].rstrip("\r\n").split(",")
        cells[draw.randrange(len(cells))] = draw.choice(
            (
                values.text(draw),
                '"' + values.text(draw) + '"',
                '"' + values.text(draw),
                '"a\nb"',
                "9" * draw.choice((10, 6000)),
                repr(values.number(draw)),
                "",
            )
        )
        lines[at] = ",".join(cells) + "\n"
    return "".join(lines).encode("utf-8", "surrogatepass")


def table_shape(draw: random.Random, raw: bytes) -> bytes:
    """Add or drop cells, rows, columns; part them otherwise."""
    lines = _lines(raw)
    way = draw.randrange(6)
    if way == 0:
        return "".join(lines).replace(",", draw.choice((";", "\t", "|", ",,"))).encode()
    if not lines:
        return raw
    at = draw.randrange(len(lines))
    if way == 1:
        lines[at] = lines[at].rstrip("\n") + "," * draw.choice((1, 3, 3000)) + "\n"
    elif way == 2:
        lines[at:at] = [lines[at]] * draw.choice((1, 2000))
    elif way == 3:
        lines[at:at] = [lines[0]]
    elif way == 4:
        lines[at] = "\n" * draw.choice((1, 3000))
    else:
        lines[0] = lines[0].rstrip("\n") + "," + lines[0]
    return "".join(lines).encode()


TABLE: tuple[Change, ...] = (*BYTES, table_cell, table_cell, table_cell, table_shape, table_shape)


def forged(draw: random.Random, raw: bytes) -> bytes:
    """Change a backup from within and write its checksums anew; or blow it up."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    way = draw.randrange(12)
    if way < 7:
        name = draw.choice([name for name in members if members[name] and name.endswith(".jsonl")])
        rows = members[name].splitlines()
        at = draw.randrange(len(rows))
        row = values.spoiled(draw, json.loads(rows[at]))
        rows[at : at + 1] = [json.dumps(row).encode()] * draw.choice((1, 1, 1, 2))
        members[name] = b"\n".join(rows) + b"\n"
        digest = {"rows": len(rows), "sha256": hashlib.sha256(members[name]).hexdigest()}
        if isinstance(manifest, dict) and isinstance(manifest.get("tables"), dict):  # may be spoiled already
            manifest["tables"][name.removesuffix(".jsonl")] = digest
    elif way < 10:
        manifest = values.spoiled(draw, manifest)
    elif way == 10:
        members[draw.choice(("../evil", "/evil", "person.jsonl/x", "manifest.json "))] = b"{}"
    members["manifest.json"] = json.dumps(manifest).encode()
    blown_up = draw.choice(list(members)) if way == 11 else ""
    file_data = io.BytesIO()
    with zipfile.ZipFile(file_data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, member in members.items():
            with archive.open(name, "w") as file:
                for _ in range(_BLOWN_UP if name == blown_up else 0):
                    file.write(_BLANKS)
                file.write(member)
    return file_data.getvalue()


def sheet(draw: random.Random, raw: bytes) -> bytes:
    """Change a part of a workbook from within: its bytes, its elements, what they say of themselves."""
    parts = unpacked(raw)
    name = draw.choice([name for name in parts if parts[name]])
    way = draw.randrange(6)
    if way < 3:
        text = parts[name].decode("utf-8", "replace")
        marks = [mark.span() for mark in re.finditer(r'"[^"]*"|>[^<]+<', text)]
        start, end = draw.choice(marks) if marks else (0, 0)
        text_or_attribute = draw.choice(_CELL_TEXTS) if draw.random() < 0.6 else escape(values.text(draw))
        parts[name] = (text[: start + 1] + text_or_attribute + text[end - 1 :]).encode(
            "utf-8", "surrogatepass"
        )
    elif way == 3:
        parts[name] = draw.choice(_HARMFUL).encode() + parts[name]
    elif way == 4:
        parts[name] = draw.choice(BYTES)(draw, parts[name])
    else:
        del parts[name]
    return packed(parts)


_CELL_TEXTS = (
    "XFD1048576",
    "A0",
    "-1",
    "99999999",
    "e",
    "s",
    "n",
    "b",
    "1e400",
    "rId9",
    "../../x",
    "16384",
    "1048576",
)
_HARMFUL = (
    '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;&b;">]>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    "<a>" * 5_000,
    '<?xml version="1.0" encoding="cp037"?>',
)
WORKBOOK: tuple[Change, ...] = (*BYTES, *[sheet] * 12)
BACKUP: tuple[Change, ...] = (*BYTES, *[forged] * 12)


_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError)


def spoil(draw: random.Random, raw: bytes, changes: tuple[Change, ...]) -> bytes:
    """Change a good file once, sometimes more often."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        change = draw.choice(changes)
        with suppress(*(_NO_ZIP if change in (forged, sheet) else ())):  # is none any more
            raw = change(draw, raw)
    return raw
