"""What comes before a plan on the team's board, in words."""

from __future__ import annotations

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Plan
from nmt_widgets.widgets.consult.messages import PlanSafetyData


def plan_safety(plan: Plan, instrument: Instrument) -> PlanSafetyData:
    """Return what is known of signs of danger, what the site has laid down, and what is held back."""
    words, safety = texts("consult", instrument.language)["safety"], plan.safety
    sentences = [safety.summary] if safety.summary else []
    if safety.needs_recipient:
        sentences.append(words["recipients"])
    return {
        "sentences": sentences,
        "signs": [
            (
                words["seen"].format(name=sign.name) if sign.state == "yes" else sign.name,
                sign.details,
                sign.state == "yes",
            )
            for sign in safety.signs
        ],
        "procedure": list(safety.procedure),
        "numbers": list(safety.numbers),
        "missing": safety.missing,
        "held_back": [("; ".join(titles), reason) for reason, titles in _held_back(plan).items()],
    }


def _held_back(plan: Plan) -> dict[str, list[str]]:
    """Return the titles of what is held back, by reason."""
    titles: dict[str, list[str]] = {}
    for line in plan.safety.withheld:
        titles.setdefault("; ".join(line.withheld_because), []).append(line.title)
    return titles
