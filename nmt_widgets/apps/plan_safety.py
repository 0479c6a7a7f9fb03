"""What comes before a plan, as the team's board is given it: everything in words."""

from __future__ import annotations

from typing import Any

from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Plan


def plan_safety(plan: Plan, instrument: Instrument) -> dict[str, Any]:
    """Return what is known of signs of danger, what the site has laid down, and what is held back.

    Returns
    -------
    dict
        `said` (sentences), `signs` (pairs of a name and what is known), `procedure`, `numbers`, `missing`, and `held`:
        pairs of a line's title and why it is held back.
    """
    words, safety = texts("consult", instrument.language)["safety"], plan.safety
    told = [safety.summary] if safety.summary else []
    if safety.needs_recipient:
        told.append(words["recipients"])
    return {
        "said": told,
        "signs": [
            [words["seen"].format(name=sign.name) if sign.state == "yes" else sign.name, sign.said]
            for sign in safety.signs
        ],
        "procedure": list(safety.procedure),
        "numbers": [list(pair) for pair in safety.numbers],
        "missing": safety.missing,
        "held": [[line.title, "; ".join(line.held)] for line in safety.held],
    }
