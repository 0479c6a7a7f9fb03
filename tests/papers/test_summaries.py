"""The pages for home and school: what was agreed and nothing else, in plain words, and no word of danger."""

import random
import re
import unicodedata
from dataclasses import replace

import pytest
import textstat
from pypdf import PdfReader

from nmt_widgets import load_case
from nmt_widgets.apps.consult.plan_summary import plan_standing
from nmt_widgets.cases import list_cases
from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.core.errors import InputError
from nmt_widgets.papers import READERS, lines_for, plan_page, summary_page
from nmt_widgets.planning import PlanLine, Sign, agreed, plan
from tests.planning.building import lower, make_case, typical

TECHNICAL = re.compile(
    r"\b(ratio|CMR|cortical|brainstem|limbic|diencephalon|percent|domain|modulation)\b|%", re.I
)
DANGER = re.compile(r"\b(abus\w*|suicid\w*|self-harm\w*|violen\w*|neglect\w*|incest|protection)\b", re.I)
FOR = {"family": "Foster mother", "school": "Class teacher"}


def team_of(decisions, **rest):
    return TeamPlan.model_validate({"decisions": decisions, "recipients": FOR, **rest})


def page_of(made, reader, instrument, decisions=None, **rest):
    team = team_of(decisions or {}, **rest)
    return summary_page(agreed(made, team.decisions), team, reader, instrument)


def accepting(made, **more):
    """Accept everything that can be decided on, what stands next too."""
    return {
        line.id: {"verdict": "accepted", **more}
        for line in made.lines
        if line.kind not in ("expect", "later")
    }


def words_of(html):
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.S)
    text = re.sub(r"</?(?:p|li|dd|dt|h\d|tr|td|th|section|div|ul|dl|body)\b[^>]*>", "\n", text)
    return re.sub(r"<[^>]+>", "", text).replace("&#39;", "'").replace("&amp;", "&")


def letters(text):
    """Return the letters of a text only: a page sets two of them as one, and breaks lines anywhere."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


def ids_on(html):
    return re.findall(r'data-line="([^"]+)"', html)


@pytest.fixture(scope="module")
def first(james, instrument):
    return plan(james, 1, instrument)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("number", [1, 2])
def test_no_technical_word_stands_on_it(number, reader, james, instrument):
    made = plan(james, number, instrument)
    found = TECHNICAL.search(words_of(page_of(made, reader, instrument, accepting(made))))
    assert found is None, found


@pytest.mark.parametrize("reader", READERS)
def test_before_anything_is_decided_no_proposal_stands_on_it(reader, first, instrument):
    page = page_of(first, reader, instrument)
    assert ids_on(page) == []
    text = words_of(page)
    assert "Nothing has been agreed yet" in text
    assert not [line.title for line in first.lines if line.title in text]
    assert not [line.text for line in first.lines if line.text and line.text in text]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("reader", READERS)
def test_each_page_holds_the_accepted_and_changed_lines_and_no_other(seed, reader, first, instrument):
    chance = random.Random(seed)
    choices = [
        None,
        {"verdict": "accepted"},
        {"verdict": "changed", "reason": "Better so", "text": "Ours instead, number {n}."},
        {"verdict": "changed"},
        {"verdict": "rejected", "reason": "Not here"},
        {"verdict": "rejected", "reason": " "},
    ]
    decisions = {}
    for n, line in enumerate(first.lines):
        if line.kind not in ("expect", "later") and (choice := chance.choice(choices)):
            decisions[line.id] = {key: said.format(n=n) for key, said in choice.items()}
    team = team_of(decisions)
    laid = agreed(first, team.decisions)
    page = summary_page(laid, team, reader, instrument)
    expected = [one for group in lines_for(laid, reader).values() for one in group]
    made = {one.line.id for one in laid.made}
    assert sorted(ids_on(page)) == sorted(one.line.id for one in expected)
    assert set(ids_on(page)) <= made
    place = {"family": "home", "school": "school"}[reader]
    here = {one.line.id for one in laid.made if place in one.line.where and one.line.kind != "score_first"}
    assert here <= set(ids_on(page))
    text = words_of(page)
    for one in expected:
        if one.verdict == "changed":
            assert one.text in text
            assert one.line.text not in text
    for one in laid.rejected:
        assert one.line.text not in text


@pytest.mark.parametrize("number", [1, 2])
def test_a_family_can_read_its_page(number, james, instrument):
    made = plan(james, number, instrument)
    lines = [
        line.strip() for line in words_of(page_of(made, "family", instrument, accepting(made))).split("\n")
    ]
    sentences = [line if line.endswith((".", "!", "?", ":")) else f"{line}." for line in lines if line]
    text = re.sub(r"\d+(\.\d+)?", "ten", " ".join(sentences))
    assert len(text.split()) > 200
    assert textstat.flesch_kincaid_grade(text) <= 7


def test_what_is_on_hold_is_told_kindly(first, instrument):
    tutoring = {"client:suspend:tutoring": {"verdict": "accepted"}}
    page = words_of(page_of(first, "school", instrument, tutoring))
    assert "Tutoring" in page
    assert "only not yet" in page
    assert "only not yet" not in words_of(
        page_of(first, "school", instrument, {"web:start:in_room_aide": {"verdict": "accepted"}})
    )


def test_it_says_for_whom_when_it_was_agreed_and_when_one_meets_again(first, instrument):
    aide = {"web:start:in_room_aide": {"verdict": "accepted", "who": "Ms. B", "start": "2026-03-04"}}
    page = words_of(
        page_of(first, "school", instrument, aide, agreed="2026-03-02", next_meeting="2026-04-13")
    )
    for said in (
        "For: Class teacher",
        "agreed on 2 March 2026",
        "again on 13 April 2026",
        "Ms. B",
        "From 4 March 2026",
    ):
        assert said in page
    assert "not agreed yet" in words_of(page_of(first, "school", instrument, aide))


def test_a_line_of_the_team_s_own_is_printed_where_it_is_done(first, instrument):
    own = {
        "own:dog": {"verdict": "accepted", "title": "Walk the dog", "part": "client", "where": ["home"]},
        "own:desk": {
            "verdict": "accepted",
            "title": "A desk by the door",
            "part": "web",
            "where": ["school"],
        },
        "own:aunt": {"verdict": "accepted", "title": "The aunt stays tonight", "part": "safety"},
    }
    family, school = (words_of(page_of(first, reader, instrument, own)) for reader in READERS)
    assert "Walk the dog" in family
    assert "Walk the dog" not in school
    assert "A desk by the door" in school
    team = team_of(own)
    whole = words_of(plan_page(agreed(first, team.decisions), team, instrument))
    for title in ("Walk the dog", "A desk by the door", "The aunt stays tonight"):
        assert title in whole
    assert "aunt" not in family + school


def in_danger(made):
    """Return a plan of a client whose home may be unsafe."""
    signs = (Sign("self_harm", "yes", "Self-harm", "concerning: the stepfather", True),)
    line = PlanLine(
        id="safety:protect:self_harm", part="safety", kind="protect", title="Self-harm: today",
        text="The stepfather is not alone with James.", where=("home",), who=("clinician",),
    )  # fmt: skip
    safety = replace(
        made.safety, signs=signs, lines=(line,), home="unsafe", summary="Signs of danger: self-harm.",
        procedure=("Tell the head of protection",), numbers=(("Emergency", "112"),),
    )  # fmt: skip
    return replace(made, safety=safety, lines=(line, *made.lines))


@pytest.mark.parametrize("reader", READERS)
def test_no_page_is_made_before_somebody_says_who_receives_it(reader, first, instrument):
    team = TeamPlan.model_validate({"recipients": {reader: "  "}})
    with pytest.raises(InputError, match="receives"):
        summary_page(agreed(in_danger(first), {}), team, reader, instrument)
    calm = replace(first, safety=replace(first.safety, home="no sign"))
    assert summary_page(agreed(calm, {}), team, reader, instrument)


@pytest.mark.parametrize("reader", READERS)
def test_no_page_tells_a_home_that_may_be_unsafe_what_is_known(reader, first, instrument):
    made = in_danger(first)
    text = words_of(page_of(made, reader, instrument, accepting(made)))
    assert "stepfather" not in text
    assert DANGER.search(text) is None, DANGER.search(text)
    assert ("112" in text) == (reader == "family")
    team = team_of(accepting(made))
    assert "stepfather" in words_of(plan_page(agreed(made, team.decisions), team, instrument))


def test_the_agreed_plan_keeps_what_keeps_somebody_safe_whether_it_was_taken_up_or_not(first, instrument):
    made = in_danger(first)
    aide, protect = "web:start:in_room_aide", "safety:protect:self_harm"
    for decided in (
        {},
        {protect: {"verdict": "rejected", "reason": "No time"}},
        {protect: {"verdict": "changed"}},
    ):
        team = team_of({aide: {"verdict": "accepted"}, **decided})
        laid = agreed(made, team.decisions)
        page = plan_page(laid, team, instrument)
        assert ids_on(page)[0] == protect
        assert "not taken up yet" in words_of(page)
        left = sum(one.line.part != "safety" for one in laid.open)
        assert f"Still open: {left}\n" in words_of(page)
        assert plan_standing(laid, TeamPlan(agreed="2026-03-02"), instrument)["said"][-1].endswith(
            "not taken up yet."
        )
    team = team_of({protect: {"verdict": "accepted"}})
    assert ids_on(plan_page(agreed(made, team.decisions), team, instrument))[0] == protect
    nothing = plan_page(agreed(made, {}), TeamPlan(), instrument)
    assert "Nothing has been agreed yet" in words_of(nothing)
    assert "The stepfather is not alone with James" in words_of(nothing)


@pytest.mark.parametrize("age", [0.5, 5, 9, 14, 25])
def test_no_sign_of_danger_and_no_name_behind_it_gets_onto_a_page(age, instrument):
    sections = {section.id: section for section in instrument.sections}
    signs = [entry.id for entry in sections["safety"].entries if entry.kind == "signal"]
    services = list(instrument.section_words["services"].entries["current"].options)
    regions = {region.id for region in instrument.regions}
    case = make_case(
        age,
        lower(typical(age), regions, 3),
        title="Sam",
        services=services,
        people=[{"person": "parent", "lasting": "lasting", "safe": "not_safe"}],
        safety={id: {"signal": "yes", "person": "Stepfather Karl", "place": "home"} for id in signs},
    )
    made = plan(case, 1, instrument)
    assert made.safety.home == "unsafe"
    assert "Karl" in str(made.safety.signs)
    for reader in READERS:
        page = page_of(made, reader, instrument, accepting(made))
        text = words_of(page)
        assert ids_on(page) or reader == "school"  # nothing is planned at school for a baby, or a grown-up
        assert "Karl" not in text
        assert not [line.title for line in made.safety.lines if line.id in ids_on(page) or line.text in text]
        assert not [line.title for line in made.safety.held if line.id in ids_on(page)]
        assert DANGER.search(text) is None, DANGER.search(text)
        assert TECHNICAL.search(text) is None, TECHNICAL.search(text)


def test_the_agreed_plan_lists_what_was_agreed_and_counts_the_rest(first, instrument):
    walk, rocking = [line.id for line in first.now if line.activity][:2]
    team = team_of(
        {
            "web:start:in_room_aide": {"verdict": "accepted", "who": "Ms. B", "start": "2026-03-04"},
            walk: {
                "verdict": "changed",
                "reason": "Knee",
                "text": "Around the block",
                "minutes": 5,
            },
            "client:suspend:tutoring": {"verdict": "rejected", "reason": "He loves it"},
            rocking: {"verdict": "changed"},
        },
        agreed="2026-03-02",
        next_meeting="2026-04-13",
        present=["Foster mother", "Teacher"],
    )
    laid = agreed(first, team.decisions)
    page = plan_page(laid, team, instrument)
    waiting = [one.line.id for one in laid.open if one.line.part == "safety"]
    assert ids_on(page) == [*waiting, "web:start:in_room_aide", walk]
    text = words_of(page)
    for said in (
        "2 March 2026",
        "13 April 2026",
        "Foster mother, Teacher",
        "Ms. B",
        "4 March 2026",
        "Around the block",
        "5 minutes",
    ):
        assert said in text
    assert f"Still open: {laid.counts.open - len(waiting)}\n" in text
    assert "Rejected, with a reason: 1" in text
    assert "He loves it" not in text


def test_names_stay_words(james, instrument):
    hostile = james.model_copy(update={"title": "<script>alert(1)</script>"})
    made = plan(hostile, 1, instrument)
    bold = {"own:x": {"verdict": "accepted", "title": "<b>x</b>", "text": "<img src=x>", "part": "client"}}
    page = page_of(made, "family", instrument, {**accepting(made), **bold})
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;b&gt;x" in page


@pytest.mark.browser
def test_nothing_agreed_is_cut_from_any_printed_page(chromium, instrument, tmp_path):
    sheet = chromium.new_page()
    for id in list_cases():
        case = load_case(id)
        for assessment in case.usable:
            made = plan(case, assessment.number, instrument)
            team = team_of(accepting(made))
            laid = agreed(made, team.decisions)
            for reader in READERS:
                sheet.set_content(summary_page(laid, team, reader, instrument))
                sheet.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
                pages = PdfReader(tmp_path / "page.pdf").pages
                text = letters("".join(page.extract_text() for page in pages))
                groups = lines_for(laid, reader)
                for one in (line for id, lines in groups.items() if id != "hold" for line in lines):
                    assert letters(one.line.title) in text, (
                        id,
                        assessment.number,
                        reader,
                        one.line.id,
                    )
    sheet.close()
