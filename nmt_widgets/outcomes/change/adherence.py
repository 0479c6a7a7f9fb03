"""How much of the plans was carried out, and how that goes with change afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.effect_sizes import spread
from nmt_widgets.outcomes.change.values import CLIENT, TIME, VALUE, open_values, sorted_times
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.quantiles import t_quantile
from nmt_widgets.training.statistics.statistic import Statistic, undefined, with_interval

if TYPE_CHECKING:
    import pandas as pd

LINE, KIND, SETTING, DONE = "line", "kind", "setting", "done"
KINDS = ("essential", "therapeutic")
COUNTED = ("done", "not_done", "not_known", "waiting")
_YES, _NO, _OPEN = {"yes", "true", "1"}, {"no", "false", "0"}, {"not known", "not_known", "unknown"}


def adherence_shares(
    lines: Any, by: Sequence[str] = (KIND, SETTING), rules: OutcomeRules | None = None
) -> pd.DataFrame:
    """Return which share of the lines of plans was carried out.

    Parameters
    ----------
    lines : table
        One row a line of a plan: `client`, `time`, `line`, `kind` (essential, therapeutic), `setting`, and `done` (yes,
        no, not known): whether it was carried out by majority.
    by : sequence of str
        The columns to part by; none for all lines together.
    rules : OutcomeRules, optional

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, then `clients, lines, done, not_done, not_known, waiting, share, low, high, share_of_known,
        reason, published`. `share` is of `lines`, so that not known is not done; `share_of_known` is of those that are
        known. `waiting` are the lines of a client's last plan as long as nothing is noted of any of them: nobody can
        say yet, so they are in no share. `published` is the share of a study, to read beside.

    Notes
    -----
    The share is a ratio of sums over clients, whose lines go together: its variance is n / (n - 1) times the sum of
    (done - share x lines)² over clients, divided by the square of all lines; limits by Student's t with n - 1 degrees
    of freedom, cut off at 0 and 1.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), chapter 6. Wiley.

    Examples
    --------
    >>> lines = [{"client": c, "time": 1, "line": n, "kind": "essential", "setting": "home", "done": d}
    ...          for c, n, d in (("a", "rocking", "yes"), ("a", "drum", "no"), ("a", "walk", "not known"))]
    >>> adherence_shares(lines, by=["kind"])[["lines", "done", "not_known", "share_of_known"]].values.tolist()
    [[3.0, 1.0, 1.0, 0.5]]
    """
    return shares_of_counts(count_lines(lines, by), by, rules)


def count_lines(lines: Any, by: Sequence[str] = (KIND, SETTING)) -> pd.DataFrame:
    """Count the lines of each client: `client`, the columns of `by`, and `done, not_done, not_known, waiting`.

    Parameters
    ----------
    lines, by
        As for :func:`adherence_shares`, which adds these counts up.

    Examples
    --------
    >>> lines = [{"client": "a", "time": 1, "line": n, "kind": "essential", "setting": "home", "done": d}
    ...          for n, d in (("rocking", "yes"), ("drum", "no"), ("walk", "not known"))]
    >>> count_lines(lines, by=["kind"]).values.tolist()
    [['a', 'essential', 1, 1, 1, 0]]
    """
    if unknown := [name for name in by if name not in (KIND, SETTING, TIME)]:
        raise refusal("change", "no_column", column=unknown[0], known=name_some([KIND, SETTING, TIME]))
    values = _lines(lines)
    waiting = _waiting(values)
    states = {"done": "yes", "not_done": "no", "not_known": "not known"}
    counted = {name: (values[DONE] == word) & ~waiting for name, word in states.items()}
    marked = values.assign(**counted, waiting=waiting)
    groups = marked.groupby([CLIENT, *by], dropna=False, sort=True)[list(COUNTED)]
    return groups.sum().astype(int).reset_index()


def shares_of_counts(
    counts: pd.DataFrame, by: Sequence[str] = (KIND, SETTING), rules: OutcomeRules | None = None
) -> pd.DataFrame:
    """Return :func:`adherence_shares` from the counts of each client; see :func:`count_lines`."""
    import pandas as pd

    rules = rules or load_outcome_rules()
    parts = counts.groupby(list(by), dropna=False, sort=True) if by else [((), counts)]
    rows = []
    for names, part in parts:
        sums = part[list(COUNTED)].sum()
        lines = part[["done", "not_done", "not_known"]].sum(axis=1).groupby(part[CLIENT]).sum()
        done = part["done"].groupby(part[CLIENT]).sum()
        used = lines > 0
        share = _share(done[used].to_numpy(float), lines[used].to_numpy(float), rules.resampling.level)
        known = int(sums["done"] + sums["not_done"])
        rows.append(
            {
                **dict(zip(by, names, strict=True)),
                "clients": int(used.sum()),
                "lines": int(lines.sum()),
                **{name: int(sums[name]) for name in COUNTED},
                "share": share.value,
                "low": share.low,
                "high": share.high,
                "share_of_known": int(sums["done"]) / known if known else None,
                "reason": share.reason,
                "published": rules.change.adherence.share,
            }
        )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class AdherenceAndChange:
    """How adherence up to a time goes with change after it; made by :func:`adherence_and_change`.

    Attributes
    ----------
    landmark, later : str
        The time up to which adherence counts, and that up to which change counts.
    n, left_out : int
        Clients with adherence and the two values, and those who were assessed at the landmark and lack something.
    slope : Statistic
        Points of change more for a client with all lines done than for one with none, at the same value at the
        landmark.
    partial : Statistic
        The partial correlation, the value at the landmark held constant.
    """

    landmark: str
    later: str
    n: int
    left_out: int
    slope: Statistic
    partial: Statistic

    @property
    def title(self) -> str:
        """The title that stands above the figures: they are descriptive."""
        return str(texts("change")["adherence"]["title"])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"title": self.title, **asdict(self)}


def adherence_and_change(
    lines: Any,
    table: Any,
    *,
    measure: str = VALUE,
    landmark: object = 2,
    later: object | None = None,
    rules: OutcomeRules | None = None,
) -> AdherenceAndChange:
    """Relate adherence up to a landmark to change after it: descriptive, not an effect.

    Parameters
    ----------
    lines : table
        As for :func:`adherence_shares`. Lines of assessments before the landmark count.
    table : table
        One row an assessment: `client`, `time` and the measure.
    measure : str
    landmark, later : time
        By default the second assessment and the one after it.
    rules : OutcomeRules, optional

    Notes
    -----
    Least squares of the later value on the share of lines done before the landmark and on the value at the landmark,
    over the clients who are still there; standard errors by HC3. A line that is not known counts as not done.
    Adherence and change of the same time are not related: who does well is carried on with, so each can be the
    cause of the other. The interval of the partial correlation is Fisher's, with n - 4 degrees of freedom.

    References
    ----------
    Anderson, J. R., Cain, K. C., & Gelber, R. D. (1983). Analysis of survival by tumor response. Journal of Clinical
    Oncology, 1, 710-719.

    MacKinnon, J. G., & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved
    finite sample properties. Journal of Econometrics, 29, 305-325.

    Raises
    ------
    InputErrors
        When a column is missing, a cell is wrong, or there is no assessment after the landmark.

    Examples
    --------
    >>> lines = [{"client": c, "time": 1, "line": n, "kind": "essential", "setting": "home",
    ...           "done": "yes" if n < c % 5 else "no"} for c in range(20) for n in range(4)]
    >>> table = [{"client": c, "time": t, "value": 50 + c % 3 + (t == 3) * (c % 5 + c % 2)}
    ...          for c in range(20) for t in (1, 2, 3)]
    >>> relation = adherence_and_change(lines, table)
    >>> relation.title, relation.n, round(relation.slope.value, 1)
    ('Descriptive, not an effect', 20, 4.0)
    """
    import pandas as pd

    require("statsmodels")
    rules = rules or load_outcome_rules()
    values = open_values(table, numbers=[measure], words=[TIME])
    planned = _lines(lines)
    order = sorted_times([*values[TIME].unique(), *planned[TIME].unique()])
    at = str(landmark)
    known = sorted_times(list(values[TIME].unique()))
    if at not in known:
        raise refusal("change", "unknown_time", time=at, known=name_some(known))
    after = str(later) if later is not None else next(iter(known[known.index(at) + 1 :]), "")
    if after not in known or known.index(after) <= known.index(at):
        raise refusal("change", "nothing_later", time=at)
    before = planned[planned[TIME].isin(order[: order.index(at)])]
    share = (before[DONE] == "yes").groupby(before[CLIENT]).mean()
    first, second = (values[values[TIME] == time].set_index(CLIENT)[measure].dropna() for time in (at, after))
    rows = pd.DataFrame({"share": share, "first": first, "second": second}).reindex(first.index).dropna()
    rows = rows.sort_values(["share", "first", "second"])
    columns = [rows[name].to_numpy(dtype=float) for name in ("share", "first", "second")]
    slope, partial = _relation(columns[0], columns[1], columns[2], rules.resampling.level)
    return AdherenceAndChange(at, after, len(rows), len(first) - len(rows), slope, partial)


def _lines(lines: Any) -> pd.DataFrame:
    """Return checked lines; what was carried out is `yes`, `no` or None."""
    words = [TIME, LINE, KIND, SETTING, DONE]
    values = open_values(lines, numbers=[], words=words, keys=[TIME, LINE])
    done = values[DONE].str.lower()
    fits = {KIND: values[KIND].isin(KINDS), DONE: done.isin(_YES | _NO | _OPEN) | done.isna()}
    known = {KIND: KINDS, DONE: ("yes", "no", "not known")}
    for column, right in fits.items():
        if (wrong := values[column][~right]).size:
            word, names = str(wrong.iloc[0])[:40], name_some(known[column])
            raise refusal("change", "unknown_word", place=column, value=word, known=names)
    values[DONE] = np.select([done.isin(_YES), done.isin(_NO)], ["yes", "no"], "not known")
    return values


def _waiting(values: pd.DataFrame) -> pd.Series[bool]:
    """Return which lines are of a client's last plan of which nothing is noted yet."""
    order = {time: at for at, time in enumerate(sorted_times(list(values[TIME].unique())))}
    time = values[TIME].map(order).astype(int)
    is_last = time == time.groupby(values[CLIENT]).transform("max")
    is_noted = values[DONE].isin(["yes", "no"]).groupby([values[CLIENT], time]).transform("any")
    return is_last & ~is_noted


def _share(done: Floats, lines: Floats, level: float) -> Statistic:
    """Return the share of lines done, of clients with at least one."""
    if not len(lines):
        return undefined("not_recorded", 0)
    n, share = len(lines), float(done.sum() / lines.sum())
    if n < 2:
        return Statistic(share, None, None, n, "one_pair")
    variance = n / (n - 1) * float(((done - share * lines) ** 2).sum()) / float(lines.sum()) ** 2
    if variance < 1e-15:
        return Statistic(share, None, None, n, "equal_values")
    half = t_quantile((1 + level) / 2, n - 1) * variance**0.5
    return Statistic(share, max(0.0, share - half), min(1.0, share + half), n)


def _relation(share: Floats, first: Floats, second: Floats, level: float) -> tuple[Statistic, Statistic]:
    from statsmodels.regression.linear_model import OLS

    n = len(share)
    if n < 5:
        return undefined("too_few_clients", n), undefined("too_few_clients", n)
    constant = np.column_stack([np.ones(n), first - first.mean()])
    rest, outcome = (
        values - constant @ np.linalg.lstsq(constant, values, rcond=None)[0] for values in (share, second)
    )
    if spread(share) == 0 or np.abs(rest).max() < 1e-9:
        return undefined("equal_values", n), undefined("equal_values", n)
    fit = OLS(second, np.column_stack([share, constant])).fit(cov_type="HC3")
    half = t_quantile((1 + level) / 2, n - 3) * float(fit.bse[0])
    slope = with_interval(float(fit.params[0]), fit.params[0] - half, fit.params[0] + half, n)
    if np.abs(outcome).max() < 1e-9 * (1 + np.abs(second).max()):
        return slope, undefined("equal_values", n)
    partial = float(np.corrcoef(rest, outcome)[0, 1])
    if abs(partial) > 1 - 1e-12 or n < 6:
        return slope, Statistic(partial, None, None, n, "no_spread")
    middle, width = np.arctanh(partial), t_quantile((1 + level) / 2, 1e7) / (n - 4) ** 0.5
    return slope, with_interval(partial, float(np.tanh(middle - width)), float(np.tanh(middle + width)), n)
