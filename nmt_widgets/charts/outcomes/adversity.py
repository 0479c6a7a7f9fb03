"""In how many clients adversity, and relational poverty, were severe in each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.charts.outcomes.phrases import count, hidden_key, known, share_with_limits, words
from nmt_widgets.charts.outcomes.strips import Strip, draw_strips, percent_scale
from nmt_widgets.charts.outcomes.surround import KeyEntry, Surround
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, percent, period_name
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.disclosure import share
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.outcomes.timing.first_assessments import first_assessments
from nmt_widgets.outcomes.timing.timing import COLUMNS, severity
from nmt_widgets.training.statistics.intervals import share_interval
from nmt_widgets.training.statistics.statistic import Statistic

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_SYMBOLS = {"adversity": "circle", "poverty": "square"}


@dataclass(frozen=True)
class _Share:
    """The clients of a period in whom something was severe; None where the count, or the share, is hidden."""

    period: str
    kind: str
    severe: int | None
    n: int | None
    open: int | None
    figure: Statistic

    @property
    def is_hidden(self) -> bool:
        return self.severe is None or self.n is None


def plot_adversity_by_period(
    table: Any,
    *,
    instrument: Instrument | None = None,
    rules: OutcomeRules | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw the share of clients with severe adversity, and with severe relational poverty, of each period.

    Parameters
    ----------
    table : table
        A cohort: `client`, `time`, `adversity_<period>`, `relational_<period>`. The first assessment of each client
        counts. The column `synthetic` marks invented clients.
    instrument : Instrument, optional
    rules : OutcomeRules, optional
        From where on a rating is severe, and which counts are hidden.
    theme : {"auto", "light", "dark"}, optional

    Returns
    -------
    plotly.graph_objects.Figure
        Of the clients whose rating is known; how many are not known stands beside it. A count of clients that is small
        is hidden, and so is its share.

    Examples
    --------
    >>> rows = [{"client": f"c-{n}", "time": 1, "adversity_infancy": n} for n in range(13)]
    >>> plot_adversity_by_period(rows).table.rows[0]
    ('Infancy', 'Severe adversity', '5', '13', '0', '38.5 %', '17.7 %', '64.5 %')
    """
    instrument, rules = use_instrument(instrument), rules or load_outcome_rules()
    data, limits, shares = first_assessments(table), instrument.history.severity, []
    for period in instrument.history.periods:
        for kind, column in COLUMNS.items():
            name = f"{column}_{period.id}"
            if data.has(name):
                ratings = data.numbers(name, limits.low, limits.high)
                severe, other, open_ = np.bincount(
                    severity(ratings, kind, rules.timing), minlength=3
                ).tolist()
                n = severe + other
                is_hidden = n > 0 and share(severe, n, smallest=rules.disclosure.smallest) is None
                shares.append(_share(period.id, kind, None if is_hidden else severe, n, open_, rules))
    return _draw(shares, len(data.clients), data.is_synthetic, instrument, rules, None, theme)


def plot_severe_counts(
    counts: pd.DataFrame,
    *,
    clients: int,
    smallest: int | None = None,
    synthetic: bool,
    instrument: Instrument | None = None,
    rules: OutcomeRules | None = None,
    theme: str | None = None,
) -> go.Figure:
    """Draw the same from counts, some of which may be hidden.

    Parameters
    ----------
    counts : pandas.DataFrame
        `period, kind` ("adversity", "poverty"), `severe, other, not_known`: clients. A missing count is hidden, and
        with one of the first two the share is.
    clients : int
        All of them.
    smallest : int, optional
        Which counts are hidden; by default that of `outcomes.yaml`.
    synthetic : bool
        Whether the clients are invented.
    instrument, rules, theme
        As for :func:`plot_adversity_by_period`.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame([("infancy", "adversity", 5, None, None)],
    ...                       columns=["period", "kind", "severe", "other", "not_known"])
    >>> plot_severe_counts(counts, clients=13, synthetic=False).table.rows[0][:6]
    ('Infancy', 'Severe adversity', '5', 'hidden', 'hidden', 'hidden')
    """
    instrument, rules = use_instrument(instrument), rules or load_outcome_rules()
    shares = []
    for row in counts.to_dict("records"):
        severe, other, open_ = (
            None if (size := known(row[name])) is None else int(size)
            for name in ("severe", "other", "not_known")
        )
        n = None if severe is None or other is None else severe + other
        shares.append(_share(row["period"], row["kind"], severe, n, open_, rules))
    return _draw(shares, clients, synthetic, instrument, rules, smallest, theme)


def _draw(
    shares: list[_Share],
    clients: int,
    synthetic: bool,
    instrument: Instrument,
    rules: OutcomeRules,
    smallest: int | None,
    theme: str | None,
) -> go.Figure:
    say = words()["adversity"]
    strips: list[Strip] = []
    for period_id in dict.fromkeys(entry.period for entry in shares):
        strips.append(Strip(period_name(period_id, instrument), is_heading=True))
        strips += [_strip(entry) for entry in shares if entry.period == period_id]
    severe = {
        "adversity": number(rules.timing.severe_adversity),
        "poverty": number(rules.timing.severe_poverty),
    }
    key = [KeyEntry("●", say["kinds"]["adversity"]), KeyEntry("■", say["kinds"]["poverty"])]
    notes = [say["severe"].format(**severe), say["note"]]
    if any(entry.is_hidden or entry.open is None for entry in shares):
        notes.insert(1, f"{hidden_key(smallest).capitalize()}.")
    surround = Surround(
        say["title"],
        _sentence(shares, clients, instrument),
        say["axis"],
        tuple(notes),
        (*key, KeyEntry("━", say["interval"].format(level=percent(100 * rules.resampling.level)))),
        synthetic,
    )
    return draw_strips(
        strips, percent_scale(), surround, lambda: _table(shares, surround.caption(), instrument), theme
    )


def _share(
    period: str, kind: str, severe: int | None, n: int | None, open_: int | None, rules: OutcomeRules
) -> _Share:
    flags = np.zeros(0) if severe is None or n is None else np.repeat([1.0, 0.0], [severe, n - severe])
    return _Share(period, kind, severe, n, open_, share_interval(flags, rules.resampling.level))


def _sentence(shares: list[_Share], clients: int, instrument: Instrument) -> str:
    say, parts = words()["adversity"], [words()["adversity"]["start"].format(clients=count(clients))]
    for kind in _SYMBOLS:
        visible = [
            entry
            for entry in shares
            if entry.kind == kind and entry.figure.value is not None and not entry.is_hidden
        ]
        if visible:
            most = max(visible, key=lambda entry: entry.figure.value or 0.0)
            figure = most.figure
            parts.append(
                say["most"].format(
                    kind=say["kinds"][kind],
                    period=period_name(most.period, instrument),
                    share=share_with_limits(figure.value, figure.low, figure.high),
                    n=count(figure.n),
                )
            )
    return " ".join(parts)


def _strip(entry: _Share) -> Strip:
    say, figure = words()["adversity"], entry.figure
    name = say["kinds"][entry.kind]
    remark = say["of_hidden"].format(open=count(entry.open))
    if entry.n is not None:
        remark = say["of"].format(n=count(entry.n), open=count(entry.open))
    if entry.is_hidden or figure.value is None:
        return Strip(name, words()["hidden" if entry.is_hidden else "not_known"], remark)
    value = share_with_limits(figure.value, figure.low, figure.high)
    ends = [None if end is None else 100 * end for end in (figure.value, figure.low, figure.high)]
    return Strip(name, value, remark, point=ends[0], low=ends[1], high=ends[2], symbol=_SYMBOLS[entry.kind])


def _table(shares: list[_Share], caption: str, instrument: Instrument) -> ChartTable:
    say, hidden, rows = words()["adversity"], words()["hidden"], []
    for entry in shares:
        figure = entry.figure
        figures = [
            percent(None if end is None else 100 * end, 1) for end in (figure.value, figure.low, figure.high)
        ]
        rows.append(
            (
                period_name(entry.period, instrument),
                say["kinds"][entry.kind],
                *(count(size) for size in (entry.severe, entry.n, entry.open)),
                *([hidden] * 3 if entry.is_hidden else figures),
            )
        )
    header = tuple(
        say["head"][key] for key in ("period", "kind", "severe", "n", "open", "share", "low", "high")
    )
    return ChartTable(caption, header, tuple(rows), tuple(range(2, len(header))))
