"""Current relational health (Part D) by area, in percent of typical."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.rows import BESIDE, ChartRow, narrow_rows, row_chart
from nmt_widgets.charts.several import (
    ProfileLike,
    as_profiles,
    described_together,
    grouped_rows,
    one_table,
    pixels,
    with_legend,
)
from nmt_widgets.charts.style import build
from nmt_widgets.charts.tables import relational_table
from nmt_widgets.charts.wording import age, mark, named, of_typical, words
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Figure, Profile

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ALL = ""


def plot_relational(
    profiles: ProfileLike | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    theme: str | None = None,
    row: float | None = None,
) -> go.Figure:
    """Draw relational health now: all areas together and each area, in percent of typical.

    An area that is not known is labelled so, never shown as zero. Several profiles stand under each other.

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
    >>> figure = nmt.plot_relational(nmt.profile(nmt.load_case("james"), 1))
    >>> [row[0] for row in figure.table.rows]
    ['Family', 'Peers', 'School', 'Community', 'All areas']
    """
    instrument = use_instrument(instrument)
    entries = as_profiles(profiles, instrument)
    say = words(instrument)["charts"]["relational"]
    groups = {_ALL: say["all"]}
    groups |= {id: named("relational_areas", id, instrument) for id in entries[0].relational_areas}
    if len(entries) == 1:
        rows = [
            _row(name, _figure(entries[0], id), instrument, strong=id == _ALL) for id, name in groups.items()
        ]
        described = _described(entries[0], instrument)
    else:
        rows = grouped_rows(
            groups,
            entries,
            instrument,
            lambda entry, id, name, hollow: _row(
                name, _figure(entry, id), instrument, plain=True, hollow=hollow
            ),
        )
        described = described_together("relational", entries, _parts, instrument)
    note = say["note"].format(mark=mark(instrument.current_relational.source, instrument))
    parts: dict[str, Any] = {
        "ticks": [0, 25, 50, 75, 100],
        "small_print": with_legend(note, entries, instrument),
        "typical": say["typical"],
    }
    tall = pixels("row", row) or (BESIDE if len(entries) > 1 else None)
    data, layout = row_chart(rows, [], tall=tall, **parts)
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: one_table(
            "relational", [relational_table(entry, instrument) for entry in entries], entries, instrument
        ),
        narrow=lambda: narrow_rows(rows, [], **parts),
    )


def _figure(profile: Profile, area: str) -> Figure:
    return profile.relational_health if area == _ALL else profile.relational_areas[area]


def _row(
    name: str,
    figure: Figure,
    instrument: Instrument,
    *,
    strong: bool = False,
    plain: bool = False,
    hollow: bool = False,
) -> ChartRow:
    say = words(instrument)["charts"]
    if figure.value is None:
        missing = say["relational"]["not_shown"].format(n=figure.n, of=figure.of)
        return ChartRow(name, figure, "", missing, strong=strong, plain=plain, hollow=hollow)
    after = "" if figure.complete else say["rated"].format(n=figure.n, of=figure.of)
    value = of_typical(figure.value, instrument)
    return ChartRow(name, figure, value, after, strong=strong, plain=plain, hollow=hollow)


def _parts(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)
    missing, form = say["numbers"]["not_known"], say["charts"]["relational"]
    return ", ".join(
        form["part"].format(
            name=named("relational_areas", id, instrument),
            percent=missing if figure.value is None else of_typical(figure.value, instrument),
        )
        for id, figure in profile.relational_areas.items()
    )


def _described(profile: Profile, instrument: Instrument) -> str:
    say = words(instrument)
    whole = profile.relational_health.value
    return str(
        say["charts"]["relational"]["described"].format(
            title=profile.title,
            age=age(profile.age),
            percent=say["numbers"]["not_known"] if whole is None else of_typical(whole, instrument),
            parts=_parts(profile, instrument),
        )
    )
