"""The lines of a first page: safety, suspended services, what is ready, what is for now; nothing rejected."""

import pytest

from nmt_widgets.case_files.team_plan import Decision
from nmt_widgets.planning import agreed, plan
from nmt_widgets.planning.important import most_important


@pytest.fixture(scope="module")
def client_plan(james):
    return plan(james, 1)


def test_safety_comes_first_for_every_count(client_plan):
    safety = [line.id for line in client_plan.lines if line.part == "safety"]
    assert safety
    for count in (1, 5, 50):
        first = [entry.line.id for entry in most_important(agreed(client_plan, {}), count)]
        assert first[: len(safety)] == safety
        assert len(first) == len(set(first)) <= max(count, len(safety))


def test_suspended_and_ready_lines_come_before_published_measures(james):
    for number, begins in ((1, "suspend"), (2, "ready")):
        agreed_plan = agreed(plan(james, number), {})
        lines = [entry.line for entry in most_important(agreed_plan, 50) if entry.line.part != "safety"]
        assert [line.kind for line in lines[:3]] == [begins] * 3
        last = [line.kind in ("keep", "score_first") for line in lines]
        assert last == sorted(last)
        middle = [line for line in lines[3:] if line.kind not in ("keep", "score_first")]
        published = [line.source == "published" for line in middle]
        assert published == sorted(published, reverse=True)
        order = {line.id: at for at, line in enumerate(agreed_plan.plan.lines)}
        for is_published in (True, False):
            positions = [order[line.id] for line in middle if (line.source == "published") == is_published]
            assert positions == sorted(positions)
        assert all(line.horizon == "now" and line.kind != "expect" for line in lines)


def test_rejected_lines_are_left_out(client_plan):
    line = next(line for line in client_plan.now if line.kind == "suspend")
    rejected = {line.id: Decision(verdict="rejected", reason="It helps him")}
    assert line.id in [entry.line.id for entry in most_important(agreed(client_plan, {}))]
    assert line.id not in [entry.line.id for entry in most_important(agreed(client_plan, rejected), 50)]
