"""The Caregiving Challenge Estimator: the resources of caregivers, the demands on them, and their reserve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.case_files.ratings import Rating
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.instrument.parts import FieldEntry
from nmt_widgets.metrics import Figure, find_assessment
from nmt_widgets.metrics.arrays import half_width
from nmt_widgets.planning import parts
from nmt_widgets.planning.reading import load_planbook


@dataclass(frozen=True)
class Reserve:
    """Resources minus demands, in points.

    Attributes
    ----------
    reserve, resources, demands : Figure
        With ranges; `n` of `of` ratings are answered. Values are None if too few are.
    groups : mapping of group id to Figure
        Mean rating of each group, 0-12.
    children : Figure
        The challenge of all children together, 0-12; `n` is their number.
    band : str or None
        Negative, thin or enough. Also negative without a listed child if demands exceed resources.
    settled : bool
        Whether all values in the range are in the same band.
    missing : tuple of str
        Ratings without a number; `children` if no child is listed.
    version : str
    """

    reserve: Figure
    resources: Figure
    demands: Figure
    groups: Mapping[str, Figure] = field(repr=False)
    children: Figure
    band: str | None
    settled: bool
    missing: tuple[str, ...]
    version: str

    def to_dict(self) -> dict[str, Any]:
        """Return the reserve as plain data, ready for JSON."""
        return {
            "reserve": asdict(self.reserve),
            "resources": asdict(self.resources),
            "demands": asdict(self.demands),
            "band": self.band,
            "settled": self.settled,
            "missing": list(self.missing),
        }


def reserve(case: Case, number: int, instrument: Instrument | None = None) -> Reserve:
    """Estimate the caregiving reserve of one assessment.

    Resources and demands are from 0 to 24, the reserve from -24 to 24. Source: the headings are published (trainer
    slides, 48); formula and ranges are of the workbook, `caregiving.yaml`.

    Raises
    ------
    InputError
        When there is no such assessment.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> reserve(load_case("james"), 1).band
    'negative'
    """
    return measure_reserve(
        use_instrument(instrument), load_planbook().caregiving, find_assessment(case, number)
    )


def measure_reserve(instrument: Instrument, definition: parts.Caregiving, assessment: Assessment) -> Reserve:
    """Estimate the reserve by a definition; see :func:`reserve`."""
    section = instrument.section("caregiving")
    entries = section.entries if section else ()
    answers = assessment.sections.get("caregiving")
    ratings = answers.answers if answers else {}
    groups: dict[str, Figure] = {}
    missing: list[str] = []
    for group in (*definition.resources, *definition.demands):
        groups[group] = _mean(instrument, definition, entries, group, ratings, missing)
    children = _challenge(definition.children, ratings.get("children"))
    if not children.n:
        missing.append("children")
    n, of = sum(g.n for g in groups.values()), sum(g.of for g in groups.values())
    enough = of > 0 and n >= of * definition.minimum_share - 1e-9 and children.n > 0
    resources = _sum([groups[id] for id in definition.resources], 1, n, of, enough)
    average = _sum([groups[id] for id in definition.demands], 1 / len(definition.demands), n, of, enough)
    demands = _sum([average, children], 1, n, of, enough)
    left = _less(resources, demands)
    band, low, high = (_band(definition, value) for value in (left.value, left.low, left.high))
    if band is None and not children.n:
        band = low = high = _band_without_children(definition, groups, n, of)
    return Reserve(
        reserve=left,
        resources=resources,
        demands=demands,
        groups=groups,
        children=children,
        band=band,
        settled=band is not None and low == high,
        missing=tuple(missing),
        version=definition.version,
    )


def _band_without_children(
    definition: parts.Caregiving, groups: Mapping[str, Figure], n: int, of: int
) -> str | None:
    """Return the lowest band if demands exceed resources without children, who only add demands; else None."""
    enough = of > 0 and n >= of * definition.minimum_share - 1e-9
    resources = _sum([groups[id] for id in definition.resources], 1, n, of, enough)
    demands = _sum([groups[id] for id in definition.demands], 1 / len(definition.demands), n, of, enough)
    best, lowest = _less(resources, demands).high, definition.bands[0]
    return lowest.id if best is not None and lowest.below is not None and best < lowest.below else None


def _mean(
    instrument: Instrument,
    definition: parts.Caregiving,
    entries: tuple[FieldEntry, ...],
    group: str,
    ratings: Mapping[str, object],
    missing: list[str],
) -> Figure:
    """Return the mean of the answered ratings of a group; a missing rating adds to the range."""
    values, halves, top = [], [], 0.0
    members = [entry for entry in entries if entry.group == group and entry.kind == "rating"]
    for entry in members:
        top = float(entry.scale.high) if entry.scale else top
        answer = ratings.get(entry.id)
        confidence = answer.confidence if isinstance(answer, Rating) else None
        value = answer.rating if isinstance(answer, Rating) else answer
        if isinstance(value, int):
            values.append(float(value))
            halves.append(half_width(instrument, confidence))
        else:
            missing.append(entry.id)
            halves.append(definition.missing)
    if not values:
        return Figure(None, None, None, 0, len(members))
    mean = sum(values) / len(values)
    half = math.hypot(*halves) / len(members)
    return Figure(mean, max(0.0, mean - half), min(top, mean + half), len(values), len(members))


def _challenge(definition: parts.Challenge, rows: object) -> Figure:
    """Return the points of all children, at most `most`, with a range of `half_width` for each child."""
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, tuple) else []
    points = [
        definition.points[row["challenge"]] for row in listed if row.get("challenge") in definition.points
    ]
    if not points:
        return Figure(None, None, None, 0, len(listed))
    total, half = sum(points), definition.half_width * math.sqrt(len(points))
    low, value, high = (min(definition.most, max(0.0, x)) for x in (total - half, total, total + half))
    return Figure(value, low, high, len(points), len(listed))


def _sum(figures: list[Figure], share: float, n: int, of: int, enough: bool) -> Figure:
    """Add figures; half-widths of independent figures combine as the root of the sum of squares."""
    if not enough or any(figure.value is None for figure in figures):
        return Figure(None, None, None, n, of)
    value = sum(figure.value or 0.0 for figure in figures) * share
    down = math.hypot(*((figure.value or 0.0) - (figure.low or 0.0) for figure in figures)) * share
    up = math.hypot(*((figure.high or 0.0) - (figure.value or 0.0) for figure in figures)) * share
    return Figure(value, value - down, value + up, n, of)


def _less(first: Figure, second: Figure) -> Figure:
    if first.value is None or first.low is None or first.high is None:
        return first
    if second.value is None or second.low is None or second.high is None:
        return second
    value = first.value - second.value
    down = math.hypot(first.value - first.low, second.high - second.value)
    up = math.hypot(first.high - first.value, second.value - second.low)
    return Figure(value, value - down, value + up, first.n, first.of)


def _band(definition: parts.Caregiving, value: float | None) -> str | None:
    if value is None:
        return None
    return next(band.id for band in definition.bands if band.below is None or value < band.below)
