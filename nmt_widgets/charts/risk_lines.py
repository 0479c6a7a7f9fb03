"""Developmental risk by period of several clients: a line for each, named at its end."""

from __future__ import annotations

from typing import Any

from nmt_widgets.charts.lettering import width
from nmt_widgets.charts.periods import band_names, lived, risk_bands
from nmt_widgets.charts.several import SERIES, SYMBOLS, names_of
from nmt_widgets.charts.style import note, text
from nmt_widgets.charts.wording import mark, number, period_name, spread, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile

_LEFT, _FOOT, _KEY = 84, 70, 24


def risk_lines(
    entries: list[Profile], instrument: Instrument, height: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return traces and layout; a period without a rating is a gap in the line."""
    say, top = words(instrument)["charts"], instrument.history.severity.high
    periods = max((lived(entry, instrument) for entry in entries), key=len)
    data = []
    for at, entry in enumerate(entries):
        rated = [entry.risk[id].risk if id in entry.risk else None for id in periods]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "connectgaps": False,
                "x": [place + _apart(at, len(entries)) for place in range(len(periods))],
                "y": [figure.value if figure else None for figure in rated],
                "hovertext": [
                    f"{text(entry.title, 0, 0)['text']}: {number(figure.value)} ({spread(figure, 1)})"
                    if figure
                    else ""
                    for figure in rated
                ],
                "hoverinfo": "text",
                "line": {"color": SERIES[at % len(SERIES)], "width": 2.5},
                "marker": {
                    "color": SERIES[at % len(SERIES)],
                    "symbol": SYMBOLS[at % len(SYMBOLS)],
                    "size": 11,
                    "opacity": 1,
                },
            }
        )
    key, lines = key_of(names_of(entries, instrument), _LEFT)
    head = 30 + _KEY * lines
    definition = say["history"]["note"].format(
        definition=entries[0].versions["risk"], mark=mark(instrument.risk.source, instrument)
    )
    small_print = note(f"{definition}\n{say['several']['other_histories']}", below=40)
    layout = {
        "height": height,
        "margin": {"l": _LEFT, "r": 22, "t": head, "b": _FOOT + 16},
        "xaxis": {
            "tickvals": list(range(len(periods))),
            "ticktext": [period_name(id, instrument).replace(" ", "<br>") for id in periods],
            "range": [-0.5, len(periods) - 0.5],
            "tickangle": 0,
            "tickfont": {"size": 13},
            "automargin": False,
        },
        "yaxis": {"range": [0, top], "visible": False},
        "shapes": risk_bands(instrument, float(top)),
        "annotations": [*band_names(instrument), *key, {**small_print, "xshift": 4 - _LEFT}],
    }
    return data, layout


def _apart(at: int, count: int) -> float:
    """Return how far the marks of a client stand to the side, so that those at the same place can all be seen."""
    return (at - (count - 1) / 2) * min(0.08, 0.5 / count)


def key_of(names: list[str], left: int, room: float = 640) -> tuple[list[dict[str, Any]], int]:
    """Return the key over a chart, one entry for each name in its colour's mark, and how many lines it takes."""
    signs = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "cross": "✚", "x": "✖"}
    rows: list[list[str]] = [[]]
    used = 0.0
    for at, name in enumerate(names):
        wide = width(name, 14) + 40
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        used += wide
        colour, sign = SERIES[at % len(SERIES)], signs[SYMBOLS[at % len(SYMBOLS)]]
        rows[-1].append(f'<span style="color:{colour}">{sign}</span> {text(name, 0, 0)["text"]}')
    key = []
    for at, parts in enumerate(rows):
        entry = text("", 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", xshift=4 - left)
        entry |= {"text": "    ".join(parts), "yshift": 8 + _KEY * (len(rows) - 1 - at)}
        key.append(entry)
    return key, len(rows)
