"""The cohort frame: assessments of many clients as one typed table, from files, tables or the cases of the store."""

from nmt_widgets.outcomes.cohort.frame import Cohort, LeftOut, Pairs
from nmt_widgets.outcomes.cohort.reading import cohort, read_cohort

__all__ = ["Cohort", "LeftOut", "Pairs", "cohort", "read_cohort"]
