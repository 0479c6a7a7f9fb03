"""Dates on printed pages are written for people, never as 2026-03-01."""

import re

import pytest

from nmt_widgets import load_case
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.papers import READERS, plan_page, summary_page
from nmt_widgets.papers.statements import StatementLine, statement_page
from nmt_widgets.planning import agreed, plan
from nmt_widgets.training.certification.programmes import load_programmes
from nmt_widgets.training.certification.standing import level_standing

ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def test_a_statement_has_the_days_of_its_entries():
    programmes = load_programmes()
    lines = [
        StatementLine("2026-03-01", "didactic", 2, "The map", "Tina"),
        StatementLine("2026-04-13", "attested", 0, "", "Tina"),
    ]
    standing = level_standing(programmes.level("nmt_1"), [], [])
    page = statement_page("Ben", standing, lines, [], programmes, missing="", today="2026-05-02")
    for day in ("1 Mar 2026", "attested by Tina on 13 April 2026", "to 13 April 2026", "2 May 2026"):
        assert day in page
    assert ISO_DATE.search(page) is None, ISO_DATE.search(page)


@pytest.mark.parametrize("reader", [*READERS, "team"])
def test_a_page_about_a_plan_has_its_days(reader, instrument):
    aide = {"verdict": "accepted", "start": "2026-03-04"}
    team = TeamPlan.model_validate(
        {
            "decisions": {"web:start:in_room_aide": aide},
            "agreed": "2026-03-02",
            "next_meeting": "2026-04-13",
            "recipients": {"family": "Foster mother", "school": "Class teacher"},
        }
    )
    agreed_plan = agreed(plan(load_case("james"), 1, instrument), team.decisions)
    page = (
        plan_page(agreed_plan, team, instrument)
        if reader == "team"
        else summary_page(agreed_plan, team, reader, instrument)
    )
    assert "13 April 2026" in page
    assert ISO_DATE.search(page) is None, ISO_DATE.search(page)
