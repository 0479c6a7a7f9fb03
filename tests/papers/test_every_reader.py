"""What a page says fits whom it is about, and no line on it speaks against another."""

import re

import pytest

from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.papers import READERS, plan_page
from nmt_widgets.planning import agreed, plan
from tests.papers.test_summaries import accepting, page_of, words_of
from tests.planning.building import INSTRUMENT, SAFE, lower, make_case, typical

EVERY_REGION = {region.id for region in INSTRUMENT.regions}
YOUNGER = re.compile(r"younger|not being able to yet|-old\b|about (as|like)")


def page_for(case, reader):
    made = plan(case, 1)
    return words_of(page_of(made, reader, INSTRUMENT, accepting(made)))


def team_page(made, decisions):
    team = TeamPlan.model_validate({"decisions": decisions})
    return words_of(plan_page(agreed(made, team.decisions), team, INSTRUMENT))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("age", [18, 45, 90])
def test_an_adult_is_not_said_to_be_like_a_child(age, reader):
    page = page_for(make_case(age, lower(typical(age), EVERY_REGION, 5), safety=SAFE), reader)
    assert YOUNGER.search(page) is None, YOUNGER.search(page)


@pytest.mark.parametrize("reader", READERS)
def test_somebody_like_others_of_the_same_age_is_not_said_to_be_younger(reader):
    page = page_for(make_case(9, typical(9), safety=SAFE), reader)
    assert "much like others of the same age" in page
    assert "younger" not in page


@pytest.mark.parametrize("points", range(1, 7))
def test_an_age_is_said_without_a_wrong_article(points):
    page = page_for(make_case(9, lower(typical(9), EVERY_REGION, points), safety=SAFE), "family")
    assert re.search(r"\ba (8|11|18)\b", page) is None


@pytest.mark.parametrize("service", ["sport", "massage"])
def test_what_rests_for_care_is_not_said_to_ask_for_thinking(service):
    scores = typical(16) | {"psychosexual": 2}
    case = make_case(16, scores, services=[service], safety=SAFE | {"dangerous_weight": "yes"})
    page = page_for(case, "family")
    assert "On hold for now" in page
    assert "thinking and sitting still" not in page
    assert "more care is needed first" in page


def test_the_team_reads_what_has_to_be_cleared_before_a_line():
    case = make_case(16, lower(typical(16), EVERY_REGION, 4), safety=SAFE | {"dangerous_weight": "yes"})
    made = plan(case, 1)
    waiting = [line for line in made.next if line.cleared_by]
    assert waiting
    page = team_page(made, {line.id: {"verdict": "accepted"} for line in waiting})
    for line in waiting:
        assert all(f"First: {what}." in page for what in line.cleared_by)


@pytest.mark.parametrize("answer", ["yes", "not known"])
def test_danger_stands_first_on_the_team_s_page_before_anything_about_it_is_decided(answer):
    case = make_case(16, lower(typical(16), EVERY_REGION, 4), safety=SAFE | {"self_harm": answer})
    made = plan(case, 1)
    page = team_page(made, {made.now[0].id: {"verdict": "accepted"}})
    assert made.safety.summary in page
    assert page.index(made.safety.summary) < page.index(made.now[0].title)
