"""The clients at each assessment: how many came to the next, and how many were lost and why."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import count, hidden_key, known, reason_name, words
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
    scale_from_zero,
)
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, percent
from nmt_widgets.outcomes.change.flow import NOT_RECORDED

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_STAYED, _SKIPPED, _LOST, _LAST = "stayed", "skipped", "lost", "last"
_PAINTS = {_STAYED: BEST, _SKIPPED: BETTER, _LOST: WORSE, _LAST: SAME}


def plot_flow(
    flow: pd.DataFrame, *, smallest: int | None = None, synthetic: bool, theme: str | None = None
) -> go.Figure:
    """Draw the clients at each assessment: who came to the next, who skipped it, and who was lost, with reasons.

    Parameters
    ----------
    flow : pandas.DataFrame
        A result of :func:`nmt_widgets.outcomes.change.client_flow`. A missing `count` is hidden: it is striped, and
        its length says nothing.
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
    >>> from nmt_widgets.outcomes.change import client_flow
    >>> rows = [{"client": "a", "time": 1, "left": None}, {"client": "a", "time": 2, "left": None},
    ...         {"client": "b", "time": 1, "left": "moved"}]
    >>> plot_flow(client_flow(rows), synthetic=False).table.rows[1:]
    (('1', '2', 'came to the next', '', '1'), ('1', '2', 'not come back', 'moved', '1'))
    """
    rows = flow.to_dict("records")
    times = list(dict.fromkeys(str(row["next_time"]) for row in rows))
    groups = {time: [row for row in rows if str(row["time"]) == time] for time in times}
    arrivals = {time: [row for row in rows if str(row["next_time"]) == time] for time in times}
    highest = max((_sum(arrivals[time], ("entered", "returned", _STAYED)) for time in times), default=0.0)
    strips = [_strip(time, groups[time], arrivals[time], highest) for time in times]
    say = words()["flow"]
    hides = any(known(row["count"]) is None for row in rows)
    is_open = any(row["reason"] == NOT_RECORDED for row in rows)
    key = [KeyEntry(paint.sign, say["states"][state], paint.colour) for state, paint in _PAINTS.items()]
    if not any(row["state"] == _SKIPPED for row in rows):
        del key[1]
    if is_open:
        key.append(KeyEntry(UNKNOWN.sign, say["not_recorded"], UNKNOWN.colour))
    if hides:
        key.append(KeyEntry(HIDDEN.sign, hidden_key(smallest), HIDDEN.colour))
    surround = Surround(
        say["title"], _sentence(times, groups, arrivals), say["axis"], (say["note"],), tuple(key), synthetic
    )
    return draw_strips(
        strips,
        scale_from_zero(highest, decimals=0),
        surround,
        lambda: _table(rows, surround.caption()),
        theme,
    )


def _sum(rows: list[dict[str, Any]], states: tuple[str, ...]) -> float:
    return sum(known(row["count"]) or 0.0 for row in rows if row["state"] in states)


def _has_hidden(rows: list[dict[str, Any]], states: tuple[str, ...]) -> bool:
    return any(known(row["count"]) is None for row in rows if row["state"] in states)


def _sentence(
    times: list[str], groups: dict[str, list[dict[str, Any]]], arrivals: dict[str, list[dict[str, Any]]]
) -> str:
    say, parts = words()["flow"], []
    for time, later in pairwise(times):
        states = (_STAYED, _SKIPPED, _LOST)
        if _has_hidden(groups[time], states):
            parts.append(say["step_hidden"].format(time=time, next=later))
            continue
        total, lost = _sum(groups[time], states), _sum(groups[time], (_LOST,))
        share = percent(100 * lost / total) if total else number(None)
        parts.append(
            say["step"].format(
                total=count(total), time=time, next=later, lost=count(lost), share=share,
                stayed=count(_sum(groups[time], (_STAYED,))),
            )
        )  # fmt: skip
    start = arrivals[times[0]] if times else []
    lead = say["start"].format(count=count(known(start[0]["count"]) if start else 0))
    return " ".join([lead, *parts])


def _strip(time: str, leaving: list[dict[str, Any]], arriving: list[dict[str, Any]], highest: float) -> Strip:
    say = words()["flow"]
    name = say["time"].format(time=time)
    present = _sum(arriving, ("entered", "returned", _STAYED))
    hides = _has_hidden(arriving, ("entered", "returned", _STAYED))
    value = say["present_hidden"] if hides else say["present"].format(count=count(present))
    rows = [row for row in leaving if row["state"] in (_STAYED, _SKIPPED, _LOST)]
    if not rows:
        return Strip(name, value, say["due"], (BarPart(0, present, SAME),))
    spans, parts, at = [], [], 0.0
    sizes = [known(row["count"]) for row in rows]
    of_hidden = length_of_hidden(sizes, None if hides else present, highest)
    for row, size in zip(rows, sizes, strict=True):
        paint = _PAINTS[row["state"]]
        if row["reason"] == NOT_RECORDED:
            paint = UNKNOWN
        if size is None:
            size, paint = of_hidden, HIDDEN
        spans.append(BarPart(at, at + size, paint))
        at += size
        label = say["states"][row["state"]]
        if row["state"] == _LOST:
            label = say["lost_because"].format(reason=reason_name(row["reason"]))
        parts.append(f"{count(known(row['count']))} {label}")
    return Strip(name, value, " · ".join(parts), tuple(spans))


def _table(rows: list[dict[str, Any]], caption: str) -> ChartTable:
    say = words()["flow"]
    cells = tuple(
        (
            row["time"] if isinstance(row["time"], str) else "",
            str(row["next_time"]),
            say["states"].get(row["state"], row["state"]),
            reason_name(row["reason"]) if row["reason"] else "",
            count(known(row["count"])),
        )
        for row in rows
    )
    header = tuple(say["head"][key] for key in ("time", "next", "state", "reason", "count"))
    return ChartTable(caption, header, cells, (4,))
