"""Invented double ratings: two raters score one client, each with an error that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.synthetic.design import CohortDesign
from nmt_widgets.outcomes.synthetic.incidents import site_names

if TYPE_CHECKING:
    import pandas as pd


def rater_names(design: CohortDesign) -> list[list[str]]:
    """Return the codes of the raters of each site."""
    numbers = range(1, design.rules.raters.a_site + 1)
    return [[f"{site}-r{number}" for number in numbers] for site in site_names(design)]


def severities(design: CohortDesign) -> dict[str, float]:
    """Return how many points too high each rater scores on average."""
    names = [name for site in rater_names(design) for name in site]
    points = design.rules.raters.severity * design.stream("raters").standard_normal(len(names))
    return dict(zip(names, points.round(4).tolist(), strict=True))


def draw_ratings(design: CohortDesign, frame: pd.DataFrame) -> pd.DataFrame:
    """Draw two ratings of a share of the first assessments of a cohort frame, a row each.

    `rating = score of the cohort + severity of the rater + residual`, rounded and cut at the ends of the scale. The
    first of the two raters is the one the cohort frame names, the second another of the same site.
    """
    import pandas as pd

    rules, random = design.rules.raters, design.stream("ratings")
    severity = severities(design)
    names, points_of = np.array([*severity]), np.array([*severity.values()])
    positions = {name: position for position, name in enumerate(severity)}
    first = frame[frame["time"] == 1].reset_index(drop=True)
    row = np.flatnonzero(random.random(len(first)) < rules.twice)
    rater = first["rater"].map(positions).to_numpy(dtype=int)[row]
    site = rater - rater % rules.a_site
    other = site + (rater - site + random.integers(1, rules.a_site, len(row))) % rules.a_site
    raters, rows = np.stack([rater, other], 1).ravel(), np.repeat(row, 2)
    scale = design.instrument.scale

    def rating(points: Floats) -> NDArray[np.int8]:
        rated = points + points_of[raters] + rules.residual * random.standard_normal(len(points))
        return np.asarray(np.clip(np.rint(rated), scale.low, scale.high), dtype=np.int8)

    return pd.DataFrame(
        {
            "client": first["client"].to_numpy()[rows],
            "time": np.ones(len(rows), dtype=int),
            "rater": names[raters],
            **{id: rating(first[id].to_numpy(dtype=float)[rows]) for id in design.instrument.ids},
        }
    )
