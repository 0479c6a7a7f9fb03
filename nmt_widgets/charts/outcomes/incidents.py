"""Rates of incidents by phase, with their exact intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import is_apart, known, level, signed, why, with_limits, words
from nmt_widgets.charts.outcomes.strips import Strip, draw_strips, scale_from_zero
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.local import say_number
from nmt_widgets.outcomes.incidents.rates import RateRatio

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def plot_incident_rates(
    rates: pd.DataFrame, ratio: RateRatio | None = None, *, synthetic: bool, theme: str | None = None
) -> go.Figure:
    """Draw the rate of incidents of each phase with its exact interval, from 0.

    Parameters
    ----------
    rates : pandas.DataFrame
        A result of :func:`nmt_widgets.outcomes.incidents.rates` without `by`.
    ratio : RateRatio, optional
        Of two phases, for the sentence.
    synthetic : bool
        Whether the incidents are invented.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.incidents import rates
    >>> table = [{"phase": "before", "count": 30, "days": 5000}, {"phase": "after", "count": 12, "days": 6000}]
    >>> plot_incident_rates(rates(table), synthetic=False).table.rows[1]
    ('after', '12', '6,000', '2.00', '1.03', '3.49')
    """
    say = words()["incidents"]
    rows = rates.to_dict("records")
    strips = [_strip(row) for row in rows]
    highest = max((strip.high or 0.0 for strip in strips), default=0.0)
    surround = Surround(
        say["title"],
        _sentence(ratio),
        say["axis"],
        (say["independent"], words()["no_comparison"]),
        (KeyEntry("●", say["rate"]), KeyEntry("━", say["interval"].format(level=level()))),
        synthetic,
    )
    return draw_strips(
        strips, scale_from_zero(highest), surround, lambda: _table(rows, surround.caption()), theme
    )


def _sentence(ratio: RateRatio | None) -> str:
    say = words()["incidents"]
    if ratio is None:
        return str(say["no_ratio"])
    figure, phases = ratio.ratio, {"before": ratio.before, "after": ratio.after}
    if figure.value is None:
        return str(say["undefined"]).format(reason=why(figure.reason), **phases)
    form = "clear" if is_apart(figure.low, figure.high) else "unclear"
    return str(say[form]).format(ratio=with_limits(figure.value, figure.low, figure.high), **phases)


def _strip(row: dict[str, Any]) -> Strip:
    say = words()["incidents"]
    rate, low, high = (known(row[name]) for name in ("rate", "low", "high"))
    count, days = known(row["count"]), known(row["days"])
    value = with_limits(rate, low, high) if rate is not None else why(row.get("reason")) or words()["hidden"]
    counted = words()["hidden"] if count is None else say_number(count, grouped=True)
    lasted = words()["hidden"] if days is None else say_number(days, grouped=True)
    return Strip(
        str(row["phase"]), value, say["of"].format(count=counted, days=lasted), point=rate, low=low, high=high
    )


def _table(rows: list[dict[str, Any]], caption: str) -> ChartTable:
    head = words()["incidents"]["head"]
    cells = tuple(
        (
            str(row["phase"]),
            *(
                words()["hidden"] if known(row[name]) is None else say_number(row[name], grouped=True)
                for name in ("count", "days")
            ),
            *(signed(known(row[name])) for name in ("rate", "low", "high")),
        )
        for row in rows
    )
    header = tuple(head[key] for key in ("phase", "count", "days", "rate", "low", "high"))
    return ChartTable(caption, header, cells, (1, 2, 3, 4, 5))
