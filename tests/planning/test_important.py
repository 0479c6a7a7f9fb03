"""What a first page says: safety, what to leave aside, what is ready, what is for now; nothing that was rejected."""

import pytest

from nmt_widgets.cases.team_plan import Decision
from nmt_widgets.planning import agreed, plan
from nmt_widgets.planning.important import most_important


@pytest.fixture(scope="module")
def made(james):
    return plan(james, 1)


def test_safety_comes_first_whatever_the_number(made):
    safety = [line.id for line in made.lines if line.part == "safety"]
    assert safety
    for count in (1, 5, 50):
        first = [one.line.id for one in most_important(agreed(made, {}), count)]
        assert first[: len(safety)] == safety
        assert len(first) == len(set(first)) <= max(count, len(safety))


def test_then_what_is_suspended_or_ready_then_the_published_measures(james):
    for number, begins in ((1, "suspend"), (2, "ready")):
        laid = agreed(plan(james, number), {})
        lines = [one.line for one in most_important(laid, 50) if one.line.part != "safety"]
        assert [line.kind for line in lines[:3]] == [begins] * 3
        last = [line.kind in ("keep", "score_first") for line in lines]
        assert last == sorted(last)
        middle = [line for line in lines[3:] if line.kind not in ("keep", "score_first")]
        published = [line.source == "published" for line in middle]
        assert published == sorted(published, reverse=True)
        order = {line.id: at for at, line in enumerate(laid.plan.lines)}
        for kept in (True, False):
            asked = [order[line.id] for line in middle if (line.source == "published") == kept]
            assert asked == sorted(asked)
        assert all(line.horizon == "now" and line.kind != "expect" for line in lines)


def test_what_the_team_rejected_is_no_longer_said(made):
    line = next(line for line in made.now if line.kind == "suspend")
    rejected = {line.id: Decision(verdict="rejected", reason="It helps him")}
    assert line.id in [one.line.id for one in most_important(agreed(made, {}))]
    assert line.id not in [one.line.id for one in most_important(agreed(made, rejected), 50)]
