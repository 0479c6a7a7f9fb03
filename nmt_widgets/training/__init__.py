"""Learning to score: agreement of raters with a reference and with each other."""

from nmt_widgets.training.raters.agreement import (
    Agreement,
    CmrAgreement,
    FunctionAgreement,
    PartAgreement,
    agreement,
)
from nmt_widgets.training.raters.agreement_json import agreement_json
from nmt_widgets.training.raters.agreement_words import explain
from nmt_widgets.training.raters.comparison import (
    CategoryPair,
    CmrDifference,
    FunctionDifference,
    PartComparison,
    RatingComparison,
    ReferenceScores,
    compare,
    reference_scores,
)
from nmt_widgets.training.raters.ratings import Ratings, read_ratings
from nmt_widgets.training.statistics.intraclass import Intraclass, intraclass
from nmt_widgets.training.statistics.kappa import weighted_kappa
from nmt_widgets.training.statistics.measures import Against, Measures
from nmt_widgets.training.statistics.standards import Grade, Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic

__all__ = [
    "Against",
    "Agreement",
    "CategoryPair",
    "CmrAgreement",
    "CmrDifference",
    "FunctionAgreement",
    "FunctionDifference",
    "Grade",
    "Intraclass",
    "Measures",
    "PartAgreement",
    "PartComparison",
    "RatingComparison",
    "Ratings",
    "ReferenceScores",
    "Standards",
    "Statistic",
    "agreement",
    "agreement_json",
    "compare",
    "explain",
    "intraclass",
    "load_standards",
    "read_ratings",
    "reference_scores",
    "weighted_kappa",
]
