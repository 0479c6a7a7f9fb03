"""Sites below each other, their mean, and where the next site is to be expected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import is_apart, signed, with_limits, words
from nmt_widgets.charts.outcomes.strips import AxisScale, Strip, draw_strips, even_ticks
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, percent
from nmt_widgets.outcomes.pooling import MetaAnalysis

if TYPE_CHECKING:
    import plotly.graph_objects as go

_RATIOS = (0.1, 0.2, 0.5, 1, 2, 5, 10)


def plot_forest(
    meta: MetaAnalysis, figure: str, *, synthetic: bool, ratio: bool = False, theme: str | None = None
) -> go.Figure:
    """Draw the figure of each site with its interval, the mean of sites, and what to expect of the next site.

    Parameters
    ----------
    meta : MetaAnalysis
        A result of :func:`nmt_widgets.outcomes.pooling.meta_analysis`, or of the `meta` of a pool.
    figure : str
        What is compared, such as "Total: d_av from assessment 1 to 2".
    synthetic : bool
        Whether the clients are invented, such as ``pooled.synthetic``.
    ratio : bool
        Whether the values are logarithms of ratios: they are then written as ratios, and 1 is no change.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.pooling import meta_analysis
    >>> result = meta_analysis([0.2, 0.5, 0.9], [0.1, 0.1, 0.2], names=("north", "south", "west"))
    >>> plot_forest(result, "Total: d_av", synthetic=False).table.rows[0][:4]
    ('north', '0.20', '0.00', '0.40')
    """
    say = words()["forest"]
    rows = meta.to_frame().to_dict("records")
    strips = [_strip(row, ratio) for row in rows]
    ends = [0.0, *(row[end] for row in rows for end in ("low", "high"))]
    room = 0.05 * (max(ends) - min(ends))
    low, high = min(ends) - room, max(ends) + room
    if ratio:
        ticks = tuple(math.log(value) for value in _RATIOS if low <= math.log(value) <= high)
        labels = tuple(number(math.exp(tick)) for tick in ticks)
    else:
        ticks = even_ticks(low, high)
        labels = tuple(number(tick, 3).replace("-", "−") for tick in ticks)
    surround = Surround(
        figure,
        forest_sentence(meta, ratio=ratio),
        say["axis_ratio" if ratio else "axis"],
        (say["note"], words()["caveat"]),
        (
            KeyEntry("■", say["key"]["site"]),
            KeyEntry("◆", say["key"]["mean"]),
            KeyEntry("━", say["key"]["interval"]),
            KeyEntry("|", say["key"]["none"]),
        ),
        synthetic,
    )
    scale = AxisScale(low, high, ticks, labels, (0.0,))
    return draw_strips(strips, scale, surround, lambda: _table(rows, surround.caption(), ratio), theme)


def forest_sentence(meta: MetaAnalysis, *, ratio: bool) -> str:
    """Return the mean of the sites in words, and what is to be expected of another one."""
    say = words()["forest"]
    mean = say["clear" if is_apart(meta.low, meta.high, 0) else "unclear"].format(
        sites=len(meta.values),
        mean=_figures(meta.mean, meta.low, meta.high, ratio),
        spread=percent(100 * meta.i2),
    )
    if meta.prediction_low is None or meta.prediction_high is None:
        return f"{mean} {say['no_next']}"
    ends = [signed(_back(end, ratio)) for end in (meta.prediction_low, meta.prediction_high)]
    return f"{mean} {say['next'].format(low=ends[0], high=ends[1])}"


def _back(value: float, ratio: bool) -> float:
    return math.exp(value) if ratio else value


def _figures(value: float, low: float, high: float, ratio: bool) -> str:
    return with_limits(_back(value, ratio), _back(low, ratio), _back(high, ratio))


def _name(row: dict[str, Any]) -> str:
    return str(row["site"]) if row["kind"] == "site" else str(words()["forest"]["rows"][row["kind"]])


def _strip(row: dict[str, Any], ratio: bool) -> Strip:
    say = words()["forest"]
    is_site, is_next = row["kind"] == "site", row["kind"] == "prediction"
    value = _figures(row["value"], row["low"], row["high"], ratio)
    if is_next:
        value = say["range"].format(**{end: signed(_back(row[end], ratio)) for end in ("low", "high")})
    remark = say["weight"].format(weight=percent(100 * row["weight"])) if is_site else ""
    return Strip(
        _name(row),
        value,
        remark,
        point=None if is_next else row["value"],
        low=row["low"],
        high=row["high"],
        symbol="square" if is_site else "diamond",
    )


def _table(rows: list[dict[str, Any]], caption: str, ratio: bool) -> ChartTable:
    head = words()["forest"]["head"]
    cells = tuple(
        (
            _name(row),
            *(signed(_back(row[name], ratio)) for name in ("value", "low", "high")),
            percent(100 * row["weight"]) if row["kind"] == "site" else number(None),
        )
        for row in rows
    )
    header = tuple(head[key] for key in ("site", "value", "low", "high", "weight"))
    return ChartTable(caption, header, cells, (1, 2, 3, 4))
