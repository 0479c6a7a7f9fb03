"""What the timing of adversity has to do with an outcome, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nmt_widgets.training.statistics.statistic import Reason, Statistic

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TimingPredictor:
    """One predictor.

    Attributes
    ----------
    id, kind, period : str
        `adversity_infancy`, "adversity", "infancy"; kind is "adversity", "poverty" (relational poverty) or
        "relational_health"; current relational health has the period "current".
    severe : int or None
        Clients in whom it is severe; None for current relational health.
    coefficient : Statistic
        Standard deviations of the outcome for one of the predictor, with the percentile interval of the bootstrap.
    rank : int or None
        By the size of the coefficient, 1 for the largest, with the interval `rank_low` to `rank_high`.
    same_sign : float or None
        Share of the bootstrap samples whose coefficient has the same sign.
    null_low, null_high : float or None
        The band in which chance alone puts the coefficient, by permutation.
    """

    id: str
    kind: str
    period: str
    severe: int | None
    coefficient: Statistic
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    same_sign: float | None = None
    null_low: float | None = None
    null_high: float | None = None


@dataclass(frozen=True)
class TimingBlock:
    """The predictors of one period, entered after those of the periods before.

    Attributes
    ----------
    period : str
        The last block is "current": current relational health.
    predictors : tuple of str
    added : float or None
        The share of the variance it adds (R2), without penalty.
    p : float or None
        How often chance adds as much, by permutation.
    reason : str or None
        Why nothing is computed.
    """

    period: str
    predictors: tuple[str, ...]
    added: float | None
    p: float | None
    reason: Reason | None = None


@dataclass(frozen=True)
class AdversityTiming:
    """Adversity and relational poverty by period, beside current relational health. Get it by :func:`timing`.

    Attributes
    ----------
    outcome : str
    n, clients : int
        Clients in the model, and clients in the table.
    missing : dict of str to int
        Clients of whom a value is not known, by column. They are left out.
    predictors : tuple of TimingPredictor
        Current relational health first, the others in order of time.
    blocks : tuple of TimingBlock
        In order of time, current relational health last.
    r2, p : float or None
        Of all predictors together, without penalty, and its p by permutation.
    alpha : float or None
        The penalty of the ridge, chosen by leave-one-out cross-validation.
    level : float
        Of all intervals.
    replicates, permutations : int
    severe : dict of str to float
        The ratings from which on adversity, and up to which relational health, is taken as severe.
    is_synthetic : bool
    reason : str or None
        Why nothing is computed.
    version : str
        Of the rules.
    """

    outcome: str
    n: int
    clients: int
    missing: Mapping[str, int]
    predictors: tuple[TimingPredictor, ...]
    blocks: tuple[TimingBlock, ...]
    r2: float | None
    p: float | None
    alpha: float | None
    level: float
    replicates: int
    permutations: int
    severe: Mapping[str, float]
    is_synthetic: bool
    version: str
    reason: Reason | None = None

    def to_frame(self) -> pd.DataFrame:
        """Return the predictors, a row each, current relational health first.

        Returns
        -------
        pandas.DataFrame
            `predictor`, `kind`, `period`, `severe`, `n`, `coefficient`, `low`, `high`, `rank`, `rank_low`, `rank_high`,
            `same_sign`, `null_low`, `null_high`, `reason`.
        """
        import pandas as pd

        rows = []
        for predictor in self.predictors:
            row = asdict(predictor)
            coefficient = row.pop("coefficient")
            row = {"predictor": row.pop("id"), **row, "coefficient": coefficient.pop("value"), **coefficient}
            rows.append(row)
        order = ["predictor", "kind", "period", "severe", "n", "coefficient", "low", "high"]
        order += ["rank", "rank_low", "rank_high", "same_sign", "null_low", "null_high", "reason"]
        numbers = {"severe": "Int64", "rank": "Int64", "rank_low": "Int64", "rank_high": "Int64"}
        return pd.DataFrame(rows)[order].astype(numbers)

    def blocks_frame(self) -> pd.DataFrame:
        """Return the blocks, a row each, in order of time: `period`, `predictors`, `added`, `p`, `reason`."""
        import pandas as pd

        return pd.DataFrame(
            [{**asdict(block), "predictors": ", ".join(block.predictors)} for block in self.blocks]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON."""
        data = asdict(self)
        data["synthetic"] = data.pop("is_synthetic")
        return data
