"""The change between two assessments by region, domain and relational area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nmt_widgets.case_files import Case
from nmt_widgets.charts.domains import category_zones
from nmt_widgets.charts.dumbbells import CHANGE_ROW, ChangeLine, dumbbells, narrow_dumbbells
from nmt_widgets.charts.several import ProfileLike, as_profiles, pixels
from nmt_widgets.charts.style import build, zone
from nmt_widgets.charts.tables import change_table
from nmt_widgets.charts.wording import named, of_typical, percent, region_name, words
from nmt_widgets.core.errors import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Change, Difference, compare

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_change(
    change: Change | Case | str | Iterable[ProfileLike],
    *,
    instrument: Instrument | None = None,
    theme: str | None = None,
    row: float = CHANGE_ROW,
) -> go.Figure:
    """Draw what changed between two assessments: regions, domains and relational areas, in percent of typical.

    A clear change, larger than the ranges of both assessments, is strong; any other is faint. The change of each
    function is drawn by :func:`plot_functions`.

    Parameters
    ----------
    change : Change, Case, str, or two profiles of one case
        A case, or its id, stands for the change from its first to its latest assessment with scores.
    instrument : Instrument, optional
        By default that of the site and the language of the options.
    theme : {"auto", "light", "dark"}, optional
        By default that of the options. "auto" is transparent and can be read on light and dark pages.
    row : float
        The height of one row in pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Its description is ``nmt.describe(figure)``.

    Raises
    ------
    InputError
        When the two are of different cases or the same assessment, or are not two.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.load_case("james")
    >>> figure = nmt.plot_change([nmt.profile(james, 1), nmt.profile(james, 2)])
    >>> figure.table.caption
    'James: from 9 years to 10.2 years'
    """
    instrument = use_instrument(instrument)
    change = as_change(change, instrument)
    say = words(instrument)["charts"]["change"]
    limits = instrument.domains.limits

    def line(name: str, difference: Difference) -> ChangeLine:
        before, after = (of_typical(value, instrument) for value in (difference.before, difference.after))
        return ChangeLine(name, difference, 100.0, before, after)

    lines = [
        ChangeLine(say["regions"]),
        *(
            line(region_name(region.id, instrument), change.regions[region.id])
            for region in reversed(instrument.regions)
        ),
        ChangeLine(say["domains"]),
        *(line(named("domains", id, instrument), difference) for id, difference in change.domains.items()),
        ChangeLine(say["relational"]),
        *(
            line(named("relational_areas", id, instrument), difference)
            for id, difference in change.relational_areas.items()
        ),
    ]
    ends = [end for row in lines if row.difference for end in (row.difference.before, row.difference.after)]
    top = max([110.0, *(end * 1.05 for end in ends if end is not None)])
    axis = {
        "range": [0, top],
        "tickvals": [0, *limits, 100],
        "ticktext": [*(f"{tick:g}" for tick in (0, *limits)), percent(100)],
    }
    zones = [zone(z.low, min(z.high, top), z.colour) for z in category_zones(instrument)]
    data, layout, described = dumbbells(
        change, instrument, lines, axis, zones, say["what_regions"], 140, pixels("row", row)
    )
    return build(
        data,
        layout,
        described,
        theme=theme,
        table=lambda: change_table(change, instrument, items=False),
        narrow=lambda: narrow_dumbbells(change, instrument, lines, axis),
    )


def as_change(change: Change | Case | str | Iterable[ProfileLike], instrument: Instrument) -> Change:
    """Return the change itself, that between two profiles, or that of a case from its first to its latest assessment.

    Raises
    ------
    InputError
        When they are not two, of different cases, or the same assessment.
    """
    if isinstance(change, Change):
        return change
    if isinstance(change, Case | str):
        return compare(change, instrument=instrument)
    entries = as_profiles(change, instrument)
    if len(entries) != 2:
        raise refusal("charts", "not_two", count=len(entries))
    before, after = entries
    if before.case == after.case and before.assessment == after.assessment:
        raise refusal("charts", "not_after", number=after.assessment)
    return compare(before, after)
