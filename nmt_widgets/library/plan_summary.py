"""What a team's decisions amount to, in words: what is decided, what is open, what was carried out."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.plan_lines import detail_words
from nmt_widgets.planning import AgreedPlan, team_adherence
from nmt_widgets.widgets.consult.messages import AdherenceRow, PlanStanding
from nmt_widgets.widgets.shared.messages import Words


def plan_standing(agreed_plan: AgreedPlan, team: TeamPlan, instrument: Instrument) -> PlanStanding:
    """Return the state of each line, and what to say over all."""
    words = texts("consult", instrument.language)["plan"]
    return {
        "lines": {agreed.line.id: agreed.state for agreed in agreed_plan.lines},
        "changed": {
            agreed.line.id: {"text": agreed.text, "details": detail_words(agreed.details, instrument)}
            for agreed in agreed_plan.lines
            if (agreed.text, agreed.details) != (agreed.line.text, agreed.line.details)
        },
        "sentences": list(_sentences(agreed_plan, team, words, instrument)),
        "open": [(agreed.line.id, agreed.line.title) for agreed in agreed_plan.open],
        "dropped": _dropped(agreed_plan, words),
    }


def _sentences(
    agreed_plan: AgreedPlan, team: TeamPlan, words: Words, instrument: Instrument
) -> Iterator[str]:
    counts = agreed_plan.counts
    yield words["decided"].format(
        n=counts.decided,
        of=counts.total,
        accepted=counts.accepted,
        changed=counts.changed,
        rejected=counts.rejected,
    )
    if counts.lacking:
        yield plural(words, "lacking", counts.lacking)
    if team.agreed:
        day = say_date(team.agreed, instrument.language)
        unsafe = any(agreed.line.part == "safety" for agreed in agreed_plan.open)
        key = "agreed_open_safety" if unsafe else "agreed_open" if counts.open else "agreed_all"
        yield words[key].format(day=day, n=counts.open)
    else:
        yield words["not_agreed"]
    if team.next_meeting:
        yield words["meets"].format(day=say_date(team.next_meeting, instrument.language))


def _dropped(agreed_plan: AgreedPlan, words: Words) -> str:
    if not agreed_plan.dropped:
        return ""
    held_back = {line.id: line.title for line in agreed_plan.plan.safety.withheld}
    named = [
        agreed_plan.titles.get(id) or held_back.get(id) or wording.plain(id.rpartition(":")[2])
        for id in agreed_plan.dropped
    ]
    return str(words["gone"].format(lines=", ".join(named)))


def adherence_words(agreed_plan: AgreedPlan, team: TeamPlan, instrument: Instrument) -> AdherenceRow:
    """Return how much of the plan was carried out."""
    adherence = team_adherence(agreed_plan, team)
    words = texts("consult", instrument.language)["adherence"]
    lines = {id: wording.percent(100 * fidelity.share) for id, fidelity in adherence.fidelity.items()}
    if not adherence.followed or adherence.share is None or adherence.share_of_all is None:
        return {"lines": lines, "sentences": [words["not_counted" if lines else "none"]]}
    share, over_all = wording.percent(100 * adherence.share), wording.percent(100 * adherence.share_of_all)
    sentences = [
        words["followed"].format(majority=adherence.majority, n=adherence.followed, share=share),
        words["all"].format(of=adherence.lines, share=over_all),
        words["published"],
    ]
    return {"lines": lines, "sentences": sentences}
