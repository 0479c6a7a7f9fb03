"""First against second values of all clients, as bins, with the line and the band of no change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.charts.outcomes.phrases import caveat, measure_name, signed, words
from nmt_widgets.charts.outcomes.plane import curve, draw_plane
from nmt_widgets.charts.outcomes.strips import AxisScale, even_ticks
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.style import ACCENT, CLEAR, GREY, LINE
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number
from nmt_widgets.core.errors import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.paired import PairedChange
from nmt_widgets.outcomes.change.pairs import pair_up
from nmt_widgets.outcomes.change.values import TIME, open_values

if TYPE_CHECKING:
    import plotly.graph_objects as go

BINS = (50, 40)
"""The most bins, across and up."""

_SMALLEST, _LARGEST = 5.0, 13.0


def plot_first_and_second(
    table: Any,
    change: PairedChange,
    *,
    synthetic: bool,
    instrument: Instrument | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw how many clients have which first and second value: above the line they rose, below it they fell.

    A bin may hold a single client: it is a picture for the site's own eyes.

    Parameters
    ----------
    table : table
        The cohort that `change` is from.
    change : PairedChange
        A result of :func:`nmt_widgets.outcomes.change.paired_change`; of several assumed reliabilities the middle one
        gives the band.
    synthetic : bool
        Whether the clients are invented.
    instrument : Instrument, optional
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    InputError
        When no client has the two values.

    Examples
    --------
    >>> from nmt_widgets.outcomes.change import paired_change
    >>> rows = [{"client": c, "time": t, "total": v + t * g}
    ...         for c, v, g in (("a", 3, 2), ("b", 5, 0), ("c", 4, 1)) for t in (1, 2)]
    >>> figure = plot_first_and_second(rows, paired_change(rows, measure="total"), synthetic=False)
    >>> sum(int(row[2]) for row in figure.table.rows)
    3
    """
    instrument, say = use_instrument(instrument), words()["pairs"]
    values = open_values(table, numbers=[change.measure], words=[TIME])
    pairs = pair_up(values, change.measure, change.times if all(change.times) else None)
    if not len(pairs.first):
        raise refusal("outcomes", "no_pairs", measure=change.measure)
    low, high = (float(end([pairs.first, pairs.second])) for end in (np.min, np.max))
    room = 0.03 * (high - low) or 1.0
    low, high = low - room, high + room
    bins = _bins(pairs.first, pairs.second, low, high)
    result = change.reliable[len(change.reliable) // 2] if change.reliable else None
    band = result.threshold if result else 0.0
    ends = [low, high]
    edge = {"color": CLEAR, "width": 0}
    most = max(size for *_, size in bins)
    traces = [
        curve(ends, [end - band for end in ends], line=edge),
        curve(ends, [end + band for end in ends], line=edge, fill="tonexty", fillcolor=LINE),
        curve(ends, ends, line={"color": GREY, "width": 2}),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _, _ in bins],
            "y": [y for _, y, _ in bins],
            "hovertext": [
                say["bin"].format(first=number(x), second=number(y), count=size) for x, y, size in bins
            ],
            "hoverinfo": "text",
            "marker": {
                "color": ACCENT,
                "symbol": "square",
                "opacity": 0.8,
                "size": [
                    _SMALLEST + (_LARGEST - _SMALLEST) * ((size - 1) / max(most - 1, 1)) ** 0.5
                    for *_, size in bins
                ],
                "line": {"width": 0},
            },
        },
    ]
    name = measure_name(change.measure, instrument)
    ticks = even_ticks(low, high)
    scale = AxisScale(low, high, ticks, tuple(number(tick, 3).replace("-", "−") for tick in ticks))
    key = [
        KeyEntry("↑", say["up"].format(time=pairs.times[1])),
        KeyEntry("■", say["clients"].format(most=most)),
        KeyEntry("╱", say["line"]),
    ]
    if result:
        key.append(KeyEntry("▒", say["band"].format(threshold=signed(band, 1))))
    surround = Surround(
        say["title"].format(measure=name),
        _sentence(change, name),
        say["axis"].format(time=pairs.times[0], better=words()["gains"]["better"][change.direction]),
        (say["regression"], caveat()),
        tuple(key),
        synthetic,
    )
    return draw_plane(traces, scale, scale, surround, lambda: _table(bins, surround.caption()), theme)


def _bins(first: Floats, second: Floats, low: float, high: float) -> list[tuple[float, float, int]]:
    """Return the middle of each bin that holds somebody, and how many it holds."""
    counts, across, up = np.histogram2d(first, second, bins=BINS, range=[[low, high], [low, high]])
    places = np.argwhere(counts > 0)
    middles = (across[:-1] + across[1:]) / 2, (up[:-1] + up[1:]) / 2
    return [(float(middles[0][x]), float(middles[1][y]), int(counts[x, y])) for x, y in places]


def _sentence(change: PairedChange, name: str) -> str:
    say = words()["pairs"]
    alone = change.clients - change.n
    if not change.reliable:
        return str(say["nothing"]).format(measure=name, n=change.n, alone=alone)
    groups = change.reliable[len(change.reliable) // 2].groups
    return str(say["sentence"]).format(
        measure=name,
        n=change.n,
        alone=alone,
        better=groups["recovered"] + groups["improved"],
        worse=groups["deteriorated"],
        same=groups["unchanged"],
    )


def _table(bins: list[tuple[float, float, int]], caption: str) -> ChartTable:
    head = words()["pairs"]["head"]
    rows = tuple((signed(x, 1), signed(y, 1), str(size)) for x, y, size in bins)
    return ChartTable(caption, tuple(head[key] for key in ("first", "second", "count")), rows, (0, 1, 2))
