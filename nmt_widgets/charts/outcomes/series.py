"""The interrupted time series: months as they were, the fitted rate, and what it would have been without the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import is_apart, known, signed, with_limits, words
from nmt_widgets.charts.outcomes.plane import curve, draw_plane
from nmt_widgets.charts.outcomes.strips import WORSE, AxisScale, scale_from_zero
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.style import ACCENT, CLEAR, GREY
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number
from nmt_widgets.core.local import say_number
from nmt_widgets.outcomes.incidents.series import InterruptedSeries

if TYPE_CHECKING:
    import plotly.graph_objects as go

_BAND = "rgba(194, 105, 29, 0.22)"
_MOST_TICKS = 6


def plot_interrupted_series(
    series: InterruptedSeries, *, synthetic: bool, theme: str | None = None
) -> go.Figure:
    """Draw the months, the fitted rate, and the rate as it would have gone on without the change, with its band.

    Parameters
    ----------
    series : InterruptedSeries
        A result of :func:`nmt_widgets.outcomes.incidents.interrupted_series`.
    synthetic : bool
        Whether the incidents are invented.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure
        The plain rates of the phases stand in the sentence, also where they go the other way.
    """
    say, frame = words()["series"], series.frame
    rows = frame.to_dict("records")
    at = [_month(row["month"]) for row in rows]
    change = _month(series.change)
    columns = {name: [known(value) for value in frame[name]] for name in frame.columns[4:]}
    after = [place for place, row in enumerate(rows) if row["phase"] == series.after]
    later = [at[place] for place in after]
    without = {
        name: [columns[name][place] for place in after]
        for name in columns
        if name.startswith("counterfactual")
    }
    highest = max(
        value
        for name in ("rate", "fitted", "counterfactual", "counterfactual_high")
        for value in columns[name]
        if value is not None
    )
    gap = len(rows) - len(after)
    fitted: list[float | None] = [*columns["fitted"][:gap], None, *columns["fitted"][gap:]]
    edge = {"color": CLEAR, "width": 0}
    traces = [
        curve(later, without["counterfactual_low"], line=edge),
        curve(later, without["counterfactual_high"], line=edge, fill="tonexty", fillcolor=_BAND),
        curve(later, without["counterfactual"], line={"color": WORSE.colour, "width": 3, "dash": "dash"}),
        curve([*at[:gap], None, *at[gap:]], fitted, line={"color": ACCENT, "width": 3}),
        {
            "type": "scatter",
            "mode": "markers",
            "x": at,
            "y": columns["rate"],
            "hovertext": [f"{row['month']}: {number(known(row['rate']), 2)}" for row in rows],
            "hoverinfo": "text",
            "marker": {"color": GREY, "symbol": "circle", "size": 8, "opacity": 1, "line": {"width": 0}},
        },
    ]
    surround = Surround(
        say["title"],
        _sentence(series),
        say["axis"],
        (say["assumed"], words()["no_comparison"]),
        (
            KeyEntry("↑", say["up"]),
            KeyEntry("●", say["observed"], "#757b87"),
            KeyEntry("━", say["fitted"]),
            KeyEntry("╍", say["without"], WORSE.colour),
            KeyEntry("┆", say["change"].format(month=series.change)),
        ),
        synthetic,
    )
    return draw_plane(
        traces,
        _months(at[0], at[-1], change),
        scale_from_zero(highest),
        surround,
        lambda: _table(rows, surround.caption()),
        theme,
    )


def _month(text: str) -> int:
    """Return the number of a month such as 2024-11."""
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def _months(first: int, last: int, change: int) -> AxisScale:
    """Return the scale of months, with a tick at the begin of some years."""
    years = range(-(-first // 12), last // 12 + 1)
    step = max(1, -(-len(years) // _MOST_TICKS))
    ticks = tuple(float(year * 12) for year in years[::step])
    return AxisScale(first - 1, last + 1, ticks, tuple(f"{tick / 12:.0f}" for tick in ticks), (change - 0.5,))


def _sentence(series: InterruptedSeries) -> str:
    say, step = words()["series"], series.step
    form = "clear" if is_apart(step.low, step.high) else "unclear"
    before, after = (series.means[phase] for phase in (series.before, series.after))
    parts = [
        say[form].format(
            month=series.change,
            beside=say["season" if series.harmonics else "no_season"],
            ratio=with_limits(step.value, step.low, step.high),
        ),
        say["means"].format(
            before=series.before,
            after=series.after,
            first=signed(before.rate),
            second=signed(after.rate),
            months_before=before.months,
            months_after=after.months,
        ),
    ]
    if series.opposite:
        parts.append(say["opposite"])
    if left_out := series.mixed + series.absent:
        parts.append(say["left_out"].format(count=left_out))
    return " ".join(parts)


def _table(rows: list[dict[str, Any]], caption: str) -> ChartTable:
    head = words()["series"]["head"]
    figures = ["rate", "fitted", "counterfactual", "counterfactual_low", "counterfactual_high"]
    cells = tuple(
        (
            row["month"],
            str(row["phase"]),
            *(say_number(row[name], grouped=True) for name in ("count", "days")),
            *(signed(known(row[name])) for name in figures),
        )
        for row in rows
    )
    header = tuple(head[key] for key in ("month", "phase", "count", "days", *figures))
    return ChartTable(caption, header, cells, tuple(range(2, len(header))))
