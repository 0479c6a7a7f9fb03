"""The team's decisions over the plan, and how much of it was carried out."""

import pytest
from pydantic import ValidationError

from nmt_widgets.ground.errors import InputError
from nmt_widgets.planning import Decision, FollowUp, adherence, agreed, plan

WALK = "client:start:steady_walk"
ROCKING = "client:start:rocking"
TUTORING = "client:suspend:tutoring"


@pytest.fixture(scope="module")
def first(james):
    return plan(james, 1)


def standing(made, id):
    return next(line for line in made.lines if line.line.id == id)


def test_without_decisions_every_line_stands_as_it_is(first):
    made = agreed(first, [])
    assert [one.line for one in made.lines] == list(first.lines)
    assert all(one.verdict is None and one.dose == one.line.dose for one in made.lines)


def test_a_line_is_changed_with_a_reason_kept(first):
    decision = Decision(
        line=WALK, verdict="changed", reason="Knee", minutes=5, who="Grandfather", start="2026-03-01"
    )
    line = standing(agreed(first, [decision]), WALK)
    assert (line.dose.minutes, line.dose.times, line.dose.per) == (5, 2, "day")
    assert (line.reason, line.who, line.start) == ("Knee", "Grandfather", "2026-03-01")


def test_a_suspension_can_be_rejected(first):
    made = agreed(first, [Decision(line=TUTORING, verdict="rejected", reason="It is the one hour he loves")])
    assert TUTORING not in [one.line.id for one in made.standing]
    assert standing(made, TUTORING).verdict == "rejected"


@pytest.mark.parametrize("verdict", ["changed", "rejected"])
def test_a_change_without_a_reason_is_refused(first, verdict):
    with pytest.raises(InputError, match="without a reason"):
        agreed(first, [Decision(line=WALK, verdict=verdict, reason=" ")])


def test_the_last_decision_counts_and_decisions_about_lines_gone_are_kept(first):
    decisions = [
        Decision(line=WALK, verdict="rejected", reason="Too far"),
        Decision(line=WALK, verdict="accepted"),
        Decision(line="client:start:gone", verdict="accepted"),
    ]
    made = agreed(first, decisions)
    assert standing(made, WALK).verdict == "accepted"
    assert [decision.line for decision in made.gone] == ["client:start:gone"]


@pytest.mark.parametrize(
    "wrong", [{"minutes": 0}, {"times": -1}, {"start": "soon"}, {"verdict": "maybe"}, {"extra": 1}]
)
def test_an_impossible_decision_is_refused(wrong):
    with pytest.raises(ValidationError):
        Decision(**{"line": WALK, "verdict": "accepted", **wrong})


def test_fidelity_is_done_of_planned(first):
    entries = [
        FollowUp(line=WALK, week=1, minutes=10, times=14, done=7),
        FollowUp(line=WALK, week=2, minutes=10, times=14, done=14, done_minutes=5),
    ]
    found = adherence(agreed(first, []), entries).fidelity[WALK]
    assert (found.planned, found.done, found.weeks) == (280, 140, 2)
    assert found.share == 0.5
    assert not found.majority


def test_more_than_planned_in_one_week_makes_up_for_no_other(first):
    entries = [
        FollowUp(line=WALK, week=1, minutes=10, times=4, done=20),
        FollowUp(line=WALK, week=2, minutes=10, times=4, done=0),
    ]
    assert adherence(agreed(first, []), entries).fidelity[WALK].share == 0.5


def test_adherence_is_the_share_of_essential_and_therapeutic_lines_carried_out_by_majority(first):
    entries = [
        FollowUp(line=WALK, week=1, minutes=10, times=14, done=12),
        FollowUp(line=ROCKING, week=1, minutes=10, times=28, done=3),
        FollowUp(line=TUTORING, week=1, minutes=1, times=0, done=0),
    ]
    found = adherence(agreed(first, []), entries)
    assert (found.majority, found.followed) == (2, 3)
    assert found.share == pytest.approx(2 / 3)
    assert found.share_of_all == found.majority / found.lines < found.share


def test_a_rejected_line_does_not_count(first):
    made = agreed(first, [Decision(line=ROCKING, verdict="rejected", reason="He hates it")])
    found = adherence(made, [FollowUp(line=ROCKING, week=1, times=28, done=0)])
    assert found.followed == 0
    assert found.share is None
    assert found.lines == adherence(agreed(first, []), []).lines - 1


def test_a_correction_of_a_week_replaces_it(first):
    entries = [FollowUp(line=WALK, week=1, times=10, done=0), FollowUp(line=WALK, week=1, times=10, done=9)]
    assert adherence(agreed(first, []), entries).fidelity[WALK].share == 0.9


def test_a_suspended_service_adheres_while_it_is_left_aside(first):
    entries = [
        FollowUp(line=TUTORING, week=week, times=0, done=done) for week, done in ((1, 0), (2, 0), (3, 2))
    ]
    found = adherence(agreed(first, []), entries).fidelity[TUTORING]
    assert found.share == pytest.approx(2 / 3)
    assert found.majority
