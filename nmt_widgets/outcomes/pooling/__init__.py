"""Sites together without any client leaving one: aggregate files, their sums, and what sites differ in."""

from nmt_widgets.outcomes.pooling.groups import group_clients
from nmt_widgets.outcomes.pooling.meta import MetaAnalysis, meta_analysis
from nmt_widgets.outcomes.pooling.pooled import Pooled, pool
from nmt_widgets.outcomes.pooling.reading import Aggregate, read_aggregate
from nmt_widgets.outcomes.pooling.sums import ChangeFromSums, change_from_sums, ridge_from_sums
from nmt_widgets.outcomes.pooling.writing import write_aggregate

__all__ = [
    "Aggregate",
    "ChangeFromSums",
    "MetaAnalysis",
    "Pooled",
    "change_from_sums",
    "group_clients",
    "meta_analysis",
    "pool",
    "read_aggregate",
    "ridge_from_sums",
    "write_aggregate",
]
