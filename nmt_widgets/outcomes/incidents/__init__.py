"""Incidents and restraints: rates by phase, a model of them, and the interrupted time series.

>>> from nmt_widgets.outcomes.incidents import rates
>>> print(rates([{"phase": "before", "count": 30, "days": 5000}]).round(2).to_string(index=False))
 phase  count   days  rate  low  high reason
before     30 5000.0   6.0 4.05  8.57   None
"""

from nmt_widgets.outcomes.incidents.entries import Incidents, check_incidents, read_incidents
from nmt_widgets.outcomes.incidents.model import RateModel, rate_model
from nmt_widgets.outcomes.incidents.rates import RateRatio, rate_ratio, rates, scatter
from nmt_widgets.outcomes.incidents.series import InterruptedSeries, interrupted_series

__all__ = [
    "Incidents",
    "InterruptedSeries",
    "RateModel",
    "RateRatio",
    "check_incidents",
    "interrupted_series",
    "rate_model",
    "rate_ratio",
    "rates",
    "read_incidents",
    "scatter",
]
