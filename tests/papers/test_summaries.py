"""The pages for home and school: one sheet each, plain words, nobody's markup, nothing a team rejected."""

import re

import pytest
from pypdf import PdfReader

from nmt_widgets import load_case
from nmt_widgets.cases import list_cases
from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.papers import READERS, summary_page
from nmt_widgets.planning import agreed, plan

TECHNICAL = re.compile(
    r"\b(ratio|CMR|cortical|brainstem|limbic|diencephalon|percent|domain|modulation)\b|%", re.I
)


def page_of(case, number, reader, instrument, team=None, day=""):
    made = plan(case, number, instrument)
    return summary_page(
        made, agreed(made, (team or TeamPlan()).decisions).lines, reader, instrument, agreed=day
    )


def words_of(html):
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("number", [1, 2])
def test_no_technical_word_stands_on_it(number, reader, james, instrument):
    found = TECHNICAL.search(words_of(page_of(james, number, reader, instrument)))
    assert found is None, found


def test_what_is_on_hold_is_told_kindly_and_what_is_possible_now_comes_first(james, instrument):
    first, later = (words_of(page_of(james, number, "school", instrument)) for number in (1, 2))
    assert "Tutoring" in first
    assert "only not yet" in first
    assert "only not yet" not in later
    assert later.index("Tutoring") < later.index("What the school arranges")


def test_the_team_goes_before_the_rules(james, instrument):
    team = TeamPlan.model_validate(
        {
            "decisions": {
                "web:start:in_room_aide": {"verdict": "rejected", "reason": "There is one"},
                "web:start:school_understands": {"verdict": "accepted"},
            }
        }
    )
    page = words_of(page_of(james, 1, "school", instrument, team, day="2026-03-02"))
    assert "An aide in the room" not in page
    assert "plan agreed on 2026-03-02" in page
    assert "not yet agreed" in words_of(page_of(james, 1, "school", instrument))


def test_names_stay_words(james, instrument):
    hostile = james.model_copy(update={"title": "<script>alert(1)</script>"})
    assert "<script" not in page_of(hostile, 1, "family", instrument)


@pytest.mark.browser
def test_every_page_of_every_case_is_one_sheet(chromium, instrument, tmp_path):
    sheet = chromium.new_page()
    for id in list_cases():
        case = load_case(id)
        for assessment in case.usable:
            for reader in READERS:
                sheet.set_content(page_of(case, assessment.number, reader, instrument))
                sheet.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
                assert len(PdfReader(tmp_path / "page.pdf").pages) == 1, (id, assessment.number, reader)
    sheet.close()
