"""What stands around every picture of many clients: heading, sentence and key over it, axis and caveat under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.lettering import width, wrap
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.outcomes.phrases import words
from nmt_widgets.charts.style import MUTED, NARROW, text

WIDE_ROOM, NARROW_ROOM = 590.0, NARROW - 16
"""The width of a line of words, in pixels, on a page and on a phone."""

_LEADING, _GAP, _BESIDE = 1.3, 7, 26


@dataclass(frozen=True)
class KeyEntry:
    """What a mark stands for; a mark without a colour is in ink."""

    sign: str
    label: str
    colour: str = ""


@dataclass(frozen=True)
class Surround:
    """The words around a picture.

    Attributes
    ----------
    title, sentence : str
        What it shows, and what it comes to.
    axis : str
        The name of the axis across.
    notes : tuple of str
        What has to be read with it.
    key : tuple of KeyEntry
    synthetic : bool
        Whether the clients are invented; the picture then says so first.
    """

    title: str
    sentence: str
    axis: str
    notes: tuple[str, ...]
    key: tuple[KeyEntry, ...] = ()
    synthetic: bool = False

    @property
    def mark(self) -> str:
        """The words that mark invented clients; empty for others."""
        return str(words()["synthetic"]) if self.synthetic else ""

    def described(self, parts: Sequence[str] = ()) -> str:
        """Return everything as sentences, for who cannot see the picture."""
        body = f" {'; '.join(parts)}." if parts else ""
        return " ".join(filter(None, [self.mark, f"{self.title}: {self.sentence}{body}", *self.notes]))

    def caption(self) -> str:
        """Return the caption of the table."""
        return " ".join(filter(None, [self.mark, self.title]))

    def head(self, room: float, left: float = 0) -> tuple[list[dict[str, Any]], float]:
        """Return the words over the plot and the height they take; `left` is how far the plot is from the edge."""
        blocks = [
            ("<br>".join(key_lines(self.key, room)), 13.0, False),
            ("<br>".join(map(escape, lines_of(self.sentence, room, 14))), 14.0, False),
            ("<br>".join(map(escape, lines_of(self.title, room, 17, bold=True))), 17.0, True),
            ("<br>".join(map(escape, lines_of(self.mark, room, 13, bold=True))), 13.0, True),
        ]
        place: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        entries, high = [], 10.0
        for markup, size, bold in blocks:
            if not markup:
                continue
            entry = text("", 0, 1, size=size, xshift=-left, yshift=high, align="left", **place)
            entries.append(entry | {"text": f"<b>{markup}</b>" if bold else markup})
            high += (markup.count("<br>") + 1) * size * _LEADING + _GAP
        return entries, high

    def foot(self, room: float, left: float = 0, ticks: float = 24) -> tuple[list[dict[str, Any]], float]:
        """Return the words under the plot and the height they take; `ticks` is that of the axis' own words."""
        place: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
        entries, low = [], ticks
        for words_, size in ((self.axis, 13.0), ("\n".join(self.notes), 12.0)):
            lines = lines_of(words_, room, size)
            if not lines:
                continue
            entry = text("\n".join(lines), 0, 0, size=size, colour=MUTED, align="left", xshift=-left, **place)
            entries.append(entry | {"yshift": -low})
            low += len(lines) * size * _LEADING + _GAP
        return entries, low + 6


def lines_of(sentence: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return words in as many lines as they take, line breaks kept; nothing where there are none."""
    parts = sentence.split("\n") if sentence else []
    return tuple(line for part in parts for line in wrap(part, room, size, most=20, bold=bold))


def key_lines(key: Sequence[KeyEntry], room: float) -> list[str]:
    """Return the lines of a key as markup, in letters of 13 pixels."""
    lines: list[list[str]] = []
    used = room
    for entry in key:
        wide = width(f"{entry.sign} {entry.label}", 13) + _BESIDE
        if used + wide > room + _BESIDE:
            lines.append([])
            used = 0.0
        used += wide
        sign = f'<span style="color:{entry.colour}">{entry.sign}</span>' if entry.colour else entry.sign
        lines[-1].append(f"{sign} {escape(entry.label)}")
    return ["    ".join(line) for line in lines]
