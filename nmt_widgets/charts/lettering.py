"""The width of a text, computed before it is drawn.

The font is the system's own. The widths here are those of DejaVu Sans, the widest font of the stack: a text that fits
by them fits in every font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

# Advance widths in hundredths of the font size, regular and bold, rounded up.
_WIDTHS = {
    "ijl'": (28, 35), "I J": (32, 38), ",.·": (32, 38), "/\\|:;": (34, 40), "f-": (37, 44), "()[]": (39, 46),
    "!t": (41, 48), "r": (42, 50), '"': (46, 53), "*_–°`": (50, 53), "sz?": (54, 60), "c": (55, 60),
    "L": (56, 64), "Fk": (58, 69), "vxy": (60, 66), "P": (61, 74), "TY": (62, 73), "aeo": (62, 69),
    "bdghnpqu": (64, 72), "0123456789$": (64, 70), "ES": (64, 72), "K": (66, 78), "ABVXZ": (69, 78),
    "CR": (70, 77), "U": (74, 82), "HN": (76, 84), "DG&": (78, 88), "OQ": (79, 85), "w": (82, 93),
    "#+<=>~^×≥≤": (84, 84), "M": (87, 100), "%": (95, 101), "m": (98, 105), "W": (99, 111), "@—…": (100, 100),
}  # fmt: skip
_LETTERS = {letter: widths for letters, widths in _WIDTHS.items() for letter in letters}


@cache
def _advance(letter: str, bold: bool) -> int:
    if letter not in _LETTERS:
        if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
            return 0
        if unicodedata.east_asian_width(letter) in {"W", "F"}:
            return 105
        plain = unicodedata.normalize("NFD", letter)[0]
        return _LETTERS[plain][bold] if plain in _LETTERS else 90 if bold else 80
    return _LETTERS[letter][bold]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text, at least.

    Examples
    --------
    >>> round(width("Dissociative", 10))
    61
    """
    return sum(_advance(letter, bold) for letter in text) * size / 100


def fit(lines: tuple[str, ...], room: float, size: float, least: float, *, bold: bool = False) -> float:
    """Return the largest font size, from `size` down to `least`, at which every line fits into `room`."""
    widest = max((width(line, 1, bold=bold) for line in lines), default=0)
    return max(least, min(size, int(room / widest * 10) / 10)) if widest else size


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return `text`, shortened with an ellipsis where it does not fit into `room`."""
    if width(text, size, bold=bold) <= room:
        return text
    room -= width("…", size, bold=bold)
    used = 0.0
    for position, letter in enumerate(text):
        used += width(letter, size, bold=bold)
        if used > room:
            return text[:position].rstrip() + "…"
    return text


def wrap(text: str, room: float, size: float, *, most: int = 2, bold: bool = False) -> tuple[str, ...]:
    """Break `text` into at most `most` lines that fit into `room`; the rest is cut.

    Examples
    --------
    >>> wrap("one two three", 45, 10)
    ('one two', 'three')
    """
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, bold=bold) <= room:
            line += f" {words.pop(0)}"
        lines.append(cut(line, room, size, bold=bold))
    if words:
        lines.append(cut(" ".join(words), room, size, bold=bold))
    return tuple(lines) or ("",)


def flow(parts: Sequence[str], room: float, size: float) -> tuple[str, ...]:
    """Join `parts` with a dot between them, in as many lines as it takes; no part is broken.

    Examples
    --------
    >>> flow(["one", "two", "three"], 60, 10)
    ('one · two', 'three')
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)
