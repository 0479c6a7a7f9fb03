"""The scores of all functions, by region from the top of the map down: of one assessment, of a change, of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.change import as_change
from nmt_widgets.charts.dumbbells import CHANGE_ROW, ChangeLine, dumbbells, narrow_dumbbells
from nmt_widgets.charts.map_columns import box_name, box_words
from nmt_widgets.charts.risk_lines import key_of
from nmt_widgets.charts.several import (
    SERIES,
    SYMBOLS,
    ProfileLike,
    as_profiles,
    described_together,
    is_one_case,
    names_of,
    one_table,
    pixels,
)
from nmt_widgets.charts.steps import steps
from nmt_widgets.charts.style import ACCENT_SOFT, GREY, LINE, build, note, text
from nmt_widgets.charts.tables import change_table, map_table
from nmt_widgets.charts.wording import age, number, region_name, words
from nmt_widgets.core.options import check_option, options
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Change, Item, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROW, _FOOT, _KEY_ROOM = 26.0, 40, 400.0


def plot_functions(
    profiles: ProfileLike | Change | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    palette: str | None = None,
    theme: str | None = None,
    row: float | None = None,
) -> go.Figure:
    """Draw the score of every function with its range and the typical peer's, by region from the top of the map down.

    Of two assessments of one case, or a change, it draws each function before and after. Different cases have a mark
    each. A function without a score has no mark, only words.

    Parameters
    ----------
    profiles : Profile, Case, str, Change, or several profiles
        A case, or its id, stands for its latest assessment with scores; "james/1" for one of them.
    instrument : Instrument, optional
        By default that of the site and the language of the options.
    palette : str, optional
        The colours of the scores of one assessment, those of the brain map; by default that of the options.
    theme : {"auto", "light", "dark"}, optional
        By default that of the options. "auto" is transparent and can be read on light and dark pages.
    row : float, optional
        The height of one row in pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Its description is ``nmt.describe(figure)``.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> figure = nmt.plot_functions(nmt.profile(nmt.load_case("james"), 1), palette="safe")
    >>> len(figure.table.rows)
    33
    """
    instrument, row = use_instrument(instrument), pixels("row", row)
    entries = as_profiles(profiles, instrument)
    if len(entries) == 2 and is_one_case(entries):
        change = profiles if isinstance(profiles, Change) else as_change(entries, instrument)
        lines, axis = _change_lines(change, instrument), _axis(instrument)
        unit = words(instrument)["charts"]["change"]["what_items"]
        data, layout, described = dumbbells(change, instrument, lines, axis, [], unit, 92, row or CHANGE_ROW)
        return build(
            data,
            layout,
            described,
            theme=theme,
            table=lambda: change_table(change, instrument),
            narrow=lambda: narrow_dumbbells(change, instrument, lines, axis),
        )
    palette = options.palette if palette is None else check_option("palette", palette)
    data, layout = _scores(entries, instrument, palette, row or _ROW)
    if len(entries) == 1:
        say = words(instrument)["charts"]["functions"]
        described = say["described"].format(
            title=entries[0].title, age=age(entries[0].age), parts=_parts(entries[0], instrument)
        )
    else:
        described = described_together("functions", entries, _parts, instrument)
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: one_table(
            "functions", [map_table(entry, instrument) for entry in entries], entries, instrument
        ),
    )


def _axis(instrument: Instrument) -> dict[str, Any]:
    low, high = instrument.scale.low, instrument.scale.high
    return {
        "range": [low - 0.6, high + 0.6],
        "tickvals": list(range(low, high + 1)),
        "showgrid": True,
    }


def _change_lines(change: Change, instrument: Instrument) -> list[ChangeLine]:
    lines = []
    for region in reversed(instrument.regions):
        lines.append(ChangeLine(region_name(region.id, instrument)))
        for function in instrument.region_functions(region.id):
            difference = change.items[function.id]
            before, after = number(difference.before), number(difference.after)
            typical = change.after.items[function.id].typical
            lines.append(ChangeLine(box_words(function), difference, typical, before, after))
    return lines


def _scores(
    entries: list[Profile], instrument: Instrument, palette: str, tall: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return traces and layout: headings and functions from the top down, the typical peer's tick behind the marks."""
    lines: list[tuple[str, str]] = []  # id and name; a heading has no id
    for region in reversed(instrument.regions):
        lines.append(("", region_name(region.id, instrument)))
        lines += [(function.id, box_words(function)) for function in instrument.region_functions(region.id)]
    count, alone = len(lines), len(entries) == 1
    say = words(instrument)["charts"]
    places = [(count - at, id, name) for at, (id, name) in enumerate(lines)]
    rows = [place for place in places if place[1]]
    data = [_typical(rows, entry, min(14.0, tall / 2)) for entry in (entries if alone else [])]
    for at, entry in enumerate(entries):
        data += (
            _marks(rows, entry, instrument, palette) if alone else [_mark_each(rows, entry, at, len(entries))]
        )
    annotations = [
        text(name, 0, y, size=15, bold=True, xref="paper", xanchor="left", yanchor="middle", xshift=4)
        for y, id, name in places
        if not id
    ]
    if alone:
        annotations += [_value(y, entries[0].items[id], instrument) for y, id, _ in rows]
        key, lines_of_key = [_key(say["functions"]["key"])], 1
    else:
        key, lines_of_key = key_of(names_of(entries, instrument), 0, _KEY_ROOM)
        annotations.append(note(say["several"]["other_scores"], below=26))
    head, right = 30 + 24 * lines_of_key, 150 if alone else 16
    layout = {
        "height": head + count * tall + _FOOT,
        "margin": {"l": 12, "r": right, "t": head, "b": _FOOT},
        "xaxis": {**_axis(instrument), "automargin": False},
        "yaxis": {
            "range": [0.4, count + 0.6],
            "tickvals": [y for y, _, _ in rows],
            "ticktext": [text(name, 0, 0)["text"] for _, _, name in rows],
            "tickfont": {"size": 13},
            "ticklabelstandoff": 6,
        },
        "annotations": [*key, *annotations],
    }
    return data, layout


_Rows = list[tuple[int, str, str]]


def _typical(rows: _Rows, entry: Profile, size: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "hoverinfo": "skip",
        "x": [entry.items[id].typical for _, id, _ in rows],
        "y": [y for y, _, _ in rows],
        "marker": {"symbol": "line-ns", "size": size, "line": {"color": GREY, "width": 2.5}},
    }


def _marks(rows: _Rows, entry: Profile, instrument: Instrument, palette: str) -> list[dict[str, Any]]:
    """Return the range of each score, and its dot in the colour it has on the map."""
    colours = {step.score: step.colour for step in steps(instrument, palette)}
    low, high = instrument.scale.low, instrument.scale.high
    known = [(y, name, entry.items[id]) for y, id, name in rows if entry.items[id].score is not None]
    spans = [
        (y, max(low, item.score - item.half_width), min(high, item.score + item.half_width))
        for y, _, item in known
        if item.score is not None
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "hoverinfo": "skip",
            "x": [x for _, start, end in spans for x in (start, end, None)],
            "y": [at for y, _, _ in spans for at in (y, y, None)],
            "line": {"color": ACCENT_SOFT, "width": 10},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [item.score for _, _, item in known],
            "y": [y for y, _, _ in known],
            "hovertext": [f"{text(name, 0, 0)['text']}: {item.score}" for _, name, item in known],
            "hoverinfo": "text",
            "marker": {
                "color": [colours[item.score] for _, _, item in known if item.score is not None],
                "size": 14,
                "opacity": 1,
                "line": {"color": GREY, "width": 1.5},
            },
        },
    ]


def _mark_each(rows: _Rows, entry: Profile, at: int, count: int) -> dict[str, Any]:
    """Return the marks of one of several clients."""
    known = [(y, name, entry.items[id].score) for y, id, name in rows if entry.items[id].score is not None]
    title = text(entry.title, 0, 0)["text"]
    above = ((count - 1) / 2 - at) * min(0.24, 0.7 / count)  # so that equal scores can all be seen
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [score for _, _, score in known],
        "y": [y + above for y, _, _ in known],
        "hovertext": [f"{title}, {text(name, 0, 0)['text']}: {score}" for _, name, score in known],
        "hoverinfo": "text",
        "marker": {
            "color": SERIES[at % len(SERIES)],
            "symbol": SYMBOLS[at % len(SYMBOLS)],
            "size": 11,
            "opacity": 1,
            "line": {"color": LINE, "width": 1},
        },
    }


def _value(y: int, item: Item, instrument: Instrument) -> dict[str, Any]:
    say, numbers = words(instrument)["charts"]["functions"], words(instrument)["numbers"]
    if item.score is None:
        value = numbers["not_known" if item.state == "not known" else "open"]
    else:
        value = say["value"].format(score=item.score, typical=number(item.typical))
    return text(value, 1, y, size=13, xref="paper", xanchor="left", xshift=8)


def _key(words_of_key: str) -> dict[str, Any]:
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return text(words_of_key, 0, 1, size=13, xshift=4, yshift=8, **place)


def _parts(profile: Profile, instrument: Instrument) -> str:
    say, numbers = words(instrument)["charts"]["functions"], words(instrument)["numbers"]
    parts = []
    for function in instrument.functions:
        item = profile.items[function.id]
        absent = numbers["not_known" if item.state == "not known" else "open"]
        score = absent if item.score is None else item.score
        parts.append(say["part"].format(name=box_name(function), score=score, typical=number(item.typical)))
    return "; ".join(parts)
