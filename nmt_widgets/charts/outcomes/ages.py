"""By how many years functional ages rose, beside the years that went by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import caveat, known, level, measure_name, signed, with_limits, words
from nmt_widgets.charts.outcomes.strips import AxisScale, Strip, draw_strips, even_ticks
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number
from nmt_widgets.instrument import Instrument, use_instrument

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def plot_functional_ages(
    gains: pd.DataFrame,
    *,
    synthetic: bool,
    instrument: Instrument | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw, for each domain, by how much more than the years that went by functional ages rose.

    Parameters
    ----------
    gains : pandas.DataFrame
        A result of :func:`nmt_widgets.outcomes.change.functional_age_gain`. A missing `n` is hidden, with its figures.
    synthetic : bool
        Whether the clients are invented.
    instrument : Instrument, optional
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.change import functional_age_gain
    >>> rows = [{"client": c, "time": t, "age": 8 + t, "cognitive_functional_age": 3 + g * t}
    ...         for c, g in (("a", 1), ("b", 2), ("c", 1.5)) for t in (1, 2)]
    >>> plot_functional_ages(functional_age_gain(rows), synthetic=False).table.rows[0][:4]
    ('Cognitive', '3', '1.50', '1.00')
    """
    instrument, say = use_instrument(instrument), words()["ages"]
    rows = gains.to_dict("records")
    strips = [_strip(row, instrument) for row in rows]
    ends = [abs(end) for strip in strips for end in (strip.low, strip.high, strip.point) if end is not None]
    end = max(ends, default=1.0) * 1.08 or 1.0
    ticks = even_ticks(-end, end)
    surround = Surround(
        say["title"],
        _sentence(rows, instrument),
        say["axis"],
        (say["note"], caveat()),
        (
            KeyEntry("●", say["beyond"]),
            KeyEntry("━", say["interval"].format(level=level())),
            KeyEntry("|", say["none"]),
        ),
        synthetic,
    )
    scale = AxisScale(-end, end, ticks, tuple(signed(tick, 1) for tick in ticks), (0.0,))
    return draw_strips(strips, scale, surround, lambda: _table(rows, surround.caption(), instrument), theme)


def _sentence(rows: list[dict[str, Any]], instrument: Instrument) -> str:
    say = words()["ages"]
    groups: dict[str, list[str]] = {"nearer": [], "further": [], "unclear": [], "open": []}
    for row in rows:
        low, high = known(row["beyond_low"]), known(row["beyond_high"])
        way = "open" if low is None or high is None else "unclear"
        if low is not None and high is not None and not low <= 0 <= high:
            way = "nearer" if low > 0 else "further"
        groups[way].append(measure_name(row["domain"], instrument))
    return " ".join(say[way].format(domains=", ".join(names)) for way, names in groups.items() if names)


def _strip(row: dict[str, Any], instrument: Instrument) -> Strip:
    say = words()["ages"]
    name, n = measure_name(row["domain"], instrument), known(row["n"])
    if n is None:
        return Strip(name, words()["hidden"])
    beyond, low, high = (known(row[key]) for key in ("beyond", "beyond_low", "beyond_high"))
    if beyond is None:
        return Strip(name, words()["not_known"], say["of"].format(n=number(n)))
    remark = say["gained"].format(
        gain=signed(known(row["gain"])), elapsed=signed(known(row["elapsed"])), n=number(n)
    )
    return Strip(name, with_limits(beyond, low, high), remark, point=beyond, low=low, high=high)


def _table(rows: list[dict[str, Any]], caption: str, instrument: Instrument) -> ChartTable:
    head, keys = words()["ages"]["head"], ("gain", "elapsed", "beyond", "beyond_low", "beyond_high")
    cells = tuple(
        (
            measure_name(row["domain"], instrument),
            words()["hidden"] if known(row["n"]) is None else number(row["n"]),
            *(signed(known(row[key])) for key in keys),
        )
        for row in rows
    )
    return ChartTable(caption, tuple(head[key] for key in ("domain", "n", *keys)), cells, tuple(range(1, 7)))
