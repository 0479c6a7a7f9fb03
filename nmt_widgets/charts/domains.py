"""The functional domains in percent of the typical peer, with category and functional age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nmt_widgets.charts.rows import ChartRow, Zone, row_chart
from nmt_widgets.charts.style import ZONES, build
from nmt_widgets.charts.wording import age, like, mark, named, percent, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import DomainResult, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go


def domains_figure(profile: Profile, instrument: Instrument, *, row: float | None = None) -> go.Figure:
    """Draw percent of typical with its range, over the categories' zones.

    A domain with too few scores has no mark, only words; `row` is the height of one domain in pixels.
    """
    texts = words(instrument)
    say, norms = texts["charts"], texts["map"]["norms"][profile.norms_mark]
    rows = [_row(id, result, instrument) for id, result in profile.domains.items()]
    limits = category_limits(instrument)
    small_print = say["domains"]["note"].format(
        norms=norms.capitalize(),
        definition=profile.versions["domains"],
        mark=mark(instrument.domains.source, instrument),
    )
    data, layout = row_chart(
        rows,
        category_zones(instrument),
        ticks=[0, *limits, 100],
        small_print=small_print,
        typical=say["typical_peer"],
        tall=row,
    )
    return build(data, layout, _described(profile, instrument))


def category_limits(instrument: Instrument) -> list[float]:
    """Return the percents at which a category ends."""
    return [c.below * 100 for c in instrument.domains.categories if c.below is not None]


def category_zones(instrument: Instrument) -> list[Zone]:
    """Return the categories as backgrounds of a percent scale."""
    zones, low = [], 0.0
    for position, category in enumerate(instrument.domains.categories):
        high = float("inf") if category.below is None else category.below * 100
        colour = ZONES[min(position, len(ZONES) - 1)]
        zones.append(Zone(low, high, colour, named("categories", category.id, instrument)))
        low = high
    return zones


def _row(id: str, result: DomainResult, instrument: Instrument) -> ChartRow:
    say, figure = words(instrument)["charts"], result.percent
    name = named("domains", id, instrument)
    if figure.value is None:
        return ChartRow(name, figure, "", say["not_shown"].format(n=figure.n, of=figure.of))
    after = named("categories", result.category, instrument)
    if not result.settled:
        after = say["not_settled"].format(word=after)
    if not figure.complete:
        after += " · " + say["scored"].format(n=figure.n, of=figure.of)
    years = result.functional_age.value
    right = "" if years is None else say["like"].format(like=like(years, instrument))
    return ChartRow(name, figure, percent(figure.value, category_limits(instrument)), after, right)


def _described(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["domains"]
    parts = []
    for id, result in profile.domains.items():
        figure, name = result.percent, named("domains", id, instrument)
        if figure.value is None:
            parts.append(say["part_missing"].format(name=name, n=figure.n, of=figure.of))
            continue
        percent_text = percent(figure.value, category_limits(instrument))
        category = named("categories", result.category, instrument)
        part = say["part"].format(name=name, percent=percent_text, category=category)
        if result.functional_age.value is not None:
            part += say["part_like"].format(like=like(result.functional_age.value, instrument))
        parts.append(part)
    return str(say["described"].format(title=profile.title, age=age(profile.age), parts="; ".join(parts)))
