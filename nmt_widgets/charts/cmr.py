"""The cortical modulation ratio on a scale that shows the gate, the typical peer and the client."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts import wording
from nmt_widgets.charts.several import (
    ProfileLike,
    as_profiles,
    described_together,
    is_one_case,
    names_of,
    one_table,
    pixels,
    with_legend,
)
from nmt_widgets.charts.style import (
    ACCENT,
    ACCENT_SOFT,
    GREY,
    LINE,
    MUTED,
    ZONES,
    build,
    in_lines,
    note,
    text,
    zone,
)
from nmt_widgets.charts.tables import cmr_table
from nmt_widgets.charts.wording import age, like, mark, ratio, spread, words
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go

_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
_HEIGHT = 250
_ROW = 64.0
_EDGE = 0.17  # words nearer to an end than this share of the scale are flush with their mark
_NARROW_EDGE = 0.35  # the same in a narrow chart
_NEAR = 0.35  # marks nearer than this have their words on two lines


def plot_cmr(
    profiles: ProfileLike | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    theme: str | None = None,
    height: int | None = None,
) -> go.Figure:
    """Draw the cortical modulation ratio on a logarithmic scale, with its range, the gate and the typical peer.

    A ratio with too few scores appears in words only. Two assessments of one case share the scale, the earlier one
    hollow; more of them, or different cases, stand under each other.

    Parameters
    ----------
    profiles : Profile, Case, str, or several
        A case, or its id, stands for its latest assessment with scores; "james/1" for one of them.
    instrument : Instrument, optional
        By default that of the site and the language of the options.
    theme : {"auto", "light", "dark"}, optional
        By default that of the options. "auto" is transparent and can be read on light and dark pages.
    height : int, optional
        In pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Its description is ``nmt.describe(figure)``.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> figure = nmt.plot_cmr(nmt.load_case("james"))
    >>> figure.table.rows[0]
    ('Cortical modulation ratio', '1.36')
    """
    instrument, height = use_instrument(instrument), pixels("height", height)
    entries = as_profiles(profiles, instrument)
    narrow = None
    if len(entries) == 1 or (len(entries) == 2 and is_one_case(entries)):
        earlier = entries[0] if len(entries) == 2 else None
        data, layout = _one_scale(entries[-1], instrument, earlier, height or _HEIGHT)
        narrow = partial(_narrow_scale, entries[-1], instrument, earlier)
    else:
        data, layout = _scale_each(entries, instrument, height)
    if len(entries) == 1:
        described = _described(entries[-1], instrument)
    else:
        described = described_together("cmr", entries, _parts, instrument)
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: one_table(
            "cmr", [cmr_table(entry, instrument) for entry in entries], entries, instrument
        ),
        narrow=narrow,
    )


def _one_scale(
    profile: Profile, instrument: Instrument, earlier: Profile | None, height: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    say, cmr = words(instrument)["charts"]["cmr"], profile.cmr
    low, high = _span(profile, earlier, instrument)
    gate = math.log10(cmr.gate)

    def under(value: float) -> dict[str, Any]:
        return {"yanchor": "top", **_over_scale(value, low, high)}

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
        "xaxis": _axis(low, high),
        "yaxis": {"range": [-0.9, 0.8], "visible": False, "automargin": False},
        "shapes": _ground(low, cmr.gate, high),
        "annotations": annotations,
    }
    return data, layout


def _narrow_scale(profile: Profile, instrument: Instrument, earlier: Profile | None) -> dict[str, Any]:
    """Return the layout of the same scale in a narrow chart: words flush with the ends, the gate in the small print."""
    say, cmr, figure = words(instrument)["charts"]["cmr"], profile.cmr, profile.cmr.figure
    low, high = _span(profile, earlier, instrument)

    def at(value: float) -> dict[str, Any]:
        return {"x": math.log10(value), **_over_scale(value, low, high, edge=_NARROW_EDGE)}

    peer = say["typical"].format(like=like(profile.norms_age, instrument), value=ratio(cmr.typical))
    gate_line = say["gate_line"].format(gate=wording.gate(cmr.gate))
    annotations = [
        {**text(say["below"], 0, 1, size=12, colour=MUTED, **_head()), "xref": "paper", "xanchor": "left"},
        {**text(say["above"], 1, 1, size=12, colour=MUTED, **_head()), "xref": "paper", "xanchor": "right"},
        {**text(peer, 0, 0, size=13, yanchor="top", yshift=-16), **at(cmr.typical)},
        note(f"{gate_line}\n{_small_print(profile, instrument)}", below=30, narrow=True),
    ]
    if earlier and earlier.cmr.figure.value is not None:
        value = earlier.cmr.figure.value
        then = say["earlier"].format(when=age(earlier.age), value=ratio(value))
        annotations.append({**text(then, 0, 0, size=13, yanchor="top", yshift=-36), **at(value)})
    if figure.value is None:
        missing = in_lines(say["not_shown"].format(n=figure.n, of=figure.of), 14)
        place: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "align": "left"}
        annotations.append(text(missing, 0, 0, yshift=14, **place))
    else:
        form = say["now" if figure.complete else "incomplete"]
        label = form.format(value=ratio(figure.value), n=figure.n, of=figure.of)
        annotations.append(
            {**text(label, 0, 0, size=18, bold=True, yanchor="bottom", yshift=14), **at(figure.value)}
        )
    foot = 100
    return {
        "height": _HEIGHT + foot - 62,
        "margin": {"l": 16, "r": 16, "t": 40, "b": foot},
        "annotations": annotations,
    }


def _span(profile: Profile, earlier: Profile | None, instrument: Instrument) -> tuple[float, float]:
    """Return the ends of the scale."""
    cmr = profile.cmr
    values = [cmr.typical, cmr.gate, *_ends(profile), *(_ends(earlier) if earlier else [])]
    return min([*values, 0.5]) / 1.25, max([*values, instrument.cmr.ceiling]) * 1.15


def _scale_each(
    entries: list[Profile], instrument: Instrument, height: int | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return one scale for all, with a row for each profile: its name, value, range, and typical peer."""
    say, count = words(instrument)["charts"]["cmr"], len(entries)
    gate = entries[0].cmr.gate
    typical = [entry.cmr.typical for entry in entries]
    values = [gate, *typical, *(end for entry in entries for end in _ends(entry))]
    low, high = min([*values, 0.5]) / 1.25, max([*values, instrument.cmr.ceiling]) * 1.15
    alone = is_one_case(entries)
    data: list[dict[str, Any]] = []
    names: list[str] = []
    gate_line = say["gate_line"].format(gate=wording.gate(gate))
    annotations = [
        text(say["below"], (math.log10(low) + math.log10(gate)) / 2, 1, size=13, colour=MUTED, **_head()),
        text(say["above"], (math.log10(high) + math.log10(gate)) / 2, 1, size=13, colour=MUTED, **_head()),
        note(
            with_legend(f"{gate_line}\n{_small_print(entries[0], instrument)}", entries, instrument), below=30
        ),
    ]
    for at, (entry, name) in enumerate(zip(entries, names_of(entries, instrument), strict=True)):
        y, figure = count - at, entry.cmr.figure
        data += [_line([low, high], LINE, 2, y), _tick(entry.cmr.typical, y)]
        peer = say["peer"].format(value=ratio(entry.cmr.typical))
        place = _over_scale(entry.cmr.typical, low, high)
        annotations.append(
            text(peer, math.log10(entry.cmr.typical), y, size=12, yanchor="top", yshift=-18, **place)
        )
        names.append(text(name, 0, 0, bold=True)["text"])
        if figure.value is None:
            missing = say["not_shown"].format(n=figure.n, of=figure.of)
            annotations.append(
                text(missing, math.log10(gate), y, xanchor="left", xshift=8, yanchor="bottom", yshift=2)
            )
            continue
        data += _client(entry, now=not alone or entry is entries[-1], y=y)
        form = say["now" if figure.complete else "incomplete"]
        value = form.format(value=ratio(figure.value), n=figure.n, of=figure.of)
        place = _over_scale(figure.value, low, high)
        annotations.append(
            text(value, math.log10(figure.value), y, size=16, bold=True, yanchor="bottom", yshift=11, **place)
        )
    foot = 84
    layout = {
        "height": height or 40 + count * _ROW + foot,
        "margin": {"l": 16, "r": 16, "t": 40, "b": foot},
        "xaxis": _axis(low, high),
        "yaxis": {
            "range": [0.45, count + 0.55],
            "tickvals": list(range(count, 0, -1)),
            "ticktext": names,
            "ticklabelstandoff": 6,
        },
        "shapes": _ground(low, gate, high),
        "annotations": annotations,
    }
    return data, layout


def _over_scale(value: float, low: float, high: float, *, edge: float = _EDGE) -> dict[str, Any]:
    """Return how words stand over a value: flush with it near an end of the scale."""
    part = math.log(value / low) / math.log(high / low)
    return {"xanchor": "left" if part < edge else "right" if part > 1 - edge else "center"}


def _axis(low: float, high: float) -> dict[str, Any]:
    ticks = [tick for tick in _TICKS if low < tick < high]
    return {
        "type": "log",
        "range": [math.log10(low), math.log10(high)],
        "tickvals": ticks,
        "ticktext": [f"{tick:g}" for tick in ticks],
        "automargin": False,
    }


def _ground(low: float, gate: float, high: float) -> list[dict[str, Any]]:
    """Return the ground on either side of the gate, and the gate."""
    line = {"type": "line", "x0": gate, "x1": gate, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    return [
        zone(low, gate, ZONES[0]),
        zone(gate, high, ZONES[2]),
        {**line, "line": {"color": GREY, "width": 2, "dash": "dot"}},
    ]


def _head() -> dict[str, Any]:
    return {"yref": "paper", "yanchor": "bottom", "yshift": 8}


def _ends(profile: Profile) -> list[float]:
    figure = profile.cmr.figure
    return [end for end in (figure.low, figure.value, figure.high) if end is not None and end > 0]


def _line(x: list[float | None], colour: str, width: float, y: float = 0) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": x,
        "y": [y] * len(x),
        "line": {"color": colour, "width": width},
    }


def _tick(at: float, y: float = 0) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "hoverinfo": "skip",
        "x": [at],
        "y": [y],
        "marker": {"symbol": "line-ns", "size": 24, "line": {"color": GREY, "width": 4}},
    }


def _client(profile: Profile, *, now: bool, y: float = 0) -> list[dict[str, Any]]:
    """Return range and mark: a dot for the assessment, a ring for an earlier one."""
    figure = profile.cmr.figure
    ring = {"color": "#ffffff", "size": 15, "opacity": 1, "line": {"color": GREY, "width": 3}}
    dot = {"color": ACCENT, "size": 19, "opacity": 1, "line": {"width": 0}}
    return [
        _line([figure.low, figure.high], ACCENT_SOFT if now else LINE, 20, y),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [figure.value],
            "y": [y],
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


def _parts(profile: Profile, instrument: Instrument) -> str:
    say, figure = words(instrument)["charts"]["cmr"], profile.cmr.figure
    if figure.value is None:
        return str(say["not_shown"].format(n=figure.n, of=figure.of))
    return str(
        say["part"].format(
            value=ratio(figure.value), range=spread(figure, 2), typical=ratio(profile.cmr.typical)
        )
    )
