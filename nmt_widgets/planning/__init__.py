"""A plan from an assessment: web, family, client; every line with its reasons, and what would change it."""

from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.decisions import (
    Adherence,
    AgreedLine,
    AgreedPlan,
    Fidelity,
    FollowUp,
    adherence,
    agreed,
    is_counted,
)
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.leverage import Lever, Raise, leverage
from nmt_widgets.planning.lines import DomainNeed, Plan, PlanLine, Safety, Sign
from nmt_widgets.planning.modes import Mode, ModeCombination, Regulation
from nmt_widgets.planning.parts import Dose
from nmt_widgets.planning.plans import plan
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.reserve import Reserve, reserve
from nmt_widgets.planning.states import Reach, Reached, within_reach
from nmt_widgets.planning.teams import team_adherence
from nmt_widgets.planning.wording import say_dose
from nmt_widgets.planning.written import plan_text

__all__ = [
    "Adherence",
    "AgreedLine",
    "AgreedPlan",
    "DomainNeed",
    "Dose",
    "Fidelity",
    "FollowUp",
    "Lever",
    "Mode",
    "ModeCombination",
    "Plan",
    "PlanLevel",
    "PlanLine",
    "Planbook",
    "Raise",
    "Reach",
    "Reached",
    "Regulation",
    "Reserve",
    "Safety",
    "Sign",
    "adherence",
    "agreed",
    "is_counted",
    "leverage",
    "load_planbook",
    "plan",
    "plan_text",
    "reserve",
    "say_dose",
    "team_adherence",
    "within_reach",
]
