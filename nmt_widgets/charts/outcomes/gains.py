"""How many clients changed reliably, a bar for each measure, with the size of the mean change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from nmt_widgets.charts.outcomes.phrases import (
    caveat,
    count,
    hidden_key,
    measure_name,
    signed,
    with_limits,
    words,
)
from nmt_widgets.charts.outcomes.strips import (
    BEST,
    BETTER,
    HIDDEN,
    SAME,
    UNKNOWN,
    WORSE,
    BarPart,
    Strip,
    draw_strips,
    length_of_hidden,
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

PublicCounts = Mapping[str, Mapping[str, int | None]]
"""The counts of the groups that may be shown, by measure; None where they are hidden."""


def plot_gains(
    changes: Sequence[PairedChange],
    *,
    public: PublicCounts | None = None,
    spreads: Collection[str] | None = None,
    smallest: int | None = None,
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
    public : mapping of str to mapping of str to int or None, optional
        By measure the count of each group, where some are hidden (None). What is hidden of a measure is striped, and
        together as long as what is left. Where the number of those with a value missing is hidden, the figures are,
        too. The table then has the middle reliability alone.
    spreads : collection of str, optional
        With `public`, the measures whose threshold may be told: it is a multiple of a standard deviation.
    smallest : int, optional
        Which counts are hidden; by default that of `outcomes.yaml`.
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
    counts = [_counts(change, public) for change in changes]
    pairs = list(zip(changes, counts, strict=True))
    hides = public is not None and any(None in groups.values() for groups in counts if groups)
    reliabilities = {_reliability(change, public is None) for change in changes if change.reliable}
    notes = [say["recovered_means"], *sorted(reliabilities), caveat()]
    key = [KeyEntry(paint.sign, say["groups"][group], paint.colour) for group, paint in _PAINTS.items()]
    if hides:
        key.append(KeyEntry(HIDDEN.sign, hidden_key(smallest), HIDDEN.colour))
    surround = Surround(
        say["title"].format(first=changes[0].times[0], second=changes[0].times[1]),
        say_groups(changes[0], counts[0], instrument),
        say["axis"],
        tuple(notes),
        tuple(key),
        synthetic,
    )
    return draw_strips(
        [_strip(change, groups, instrument) for change, groups in pairs],
        percent_scale(),
        surround,
        lambda: _table(pairs, public is None, spreads or (), surround.caption(), instrument),
        theme,
    )


def _counts(change: PairedChange, public: PublicCounts | None) -> Mapping[str, int | None] | None:
    """Return the groups that the picture has; None where nobody can be placed."""
    result = _middle(change)
    if result is None:
        return None
    groups: Mapping[str, int | None] = dict(result.groups) if public is None else public[change.measure]
    return {group: groups[group] for group in _PAINTS}


def say_groups(change: PairedChange, groups: Mapping[str, int | None] | None, instrument: Instrument) -> str:
    """Return the sentence of a measure: how many changed reliably.

    Parameters
    ----------
    change : PairedChange
    groups : mapping of str to int or None
        The count of each group, None where it is hidden; None where nobody can be placed.
    instrument : Instrument
    """
    say = words()["gains"]
    shared = {"measure": measure_name(change.measure, instrument), "total": count(change.clients)}
    if groups is None:
        return str(say["nothing"]).format(**shared)
    numbers = [groups["recovered"], groups["improved"]]
    if None in groups.values():
        return str(say["sentence_hidden"]).format(**shared)
    better = sum(size or 0 for size in numbers)
    rest = {name: count(groups[name]) for name in ("unchanged", "deteriorated", "not_assessable")}
    return str(say["sentence"]).format(**shared, better=count(better), **rest)


def _middle(change: PairedChange) -> ReliableChange | None:
    """Return the groups that the picture has: those of the middle reliability."""
    return change.reliable[len(change.reliable) // 2] if change.reliable else None


def _reliability(change: PairedChange, has_all: bool) -> str:
    result = change.reliable[len(change.reliable) // 2]
    key = ("assumed" if has_all else "assumed_alone") if result.reliability.assumed else "measured"
    ends = sorted(entry.reliability.value for entry in change.reliable)
    return str(
        words()["gains"][key].format(
            value=number(result.reliability.value, 2), low=number(ends[0], 2), high=number(ends[-1], 2)
        )
    )


def _strip(change: PairedChange, groups: Mapping[str, int | None] | None, instrument: Instrument) -> Strip:
    say = words()["gains"]
    name, size, mean = measure_name(change.measure, instrument), change.sizes.d_av, change.mean_difference
    value = say["size"].format(size=with_limits(size.value, size.low, size.high))
    mean_words = say["mean"].format(
        mean=with_limits(mean.value, mean.low, mean.high, 1), better=say["better"][change.direction]
    )
    if groups is None:
        return Strip(name, value, f"{say['no_groups']}\n{mean_words}")
    if groups["not_assessable"] is None:
        value, mean_words = "", say["figures_hidden"]
    spans, at = [], 0.0
    of_hidden = length_of_hidden(groups.values(), change.clients, change.clients)
    for group, paint in _PAINTS.items():
        clients = groups[group]
        high = at + 100 * (of_hidden if clients is None else clients) / change.clients
        spans.append(BarPart(at, high, HIDDEN if clients is None else paint))
        at = high
    counts = " · ".join(f"{count(groups[group])} {say['groups'][group]}" for group in _PAINTS)
    return Strip(name, value, f"{counts}\n{mean_words}", tuple(spans))


def _table(
    pairs: Sequence[tuple[PairedChange, Mapping[str, int | None] | None]],
    has_all: bool,
    spreads: Collection[str],
    caption: str,
    instrument: Instrument,
) -> ChartTable:
    head, rows = words()["gains"]["head"], []
    for change, groups in pairs:
        size, mean = change.sizes.d_av, change.mean_difference
        alone = (change.only_first, change.only_second, change.neither)
        hides = not has_all and groups is not None and groups["not_assessable"] is None
        figures: list[str] = [
            count(None) if hides else str(change.n),
            *(str(clients) if has_all else count(None) for clients in alone),
            *(signed(None if hides else figure, 1) for figure in (mean.value, mean.low, mean.high)),
            *(signed(None if hides else figure) for figure in (size.value, size.low, size.high)),
        ]
        middle = _middle(change)
        for result in change.reliable if has_all and change.reliable else (middle,):
            public = groups if result is middle else result.groups if result else None
            reliability = number(None) if result is None else number(result.reliability.value, 2)
            threshold = signed(None)
            if result:
                has_spread = has_all or change.measure in spreads
                threshold = signed(result.threshold, 1) if has_spread else count(None)
            cells = [number(None) if public is None else count(public[group]) for group in _PAINTS]
            rows.append((measure_name(change.measure, instrument), reliability, *cells, threshold, *figures))
    header = [head["measure"], head["reliability"], *(words()["gains"]["groups_head"][g] for g in _PAINTS)]
    header += [head[key] for key in ("threshold", "n", "only_first", "only_second", "neither")]
    header += [head[key] for key in ("mean", "low", "high", "size", "low", "high")]
    return ChartTable(caption, tuple(header), tuple(rows), tuple(range(1, len(header))))
