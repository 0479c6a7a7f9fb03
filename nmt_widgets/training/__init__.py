"""Learning to score: agreement of raters with a reference and with each other."""

from nmt_widgets.training.agreement import (
    Agreement,
    CmrAgreement,
    FunctionAgreement,
    PartAgreement,
    agreement,
)
from nmt_widgets.training.agreement_json import agreement_json
from nmt_widgets.training.agreement_words import explain
from nmt_widgets.training.comparison import (
    CategoryPair,
    CmrDifference,
    Comparison,
    FunctionDifference,
    PartComparison,
    ReferenceScores,
    compare,
    reference_scores,
)
from nmt_widgets.training.intraclass import Intraclass, intraclass
from nmt_widgets.training.kappa import weighted_kappa
from nmt_widgets.training.measures import Against, Measures
from nmt_widgets.training.ratings import Ratings, read_ratings
from nmt_widgets.training.standards import Grade, Standards, load_standards
from nmt_widgets.training.statistic import Statistic

__all__ = [
    "Against",
    "Agreement",
    "CategoryPair",
    "CmrAgreement",
    "CmrDifference",
    "Comparison",
    "FunctionAgreement",
    "FunctionDifference",
    "Grade",
    "Intraclass",
    "Measures",
    "PartAgreement",
    "PartComparison",
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
