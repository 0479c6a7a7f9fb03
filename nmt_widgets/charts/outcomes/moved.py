"""Where the clients of each category of a domain are at the second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import count, hidden_key, known, words
from nmt_widgets.charts.outcomes.strips import (
    BETTER,
    HIDDEN,
    SAME,
    UNKNOWN,
    WORSE,
    BarPart,
    Paint,
    Strip,
    draw_strips,
    length_of_hidden,
    scale_from_zero,
)
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import named
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.change.gains import NOT_KNOWN

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def plot_categories_moved(
    moved: pd.DataFrame,
    *,
    synthetic: bool,
    instrument: Instrument | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw, for each domain and category before, the categories after.

    Parameters
    ----------
    moved : pandas.DataFrame
        A result of :func:`nmt_widgets.outcomes.change.categories_moved`. A missing `count` is hidden: it is striped,
        and its length says nothing.
    synthetic : bool
        Whether the clients are invented.
    instrument : Instrument, optional
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.change import categories_moved
    >>> rows = [{"client": "a", "time": 1, "cognitive_category": "essential"},
    ...         {"client": "a", "time": 2, "cognitive_category": "therapeutic"}]
    >>> plot_categories_moved(categories_moved(rows), synthetic=False).table.rows[1]
    ('Cognitive', 'Essential', 'Therapeutic', '1')
    """
    instrument, say = use_instrument(instrument), words()["moved"]
    rows, paints = moved.to_dict("records"), _paints(instrument)
    order = list(paints)
    rows.sort(key=lambda row: (order.index(row["before"]), order.index(row["after"])))
    domains = list(dict.fromkeys(moved["domain"]))
    counts = {(row["domain"], row["before"], row["after"]): known(row["count"]) for row in rows}
    groups = [
        (domain, before, {after: counts.get((domain, before, after), 0.0) for after in order})
        for domain in domains
        for before in order
    ]
    groups = [group for group in groups if any(size != 0 for size in group[2].values())]
    highest = max((sum(filter(None, parts.values())) for _, _, parts in groups), default=0.0)
    strips: list[Strip] = []
    for domain in domains:
        strips.append(Strip(named("domains", domain, instrument), is_heading=True))
        strips += [
            _strip(before, parts, highest, paints, instrument)
            for name, before, parts in groups
            if name == domain
        ]
    key = [KeyEntry(paint.sign, _category(name, instrument), paint.colour) for name, paint in paints.items()]
    if None in counts.values():
        key.append(KeyEntry(HIDDEN.sign, hidden_key(), HIDDEN.colour))
    surround = Surround(
        say["title"],
        _sentence(counts, domains, order, instrument),
        say["axis"],
        (
            say["note"].format(
                lowest=_category(order[0], instrument), highest=_category(order[-2], instrument)
            ),
            words()["caveat"],
        ),
        tuple(key),
        synthetic,
    )
    return draw_strips(
        strips,
        scale_from_zero(highest, decimals=0),
        surround,
        lambda: _table(counts, domains, surround.caption(), instrument),
        theme,
    )


def _paints(instrument: Instrument) -> dict[str, Paint]:
    """Return how each category looks, from the lowest to the highest, and not known."""
    names = [category.id for category in instrument.domains.categories]
    paints = dict.fromkeys(names, SAME) | {names[-1]: BETTER, names[0]: WORSE}
    return paints | {NOT_KNOWN: UNKNOWN}


def _category(name: str, instrument: Instrument) -> str:
    return words()["not_known"] if name == NOT_KNOWN else named("categories", name, instrument).lower()


def _sentence(
    counts: dict[Any, float | None], domains: list[str], order: list[str], instrument: Instrument
) -> str:
    """Say of each domain how many moved up and down; nothing is added up over a hidden count."""
    say, parts, hidden = words()["moved"], [], []
    for domain in domains:
        sizes = {key[1:]: size for key, size in counts.items() if key[0] == domain}
        name = named("domains", domain, instrument)
        if None in sizes.values():
            hidden.append(name)
            continue
        ways: dict[str, float] = dict.fromkeys(("up", "down", "same", "open"), 0.0)
        for (before, after), size in sizes.items():
            ways[_way(before, after, order)] += size or 0.0
        parts.append(say["part"].format(domain=name, **{way: count(size) for way, size in ways.items()}))
    if hidden:
        parts.append(say["part_hidden"].format(domains=", ".join(hidden)))
    return " ".join(parts)


def _way(before: str, after: str, order: list[str]) -> str:
    if NOT_KNOWN in (before, after):
        return "open"
    step = order.index(after) - order.index(before)
    return "same" if step == 0 else "up" if step > 0 else "down"


def _strip(
    before: str,
    parts: dict[str, float | None],
    highest: float,
    paints: dict[str, Paint],
    instrument: Instrument,
) -> Strip:
    say = words()["moved"]
    spans, at, labels = [], 0.0, []
    of_hidden = length_of_hidden(parts.values(), None, highest)
    for after, size in parts.items():
        if size == 0:
            continue
        long = of_hidden if size is None else size
        spans.append(BarPart(at, at + long, HIDDEN if size is None else paints[after]))
        at += long
        labels.append(say["after"].format(count=count(size), category=_category(after, instrument)))
    is_whole = None not in parts.values()
    value = say["clients"].format(count=count(sum(filter(None, parts.values())))) if is_whole else ""
    name = say["before"].format(category=_category(before, instrument))
    return Strip(name, value, say["then"].format(parts=" · ".join(labels)), tuple(spans))


def _table(
    counts: dict[Any, float | None], domains: list[str], caption: str, instrument: Instrument
) -> ChartTable:
    head = words()["moved"]["head"]
    rows = tuple(
        (
            named("domains", domain, instrument),
            *(_category(name, instrument).capitalize() for name in (before, after)),
            count(size),
        )
        for domain in domains
        for (name_, before, after), size in counts.items()
        if name_ == domain
    )
    return ChartTable(caption, tuple(head[key] for key in ("domain", "before", "after", "count")), rows, (3,))
