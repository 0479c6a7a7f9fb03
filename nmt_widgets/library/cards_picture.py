"""Cards of cases as one picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nmt_widgets.charts.brain_map import FONT
from nmt_widgets.charts.lettering import wrap
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.widgets.shared.messages import CaseCard

_WIDE, _TALL, _GAP, _MAP = 250.0, 366.0, 16.0, 200.0
_SIZE = re.compile(r'(viewBox="0 0 [\d.]+ [\d.]+") width="100%" style="[^"]*"')


def cards_picture(cards: Sequence[CaseCard], paper: str | None = None, most: int = 4) -> str:
    """Return an ``<svg>`` of cards, some in a row.

    Parameters
    ----------
    cards : sequence of CaseCard
    paper : str, optional
        A colour behind them, for a file that stands alone.
    most : int
        How many stand in a row.

    Examples
    --------
    >>> card = {"id": "a", "title": "A & B", "kind": "Case", "facts": ["9 years"], "svg": "", "problem": ""}
    >>> svg = cards_picture([card, card])
    >>> svg.count("A &amp; B"), "<title>" in svg
    (3, True)
    """
    across = max(1, min(most, len(cards)))
    down = -(-len(cards) // across)
    wide, tall = across * (_WIDE + _GAP) + _GAP, down * (_TALL + _GAP) + _GAP
    name = ", ".join(dict.fromkeys(card["title"] for card in cards))
    pictures = "".join(
        _card(card, _GAP + at % across * (_WIDE + _GAP), _GAP + at // across * (_TALL + _GAP))
        for at, card in enumerate(cards)
    )
    ground = f'<rect width="100%" height="100%" fill="{escape(paper)}"/>' if paper else ""
    colour = ' color="#16181D"' if paper else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(wide)} {short(tall)}" '
        f'width="100%" style="max-width:{round(wide)}px" role="img" font-family="{FONT}" fill="currentColor"{colour}>'
        f"<title>{escape(name)}</title>{ground}{pictures}</svg>"
    )


def _card(card: CaseCard, x: float, y: float) -> str:
    """Draw a card: its map, and under it title, kind and facts, each in as many lines as it needs."""
    scale = (_WIDE - 2 * _GAP) / 200
    width, height = short(_WIDE - 2 * _GAP), short(_MAP * scale - _GAP)
    place = f'x="{short(_GAP)}" y="{short(_GAP)}" width="{width}" height="{height}"'
    small = _SIZE.sub(rf"\1 {place}", card["svg"])
    texts = [
        *((line, 17.0, 700) for line in wrap(card["title"], _WIDE - 2 * _GAP, 17, most=2, bold=True)),
        (card["kind"], 13.0, 400),
        *(
            (line, 13.0, 400)
            for fact in (*card["facts"], card["problem"])
            for line in wrap(fact, _WIDE - 2 * _GAP, 13, most=3)
        ),
    ]
    below = _MAP * scale + _GAP
    lines = []
    for line, size, weight in texts:
        below += size + 5
        lines.append(
            f'<text x="{short(_GAP)}" y="{short(below)}" font-size="{short(size)}" font-weight="{weight}">'
            f"{escape(line)}</text>"
        )
    return (
        f'<g transform="translate({short(x)} {short(y)})"><rect width="{short(_WIDE)}" height="{short(_TALL)}" '
        f'rx="8" fill="none" stroke="currentColor" stroke-opacity=".25"/>{small}{"".join(lines)}</g>'
    )
