"""The decisions of the team, and how far the plan was carried out."""

import pytest
from pydantic import ValidationError

from nmt_widgets.case_files.team_plan import Decision
from nmt_widgets.planning import FollowUp, adherence, agreed, plan

TUTORING = "client:suspend:tutoring"
DAILY = "web:start:regulatory_time"
MONTHLY = "web:start:one_map"


@pytest.fixture(scope="module")
def first(james):
    return plan(james, 1)


def standing(agreed_plan, id):
    return next(line for line in agreed_plan.lines if line.line.id == id)


def test_without_decisions_every_line_is_unchanged(first):
    agreed_plan = agreed(first, {})
    assert [entry.line for entry in agreed_plan.lines] == list(first.lines)
    assert all(entry.verdict is None and entry.dose == entry.line.dose for entry in agreed_plan.lines)


def test_a_line_is_changed_with_a_reason_kept(first):
    decision = Decision(verdict="changed", reason="Knee", minutes=5, who="Grandfather", start="2026-03-01")
    line = standing(agreed(first, {DAILY: decision}), DAILY)
    assert (line.dose.minutes, line.dose.times, line.dose.per) == (5, 4, "day")
    assert (line.reason, line.responsible, line.start) == ("Knee", "Grandfather", "2026-03-01")


def test_a_suspension_can_be_rejected(first):
    agreed_plan = agreed(
        first, {TUTORING: Decision(verdict="rejected", reason="It is the one hour he loves")}
    )
    assert TUTORING not in [entry.line.id for entry in agreed_plan.standing]
    assert standing(agreed_plan, TUTORING).verdict == "rejected"


@pytest.mark.parametrize("verdict", ["changed", "rejected"])
def test_a_change_without_a_reason_does_not_count_yet(first, verdict):
    agreed_plan = agreed(first, {DAILY: Decision(verdict=verdict, reason=" ")})
    assert standing(agreed_plan, DAILY).verdict is None


def test_decisions_about_lines_no_longer_planned_are_dropped_but_listed(first):
    accepted = Decision(verdict="accepted")
    assert agreed(first, {DAILY: accepted, "client:start:gone": accepted}).dropped == ("client:start:gone",)


def test_minutes_alone_leave_the_rhythm_as_it_is(first):
    dose = standing(agreed(first, {DAILY: Decision(verdict="accepted", minutes=5)}), DAILY).dose
    assert (dose.minutes, dose.times, dose.per) == (5, 4, "day")


def test_the_team_s_own_lines_come_last_in_their_part(first):
    own = Decision(verdict="accepted", title="Walk the dog", part="family", minutes=20, times=5)
    lines = agreed(first, {"own:dog": own}).lines
    at = [entry.line.id for entry in lines].index("own:dog")
    assert lines[at - 1].line.part == "family"
    assert lines[at + 1].line.part == "client"
    assert (lines[at].dose.times, lines[at].dose.per) == (5, "week")


@pytest.mark.parametrize(
    "wrong", [{"minutes": -1}, {"times": -1}, {"start": "soon"}, {"verdict": "maybe"}, {"extra": 1}]
)
def test_an_impossible_decision_is_refused(wrong):
    with pytest.raises(ValidationError):
        Decision(**{"verdict": "accepted", **wrong})


def test_fidelity_is_done_of_planned(first):
    entries = [
        FollowUp(line=DAILY, week=1, minutes=10, times=14, done=7),
        FollowUp(line=DAILY, week=2, minutes=10, times=14, done=14, done_minutes=5),
    ]
    fidelity = adherence(agreed(first, {}), entries).fidelity[DAILY]
    assert (fidelity.planned, fidelity.done, fidelity.weeks) == (280, 140, 2)
    assert fidelity.share == 0.5
    assert not fidelity.majority


def test_more_than_planned_counts_for_its_week_only(first):
    entries = [
        FollowUp(line=DAILY, week=1, minutes=10, times=4, done=20),
        FollowUp(line=DAILY, week=2, minutes=10, times=4, done=0),
    ]
    assert adherence(agreed(first, {}), entries).fidelity[DAILY].share == 0.5


def test_adherence_is_the_share_of_essential_and_therapeutic_lines_carried_out_by_majority(first):
    entries = [
        FollowUp(line=DAILY, week=1, minutes=10, times=14, done=12),
        FollowUp(line=MONTHLY, week=1, minutes=10, times=28, done=3),
        FollowUp(line=TUTORING, week=1, minutes=1, times=0, done=0),
    ]
    measured = adherence(agreed(first, {}), entries)
    assert (measured.majority, measured.followed) == (2, 3)
    assert measured.share == pytest.approx(2 / 3)
    assert measured.share_of_all == measured.majority / measured.lines < measured.share


def test_a_rejected_line_does_not_count(first):
    agreed_plan = agreed(first, {MONTHLY: Decision(verdict="rejected", reason="He hates it")})
    measured = adherence(agreed_plan, [FollowUp(line=MONTHLY, week=1, times=28, done=0)])
    assert measured.followed == 0
    assert measured.share is None
    assert measured.lines == adherence(agreed(first, {}), []).lines - 1


def test_a_correction_of_a_week_replaces_it(first):
    entries = [FollowUp(line=DAILY, week=1, times=10, done=0), FollowUp(line=DAILY, week=1, times=10, done=9)]
    assert adherence(agreed(first, {}), entries).fidelity[DAILY].share == 0.9


def test_a_suspended_service_adheres_while_it_is_left_aside(first):
    entries = [
        FollowUp(line=TUTORING, week=week, times=0, done=done) for week, done in ((1, 0), (2, 0), (3, 2))
    ]
    fidelity = adherence(agreed(first, {}), entries).fidelity[TUTORING]
    assert fidelity.share == pytest.approx(2 / 3)
    assert fidelity.majority
