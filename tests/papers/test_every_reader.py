"""The words of a page fit the client, and no line contradicts another."""

import re

import pytest

from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.papers import READERS, plan_page
from nmt_widgets.planning import agreed, plan
from tests.papers.test_summaries import accepting, page_of, words_of
from tests.planning.building import INSTRUMENT, SAFE, lower, make_case, typical

EVERY_REGION = {region.id for region in INSTRUMENT.regions}
YOUNGER = re.compile(r"younger|not being able to yet|-old\b|about (as|like)")


def page_for(case, reader):
    client_plan = plan(case, 1)
    return words_of(page_of(client_plan, reader, INSTRUMENT, accepting(client_plan)))


def team_page(client_plan, decisions):
    team = TeamPlan.model_validate({"decisions": decisions})
    return words_of(plan_page(agreed(client_plan, team.decisions), team, INSTRUMENT))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("age", [18, 45, 90])
def test_an_adult_is_not_compared_with_a_child(age, reader):
    page = page_for(make_case(age, lower(typical(age), EVERY_REGION, 5), safety=SAFE), reader)
    assert YOUNGER.search(page) is None, YOUNGER.search(page)


@pytest.mark.parametrize("reader", READERS)
def test_a_typical_client_is_not_called_younger(reader):
    page = page_for(make_case(9, typical(9), safety=SAFE), reader)
    assert "much like others of the same age" in page
    assert "younger" not in page


@pytest.mark.parametrize("points", range(1, 7))
def test_ages_have_the_right_article(points):
    page = page_for(make_case(9, lower(typical(9), EVERY_REGION, points), safety=SAFE), "family")
    assert re.search(r"\ba (8|11|18)\b", page) is None


@pytest.mark.parametrize("service", ["sport", "massage"])
def test_a_line_on_hold_for_care_gives_that_reason(service):
    scores = typical(16) | {"psychosexual": 2}
    case = make_case(16, scores, services=[service], safety=SAFE | {"dangerous_weight": "yes"})
    page = page_for(case, "family")
    assert "On hold for now" in page
    assert "thinking and sitting still" not in page
    assert "more care is needed first" in page


def test_the_team_page_has_what_must_be_cleared_before_a_line():
    case = make_case(16, lower(typical(16), EVERY_REGION, 4), safety=SAFE | {"dangerous_weight": "yes"})
    client_plan = plan(case, 1)
    waiting = [line for line in client_plan.next if line.cleared_by]
    assert waiting
    page = team_page(client_plan, {line.id: {"verdict": "accepted"} for line in waiting})
    for line in waiting:
        assert all(f"First: {condition}." in page for condition in line.cleared_by)


@pytest.mark.parametrize("answer", ["yes", "not known"])
def test_danger_is_first_on_the_team_page_without_a_decision_too(answer):
    case = make_case(16, lower(typical(16), EVERY_REGION, 4), safety=SAFE | {"self_harm": answer})
    client_plan = plan(case, 1)
    page = team_page(client_plan, {client_plan.now[0].id: {"verdict": "accepted"}})
    assert client_plan.safety.summary in page
    assert page.index(client_plan.safety.summary) < page.index(client_plan.now[0].title)
