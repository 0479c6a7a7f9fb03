"""What comes before a plan, as the team's board is given it: everything in words."""

from __future__ import annotations

from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Plan


def plan_safety(plan: Plan, instrument: Instrument) -> dict[str, Any]:
    """Return what is known of signs of danger, what the site has laid down, and what is held back.

    Returns
    -------
    dict
        `said` (sentences), `signs` (a name, what is known, and whether the sign is there), `procedure`, `numbers`,
        `missing`, and `held`: pairs of the titles of lines, and why they are held back; each reason stands once.
    """
    words, safety = texts("consult", instrument.language)["safety"], plan.safety
    told = [safety.summary] if safety.summary else []
    if safety.needs_recipient:
        told.append(words["recipients"])
    return {
        "said": told,
        "signs": [
            [
                words["seen"].format(name=sign.name) if sign.state == "yes" else sign.name,
                sign.said,
                sign.state == "yes",
            ]
            for sign in safety.signs
        ],
        "procedure": list(safety.procedure),
        "numbers": [list(pair) for pair in safety.numbers],
        "missing": safety.missing,
        "held": [["; ".join(titles), reason] for reason, titles in _held(plan).items()],
    }


def _held(plan: Plan) -> dict[str, list[str]]:
    """Return the titles of what is held back, by reason."""
    found: dict[str, list[str]] = {}
    for line in plan.safety.held:
        found.setdefault("; ".join(line.held), []).append(line.title)
    return found
