"""How many clients are in each group of something, a bar in parts for each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from nmt_widgets.charts.outcomes.phrases import count, hidden_key, known, words
from nmt_widgets.charts.outcomes.strips import (
    BEST,
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

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_PAINTS: Mapping[str, Paint] = {
    "best": BEST,
    "better": BETTER,
    "same": SAME,
    "worse": WORSE,
    "unknown": UNKNOWN,
}


def plot_counts(
    counts: pd.DataFrame,
    looks: Mapping[str, str],
    *,
    title: str,
    sentence: str,
    notes: tuple[str, ...] = (),
    total: int | None = None,
    of: Literal["clients", "lines"] = "clients",
    smallest: int | None = None,
    synthetic: bool,
    theme: str | None = None,
) -> go.Figure:
    """Draw counts of clients: a row for each thing that is counted, a part of its bar for each group.

    Parameters
    ----------
    counts : pandas.DataFrame
        `row, group, count`, in order. A missing `count` is hidden and striped.
    looks : mapping of str to {"best", "better", "same", "worse", "unknown"}
        How each group looks. Without any, the groups are not told apart by colour, and each row has one.
    title, sentence : str
        What it shows, and what it comes to.
    notes : tuple of str
        What has to be read with it.
    total : int, optional
        Of how many each row is: what is hidden of a row is then drawn as what is left, and otherwise as a stub.
    of : {"clients", "lines"}
        What is counted: clients, or lines of plans.
    smallest : int, optional
        Which counts are hidden; by default that of `outcomes.yaml`.
    synthetic : bool
        Whether the clients are invented.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"row": ["Sleep"] * 2, "group": ["low", "high"], "count": [12, None]})
    >>> figure = plot_counts(counts, {"low": "worse", "high": "better"}, title="Start", sentence="", synthetic=False)
    >>> figure.table.rows
    (('Sleep', 'low', '12'), ('Sleep', 'high', 'hidden'))
    """
    say = words()["counts"]
    rows: dict[str, list[tuple[str, float | None]]] = {}
    for entry in counts.to_dict("records"):
        rows.setdefault(entry["row"], []).append((entry["group"], known(entry["count"])))
    sums = [sum(size or 0.0 for _, size in parts) for parts in rows.values()]
    highest = max([*sums, total or 0.0]) or 1.0
    hides = any(size is None for parts in rows.values() for _, size in parts)
    key = [
        KeyEntry(_PAINTS[look].sign, group, _PAINTS[look].colour)
        for group, look in looks.items()
        if any(group == name for parts in rows.values() for name, _ in parts)
    ]
    if hides:
        key.append(KeyEntry(HIDDEN.sign, hidden_key(smallest), HIDDEN.colour))
    surround = Surround(title, sentence, say["axes"][of], notes, tuple(key), synthetic)
    return draw_strips(
        [_strip(name, parts, looks, total, highest) for name, parts in rows.items()],
        scale_from_zero(highest, decimals=0),
        surround,
        lambda: _table(rows, surround.caption(), say["axes"][of]),
        theme,
    )


def _strip(
    name: str,
    parts: list[tuple[str, float | None]],
    looks: Mapping[str, str],
    total: float | None,
    highest: float,
) -> Strip:
    say, spans, at = words()["counts"], [], 0.0
    of_hidden = length_of_hidden([size for _, size in parts], total, highest)
    for group, size in parts:
        if size == 0:
            continue
        long = of_hidden if size is None else size
        paint = HIDDEN if size is None else _PAINTS[looks.get(group, "better")]
        spans.append(BarPart(at, at + long, paint))
        at += long
    remark = " · ".join(f"{count(size)} {group}" for group, size in parts if size != 0)
    if len(parts) == 1:
        return Strip(name, say["clients"].format(count=count(parts[0][1])), "", tuple(spans))
    return Strip(name, "", remark, tuple(spans))


def _table(rows: dict[str, list[tuple[str, Any]]], caption: str, of: str) -> ChartTable:
    head = words()["counts"]["head"]
    cells = tuple((name, group, count(size)) for name, parts in rows.items() for group, size in parts)
    return ChartTable(caption, (head["row"], head["group"], of), cells, (2,))
