"""How many clients changed reliably, a bar for each measure, with the size of the mean change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import caveat, measure_name, signed, with_limits, words
from nmt_widgets.charts.outcomes.strips import (
    BEST,
    BETTER,
    SAME,
    UNKNOWN,
    WORSE,
    BarPart,
    Strip,
    draw_strips,
    percent_scale,
)
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.change.paired import PairedChange
from nmt_widgets.outcomes.change.reliable import ReliableChange

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PAINTS = {
    "recovered": BEST,
    "improved": BETTER,
    "unchanged": SAME,
    "deteriorated": WORSE,
    "not_assessable": UNKNOWN,
}


def plot_gains(
    changes: Sequence[PairedChange],
    *,
    synthetic: bool,
    instrument: Instrument | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw the groups of reliable change of each measure, and d_av with its interval.

    Parameters
    ----------
    changes : sequence of PairedChange
        Results of :func:`nmt_widgets.outcomes.change.paired_change`, the most important first. Of several assumed
        reliabilities the middle one is drawn; the table has all.
    synthetic : bool
        Whether the clients are invented, such as ``cohort.synthetic``.
    instrument : Instrument, optional
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.change import paired_change
    >>> rows = [{"client": c, "time": t, "total": v + t * g}
    ...         for c, v, g in (("a", 3, 2), ("b", 5, 0), ("c", 4, 1)) for t in (1, 2)]
    >>> figure = plot_gains([paired_change(rows, measure="total")], synthetic=False)
    >>> figure.table.header[:3]
    ('Measure', 'Reliability', 'Recovered')
    """
    instrument, say = use_instrument(instrument), words()["gains"]
    strips = [_strip(change, instrument) for change in changes]
    lead = changes[0]
    result = _middle(lead)
    shared = {"measure": measure_name(lead.measure, instrument), "total": number(lead.clients)}
    sentence = say["nothing"].format(**shared)
    if result is not None:
        sentence = say["sentence"].format(
            **shared,
            better=result.groups["recovered"] + result.groups["improved"],
            **{group: result.groups[group] for group in ("unchanged", "deteriorated", "not_assessable")},
        )
    reliabilities = {_reliability(change) for change in changes if change.reliable}
    notes = [say["recovered_means"], *sorted(reliabilities), caveat()]
    surround = Surround(
        say["title"].format(first=lead.times[0], second=lead.times[1]),
        sentence,
        say["axis"],
        tuple(notes),
        tuple(KeyEntry(paint.sign, say["groups"][group], paint.colour) for group, paint in _PAINTS.items()),
        synthetic,
    )
    return draw_strips(
        strips, percent_scale(), surround, lambda: _table(changes, surround.caption(), instrument), theme
    )


def _middle(change: PairedChange) -> ReliableChange | None:
    """Return the groups that the picture has: those of the middle reliability."""
    return change.reliable[len(change.reliable) // 2] if change.reliable else None


def _reliability(change: PairedChange) -> str:
    result = change.reliable[len(change.reliable) // 2]
    key = "assumed" if result.reliability.assumed else "measured"
    ends = sorted(entry.reliability.value for entry in change.reliable)
    return str(
        words()["gains"][key].format(
            value=number(result.reliability.value, 2), low=number(ends[0], 2), high=number(ends[-1], 2)
        )
    )


def _strip(change: PairedChange, instrument: Instrument) -> Strip:
    say = words()["gains"]
    name, size, mean = measure_name(change.measure, instrument), change.sizes.d_av, change.mean_difference
    value = say["size"].format(size=with_limits(size.value, size.low, size.high))
    mean_words = say["mean"].format(
        mean=with_limits(mean.value, mean.low, mean.high, 1), better=say["better"][change.direction]
    )
    result, total = _middle(change), change.clients
    if result is None:
        return Strip(name, value, f"{say['no_groups']}\n{mean_words}")
    spans, at = [], 0.0
    for group, paint in _PAINTS.items():
        high = at + 100 * result.groups[group] / total
        spans.append(BarPart(at, high, paint))
        at = high
    counts = " · ".join(f"{result.groups[group]} {say['groups'][group]}" for group in _PAINTS)
    return Strip(name, value, f"{counts}\n{mean_words}", tuple(spans))


def _table(changes: Sequence[PairedChange], caption: str, instrument: Instrument) -> ChartTable:
    head = words()["gains"]["head"]
    rows: list[tuple[str, ...]] = []
    for change in changes:
        size, mean = change.sizes.d_av, change.mean_difference
        figures: list[Any] = [
            str(change.n),
            str(change.only_first),
            str(change.only_second),
            str(change.neither),
            *(signed(figure, 1) for figure in (mean.value, mean.low, mean.high)),
            *(signed(figure) for figure in (size.value, size.low, size.high)),
        ]
        for result in change.reliable or (None,):
            reliability = number(None) if result is None else number(result.reliability.value, 2)
            threshold = number(None) if result is None else signed(result.threshold, 1)
            groups = [number(None) if result is None else str(result.groups[group]) for group in _PAINTS]
            rows.append((measure_name(change.measure, instrument), reliability, *groups, threshold, *figures))
    header = [head["measure"], head["reliability"], *(words()["gains"]["groups_head"][g] for g in _PAINTS)]
    header += [head[key] for key in ("threshold", "n", "only_first", "only_second", "neither")]
    header += [head[key] for key in ("mean", "low", "high", "size", "low", "high")]
    return ChartTable(caption, tuple(header), tuple(rows), tuple(range(1, len(header))))
