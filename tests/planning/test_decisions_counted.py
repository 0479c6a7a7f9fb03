"""Which decisions count, for the board, the papers, the report and the follow-up alike."""

from dataclasses import replace

import pytest

from nmt_widgets import load_case
from nmt_widgets.case_files.team_plan import Decision, TeamPlan
from nmt_widgets.planning import PlanLine, agreed, plan, team_adherence

TUTORING = "client:suspend:tutoring"
AIDE = "web:start:in_room_aide"
WALK, ROCKING = [line.id for line in plan(load_case("james"), 1).now if line.activity][:2]  # any two
PROTECT = PlanLine(
    id="safety:protect:self_harm", part="safety", kind="protect", title="Today", text="Ask today."
)


@pytest.fixture(scope="module")
def first(james):
    return plan(james, 1)


def with_lines(client_plan, *lines):
    return replace(client_plan, lines=(*lines, *client_plan.lines))


def entry_of(agreed_plan, id):
    return next(entry for entry in agreed_plan.lines if entry.line.id == id)


DECIDED = {
    AIDE: Decision(verdict="accepted"),
    WALK: Decision(verdict="changed", reason="Knee", text="Around the block, slowly"),
    TUTORING: Decision(verdict="rejected", reason="The one hour he loves"),
    ROCKING: Decision(verdict="rejected"),
}


def test_every_line_for_decision_is_accepted_changed_rejected_or_open(first):
    agreed_plan = agreed(first, DECIDED)
    counts = agreed_plan.counts
    assert (counts.accepted, counts.changed, counts.rejected, counts.lacking) == (1, 1, 1, 1)
    assert counts.decided == 3 == len(agreed_plan.decided)
    assert counts.decided + counts.open == counts.total == len(agreed_plan.for_decision)
    assert {entry.line.id for entry in agreed_plan.agreed} == {AIDE, WALK}
    assert [entry.line.id for entry in agreed_plan.rejected] == [TUTORING]
    groups = [
        {entry.line.id for entry in group}
        for group in (agreed_plan.agreed, agreed_plan.rejected, agreed_plan.open)
    ]
    assert set().union(*groups) == {entry.line.id for entry in agreed_plan.for_decision}
    assert sum(map(len, groups)) == len(agreed_plan.for_decision)


@pytest.mark.parametrize("verdict", ["changed", "rejected"])
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_change_or_rejection_without_a_reason_stays_open(first, verdict, reason):
    agreed_plan = agreed(first, {WALK: Decision(verdict=verdict, reason=reason, text="Otherwise", minutes=1)})
    entry = entry_of(agreed_plan, WALK)
    assert (entry.verdict, entry.begun, entry.state) == (None, verdict, "needs_reason")
    assert (entry.text, entry.dose) == (entry.line.text, entry.line.dose)
    assert entry in agreed_plan.open
    assert entry not in agreed_plan.agreed


def test_a_changed_line_has_the_words_of_the_team(first):
    agreed_plan = agreed(first, DECIDED)
    assert entry_of(agreed_plan, WALK).text == "Around the block, slowly"
    assert entry_of(agreed_plan, AIDE).text == entry_of(agreed_plan, AIDE).line.text


def test_with_words_of_the_team_only_the_cautions_remain(first):
    details = (("how", "Slowly."), ("how_often", "Twice a day, at home."), ("take_care", "Cars."))
    line = replace(first.line(WALK), id="client:start:another", details=details)
    client_plan = with_lines(first, line)
    changed = {"verdict": "changed", "reason": "Knee"}
    ours = entry_of(agreed(client_plan, {line.id: Decision(**changed, text="By bus")}), line.id)
    assert ours.details == (("take_care", "Cars."),)
    dosed = entry_of(agreed(client_plan, {line.id: Decision(**changed, minutes=3)}), line.id)
    assert dosed.details == (details[0], details[2])
    assert dosed.text == line.text
    assert entry_of(agreed(client_plan, {line.id: Decision(verdict="accepted")}), line.id).details == details


def test_a_line_of_safety_cannot_be_rejected(first):
    client_plan = with_lines(first, PROTECT)
    agreed_plan = agreed(client_plan, {PROTECT.id: Decision(verdict="rejected", reason="No time")})
    assert entry_of(agreed_plan, PROTECT.id).state == "open"
    assert agreed_plan.lines[0].line is PROTECT
    for verdict in ("accepted", "changed"):
        agreed_plan = agreed(client_plan, {PROTECT.id: Decision(verdict=verdict, reason="So")})
        assert entry_of(agreed_plan, PROTECT.id).verdict == verdict


def test_a_next_line_is_open_only_after_a_decision(first):
    line = replace(first.line(WALK), id="client:start:later_on", horizon="next")
    client_plan = with_lines(first, line)
    assert agreed(client_plan, {}).counts.total == agreed(first, {}).counts.total
    assert line.id not in {entry.line.id for entry in agreed(client_plan, {}).open}
    agreed_plan = agreed(client_plan, {line.id: Decision(verdict="accepted")})
    assert line.id in {entry.line.id for entry in agreed_plan.agreed}
    assert agreed_plan.counts.total == agreed(first, {}).counts.total + 1


def test_expectations_are_not_for_decision(first):
    agreed_plan = agreed(first, {first.expect[0].id: Decision(verdict="accepted")})
    assert agreed_plan.counts.decided == 0


def test_dropped_and_withheld_lines_keep_their_earlier_titles(first):
    withheld = replace(
        first.line(ROCKING),
        id="client:start:held",
        title="Held",
        withheld_because=("With the person concerned",),
    )
    client_plan = replace(first, safety=replace(first.safety, withheld=(withheld,)))
    agreed_plan = agreed(
        client_plan,
        {
            "client:start:gone": Decision(verdict="accepted", title="The old one"),
            withheld.id: Decision(verdict="accepted"),
            "client:start:never": Decision(verdict="rejected"),
        },
    )
    assert agreed_plan.dropped == ("client:start:gone", withheld.id)
    assert agreed_plan.titles == {"client:start:gone": "The old one"}
    assert agreed_plan.counts.decided == 0


def test_follow_up_counts_only_what_was_agreed(first):
    weeks = {"2026-03-02": {"times": 10}}
    team = TeamPlan.model_validate(
        {"decisions": DECIDED, "entries": {AIDE: weeks, ROCKING: weeks, TUTORING: weeks}}
    )
    measured = team_adherence(agreed(first, team.decisions), team)
    assert set(measured.fidelity) == {AIDE}
