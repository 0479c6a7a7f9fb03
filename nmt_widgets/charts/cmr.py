"""The cortical modulation ratio on a scale that shows the gate, the typical peer and the client."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts import wording
from nmt_widgets.charts.style import (
    ACCENT,
    ACCENT_SOFT,
    GREY,
    LINE,
    MUTED,
    ZONES,
    build,
    note,
    text,
    zone,
)
from nmt_widgets.charts.wording import age, like, mark, ratio, spread, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go

_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
_HEIGHT = 250
_EDGE = 0.17  # words nearer to an end than this share of the scale are flush with their mark
_NEAR = 0.35  # marks nearer than this have their words on two lines


def cmr_figure(
    profile: Profile, instrument: Instrument, *, earlier: Profile | None = None, height: int = _HEIGHT
) -> go.Figure:
    """Draw the ratio on a logarithmic scale, with an earlier assessment's where one is given.

    Parameters
    ----------
    profile : Profile
        A ratio with too few scores is said in words, not drawn.
    instrument : Instrument
    earlier : Profile, optional
        Of the same case.
    height : int
        In pixels.
    """
    say, cmr = words(instrument)["charts"]["cmr"], profile.cmr
    values = [cmr.typical, cmr.gate, *_ends(profile), *(_ends(earlier) if earlier else [])]
    low, high = min([*values, 0.5]) / 1.25, max([*values, instrument.cmr.ceiling]) * 1.15
    gate = math.log10(cmr.gate)

    def anchor(value: float) -> str:
        part = math.log(value / low) / math.log(high / low)
        return "left" if part < _EDGE else "right" if part > 1 - _EDGE else "center"

    def under(value: float) -> dict[str, Any]:
        return {"yanchor": "top", "xanchor": anchor(value)}

    over: dict[str, Any] = {"yanchor": "bottom", "yshift": 14}

    peer = say["typical"].format(like=like(profile.norms_age, instrument), value=ratio(cmr.typical))
    data: list[dict[str, Any]] = [
        _line([low, high], LINE, 3),
        _tick(cmr.typical),
    ]
    annotations = [
        text(say["below"], (math.log10(low) + gate) / 2, 1, size=13, colour=MUTED, **_head()),
        text(say["above"], (math.log10(high) + gate) / 2, 1, size=13, colour=MUTED, **_head()),
        text(peer, math.log10(cmr.typical), 0, **under(cmr.typical), yshift=-16),
        note(_small_print(profile, instrument), below=42),
        text(
            say["gate"].format(gate=wording.gate(cmr.gate)),
            gate,
            0,
            size=13,
            xanchor="left",
            xshift=6,
            yref="paper",
            yanchor="bottom",
            yshift=4,
        ),
    ]
    if earlier and earlier.cmr.figure.value is not None:
        data += _client(earlier, now=False)
        words_of_it = say["earlier"].format(when=age(earlier.age), value=ratio(earlier.cmr.figure.value))
        value = earlier.cmr.figure.value
        near = abs(math.log(value / cmr.typical)) < math.log(high / low) * _NEAR
        place = {**under(value), "yshift": -36 if near else -16}
        annotations.append(text(words_of_it, math.log10(value), 0, **place))
    if cmr.figure.value is None:
        missing = say["not_shown"].format(n=cmr.figure.n, of=cmr.figure.of)
        annotations.append(
            text(missing, gate, 0, size=15, xanchor="left", xshift=8, yanchor="bottom", yshift=14)
        )
    else:
        data += _client(profile, now=True)
        form = say["now" if cmr.figure.complete else "incomplete"]
        label = form.format(value=ratio(cmr.figure.value), n=cmr.figure.n, of=cmr.figure.of)
        annotations.append(text(label, math.log10(cmr.figure.value), 0, size=24, bold=True, **over))
    layout = {
        "height": height,
        "margin": {"l": 16, "r": 16, "t": 40, "b": 62},
        "xaxis": {
            "type": "log",
            "range": [math.log10(low), math.log10(high)],
            "tickvals": [tick for tick in _TICKS if low < tick < high],
            "ticktext": [f"{tick:g}" for tick in _TICKS if low < tick < high],
            "automargin": False,
        },
        "yaxis": {"range": [-0.9, 0.8], "visible": False, "automargin": False},
        "shapes": [
            zone(low, cmr.gate, ZONES[0]),
            zone(cmr.gate, high, ZONES[2]),
            {
                "type": "line",
                "x0": cmr.gate,
                "x1": cmr.gate,
                "y0": 0,
                "y1": 1,
                "xref": "x",
                "yref": "paper",
                "line": {"color": GREY, "width": 2, "dash": "dot"},
            },
        ],
        "annotations": annotations,
    }
    return build(data, layout, _described(profile, instrument))


def _head() -> dict[str, Any]:
    return {"yref": "paper", "yanchor": "bottom", "yshift": 8}


def _ends(profile: Profile) -> list[float]:
    figure = profile.cmr.figure
    return [end for end in (figure.low, figure.value, figure.high) if end is not None and end > 0]


def _line(x: list[float | None], colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": x,
        "y": [0] * len(x),
        "line": {"color": colour, "width": width},
    }


def _tick(at: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "hoverinfo": "skip",
        "x": [at],
        "y": [0],
        "marker": {"symbol": "line-ns", "size": 24, "line": {"color": GREY, "width": 4}},
    }


def _client(profile: Profile, *, now: bool) -> list[dict[str, Any]]:
    """Return range and mark: a dot for the assessment, a ring for an earlier one."""
    figure = profile.cmr.figure
    ring = {"color": "#ffffff", "size": 15, "opacity": 1, "line": {"color": GREY, "width": 3}}
    dot = {"color": ACCENT, "size": 19, "opacity": 1, "line": {"width": 0}}
    return [
        _line([figure.low, figure.high], ACCENT_SOFT if now else LINE, 20),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [figure.value],
            "y": [0],
            "hovertext": [f"{ratio(figure.value)} ({spread(figure, 2)})"],
            "hoverinfo": "text",
            "marker": dot if now else ring,
        },
    ]


def _small_print(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["cmr"]
    source = mark(instrument.cmr.source, instrument)
    return str(say["note"].format(mark=source, definition=profile.cmr.definition))


def _described(profile: Profile, instrument: Instrument) -> str:
    say, cmr = words(instrument)["charts"]["cmr"], profile.cmr
    return str(
        say["described_missing" if cmr.figure.value is None else "described"].format(
            title=profile.title,
            age=age(profile.age),
            value=ratio(cmr.figure.value),
            range=spread(cmr.figure, 2),
            typical=ratio(cmr.typical),
            gate=wording.gate(cmr.gate),
            n=cmr.figure.n,
            of=cmr.figure.of,
        )
    )
