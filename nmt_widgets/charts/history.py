"""Developmental risk by period over its bands; below it adverse events upwards, relational health downwards."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from nmt_widgets.case_files import Case, as_case
from nmt_widgets.charts.periods import band_names, lived, risk_bands
from nmt_widgets.charts.risk_lines import risk_lines
from nmt_widgets.charts.several import (
    ProfileLike,
    as_profiles,
    case_and_number,
    described_together,
    is_one_case,
    one_table,
    pixels,
)
from nmt_widgets.charts.style import (
    ACCENT,
    ACCENT_SOFT,
    LINE,
    build,
    note,
    text,
)
from nmt_widgets.charts.tables import history_table
from nmt_widgets.charts.wording import mark as mark_word
from nmt_widgets.charts.wording import named, number, period_name, spread, words
from nmt_widgets.core.errors import refusal
from nmt_widgets.instrument import Instrument, Mark, use_instrument
from nmt_widgets.metrics import Figure, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go

_HURT, _HELD, _WHOLE = "rgba(122, 130, 144, 0.7)", "rgba(29, 91, 159, 0.75)", "rgba(122, 130, 144, 0.1)"
_LEFT = 84  # room for the bands' names
_NARROW_LEFT, _NARROW_HEIGHT, _NARROW_BARS = 76, 700, 1.05


def plot_history(
    profiles: ProfileLike | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    theme: str | None = None,
    mark: Mark | None = None,
    height: int = 620,
) -> go.Figure:
    """Draw developmental risk by period, and below it adverse events and relational health.

    Every period the client has lived through is shown; one without a rating is labelled so. The history belongs to the
    case: of several assessments of one case the latest is drawn. Different cases share the risk's scale, each with a
    line and a mark of its own.

    Parameters
    ----------
    profiles : Profile, Case, str, or several
        A case, or its id, stands for its latest assessment with scores; "james/1" for one of them.
    instrument : Instrument, optional
        By default that of the site and the language of the options.
    theme : {"auto", "light", "dark"}, optional
        By default that of the options. "auto" is transparent and can be read on light and dark pages.
    mark : {"published", "reconstructed", "workbook"}, optional
        Where the history comes from, `case.history.mark`; by default that of the case, where a case is given.
    height : int
        In pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Its description is ``nmt.describe(figure)``.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> figure = nmt.plot_history(nmt.load_case("james"))
    >>> figure.table.rows[0][0]
    'Intrauterine'
    """
    instrument, height = use_instrument(instrument), pixels("height", height)
    if mark is not None and mark not in (known := get_args(Mark)):
        raise refusal("charts", "no_mark", mark=repr(mark)[:40], known=", ".join(known))
    entries = as_profiles(profiles, instrument)
    if isinstance(profiles, Case | str) and mark is None:
        case = case_and_number(profiles)[0] if isinstance(profiles, str) else profiles
        mark = as_case(case, instrument).history.mark
    narrow = None
    if is_one_case(entries):
        entries = entries[-1:]
        data, layout, described = _one_history(entries[0], instrument, mark, height)
        narrow = partial(_narrow_history, entries[0], instrument, mark)
    else:
        data, layout = risk_lines(entries, instrument, height)
        described = described_together("history", entries, _parts, instrument)
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: one_table(
            "history", [history_table(entry, instrument) for entry in entries], entries, instrument
        ),
        narrow=narrow,
    )


def _one_history(
    profile: Profile, instrument: Instrument, mark: Mark | None, height: int
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    say, top = words(instrument)["charts"]["history"], instrument.history.severity.high
    periods = lived(profile, instrument)
    risk = [(at, profile.risk[id].risk) for at, id in enumerate(periods) if id in profile.risk]
    hurt = [(at, profile.risk[id].adversity) for at, id in enumerate(periods) if id in profile.risk]
    support = [(at, profile.risk[id].relational) for at, id in enumerate(periods) if id in profile.risk]
    data = [
        *_risk(risk),
        _whole(hurt, top),
        _whole(support, -top),
        _bars(hurt, _HURT, 1),
        _bars(support, _HELD, -1),
    ]
    annotations = [
        *band_names(instrument),
        *(
            text(
                number(f.value), at, max(f.value, f.high or 0), size=17, bold=True, yanchor="bottom", yshift=3
            )
            for at, f in risk
            if f.value is not None
        ),
        *_bar_values(hurt, 1),
        *_bar_values(support, -1),
        *(
            text(say["not_rated"], at, top / 2, size=13)
            for at, id in enumerate(periods)
            if id not in profile.risk or profile.risk[id].risk.value is None
        ),
        text(say["risk"], 0, 1, bold=True, size=15, **_heading()),
        text(say["adversity"], 0, 0.4, bold=True, size=15, **_heading()),
        text(say["relational"], 0, 0, bold=True, size=15, **{**_heading(), "yanchor": "top", "yshift": 6}),
        {**note(_small_print(profile, instrument, mark), below=36), "xshift": 4 - _LEFT},
    ]
    ticks = {
        "tickvals": list(range(len(periods))),
        "ticktext": [period_name(id, instrument).replace(" ", "<br>") for id in periods],
    }
    layout = {
        "height": height,
        "margin": {"l": _LEFT, "r": 22, "t": 34, "b": 66},
        "bargap": 0.5,
        "barmode": "overlay",
        "xaxis": {
            **ticks,
            "range": [-0.5, len(periods) - 0.5],
            "tickangle": 0,
            "tickfont": {"size": 13},
            "anchor": "free",
            "position": 0.56,
            "side": "bottom",
            "automargin": False,
        },
        "yaxis": {"domain": [0.56, 1], "range": [0, top + 2.2], "visible": False},
        "yaxis2": {"domain": [0.02, 0.4], "range": [-top * 1.16, top * 1.16], "visible": False},
        "shapes": [*risk_bands(instrument, top), _middle()],
        "annotations": annotations,
    }
    return data, layout, _described(profile, instrument)


def _narrow_history(profile: Profile, instrument: Instrument, mark: Mark | None) -> dict[str, Any]:
    """Return the layout of the same history in a narrow chart: periods upright, the bars' values at their ends."""
    say, top = words(instrument)["charts"]["history"], instrument.history.severity.high
    periods = lived(profile, instrument)
    left, size = 8 - _NARROW_LEFT, 12.0
    annotations = [*band_names(instrument)]
    for at, id in enumerate(periods):
        rated = profile.risk.get(id)
        if rated is None or rated.risk.value is None:
            annotations.append(text(say["not_rated"], at, top / 2, size=size))
        else:
            over = max(rated.risk.value, rated.risk.high or 0)
            value = number(rated.risk.value)
            annotations.append(text(value, at, over, size=size, bold=True, yanchor="bottom", yshift=3))
        for figure, end in ((rated.adversity, 1), (rated.relational, -1)) if rated else ():
            value = say["not_rated"] if figure.value is None else number(figure.value)
            place: dict[str, Any] = {
                "yref": "y2",
                "yanchor": "bottom" if end > 0 else "top",
                "yshift": 2 * end,
            }
            annotations.append(text(value, at, end * top * _NARROW_BARS, size=size, **place))
    heading = {**_heading(), "xshift": left}
    small_print = {**note(_small_print(profile, instrument, mark), below=36, narrow=True), "xshift": left}
    return {
        "height": _NARROW_HEIGHT,
        "margin": {"l": _NARROW_LEFT, "r": 8, "t": 34, "b": 90},
        "xaxis": {
            "tickvals": list(range(len(periods))),
            "ticktext": [period_name(id, instrument).replace(" ", "<br>") for id in periods],
            "range": [-0.5, len(periods) - 0.5],
            "tickangle": -90,
            "tickfont": {"size": size},
            "anchor": "free",
            "position": 0.6,
            "side": "bottom",
            "automargin": False,
        },
        "yaxis": {"domain": [0.6, 1], "range": [0, top + 2.2], "visible": False},
        "yaxis2": {"domain": [0.02, 0.38], "range": [-top * 1.3, top * 1.3], "visible": False},
        "annotations": [
            *annotations,
            text(say["risk"], 0, 1, bold=True, size=15, **heading),
            text(say["adversity"], 0, 0.38, bold=True, size=15, **heading),
            text(say["relational"], 0, 0, bold=True, size=15, **{**heading, "yanchor": "top", "yshift": 6}),
            small_print,
        ],
    }


def _risk(points: list[tuple[int, Figure]]) -> list[dict[str, Any]]:
    """Return the band of the range, the line and the dots; a gap between periods stays a gap."""
    known = [(at, f) for at, f in points if f.value is not None]
    band: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": [at for at, _ in known],
        "line": {"width": 0, "color": ACCENT_SOFT},
    }
    by_place = dict(known)
    positions = range(min(by_place, default=0), max(by_place, default=-1) + 1)
    return [
        {**band, "y": [f.low for _, f in known]},
        {**band, "y": [f.high for _, f in known], "fill": "tonexty", "fillcolor": ACCENT_SOFT},
        {
            "type": "scatter",
            "mode": "lines+markers",
            "connectgaps": False,
            "x": list(positions),
            "y": [by_place[at].value if at in by_place else None for at in positions],
            "hovertext": [
                f"{number(by_place[at].value)} ({spread(by_place[at], 1)})" if at in by_place else ""
                for at in positions
            ],
            "hoverinfo": "text",
            "line": {"color": ACCENT, "width": 3},
            "marker": {"color": ACCENT, "size": 12, "opacity": 1},
        },
    ]


def _whole(points: list[tuple[int, Figure]], top: float) -> dict[str, Any]:
    """Return the whole length of the scale behind each bar."""
    return {
        "type": "bar",
        "x": [at for at, f in points if f.value is not None],
        "y": [top for _, f in points if f.value is not None],
        "yaxis": "y2",
        "hoverinfo": "skip",
        "marker": {"color": _WHOLE, "line": {"width": 0}},
    }


def _bars(points: list[tuple[int, Figure]], colour: str, direction: int) -> dict[str, Any]:
    known = [(at, f) for at, f in points if f.value is not None]
    low = [abs((f.value or 0) - (f.low or 0)) for _, f in known]
    high = [abs((f.high or 0) - (f.value or 0)) for _, f in known]
    return {
        "type": "bar",
        "x": [at for at, _ in known],
        "y": [direction * (f.value or 0) for _, f in known],
        "yaxis": "y2",
        "hovertext": [f"{number(f.value)} ({spread(f, 1)})" for _, f in known],
        "hoverinfo": "text",
        "marker": {"color": colour, "opacity": 1, "line": {"width": 0}},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": high if direction > 0 else low,
            "arrayminus": low if direction > 0 else high,
            "color": "#69707d",
            "thickness": 1.5,
            "width": 5,
        },
    }


def _bar_values(points: list[tuple[int, Figure]], direction: int) -> list[dict[str, Any]]:
    """Write each value beside its bar, or that it is not rated."""
    missing = words()["charts"]["history"]["not_rated"]
    return [
        text(missing, at, direction * 6, size=13, yref="y2")
        if f.value is None
        else text(number(f.value), at + 0.25, direction * f.value / 2, xanchor="left", xshift=3, yref="y2")
        for at, f in points
    ]


def _middle() -> dict[str, Any]:
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 0,
        "xref": "paper",
        "yref": "y2",
        "line": {"color": LINE, "width": 1.5},
    }


def _heading() -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "xshift": 4 - _LEFT,
    }


def _small_print(profile: Profile, instrument: Instrument, mark: Mark | None) -> str:
    say = words(instrument)["charts"]["history"]
    definition = say["note"].format(
        definition=profile.versions["risk"], mark=mark_word(instrument.risk.source, instrument)
    )
    if mark is None:
        return str(definition)
    history = say["note_history"].format(mark=mark_word(mark, instrument).capitalize())
    return f"{history} · {definition}"


def _parts(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["history"]
    parts = []
    for id in lived(profile, instrument):
        name, result = period_name(id, instrument), profile.risk.get(id)
        if result is None or result.risk.value is None:
            parts.append(say["part_missing"].format(name=name))
        else:
            band = named("risk_bands", result.band, instrument)
            parts.append(say["part"].format(name=name, risk=number(result.risk.value), band=band))
    return "; ".join(parts)


def _described(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["history"]
    top = instrument.history.severity.high
    return str(say["described"].format(title=profile.title, top=top, parts=_parts(profile, instrument)))
