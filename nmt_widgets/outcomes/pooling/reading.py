"""Read aggregate files of sites: what cannot be is refused, and so is what does not go together."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NoReturn

from nmt_widgets.core.documents import MOST_BYTES, Document, check
from nmt_widgets.core.errors import InputError, InputErrors, unreadable
from nmt_widgets.core.plain_yaml import read_plain
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.pooling.model import FORMAT, AggregateFile

_PLAIN_LIST = re.compile(r"\[\s[^\[\]{}\"]*\]")


@dataclass(frozen=True)
class Aggregate:
    """An aggregate file that was checked.

    Attributes
    ----------
    file : AggregateFile
    path : Path
        Where it was read from, or what it would be called.
    """

    file: AggregateFile
    path: Path

    @property
    def spoken(self) -> str:
        """The first sixteen digits of the fingerprint in groups of four, to compare by telephone."""
        digits = self.file.fingerprint[:16]
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    @property
    def text(self) -> str:
        """The text of the file."""
        return to_text(self.file.model_dump(mode="json"))


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a file's content: of all but the fingerprint, keys in order, without spaces.

    Examples
    --------
    >>> fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1, "fingerprint": "x"})
    True
    """
    plain = {key: value for key, value in content.items() if key != "fingerprint"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def to_text(content: Mapping[str, Any]) -> str:
    """Return the text of a file, so that a person can read it: a list of numbers is one line."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    return _PLAIN_LIST.sub(lambda match: " ".join(match[0].split()), text) + "\n"


def read_aggregate(path: str | Path) -> Aggregate:
    """Read an aggregate file.

    Parameters
    ----------
    path : path

    Returns
    -------
    Aggregate

    Raises
    ------
    InputErrors
        With a line for each problem: not JSON, another version, changed after it was written, negative or small counts,
        sums that no values have.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refusal("pooling", "too_large", file=path, most=MOST_BYTES // 1_000_000)
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None
    return parse_aggregate(raw, path)


def parse_aggregate(raw: bytes, path: str | Path) -> Aggregate:
    """Return the content of an aggregate file, from a path or as it was received under a name; checked alike.

    Raises
    ------
    InputErrors
        With a line for each problem.
    """
    path = Path(path)
    if len(raw) > MOST_BYTES:
        raise refusal("pooling", "too_large", file=path, most=MOST_BYTES // 1_000_000)
    try:
        content = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise refusal("pooling", "not_json", file=path) from None
    lines = read_plain(raw, path).lines  # JSON is YAML; a key that stands twice is refused
    return check_aggregate(content, path, lines)


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def check_aggregate(content: Any, path: str | Path, lines: Mapping[Any, int] | None = None) -> Aggregate:
    """Return the content of a file as an aggregate, or raise with every problem of it."""
    path = Path(path)
    if not isinstance(content, dict) or not str(content.get("format", "")).startswith("nmt-aggregate-"):
        raise refusal("pooling", "no_aggregate", file=path)
    if content["format"] != FORMAT:
        raise refusal("pooling", "other_format", file=path, format=content["format"], known=FORMAT)
    file = check(Document(path, content, lines or {}), AggregateFile)
    if fingerprint(content) != file.fingerprint:
        raise refusal("pooling", "changed", file=path)
    return Aggregate(file, path)


def read_all(paths: Sequence[str | Path]) -> tuple[Aggregate, ...]:
    """Read several files; raises with the problems of all of them."""
    aggregates: list[Aggregate] = []
    problems: list[InputError] = []
    for path in paths:
        try:
            aggregates.append(read_aggregate(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputErrors(problems)
    return tuple(aggregates)


def check_together(aggregates: Sequence[Aggregate]) -> None:
    """Raise with every reason why files cannot be pooled."""
    problems = list(_apart(aggregates))
    if problems:
        raise InputErrors(problems)


def _apart(aggregates: Sequence[Aggregate]) -> Iterator[InputError]:
    if not aggregates:
        yield refusal("pooling", "no_files")
        return
    first = aggregates[0]
    for other in aggregates[1:]:
        a, b = first.file, other.file
        if a.smallest != b.smallest:
            yield refusal("pooling", "other_smallest", file=other.path, smallest=b.smallest, first=a.smallest)
        if a.instrument != b.instrument:
            yield refusal(
                "pooling", "other_instrument", file=other.path, name=b.instrument, first=a.instrument
            )
        versions = [
            f"{name} {b.versions.get(name, '-')}"
            for name in sorted({*a.versions, *b.versions} - {"texts"})
            if a.versions.get(name) != b.versions.get(name)
        ]
        if versions:
            yield refusal(
                "pooling", "other_versions", file=other.path, names=name_some(versions), first=first.path
            )
        if a.synthetic != b.synthetic:
            yield refusal("pooling", "synthetic_and_real", file=other.path, first=first.path)
    for earlier, later in combinations(aggregates, 2):
        a, b = earlier.file, later.file
        if a.fingerprint == b.fingerprint:
            yield refusal("pooling", "same_file", file=later.path, first=earlier.path)
        elif a.site != b.site and a.groups == b.groups:
            yield refusal("pooling", "same_clients", file=later.path, first=earlier.path)
        elif a.site == b.site and not _disjoint(a.period, b.period):
            yield refusal("pooling", "site_twice", file=later.path, site=a.site, first=earlier.path)


def _disjoint(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    return a is not None and b is not None and (a[1] < b[0] or b[1] < a[0])
