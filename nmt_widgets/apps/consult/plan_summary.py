"""What a team's decisions amount to, as the board is told it: what is made, what is open, what was carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nmt_widgets.apps.consult.plan_lines import details_said
from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedPlan, team_adherence


def plan_standing(laid: AgreedPlan, team: TeamPlan, instrument: Instrument) -> dict[str, Any]:
    """Return the state of each line, and what to say over all.

    Returns
    -------
    dict
        `lines`: accepted, changed, rejected, needs_reason or open, by line; `told`: by line, `text` and `details`
        (pairs of a name and words) of those that are not told as they were proposed; `said`: sentences; `open`: pairs
        of id and title of what is still open; `gone`: what was decided on lines the plan no longer has, in words.
    """
    words = texts("consult", instrument.language)["plan"]
    return {
        "lines": {one.line.id: one.state for one in laid.lines},
        "told": {
            one.line.id: {"text": one.text, "details": details_said(one.details, instrument)}
            for one in laid.lines
            if (one.text, one.details) != (one.line.text, one.line.details)
        },
        "said": list(_said(laid, team, words, instrument)),
        "open": [[one.line.id, one.line.title] for one in laid.open],
        "gone": _gone(laid, words),
    }


def _said(laid: AgreedPlan, team: TeamPlan, words: dict[str, Any], instrument: Instrument) -> Iterator[str]:
    counts = laid.counts
    yield words["decided"].format(
        n=counts.decided,
        of=counts.of,
        accepted=counts.accepted,
        changed=counts.changed,
        rejected=counts.rejected,
    )
    if counts.lacking:
        yield plural(words, "lacking", counts.lacking)
    if team.agreed:
        day = say_date(team.agreed, instrument.language)
        unsafe = any(one.line.part == "safety" for one in laid.open)
        key = "agreed_open_safety" if unsafe else "agreed_open" if counts.open else "agreed_all"
        yield words[key].format(day=day, n=counts.open)
    else:
        yield words["not_agreed"]
    if team.next_meeting:
        yield words["meets"].format(day=say_date(team.next_meeting, instrument.language))


def _gone(laid: AgreedPlan, words: dict[str, Any]) -> str:
    if not laid.gone:
        return ""
    held = {line.id: line.title for line in laid.plan.safety.held}
    named = [laid.titles.get(id) or held.get(id) or wording.plain(id.rpartition(":")[2]) for id in laid.gone]
    return str(words["gone"].format(lines=", ".join(named)))


def adherence_words(laid: AgreedPlan, team: TeamPlan, instrument: Instrument) -> dict[str, Any]:
    """Return how much of the plan was carried out: `lines`, fidelity by line, and `said`, sentences over all."""
    found = team_adherence(laid, team)
    words = texts("consult", instrument.language)["adherence"]
    lines = {id: wording.percent(100 * one.share) for id, one in found.fidelity.items()}
    if not found.followed or found.share is None or found.share_of_all is None:
        return {"lines": lines, "said": [words["none"]]}
    share, over_all = wording.percent(100 * found.share), wording.percent(100 * found.share_of_all)
    said = [
        words["followed"].format(majority=found.majority, n=found.followed, share=share),
        words["all"].format(of=found.lines, share=over_all),
        words["published"],
    ]
    return {"lines": lines, "said": said}
