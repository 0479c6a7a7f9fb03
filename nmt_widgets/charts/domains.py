"""The functional domains in percent of the typical peer, with category and functional age."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.rows import BESIDE, ChartRow, Zone, narrow_rows, row_chart
from nmt_widgets.charts.several import (
    ProfileLike,
    as_profiles,
    described_together,
    grouped_rows,
    one_table,
    pixels,
    with_legend,
)
from nmt_widgets.charts.style import ZONES, build
from nmt_widgets.charts.tables import domains_table
from nmt_widgets.charts.wording import age, like, mark, named, of_typical, words
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import DomainResult, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_domains(
    profiles: ProfileLike | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    theme: str | None = None,
    row: float | None = None,
) -> go.Figure:
    """Draw the functional domains in percent of the typical peer, with their ranges, over the categories' zones.

    A domain with too few scores has no mark, only words. Several profiles stand under each other, domain by domain:
    those of one case with the earlier ones hollow, those of different cases each with its own name.

    Parameters
    ----------
    profiles : Profile, Case, str, or several
        A case, or its id, stands for its latest assessment with scores; "james/1" for one of them.
    instrument : Instrument, optional
        By default that of the site and the language of the options.
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
    >>> james = nmt.load_case("james")
    >>> figure = nmt.plot_domains([nmt.profile(james, 1), nmt.profile(james, 2)])
    >>> figure.table.rows[0][:4]
    ('Sensory integration', '9 years', '62.8 %', '59.5–66.1')
    """
    instrument = use_instrument(instrument)
    entries = as_profiles(profiles, instrument)
    say = words(instrument)["charts"]
    limits = instrument.domains.limits
    if len(entries) == 1:
        rows = [_row(id, result, instrument) for id, result in entries[0].domains.items()]
        described = _described(entries[0], instrument)
    else:
        groups = {id: named("domains", id, instrument) for id in entries[0].domains}
        rows = grouped_rows(
            groups,
            entries,
            instrument,
            lambda entry, id, name, hollow: _row(id, entry.domains[id], instrument, name=name, hollow=hollow),
        )
        described = described_together("domains", entries, _parts, instrument)
    parts: dict[str, Any] = {
        "ticks": [0, *limits, 100],
        "small_print": _small_print(entries, instrument),
        "typical": say["typical_peer"],
    }
    zones = category_zones(instrument)
    tall = pixels("row", row) or (BESIDE if len(entries) > 1 else None)
    data, layout = row_chart(rows, zones, tall=tall, **parts)
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: one_table(
            "domains", [domains_table(entry, instrument) for entry in entries], entries, instrument
        ),
        narrow=lambda: narrow_rows(rows, zones, **parts),
    )


def category_zones(instrument: Instrument) -> list[Zone]:
    """Return the categories as backgrounds of a percent scale."""
    zones, low = [], 0.0
    for position, category in enumerate(instrument.domains.categories):
        high = float("inf") if category.below is None else category.below * 100
        colour = ZONES[min(position, len(ZONES) - 1)]
        zones.append(Zone(low, high, colour, named("categories", category.id, instrument)))
        low = high
    return zones


def _row(
    id: str, result: DomainResult, instrument: Instrument, *, name: str = "", hollow: bool = False
) -> ChartRow:
    say, figure = words(instrument)["charts"], result.percent
    plain = bool(name)
    name = name or named("domains", id, instrument)
    if figure.value is None:
        missing = say["not_shown"].format(n=figure.n, of=figure.of)
        return ChartRow(name, figure, "", missing, plain=plain, hollow=hollow)
    after = named("categories", result.category, instrument)
    if not result.settled:
        after = say["not_settled"].format(word=after)
    if not figure.complete:
        after += " · " + say["scored"].format(n=figure.n, of=figure.of)
    years = result.functional_age.value
    right = "" if years is None else say["like"].format(like=like(years, instrument))
    value = of_typical(figure.value, instrument)
    return ChartRow(name, figure, value, after, right, plain=plain, hollow=hollow)


def _small_print(entries: list[Profile], instrument: Instrument) -> str:
    texts = words(instrument)
    say = texts["charts"]
    norms = [texts["map"]["norms"][entry.norms_mark] for entry in entries]
    note = say["domains"]["note"].format(
        norms=", ".join(dict.fromkeys(norms)).capitalize(),
        definition=entries[0].versions["domains"],
        mark=mark(instrument.domains.source, instrument),
    )
    return with_legend(str(note), entries, instrument)


def _parts(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["domains"]
    parts = []
    for id, result in profile.domains.items():
        figure, name = result.percent, named("domains", id, instrument)
        if figure.value is None:
            parts.append(say["part_missing"].format(name=name, n=figure.n, of=figure.of))
            continue
        percent_text = of_typical(figure.value, instrument)
        category = named("categories", result.category, instrument)
        part = say["part"].format(name=name, percent=percent_text, category=category)
        if result.functional_age.value is not None:
            part += say["part_like"].format(like=like(result.functional_age.value, instrument))
        parts.append(part)
    return "; ".join(parts)


def _described(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)["charts"]["domains"]
    parts = _parts(profile, instrument)
    return str(say["described"].format(title=profile.title, age=age(profile.age), parts=parts))
