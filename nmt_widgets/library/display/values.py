"""What all values have in common as they are shown: their style, their words in a terminal, a small map."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.charts.brain_map import mini_map
from nmt_widgets.charts.map_columns import client_column, described
from nmt_widgets.charts.map_still import still_map
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.style import THEME_COLOURS
from nmt_widgets.core.look import SHEETS, compact
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.export import Exported
from nmt_widgets.metrics import Profile

_SHEET = Path(__file__).parents[1] / "value.css"
_MINI = 200  # pixels
_SIZE = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


class ValueDisplay(Exported):
    """A value as it is shown. A class that derives from it gives its title, its body and its lines of plain text."""

    def mimebundle(self) -> dict[str, Any]:
        """Return the value as plain text and as HTML."""
        html = fragment(f"{name(self._export_title())}{self._body()}")
        return {"text/plain": "\n".join(self._lines()), "text/html": html}

    def _body(self) -> str:
        raise NotImplementedError

    def _lines(self) -> Sequence[str]:
        raise NotImplementedError

    def _export_body(self) -> str:
        return fragment(self._body(), theme="auto")


def fragment(body: str, *, theme: str | None = None) -> str:
    """Return the markup of a cell's output, with the style it needs; its theme is that of the options."""
    theme = options.theme if theme is None else theme
    ground = ""
    if theme != "auto":
        colours = THEME_COLOURS[theme]
        ground = f' data-theme="{theme}" style="color:{colours.ink};background:{colours.paper}"'
    return f'<div class="nmt-value"{ground}><style>{value_look()}</style>{body}</div>'


@cache
def value_look() -> str:
    """Return the style of a value: the tokens it uses, in units of the text around it, and its own sheet.

    >>> value_look().startswith(".nmt-value{--nmt-"), "var(--nmt-unit)" in value_look(), len(value_look()) < 4000
    (True, False, True)
    """
    sheet = compact(_SHEET.read_text(encoding="utf-8"))
    tokens = SHEETS[0].read_text(encoding="utf-8")
    values = []
    for name in sorted(set(re.findall(r"var\((--nmt-[\w-]+)\)", sheet))):
        value = re.search(rf"{name}: ([^;]+);", tokens)
        assert value is not None, name
        values.append(f"{name}:{re.sub(r'calc[(]([0-9.]+) [*] var[(]--nmt-unit[)][)]', _in_em, value[1])}")
    return f".nmt-value{{{';'.join(values)}}}{sheet}"


def _in_em(factor: re.Match[str]) -> str:
    return f"{factor[1]}em"


def small_map(profile: Profile, instrument: Instrument, caption: str) -> str:
    """Return the map of an assessment, small, as a figure.

    It is an image: where a notebook is not trusted, an ``<svg>`` would leave its digits behind, and an image its words.
    """
    ink = THEME_COLOURS[options.theme].ink
    svg = still_map(mini_map(profile, instrument))
    wide, tall = map(float, _SIZE.findall(svg)[0])
    data = base64.b64encode(svg.replace("<svg ", f'<svg color="{ink}" ', 1).encode()).decode()
    words = described(client_column(profile, instrument), instrument)
    image = (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(words)}" '
        f'width="{_MINI}" height="{round(_MINI * tall / wide)}">'
    )
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"


def name(words: str) -> str:
    """Return the heading of a value."""
    return f'<p class="nmt-value-name"><strong>{escape(words)}</strong></p>'


def small(words: str) -> str:
    """Return small print."""
    return f'<p class="nmt-value-small">{escape(words)}</p>'


def folded(summary: str, body: str) -> str:
    """Return what is opened by a press."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def listing(entries: Sequence[str], *, numbered: bool = False) -> str:
    """Return a list; empty without entries."""
    tag = "ol" if numbered else "ul"
    items = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
    return f"<{tag}>{items}</{tag}>" if entries else ""


def display_words(instrument: Instrument) -> dict[str, Any]:
    """Return the words of the displays."""
    words: dict[str, Any] = texts("library", instrument.language)["display"]
    return words
