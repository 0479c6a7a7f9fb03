"""Values no page and no person would send: other types, huge, deep, strange letters, what means something elsewhere."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

TEXTS = (
    "",
    " ",
    "\x00",
    "\ud83d",
    "e\u0301\u202e\u2066\ufeff",
    "\u0000\u0007\x1b[2J",
    "𝕏" * 90,
    "a" * 70_000,
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    '=HYPERLINK("http://127.0.0.1")',
    "'; DROP TABLE record; --",
    "{{ 7 * 7 }}{% for x in y %}",
    "{title} {0} {0.__class__}",
    "%s %n %(name)s",
    "$(touch touched)`touch touched`",
    "NaN",
    "-0",
    "0x10",
    "1e999",
    "²",
    "١٢",
    "__proto__",
    "__class__",
    "constructor",
    "not known",
    "null",
    "None",
    "\r\nX-Injected: yes",
    "9 years",
    "999999999999999999999 years",
    "-3 months",
    "2024-02-31",
    "0000-00-00",
    "10000-01-01",
)
NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    1,
    13,
    2**31,
    2**53 + 1,
    2**63,
    -(2**63) - 1,
    10**400,
    0.1,
    -0.0,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)
# IDs somebody might try: the teaching case, a path, another's
IDS = ("james", "practice-boy-8", "nobody", "c-aaaaaa", "james/../james", "JAMES", "references/james")


def text(draw: random.Random) -> str:
    """Return a text of a kind nobody reckons with."""
    if draw.random() < 0.7:
        return draw.choice(TEXTS + IDS)
    return "".join(
        chr(draw.choice((draw.randrange(32, 127), draw.randrange(0xD7FF)))) for _ in range(draw.randrange(40))
    )


def number(draw: random.Random) -> Any:
    """Return a number of any size."""
    return draw.choice(NUMBERS) if draw.random() < 0.7 else draw.randint(-20, 20)


def value(draw: random.Random, known: Sequence[Any] = (), levels: int = 3) -> Any:
    """Return any value JSON knows; `known` are values that mean something where it goes."""
    kind = draw.randrange(10 if levels else 6)
    if kind == 0:
        return draw.choice((None, True, False))
    if kind in (1, 2):
        return number(draw)
    if kind == 3 and known:
        return draw.choice(known)
    if kind < 6:
        return text(draw)
    if kind == 6:
        return deep(draw.randrange(10, 400), draw.choice((list, dict)))
    if kind < 8:
        return [value(draw, known, levels - 1) for _ in range(draw.randrange(5))]
    return {text(draw): value(draw, known, levels - 1) for _ in range(draw.randrange(5))}


def deep(levels: int, kind: type) -> Any:
    """Return something nested so many levels deep."""
    nested: Any = kind()
    for _ in range(levels):
        nested = [nested] if kind is list else {"a": nested}
    return nested


def spoiled(draw: random.Random, good: Any, known: Sequence[Any] = ()) -> Any:
    """Return a copy of something good with one place in it changed."""
    if isinstance(good, dict) and good and draw.random() < 0.85:
        changed = dict(good)
        key = draw.choice(list(changed))
        way = draw.randrange(6)
        if way == 0:
            del changed[key]
        elif way == 1:
            changed[text(draw)] = value(draw, known)
        elif way == 2:
            changed[text(draw)] = changed.pop(key)
        else:
            changed[key] = spoiled(draw, changed[key], known)
        return changed
    if isinstance(good, list) and good and draw.random() < 0.85:
        many = list(good)
        at = draw.randrange(len(many))
        way = draw.randrange(5)
        if way == 0:
            del many[at]
        elif way == 1:
            many[at:at] = [many[at]] * draw.choice((1, 1, 500))
        else:
            many[at] = spoiled(draw, many[at], known)
        return many
    return value(draw, known)
