"""The interrupted time series: incidents month by month, and what they would have been without the change."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import refusal
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.incidents.counts import CountFit, fit_poisson, serial_covariance
from nmt_widgets.outcomes.incidents.entries import check_incidents
from nmt_widgets.outcomes.incidents.rates import two_phases
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.training.statistics.quantiles import normal_quantile
from nmt_widgets.training.statistics.statistic import Statistic

if TYPE_CHECKING:
    import pandas as pd

MOST_HARMONICS = 5
"""Pairs of waves that twelve months can tell apart."""

_NEXT_TO_NOTHING = 1e-6
"""Incidents expected in a month: below it a line falls without end, for there is no maximum of the likelihood."""


@dataclass(frozen=True)
class MonthlyMean:
    """The months of one side as they are, without trend and season.

    Attributes
    ----------
    months : int
    count : float
        Incidents in a month, on average.
    rate : float
        Incidents per 1,000 days of all months together.
    """

    months: int
    count: float
    rate: float


@dataclass(frozen=True, eq=False)
class InterruptedSeries:
    """What changed with a phase, beside a trend that was there before.

    Attributes
    ----------
    before, after : str
        The phases.
    change : str
        The first month of `after`.
    means : dict of MonthlyMean
        By phase: the plain means, which contain the trend and the season.
    step : Statistic
        The rate just after the change divided by that without it (quasi-Poisson); n is the number of months.
    p : float
        That there was no step.
    slope : Statistic or None
        The change of the trend, as a ratio a year; where asked for.
    trend : Statistic
        The trend, as a ratio a year; with a slope, that before the change.
    errors : dict of Statistic
        The step with other errors: `poisson` (incidents scatter as by chance) and `serial` (months that follow each
        other go together).
    harmonics : int
        Pairs of waves for the season; 0 where the series is too short.
    dispersion, deviance : float
        Of Poisson's model: Pearson's chi-squared by its degrees of freedom, and the deviance.
    mixed, absent : int
        Months of both phases and months without days, which are left out; months of the calendar that are not there.
    frame : pandas.DataFrame
        A row a month, for a picture: `month`, `phase`, `count`, `days`, `rate`, `fitted`, `fitted_low`, `fitted_high`;
        after the change also `counterfactual`, `counterfactual_low`, `counterfactual_high`. Rates per 1,000 days.
    """

    before: str
    after: str
    change: str
    means: dict[str, MonthlyMean]
    step: Statistic
    p: float
    slope: Statistic | None
    trend: Statistic
    errors: dict[str, Statistic]
    harmonics: int
    dispersion: float
    deviance: float
    mixed: int
    absent: int
    frame: pd.DataFrame

    @property
    def opposite(self) -> bool:
        """Whether the plain rates go the other way than the step."""
        assert self.step.value is not None
        return (self.means[self.after].rate - self.means[self.before].rate) * (self.step.value - 1) < 0

    def to_frame(self) -> pd.DataFrame:
        """Return the frame for a picture."""
        return self.frame

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as the command prints it; what is missing in a month is None."""
        frame = self.frame.astype(object).where(self.frame.notna(), None)
        names = ("before", "after", "change", "p", "harmonics", "dispersion", "deviance", "mixed", "absent")
        return {
            **{name: getattr(self, name) for name in names},
            "means": {phase: asdict(mean) for phase, mean in self.means.items()},
            "opposite": self.opposite,
            "step": asdict(self.step),
            "slope": self.slope and asdict(self.slope),
            "trend": asdict(self.trend),
            "errors": {name: asdict(figure) for name, figure in self.errors.items()},
            "months": frame.to_dict("records"),
        }


def interrupted_series(
    table: Any, before: str = "", after: str = "", *, slope: bool = False, harmonics: int | None = None
) -> InterruptedSeries:
    """Fit a segmented Poisson model to the months of two phases.

    log(mean) = log(days) + b0 + b1 t + b2 after + b3 (t - change) after + the season, with t in years. The season is
    pairs of sine and cosine of the calendar month. Errors are multiplied by the root of the dispersion where it is
    above 1 (quasi-Poisson); the errors of Newey and West stand beside them. The counterfactual is the same model
    without `after`. Assumed is that the trend before would have gone on in a straight line, on the scale of logarithms,
    and that nothing else changed in that month.

    Parameters
    ----------
    table : table
        As for :func:`~nmt_widgets.outcomes.incidents.entries.check_incidents`, with a `date` in each row. Rows of one
        month are added up.
    before, after : str
        The phases; not needed where there are two, the earlier of which is `before`.
    slope : bool
        Whether the trend may change, too. The step is then that of the first month.
    harmonics : int, optional
        Pairs of waves for the season, 0 to 5; by default two from 24 months on, else none.

    Raises
    ------
    InputError
        When a row has no date, a side has fewer than 8 months, phases are mixed in time, a side has no incident, or
        incidents are in too few months.

    References
    ----------
    Lopez Bernal, J., Cummins, S., & Gasparrini, A. (2017). Interrupted time series regression for the evaluation of
    public health interventions: a tutorial. International Journal of Epidemiology, 46, 348-355.

    Examples
    --------
    >>> months = [f"{2024 + month // 12}-{month % 12 + 1:02}" for month in range(20)]
    >>> rows = [{"phase": "before" if at < 10 else "after", "date": month, "days": 300,
    ...          "count": 20 + at - 8 * (at >= 10)} for at, month in enumerate(months)]
    >>> series = interrupted_series(rows)
    >>> round(series.step.value, 2), series.change, round(series.means["after"].count, 1)
    (0.73, '2024-11', 26.5)
    """
    import pandas as pd

    frame = check_incidents(table).frame
    before, after = two_phases(frame, before, after)
    months, mixed = _months(frame[frame["phase"].isin([before, after])], before, after)
    counts, days = months["count"].to_numpy(float), months["days"].to_numpy(float)
    at = pd.PeriodIndex(months["month"], freq="M")
    number = at.asi8 - at.asi8[0]
    is_after = (months["phase"] == after).to_numpy(float)
    first = int(number[is_after > 0][0])
    rules = load_outcome_rules().incidents
    if harmonics is None:
        harmonics = rules.harmonics if len(months) >= rules.seasonal_from else 0
    if not 0 <= harmonics <= MOST_HARMONICS:
        raise refusal("incidents", "no_such_season", harmonics=harmonics, most=MOST_HARMONICS)
    columns = [np.ones(len(months)), number / 12, is_after]
    if slope:
        columns.append((number - first) / 12 * is_after)
    changed = list(range(2, len(columns)))
    for wave in range(1, harmonics + 1):
        angle = 2 * np.pi * wave * np.asarray(at.month) / 12
        columns += [np.sin(angle), np.cos(angle)]
    design = np.column_stack(columns)
    fit = fit_poisson(counts, design, days)
    if fit.means.min() < _NEXT_TO_NOTHING:
        raise refusal("incidents", "no_maximum")
    covariance = fit.covariance * max(fit.dispersion, 1)
    lags = int(4 * (len(months) / 100) ** (2 / 9))
    serial = serial_covariance(fit, counts, design, lags)
    n = len(months)
    step = _ratio(fit, covariance, 2, n)
    return InterruptedSeries(
        before,
        after,
        str(months["month"].iloc[int(is_after.argmax())]),
        {phase: _mean(months[months["phase"] == phase]) for phase in (before, after)},
        step,
        math.erfc(abs(fit.coefficients[2]) / math.sqrt(2 * covariance[2, 2])),
        _ratio(fit, covariance, 3, n) if slope else None,
        _ratio(fit, covariance, 1, n),
        {"poisson": _ratio(fit, fit.covariance, 2, n), "serial": _ratio(fit, serial, 2, n)},
        harmonics,
        fit.dispersion,
        fit.deviance,
        mixed,
        int(number[-1]) + 1 - n - mixed,
        _with_lines(months, fit.coefficients, covariance, design, changed, is_after > 0),
    )


def _months(frame: pd.DataFrame, before: str, after: str) -> tuple[pd.DataFrame, int]:
    """Return a row for each month of one phase, in order, and how many months of both are left out."""
    if "month" not in frame.columns or frame["month"].isna().any():
        raise refusal("incidents", "no_dates")
    sums = frame.groupby(["month", "phase"], as_index=False)[["count", "days"]].sum()
    sums = sums[sums["days"] > 0]
    mixed = sums["month"].duplicated(keep=False)
    months = sums[~mixed].sort_values("month", ignore_index=True)
    least = load_outcome_rules().incidents.months_a_side
    for phase in (before, after):
        side = months[months["phase"] == phase]
        if len(side) < least:
            raise refusal("incidents", "too_few_months", phase=phase, months=len(side), least=least)
        if not side["count"].sum():
            raise refusal("incidents", "none_on_a_side", phase=phase)
    last, first = (
        months.loc[months["phase"] == before, "month"].max(),
        months.loc[months["phase"] == after, "month"].min(),
    )
    if last > first:
        raise refusal("incidents", "mixed_phases", before=before, after=after, first=first, last=last)
    return months, int(mixed.sum()) // 2


def _mean(months: pd.DataFrame) -> MonthlyMean:
    per = load_outcome_rules().incidents.per_days
    rate = float(months["count"].sum() / months["days"].sum() * per)
    return MonthlyMean(len(months), float(months["count"].mean()), rate)


def _quantile() -> float:
    return normal_quantile((1 + load_outcome_rules().resampling.level) / 2)


def _ratio(fit: CountFit, covariance: Floats, at: int, n: int) -> Statistic:
    estimate, half = float(fit.coefficients[at]), _quantile() * math.sqrt(covariance[at, at])
    return Statistic(math.exp(estimate), math.exp(estimate - half), math.exp(estimate + half), n)


def _with_lines(
    months: pd.DataFrame,
    coefficients: Floats,
    covariance: Floats,
    design: Floats,
    changed: list[int],
    is_after: Any,
) -> pd.DataFrame:
    per = load_outcome_rules().incidents.per_days
    without = design.copy()
    without[:, changed] = 0
    frame = months[["month", "phase", "count", "days"]].assign(rate=months["count"] / months["days"] * per)
    for name, rows, reached in (("fitted", design, None), ("counterfactual", without, is_after)):
        centre = rows @ coefficients
        half = _quantile() * np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows))
        for column, line in ((name, centre), (f"{name}_low", centre - half), (f"{name}_high", centre + half)):
            values = np.exp(line) * per
            frame[column] = values if reached is None else np.where(reached, values, np.nan)
    return frame
