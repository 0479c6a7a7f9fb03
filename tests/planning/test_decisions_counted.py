"""What counts as decided: one reading for the board, the papers, the report and the follow-up."""

from dataclasses import replace

import pytest

from nmt_widgets import load_case
from nmt_widgets.cases.team_plan import Decision, TeamPlan
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


def with_lines(made, *lines):
    return replace(made, lines=(*lines, *made.lines))


def of(laid, id):
    return next(one for one in laid.lines if one.line.id == id)


DECIDED = {
    AIDE: Decision(verdict="accepted"),
    WALK: Decision(verdict="changed", reason="Knee", text="Around the block, slowly"),
    TUTORING: Decision(verdict="rejected", reason="The one hour he loves"),
    ROCKING: Decision(verdict="rejected"),
}


def test_every_line_that_asks_is_accepted_changed_rejected_or_open_and_nothing_else(first):
    laid = agreed(first, DECIDED)
    counts = laid.counts
    assert (counts.accepted, counts.changed, counts.rejected, counts.lacking) == (1, 1, 1, 1)
    assert counts.decided == 3 == len(laid.decided)
    assert counts.decided + counts.open == counts.total == len(laid.for_decision)
    assert {one.line.id for one in laid.agreed} == {AIDE, WALK}
    assert [one.line.id for one in laid.rejected] == [TUTORING]
    groups = [{one.line.id for one in group} for group in (laid.agreed, laid.rejected, laid.open)]
    assert set().union(*groups) == {one.line.id for one in laid.for_decision}
    assert sum(map(len, groups)) == len(laid.for_decision)


@pytest.mark.parametrize("verdict", ["changed", "rejected"])
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_without_its_reason_a_change_or_rejection_is_not_made_and_says_so(first, verdict, reason):
    laid = agreed(first, {WALK: Decision(verdict=verdict, reason=reason, text="Otherwise", minutes=1)})
    one = of(laid, WALK)
    assert (one.verdict, one.begun, one.state) == (None, verdict, "needs_reason")
    assert (one.text, one.dose) == (one.line.text, one.line.dose)
    assert one in laid.open
    assert one not in laid.agreed


def test_a_changed_line_stands_in_the_team_s_words(first):
    laid = agreed(first, DECIDED)
    assert of(laid, WALK).text == "Around the block, slowly"
    assert of(laid, AIDE).text == of(laid, AIDE).line.text


def test_words_of_the_team_leave_of_the_details_only_what_to_take_care_of(first):
    details = (("how", "Slowly."), ("how_often", "Twice a day, at home."), ("take_care", "Cars."))
    line = replace(first.line(WALK), id="client:start:another", details=details)
    made = with_lines(first, line)
    said = {"verdict": "changed", "reason": "Knee"}
    ours = of(agreed(made, {line.id: Decision(**said, text="By bus")}), line.id)
    assert ours.details == (("take_care", "Cars."),)
    dosed = of(agreed(made, {line.id: Decision(**said, minutes=3)}), line.id)
    assert dosed.details == (details[0], details[2])
    assert dosed.text == line.text
    assert of(agreed(made, {line.id: Decision(verdict="accepted")}), line.id).details == details


def test_what_keeps_somebody_safe_cannot_be_rejected(first):
    made = with_lines(first, PROTECT)
    laid = agreed(made, {PROTECT.id: Decision(verdict="rejected", reason="No time")})
    assert of(laid, PROTECT.id).state == "open"
    assert laid.lines[0].line is PROTECT
    for verdict in ("accepted", "changed"):
        laid = agreed(made, {PROTECT.id: Decision(verdict=verdict, reason="So")})
        assert of(laid, PROTECT.id).verdict == verdict


def test_what_stands_next_is_not_open_until_somebody_takes_it_up(first):
    line = replace(first.line(WALK), id="client:start:later_on", horizon="next")
    made = with_lines(first, line)
    assert agreed(made, {}).counts.total == agreed(first, {}).counts.total
    assert line.id not in {one.line.id for one in agreed(made, {}).open}
    laid = agreed(made, {line.id: Decision(verdict="accepted")})
    assert line.id in {one.line.id for one in laid.agreed}
    assert laid.counts.total == agreed(first, {}).counts.total + 1


def test_expectations_ask_for_nothing(first):
    laid = agreed(first, {first.expect[0].id: Decision(verdict="accepted")})
    assert laid.counts.decided == 0


def test_what_is_gone_or_held_back_is_told_by_the_name_it_had(first):
    held = replace(
        first.line(ROCKING), id="client:start:held", title="Held", held=("With the person concerned",)
    )
    made = replace(first, safety=replace(first.safety, held=(held,)))
    laid = agreed(
        made,
        {
            "client:start:gone": Decision(verdict="accepted", title="The old one"),
            held.id: Decision(verdict="accepted"),
            "client:start:never": Decision(verdict="rejected"),
        },
    )
    assert laid.dropped == ("client:start:gone", held.id)
    assert laid.titles == {"client:start:gone": "The old one"}
    assert laid.counts.decided == 0


def test_follow_up_counts_only_what_was_agreed(first):
    weeks = {"2026-03-02": {"times": 10}}
    team = TeamPlan.model_validate(
        {"decisions": DECIDED, "entries": {AIDE: weeks, ROCKING: weeks, TUTORING: weeks}}
    )
    found = team_adherence(agreed(first, team.decisions), team)
    assert set(found.fidelity) == {AIDE}
