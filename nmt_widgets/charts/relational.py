"""Current relational health (Part D) by area, in percent of typical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nmt_widgets.charts.rows import ChartRow, row_chart
from nmt_widgets.charts.style import build
from nmt_widgets.charts.wording import age, mark, named, percent, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go


def relational_figure(profile: Profile, instrument: Instrument, *, row: float | None = None) -> go.Figure:
    """Draw all areas together and each area; an area that is not known is labelled so, never shown as zero.

    `row` is the height of one area in pixels.
    """
    say = words(instrument)["charts"]["relational"]
    rows = [_row(say["all"], profile.relational_health, instrument, strong=True)]
    rows += [
        _row(named("relational_areas", id, instrument), figure, instrument)
        for id, figure in profile.relational_areas.items()
    ]
    source = mark(instrument.current_relational.source, instrument)
    data, layout = row_chart(
        rows,
        [],
        ticks=[0, 25, 50, 75, 100],
        small_print=say["note"].format(mark=source),
        typical=say["typical"],
        tall=row,
    )
    return build(data, layout, _described(profile, instrument))


def _row(name: str, figure: Figure, instrument: Instrument, *, strong: bool = False) -> ChartRow:
    say = words(instrument)["charts"]
    if figure.value is None:
        missing = say["relational"]["not_known"].format(n=figure.n, of=figure.of)
        return ChartRow(name, figure, "", missing, strong=strong)
    after = "" if figure.complete else say["rated"].format(n=figure.n, of=figure.of)
    return ChartRow(name, figure, percent(figure.value), after, strong=strong)


def _described(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)
    missing, form = say["numbers"]["not_known"], say["charts"]["relational"]
    parts = [
        form["part"].format(
            name=named("relational_areas", id, instrument),
            percent=missing if figure.value is None else percent(figure.value),
        )
        for id, figure in profile.relational_areas.items()
    ]
    whole = profile.relational_health.value
    return str(
        form["described"].format(
            title=profile.title,
            age=age(profile.age),
            percent=missing if whole is None else percent(whole),
            parts=", ".join(parts),
        )
    )
