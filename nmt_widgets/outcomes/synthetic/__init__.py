"""Invented cohorts for teaching and for tests: nobody in them exists, and what was built in is known."""

from nmt_widgets.outcomes.synthetic.cohort import SyntheticCohort, synthetic_cohort

__all__ = ["SyntheticCohort", "synthetic_cohort"]
