"""Invented incidents: counts by unit and month, with a trend, over-dispersion, and an effect of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nmt_widgets.outcomes.synthetic.calendar import months, phase_positions
from nmt_widgets.outcomes.synthetic.design import CohortDesign

if TYPE_CHECKING:
    import pandas as pd


def draw_incidents(design: CohortDesign) -> pd.DataFrame:
    """Draw the incidents of every unit, a row a month.

    The count of a month is Poisson, with mean `rate x trend^years x ratio x g x days / 1000`, where g has the gamma
    distribution with mean 1 and variance `dispersion` (together: negative binomial), and ratio is that of the effect
    in the last phase and 1 in the others. Days are client days.
    """
    import pandas as pd

    rules, random = design.rules.incidents, design.stream("incidents")
    first = months(design)
    of_month = ((first.astype("datetime64[M]") + 1).astype("datetime64[D]") - first).astype(int)
    years = (first - first[0]).astype(int) / 365.25
    phases = phase_positions(design, first)
    ratio = np.where(phases == len(design.rules.phases) - 1, design.built_in.incident_ratio, 1.0)
    units = [(site, f"{site}-{unit}") for site in site_names(design) for unit in range(1, rules.units + 1)]
    shape = (len(units), len(first))
    days = random.binomial(rules.places * of_month, 0.9, shape)
    mean = rules.rate * rules.trend**years * ratio * days / 1000
    if rules.dispersion:
        mean = mean * random.gamma(1 / rules.dispersion, rules.dispersion, shape)
    names = [phase.id for phase in design.rules.phases]
    return pd.DataFrame(
        {
            "site": np.repeat([site for site, _ in units], len(first)),
            "unit": np.repeat([unit for _, unit in units], len(first)),
            "date": np.tile(first.astype("datetime64[s]"), len(units)),
            "phase": np.tile([names[position] for position in phases], len(units)),
            "count": random.poisson(mean).ravel(),
            "days": days.ravel(),
        }
    )


def site_names(design: CohortDesign) -> list[str]:
    """Return the codes of the sites."""
    return [f"syn-{site}" for site in range(1, design.sites + 1)]
