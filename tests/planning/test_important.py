"""What a first page says: safety, then what to leave aside, then what is for now; nothing rejected or for later."""

import pytest

from nmt_widgets.cases.model import Decision
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


def test_then_what_is_suspended_then_the_plan_s_own_order(made):
    lines = [one.line for one in most_important(agreed(made, {}), 50) if one.line.part != "safety"]
    kinds = [line.kind for line in lines]
    suspended = kinds.count("suspend")
    assert suspended
    assert set(kinds[:suspended]) == {"suspend"}
    order = {line.id: at for at, line in enumerate(made.lines)}
    asked = [order[line.id] for line in lines[suspended:] if line.kind not in ("keep", "score_first")]
    assert asked == sorted(asked)
    assert all(line.horizon == "now" and line.kind != "expect" for line in lines)
    last = [kind in ("keep", "score_first") for kind in kinds]
    assert last == sorted(last)


def test_what_the_team_rejected_is_no_longer_said(made):
    line = next(line for line in made.now if line.kind == "suspend")
    rejected = {line.id: Decision(verdict="rejected", reason="It helps him")}
    assert line.id in [one.line.id for one in most_important(agreed(made, {}))]
    assert line.id not in [one.line.id for one in most_important(agreed(made, rejected), 50)]
