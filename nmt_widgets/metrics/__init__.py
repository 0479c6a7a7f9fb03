"""Numbers from scores: vectorised over many assessments; one assessment is a batch of one."""

from nmt_widgets.metrics.change import Change, Difference, compare
from nmt_widgets.metrics.estimate import Estimate
from nmt_widgets.metrics.frames import profiles
from nmt_widgets.metrics.functions import FunctionMetrics, measure_functions
from nmt_widgets.metrics.history import RelationalMetrics, RiskMetrics, measure_relational, measure_risk
from nmt_widgets.metrics.norms import growth, typical_scores
from nmt_widgets.metrics.profiles import find_assessment, profile
from nmt_widgets.metrics.results import (
    CmrResult,
    DomainResult,
    Figure,
    Item,
    Profile,
    RegionResult,
    RiskResult,
)

__all__ = [
    "Change",
    "CmrResult",
    "Difference",
    "DomainResult",
    "Estimate",
    "Figure",
    "FunctionMetrics",
    "Item",
    "Profile",
    "RegionResult",
    "RelationalMetrics",
    "RiskMetrics",
    "RiskResult",
    "compare",
    "find_assessment",
    "growth",
    "measure_functions",
    "measure_relational",
    "measure_risk",
    "profile",
    "profiles",
    "typical_scores",
]
