"""Assessment forms, brain maps and metric reports for the Neurosequential Model of Therapeutics.

The package's own names load on first use, so that `import nmt_widgets` costs next to nothing.
"""

from __future__ import annotations

from nmt_widgets._version import __version__ as __version__

TYPE_CHECKING = False  # typing's own would import it, before `python -m nmt_widgets` has said where to look
if TYPE_CHECKING:
    from typing import Any

    from nmt_widgets.case_files import Case, load_case
    from nmt_widgets.charts.change import plot_change
    from nmt_widgets.charts.cmr import plot_cmr
    from nmt_widgets.charts.domains import plot_domains
    from nmt_widgets.charts.figure_meta import describe
    from nmt_widgets.charts.functions import plot_functions
    from nmt_widgets.charts.history import plot_history
    from nmt_widgets.charts.relational import plot_relational
    from nmt_widgets.core.options import options
    from nmt_widgets.instrument import Instrument, load_instrument
    from nmt_widgets.library.assessment_form import AssessmentForm
    from nmt_widgets.library.brain_map import BrainMap
    from nmt_widgets.library.case_cards import CaseCards
    from nmt_widgets.library.case_table import cases
    from nmt_widgets.library.cohort_table import cohort
    from nmt_widgets.library.own_store import open_store
    from nmt_widgets.library.plan_board import PlanBoard
    from nmt_widgets.library.rater_agreement import agreement
    from nmt_widgets.library.rater_errors import rater_error
    from nmt_widgets.library.score_sheet import ScoreSheet
    from nmt_widgets.library.what_if import WhatIf
    from nmt_widgets.metrics import Change, Profile, compare, profile, profiles
    from nmt_widgets.outcomes.cohort import Cohort
    from nmt_widgets.outcomes.synthetic import synthetic_cohort
    from nmt_widgets.planning import Plan, plan
    from nmt_widgets.reporting.library import report, reports

_HOMES = {
    "BrainMap": "nmt_widgets.library.brain_map",
    "CaseCards": "nmt_widgets.library.case_cards",
    "PlanBoard": "nmt_widgets.library.plan_board",
    "WhatIf": "nmt_widgets.library.what_if",
    "Case": "nmt_widgets.case_files",
    "load_case": "nmt_widgets.case_files",
    "AssessmentForm": "nmt_widgets.library.assessment_form",
    "agreement": "nmt_widgets.library.rater_agreement",
    "rater_error": "nmt_widgets.library.rater_errors",
    "ScoreSheet": "nmt_widgets.library.score_sheet",
    "cases": "nmt_widgets.library.case_table",
    "Cohort": "nmt_widgets.outcomes.cohort",
    "cohort": "nmt_widgets.library.cohort_table",
    "open_store": "nmt_widgets.library.own_store",
    "Instrument": "nmt_widgets.instrument",
    "load_instrument": "nmt_widgets.instrument",
    "Change": "nmt_widgets.metrics",
    "Plan": "nmt_widgets.planning",
    "Profile": "nmt_widgets.metrics",
    "compare": "nmt_widgets.metrics",
    "plan": "nmt_widgets.planning",
    "profile": "nmt_widgets.metrics",
    "report": "nmt_widgets.reporting.library",
    "reports": "nmt_widgets.reporting.library",
    "options": "nmt_widgets.core.options",
    "profiles": "nmt_widgets.metrics",
    "describe": "nmt_widgets.charts",
    "plot_change": "nmt_widgets.charts",
    "plot_cmr": "nmt_widgets.charts",
    "plot_domains": "nmt_widgets.charts",
    "plot_functions": "nmt_widgets.charts",
    "plot_history": "nmt_widgets.charts",
    "plot_relational": "nmt_widgets.charts",
    "synthetic_cohort": "nmt_widgets.outcomes.synthetic",
}

__all__ = [
    "AssessmentForm",
    "BrainMap",
    "Case",
    "CaseCards",
    "Change",
    "Cohort",
    "Instrument",
    "Plan",
    "PlanBoard",
    "Profile",
    "ScoreSheet",
    "WhatIf",
    "agreement",
    "cases",
    "cohort",
    "compare",
    "describe",
    "load_case",
    "load_instrument",
    "open_store",
    "options",
    "plan",
    "plot_change",
    "plot_cmr",
    "plot_domains",
    "plot_functions",
    "plot_history",
    "plot_relational",
    "profile",
    "profiles",
    "rater_error",
    "report",
    "reports",
    "synthetic_cohort",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'nmt_widgets' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
