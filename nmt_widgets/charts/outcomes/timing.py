"""What goes with an outcome: current relational health first, then adversity and relational poverty by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nmt_widgets.charts.outcomes.phrases import count, measure_name, signed, why, with_limits, words
from nmt_widgets.charts.outcomes.strips import AxisScale, Strip, draw_strips, even_ticks
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, percent, period_name
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.timing import AdversityTiming, TimingPredictor

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_timing(
    timing: AdversityTiming, *, instrument: Instrument | None = None, theme: str | None = None
) -> go.Figure:
    """Draw the coefficient of each predictor with its interval, over the band of chance alone.

    Parameters
    ----------
    timing : AdversityTiming
        A result of :func:`nmt_widgets.outcomes.timing.timing`; it knows whether its clients are invented.
    instrument : Instrument, optional
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure
        A predictor that was left out says why, and has no point.
    """
    instrument, say = use_instrument(instrument), words()["timing"]
    strips = [_strip(predictor, instrument) for predictor in timing.predictors]
    ends = [
        abs(end)
        for predictor in timing.predictors
        for end in (
            predictor.coefficient.low,
            predictor.coefficient.high,
            predictor.null_low,
            predictor.null_high,
        )
        if end is not None
    ]
    end = max(ends, default=0.5) * 1.08
    ticks = even_ticks(-end, end)
    surround = Surround(
        say["title"].format(outcome=measure_name(timing.outcome, instrument)),
        _sentence(timing),
        say["axis"],
        (
            say["severe"].format(
                adversity=number(timing.severe["adversity"]), poverty=number(timing.severe["poverty"])
            ),
            texts("timing")["caveat"].strip(),
        ),
        (
            KeyEntry("●", say["coefficient"]),
            KeyEntry("━", say["interval"].format(level=percent(100 * timing.level))),
            KeyEntry("▒", say["chance"]),
            KeyEntry("|", say["none"]),
        ),
        timing.is_synthetic,
    )
    scale = AxisScale(-end, end, ticks, tuple(signed(tick, 1) for tick in ticks), (0.0,))
    return draw_strips(strips, scale, surround, lambda: _table(timing, surround.caption(), instrument), theme)


def _sentence(timing: AdversityTiming) -> str:
    say = words()["timing"]
    if timing.reason:
        return str(say["nothing"]).format(reason=why(timing.reason), n=timing.n, clients=timing.clients)
    health = timing.predictors[0]
    if all(predictor.null_low is None for predictor in timing.predictors):
        return str(say["sums"]).format(n=count(timing.n), clients=count(timing.clients))
    beyond = sum(_is_beyond(predictor) for predictor in timing.predictors[1:])
    return str(say["sentence"]).format(
        n=timing.n,
        clients=timing.clients,
        missing=timing.clients - timing.n,
        health=_figures(health),
        rank=health.rank or number(None),
        beyond=beyond,
        of=len(timing.predictors) - 1,
    )


def _is_beyond(predictor: TimingPredictor) -> bool:
    """Return whether a coefficient is outside what chance alone gives."""
    value, low, high = predictor.coefficient.value, predictor.null_low, predictor.null_high
    return value is not None and low is not None and high is not None and not low <= value <= high


def _figures(predictor: TimingPredictor) -> str:
    figure = predictor.coefficient
    return why(figure.reason) if figure.value is None else with_limits(figure.value, figure.low, figure.high)


def _name(predictor: TimingPredictor, instrument: Instrument) -> str:
    say = words()["timing"]["kinds"][predictor.kind]
    return str(say).format(period=period_name(predictor.period, instrument))


def _strip(predictor: TimingPredictor, instrument: Instrument) -> Strip:
    say, figure = words()["timing"], predictor.coefficient
    parts = [] if predictor.severe is None else [say["clients"].format(count=predictor.severe)]
    if predictor.rank is not None:
        parts.append(
            say["rank"].format(rank=predictor.rank, low=predictor.rank_low, high=predictor.rank_high)
        )
    low, high = predictor.null_low, predictor.null_high
    return Strip(
        _name(predictor, instrument),
        _figures(predictor),
        " · ".join(parts),
        point=figure.value,
        low=figure.low,
        high=figure.high,
        band=(low, high) if low is not None and high is not None else None,
        symbol="square" if predictor.severe is None else "circle",
    )


def _table(timing: AdversityTiming, caption: str, instrument: Instrument) -> ChartTable:
    head = words()["timing"]["head"]
    rows = tuple(
        (
            _name(predictor, instrument),
            number(predictor.severe),
            str(predictor.coefficient.n),
            *(
                signed(figure)
                for figure in (
                    predictor.coefficient.value,
                    predictor.coefficient.low,
                    predictor.coefficient.high,
                    predictor.null_low,
                    predictor.null_high,
                )
            ),
            *(number(rank) for rank in (predictor.rank, predictor.rank_low, predictor.rank_high)),
            number(None) if predictor.same_sign is None else percent(100 * predictor.same_sign),
            why(predictor.coefficient.reason),
        )
        for predictor in timing.predictors
    )
    keys = ("predictor", "severe", "n", "coefficient", "low", "high", "null_low", "null_high")
    header = tuple(head[key] for key in (*keys, "rank", "low", "high", "same_sign", "reason"))
    return ChartTable(caption, header, rows, tuple(range(1, len(header) - 1)))
