"""The key of the brain map: every step with its band's word below, and the meaning of the marks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from nmt_widgets.charts.lettering import fit, width
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.steps import Step
from nmt_widgets.charts.wording import words
from nmt_widgets.instrument import Instrument

_WORD, _LEAST, _STEP, _TALL = 13.0, 7.0, 68.0, 26.0


def map_key(
    look: tuple[Step, ...],
    instrument: Instrument,
    uid: str,
    at: tuple[float, float],
    room: float,
    *,
    has_changes: bool = False,
) -> tuple[str, float]:
    """Draw the key from the point `at` on, at most `room` wide; return it and its height."""
    left, top = at
    cell = min(_STEP, room / len(look))
    x = left + (room - cell * len(look)) / 2
    under = top + _TALL + 7
    parts = [_step(step, x + position * cell, top, cell) for position, step in enumerate(look)]
    bands = [list(group) for _, group in groupby(look, key=lambda step: step.band)]
    font = min(fit((band[0].key_word,), len(band) * cell - 4, _WORD, _LEAST) for band in bands)
    for band in bands:
        end = x + len(band) * cell
        parts.append(
            f'<path d="M{short(x + 4)} {short(under)}H{short(end - 4)}" stroke="currentColor" '
            f'stroke-opacity=".45"/><text class="nmt-key-word" data-band="{band[0].band}" '
            f'x="{short((x + end) / 2)}" y="{short(under + 17)}" font-size="{short(font)}" '
            f'fill="currentColor">{escape(band[0].key_word)}</text>'
        )
        x = end
    marks, tall = _marks(instrument, uid, left, under + 34, room, has_changes=has_changes)
    return f'<g class="nmt-key">{"".join(parts)}{marks}</g>\n', under + 34 + tall - top


def _step(step: Step, x: float, top: float, cell: float) -> str:
    return (
        f'<g class="nmt-step" data-score="{step.score}"><rect x="{short(x + 1.5)}" y="{short(top)}" '
        f'width="{short(cell - 3)}" height="{short(_TALL)}" rx="5" fill="{step.colour}" stroke="#16181D" '
        f'stroke-opacity=".28"/><text x="{short(x + cell / 2)}" y="{short(top + 18.5)}" font-size="15" '
        f'font-weight="700" fill="{step.ink}">{step.score}</text></g>'
    )


def _marks(
    instrument: Instrument, uid: str, left: float, top: float, room: float, *, has_changes: bool
) -> tuple[str, float]:
    """Draw the marks with their words, flowing into as many lines as they need, each line centred."""
    say = words(instrument)["map"]["key"]
    box = '<rect width="30" height="22" rx="5" stroke="currentColor" stroke-opacity=".6"'
    bar = 'y="9" height="4" rx="2" fill="currentColor"'
    entries = [
        (
            30.0,
            f'{box} fill="url(#{uid}-hatch)"/><text x="15" y="17" font-size="16" font-weight="700" '
            'fill="currentColor">?</text>',
            say["not_known"],
        ),
        (30.0, f'{box} fill="none" stroke-dasharray="5 4"/>', say["open"]),
        (
            30.0,
            f'{box} fill="none"/><path d="M16 0H25A5 5 0 0 1 30 5V14Z" fill="currentColor"/>',
            say["unsure"],
        ),
        (
            42.0,
            f'<rect width="42" {bar} fill-opacity=".2"/><rect width="25" {bar}/>',
            say["gauge"].format(top=instrument.scale.high),
        ),
        (8.0, '<path d="M4 4v14" stroke="currentColor" stroke-width="2"/>', say["typical"]),
        *(_changes(say) if has_changes else []),
    ]
    widths = [wide + 8 + width(word, _WORD) for wide, _, word in entries]
    gap = 26.0 if sum(widths) + 26 * (len(entries) - 1) <= room else 12.0
    lines: list[list[int]] = [[]]
    for position, wide in enumerate(widths):
        if lines[-1] and sum(widths[i] + gap for i in lines[-1]) + wide > room:
            lines.append([])
        lines[-1].append(position)
    parts = []
    for row, line in enumerate(lines):
        x = left + (room - sum(widths[i] for i in line) - gap * (len(line) - 1)) / 2
        for position in line:
            wide, mark, word = entries[position]
            parts.append(
                f'<g transform="translate({short(x)} {short(top + 30 * row)})">{mark}'
                f'<text class="nmt-key-word" x="{short(wide + 8)}" y="16" font-size="{short(_WORD)}" '
                f'text-anchor="start" fill="currentColor">{escape(word)}</text></g>'
            )
            x += widths[position] + gap
    return "".join(parts), 30.0 * len(lines) - 8


def _changes(say: Mapping[str, str]) -> list[tuple[float, str, str]]:
    """Return the marks of a change, each with its width and its words."""
    arrow = '<path d="M1 16h10l-5-8z" {}/>'
    sign = '<text x="5" y="17" font-size="15" fill="currentColor">{}</text>'
    return [
        (12.0, arrow.format('fill="currentColor"'), say["clear"]),
        (12.0, arrow.format('fill="none" stroke="currentColor"'), say["unclear"]),
        (10.0, sign.format("="), say["same"]),
        (10.0, sign.format("?"), say["change_missing"]),
    ]
