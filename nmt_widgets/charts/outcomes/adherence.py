"""Which share of the lines of plans was carried out, by kind and setting, beside a published share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.outcomes.phrases import known, share_with_limits, words
from nmt_widgets.charts.outcomes.strips import Strip, draw_strips, percent_scale
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, percent
from nmt_widgets.core.local import say_number
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def plot_adherence(
    shares: pd.DataFrame,
    *,
    left_out: int = 0,
    synthetic: bool,
    rules: OutcomeRules | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw the share of the lines carried out: a line that is not known counts as not done, once others are noted.

    Parameters
    ----------
    shares : pandas.DataFrame
        A result of :func:`nmt_widgets.outcomes.change.adherence_shares`, by kind, setting or both.
    left_out : int
        How many rows are not told, since they are of few clients, or beside such a row.
    synthetic : bool
        Whether the clients are invented.
    rules : OutcomeRules, optional
        With the published share.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> from nmt_widgets.outcomes.change import adherence_shares
    >>> lines = [{"client": c, "time": 1, "line": n, "kind": "essential", "setting": "home", "done": d}
    ...          for c, n, d in (("a", "rocking", "yes"), ("a", "drum", "no"), ("b", "walk", "not known"))]
    >>> plot_adherence(adherence_shares(lines), synthetic=False).table.rows[0][:7]
    ('Essential, home', '1', '2', '1', '1', '0', '1')
    """
    say, rules = words()["adherence"], rules or load_outcome_rules()
    published = rules.change.adherence
    rows = shares.to_dict("records")
    study = say["published"].format(
        share=percent(100 * published.share, 2), study=published.study, n=published.n
    )
    surround = Surround(
        say["title"],
        _sentence(rows, percent(100 * published.share, 2)),
        say["axis"],
        (*([say["left_out"].format(count=left_out)] if left_out else []), say["note"], words()["caveat"]),
        (
            KeyEntry("●", say["share"]),
            KeyEntry("━", say["interval"].format(level=percent(100 * rules.resampling.level))),
            KeyEntry("|", study),
        ),
        synthetic,
    )
    return draw_strips(
        [_strip(row) for row in rows],
        percent_scale((100 * published.share,)),
        surround,
        lambda: _table(rows, surround.caption()),
        theme,
    )


def _sentence(rows: list[dict[str, Any]], published: str) -> str:
    counts = ("lines", "done", "not_known", "waiting")
    lines, done, open_, waiting = (sum(row[name] for row in rows) for name in counts)
    if not lines:
        return str(words()["adherence"]["nothing"])
    return str(words()["adherence"]["sentence"]).format(
        done=say_number(done, grouped=True),
        lines=say_number(lines, grouped=True),
        share=percent(100 * done / lines),
        open=say_number(open_, grouped=True),
        waiting=say_number(waiting, grouped=True),
        known=percent(100 * done / (lines - open_)) if lines > open_ else number(None),
        published=published,
    )


def _name(row: dict[str, Any]) -> str:
    say = words()["adherence"]
    time = say["time"].format(time=row["time"]) if "time" in row else ""
    kind = say["kinds"].get(row["kind"], row["kind"]) if "kind" in row else ""
    setting = (
        (row["setting"] if isinstance(row["setting"], str) else say["no_setting"]) if "setting" in row else ""
    )
    return ", ".join(filter(None, [kind, setting, time])) or str(say["all"])


def _strip(row: dict[str, Any]) -> Strip:
    share, low, high = (known(row[name]) for name in ("share", "low", "high"))
    ends = [None if figure is None else 100 * figure for figure in (share, low, high)]
    of_known = known(row["share_of_known"])
    remark = words()["adherence"]["of"].format(
        **{name: row[name] for name in ("done", "lines", "clients", "not_known")},
        known=percent(None if of_known is None else 100 * of_known),
    )
    return Strip(
        _name(row), share_with_limits(share, low, high), remark, point=ends[0], low=ends[1], high=ends[2]
    )


def _table(rows: list[dict[str, Any]], caption: str) -> ChartTable:
    head = words()["adherence"]["head"]
    counts = ("clients", "lines", "done", "not_done", "not_known", "waiting")
    shares = ("share", "low", "high", "share_of_known", "published")
    cells = tuple(
        (
            _name(row),
            *(number(row[name]) for name in counts),
            *(_percent(known(row[name])) for name in shares),
        )
        for row in rows
    )
    header = tuple(head[key] for key in ("group", *counts, *shares))
    return ChartTable(caption, header, cells, tuple(range(1, len(header))))


def _percent(share: float | None) -> str:
    return percent(None if share is None else 100 * share, 1)
