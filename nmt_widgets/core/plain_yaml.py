"""Reads one YAML document as plain data: words, numbers, lists, mappings, with the line of each, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from nmt_widgets.core.errors import refusal

Place = tuple[str | int, ...]

# a case with every note filled in has some 2,000, the longest file of the instrument 3,000
MOST_VALUES = 50_000
DEEPEST = 100

# libyaml where it is installed: a hundred times as fast
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# YAML 1.2's plain values only: `no`, `12:30`, `010` and `2020-01-01` stay text
_NULL = re.compile(r"~|null|")
_BOOL = {"true": True, "false": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 300

_TEXT_TAGS = {None, "!", "tag:yaml.org,2002:str"}
# characters that YAML does not allow: control characters and halves of a surrogate pair
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAB = re.compile(r"^ *\t")


@dataclass
class Plain:
    """A document as plain data.

    Attributes
    ----------
    data : Any
        Mappings, lists, strings, numbers, booleans, None. Keys are whole numbers, or text as it is written.
    lines : dict of Place to int
        The line (from 1) on which each key or list entry stands.
    key_texts : dict of Place to str
        The text of each key that is a whole number, by its place, such as `007`.
    """

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    key_texts: dict[Place, str] = field(default_factory=dict)


def read_plain(raw: bytes | str, path: Path, *, deepest: int = DEEPEST) -> Plain:
    """Read the text of one document.

    Parameters
    ----------
    raw : bytes or str
        Not trusted: it is read once, value by value, and only up to the first problem.
    path : Path
        For messages only.
    deepest : int
        How deep it may be nested.

    Raises
    ------
    InputError
        With file, line and remedy: no text, no YAML, no plain values (tags, aliases), more than one document, a key
        that stands twice, more values than any case has, or nested too deeply.
    """
    text = _text(raw, path)
    reading = _Reading(path, deepest)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        rows = text.splitlines()
        tab = line is not None and any(_TAB.match(row) for row in rows[max(line - 2, 0) : line])
        key = "tabs" if tab else "bad_yaml"
        raise refusal("files", key, file=path, line=line, reason=error.problem or error.context) from None
    except (yaml.YAMLError, UnicodeError, RecursionError):
        raise refusal("files", "not_yaml", file=path) from None
    if not reading.plain.lines:
        raise refusal("files", "empty_yaml", file=path)
    return reading.plain


def _text(raw: bytes | str, path: Path) -> str:
    if isinstance(raw, bytes):
        wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        try:
            text = raw.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError as error:
            line = None if wide else raw.count(b"\n", 0, error.start) + 1
            raise refusal("files", "not_utf_8", file=path, line=line) from None
    else:
        text = raw.removeprefix("\ufeff")
    if match := _NO_TEXT.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise refusal("files", "not_text", file=path, line=line, code=_code_point(match[0]))
    return text


@dataclass
class _Branch:
    """A mapping or a list that is being read."""

    place: Place
    holds: Any
    keys: set[str] = field(default_factory=set)
    key: str | int | None = None  # the one whose value comes next


class _Reading:
    """Builds the data from the parser's events, one after the other."""

    def __init__(self, path: Path, deepest: int) -> None:
        self.plain, self._path, self._deepest = Plain(), path, deepest
        self._open: list[_Branch] = []
        self._values = self._documents = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._count(event)
            branch = self._open[-1] if self._open else None
            if branch and isinstance(branch.holds, dict) and branch.key is None:
                self._take_key(branch, event)
            else:
                place = self._next(event)
                self._put(self._value(event, place))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._count(event)
            self._begin(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            ended = self._open.pop()
            self._put(ended.holds)
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, "alias")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "second_document")

    def _count(self, event: Any) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._refuse(event, "too_many_values", most=MOST_VALUES)
        allowed = _TEXT_TAGS if isinstance(event, yaml.ScalarEvent) else {None}
        if event.tag not in allowed:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, "tag", tag=tag[:40])

    def _begin(self, event: Any, holds: Any) -> None:
        branch = self._open[-1] if self._open else None
        if branch and isinstance(branch.holds, dict) and branch.key is None:
            self._refuse(event, "key_of_values")
        if len(self._open) >= self._deepest:
            self._refuse(event, "too_deep")
        self._open.append(_Branch(self._next(event), holds))

    def _next(self, event: Any) -> Place:
        """Return the place of the value that begins here, and note its line."""
        if not self._open:
            place: Place = ()
        else:
            branch = self._open[-1]
            step = branch.key if isinstance(branch.holds, dict) else len(branch.holds)
            assert step is not None
            place = (*branch.place, step)
        self.plain.lines.setdefault(place, event.start_mark.line + 1)
        return place

    def _put(self, value: Any) -> None:
        if not self._open:
            self.plain.data = value
            return
        branch = self._open[-1]
        if isinstance(branch.holds, dict):
            branch.holds[branch.key] = value
            branch.key = None
        else:
            branch.holds.append(value)

    def _take_key(self, branch: _Branch, event: Any) -> None:
        text = _composed(event.value)
        is_number = event.tag is None and event.implicit[0] and len(text) < 19 and _INT.fullmatch(text)
        key: str | int = int(text) if is_number else text
        if text in branch.keys or key in branch.holds:
            self._refuse(event, "repeated_key", branch.place, name=text[:60])
        branch.keys.add(text)
        branch.key = key
        place = (*branch.place, key)
        self.plain.lines[place] = event.start_mark.line + 1
        if is_number:
            self.plain.key_texts[place] = text

    def _value(self, event: Any, place: Place) -> Any:
        text = event.value
        if event.tag is not None or not event.implicit[0]:
            if match := _NO_TEXT.search(text):  # an escape in quotes
                self._refuse(event, "no_character", place, code=_code_point(match[0]))
            return _composed(text)
        if _NULL.fullmatch(text):
            return None
        if text in _BOOL:
            return _BOOL[text]
        for pattern, make in ((_INT, int), (_FLOAT, float)):
            if pattern.fullmatch(text):
                value = make(text) if len(text) < _LONGEST_NUMBER else float("inf")
                if value in (float("inf"), float("-inf")):
                    self._refuse(event, "huge_number", place, number=text[:20])
                return value
        return _composed(text)

    def _refuse(self, event: Any, key: str, place: Place | None = None, **values: Any) -> NoReturn:
        spelled = spell(place, self.plain.key_texts) if place else None
        line = event.start_mark.line + 1
        raise refusal("files", key, file=self._path, line=line, place=spelled, **values)


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def spell(place: Place, key_texts: Mapping[Place, str] | None = None) -> str:
    """Write a place as a person reads it: list entries count from 1, keys stay as in the file.

    >>> spell(("assessments", 0, "functions", "scores", "arousal"))
    'assessments 1, functions, scores, arousal'
    >>> spell(("values", -99), {("values", -99): "-99"})
    'values, -99'
    """
    parts: list[str] = []
    for depth, step in enumerate(place):
        key = (key_texts or {}).get(place[: depth + 1])
        if isinstance(step, int) and key is None and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append((key or str(step))[:80])
    return ", ".join(parts)
