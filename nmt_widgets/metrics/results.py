"""The results of one assessment as frozen values, which also give themselves as plain data and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nmt_widgets.core.display import Displayed
from nmt_widgets.instrument import Instrument, Mark, use_instrument

if TYPE_CHECKING:
    import pandas as pd

State = Literal["scored", "not known", "open"]


@dataclass(frozen=True)
class Figure:
    """A figure with its range and the answers it rests on; None where too few are there."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether every answer is there."""
        return self.n == self.of


@dataclass(frozen=True)
class Item:
    """One function of Part C as scored; `half_width` is how far the score may be off, in points."""

    score: int | None
    state: State
    typical: float
    confidence: str | None
    half_width: float
    note: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class RegionResult:
    """A region: sum of the answered scores, typical sum over the same functions, percents, category."""

    sum: Figure
    typical: float
    percent: Figure
    percent_of_adult: Figure
    category: str | None
    settled: bool


@dataclass(frozen=True)
class DomainResult:
    """A functional domain: percent of typical (unrounded), category, functional age in years."""

    percent: Figure
    category: str | None
    settled: bool
    functional_age: Figure


@dataclass(frozen=True)
class CmrResult:
    """The cortical modulation ratio; `gate_open` when it is over the gate, None where it is not shown."""

    figure: Figure
    gate: float
    gate_open: bool | None
    settled: bool
    typical: float
    definition: str


@dataclass(frozen=True)
class RiskResult:
    """Developmental risk of one period, on the 0-12 axis."""

    adversity: Figure
    relational: Figure
    risk: Figure
    band: str | None
    settled: bool


@dataclass(frozen=True, repr=False)
class Profile(Displayed):
    """Everything one assessment says, made by :func:`nmt_widgets.profile`.

    Attributes
    ----------
    case : str
        The case's id.
    title : str
        The case's title.
    assessment : int
        Its number.
    label : str
    age : float
        Years.
    norms : str
        The norm column pinned, or the version of the curve; `norms_mark` tells whether it is published.
    items : mapping of function id to Item
        Each with `score`, `state` ("scored", "not known" or "open"), `typical`, `confidence`, `half_width` (points),
        `note` and `evidence`.
    total : Figure
        Points. A figure has `value`, its range `low` and `high`, and `n` of `of` answers behind it. It is None where
        there are too few.
    typical_total : float
        Over the same, answered functions.
    regions : mapping of region id to RegionResult
        Each with `sum`, `typical`, `percent`, `percent_of_adult`, `category`, and `settled`: whether the category is
        the same all through the range.
    domains : mapping of domain id to DomainResult
        Each with `percent` of typical, `category`, `settled` and `functional_age` (years).
    cmr : CmrResult
        `figure`, `gate`, `gate_open`, `settled`, `typical` and the `definition`.
    risk : mapping of period id to RiskResult
        The periods lived by then that have any rating, each with `adversity`, `relational` and `risk` (0-12), `band`
        and `settled`.
    relational_health : Figure
        Percent of typical.
    relational_areas : mapping of area id to Figure
        Percent of typical.
    ranges : mapping
        The `version` of the ranges of scores, and their `basis`: "assumed" from the confidences, or "measured" at the
        site; then also `date`, `cases`, `raters`, `ratings`, `level` and `shared`.
    versions : mapping
        Of the definitions and the software.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.profile("james", 1)
    >>> james.total.value, round(james.domains["self_regulation"].percent.value)
    (168.0, 42)
    >>> james.to_frame().set_index("function").loc["arousal", ["score", "typical"]].tolist()
    [2.0, 10.0]
    """

    case: str
    title: str
    assessment: int
    label: str
    age: float
    norms: str
    norms_age: float
    norms_mark: Mark
    items: Mapping[str, Item] = field(repr=False)
    total: Figure
    typical_total: float
    regions: Mapping[str, RegionResult] = field(repr=False)
    domains: Mapping[str, DomainResult] = field(repr=False)
    cmr: CmrResult
    risk: Mapping[str, RiskResult] = field(repr=False)
    relational_health: Figure
    relational_areas: Mapping[str, Figure] = field(repr=False)
    ranges: Mapping[str, Any] = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)

    def __repr__(self) -> str:
        total, ratio = self.total, self.cmr.figure.value
        share = "" if total.complete else f" over {total.n} of {total.of}"
        scored = "not scored" if total.value is None else f"total {total.value:g}{share}"
        cmr = "CMR not shown" if ratio is None else f"CMR {ratio:.2f}"
        return f"Profile({self.case}, assessment {self.assessment}, {self.age:.3g} years, {scored}, {cmr})"

    @property
    def scores(self) -> dict[str, int | None]:
        """Scores by function id; None where there is no number."""
        return {id: item.score for id, item in self.items.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON; percents are unrounded, None is "not shown".

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> nmt.profile(nmt.load_case("james"), 1).to_dict()["total"]
        168.0
        """
        cmr = self.cmr
        return {
            "case": self.case,
            "assessment": self.assessment,
            "age_years": self.age,
            "norms": self.norms,
            "scores": self.scores,
            "not_known": [id for id, item in self.items.items() if item.state == "not known"],
            "open": [id for id, item in self.items.items() if item.state == "open"],
            "total": self.total.value,
            "total_range": _spread(self.total),
            "typical_total": self.typical_total,
            "cmr": {
                "value": cmr.figure.value,
                **_spread(cmr.figure),
                "definition": cmr.definition,
                "gate": cmr.gate,
                "gate_open": cmr.gate_open,
                "settled": cmr.settled,
            },
            "typical_cmr": cmr.typical,
            "domains": {
                id: {
                    "percent": domain.percent.value,
                    "category": domain.category,
                    "functional_age": domain.functional_age.value,
                    "functional_age_low": domain.functional_age.low,
                    "functional_age_high": domain.functional_age.high,
                    **_spread(domain.percent),
                    "settled": domain.settled,
                }
                for id, domain in self.domains.items()
            },
            "regions": {
                id: {
                    "sum": region.sum.value,
                    "typical": region.typical,
                    "percent": region.percent.value,
                    "percent_of_adult": region.percent_of_adult.value,
                    "category": region.category,
                    "settled": region.settled,
                    **_spread(region.percent),
                }
                for id, region in self.regions.items()
            },
            "risk": {
                id: {
                    "adversity": period.adversity.value,
                    "relational": period.relational.value,
                    "risk": period.risk.value,
                    "band": period.band,
                    **_spread(period.risk),
                    "settled": period.settled,
                }
                for id, period in self.risk.items()
            },
            "relational_health": {
                "percent": self.relational_health.value,
                **_spread(self.relational_health),
                "areas": {
                    id: {"percent": area.value, **_spread(area)} for id, area in self.relational_areas.items()
                },
            },
            "ranges": dict(self.ranges),
            "versions": dict(self.versions),
        }

    def to_frame(self, instrument: Instrument | None = None) -> pd.DataFrame:
        """Return the functions of Part C as a table, one a row.

        Parameters
        ----------
        instrument : Instrument, optional
            Names the functions; by default :func:`~nmt_widgets.load_instrument`.

        Returns
        -------
        pandas.DataFrame
            `function`, `name`, `region`, `score`, `state` ("scored", "not known" or "open"), `typical`, `confidence`,
            and `low` and `high`, within which the score may lie. Without a score it and its range are missing.

        Examples
        --------
        >>> import nmt_widgets as nmt
        >>> scores = nmt.profile(nmt.load_case("james"), 1).to_frame().set_index("function")
        >>> int(scores.loc["arousal", "score"]), float(scores.loc["arousal", "typical"])
        (2, 10.0)
        """
        import pandas as pd

        instrument = use_instrument(instrument)
        scale, functions = instrument.scale, instrument.functions
        items = [self.items[function.id] for function in functions]
        ends = [
            (None, None)
            if item.score is None
            else (max(item.score - item.half_width, scale.low), min(item.score + item.half_width, scale.high))
            for item in items
        ]
        return pd.DataFrame(
            {
                "function": [function.id for function in functions],
                "name": [function.name for function in functions],
                "region": [function.region for function in functions],
                "score": pd.array([item.score for item in items], dtype="Int64"),
                "state": [item.state for item in items],
                "typical": [item.typical for item in items],
                "confidence": pd.Series([item.confidence for item in items], dtype=object),
                "low": np.array([low for low, _ in ends], dtype=float),
                "high": np.array([high for _, high in ends], dtype=float),
            }
        )


def _spread(figure: Figure) -> dict[str, float | int | None]:
    return {"low": figure.low, "high": figure.high, "n": figure.n, "of": figure.of}
