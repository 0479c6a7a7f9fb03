"""The pages for home and school: only what was agreed, in plain words, and nothing about danger."""

import random
import re
import unicodedata
from dataclasses import replace

import pytest
import textstat
from pypdf import PdfReader

from nmt_widgets import load_case
from nmt_widgets.case_files import list_cases
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.plan_summary import plan_standing
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


def page_of(client_plan, reader, instrument, decisions=None, **rest):
    team = team_of(decisions or {}, **rest)
    return summary_page(agreed(client_plan, team.decisions), team, reader, instrument)


def accepting(client_plan, **more):
    """Accept every line for decision, also those that stand next."""
    return {
        line.id: {"verdict": "accepted", **more}
        for line in client_plan.lines
        if line.kind not in ("expect", "later")
    }


def words_of(html):
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.S)
    text = re.sub(r"</?(?:p|li|dd|dt|h\d|tr|td|th|section|div|ul|dl|body)\b[^>]*>", "\n", text)
    return re.sub(r"<[^>]+>", "", text).replace("&#39;", "'").replace("&amp;", "&")


def letters(text):
    """Return only the letters of a text: print joins letters into ligatures and breaks lines anywhere."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


def ids_on(html):
    return re.findall(r'data-line="([^"]+)"', html)


@pytest.fixture(scope="module")
def first(james, instrument):
    return plan(james, 1, instrument)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("number", [1, 2])
def test_no_technical_word_is_on_a_page(number, reader, james, instrument):
    client_plan = plan(james, number, instrument)
    match = TECHNICAL.search(words_of(page_of(client_plan, reader, instrument, accepting(client_plan))))
    assert match is None, match


@pytest.mark.parametrize("reader", READERS)
def test_without_decisions_no_proposal_is_on_a_page(reader, first, instrument):
    page = page_of(first, reader, instrument)
    assert ids_on(page) == []
    text = words_of(page)
    assert "Nothing has been agreed yet" in text
    assert not [line.title for line in first.lines if line.title in text]
    assert not [line.text for line in first.lines if line.text and line.text in text]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("reader", READERS)
def test_a_page_has_the_accepted_and_changed_lines_and_no_others(seed, reader, first, instrument):
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
            decisions[line.id] = {key: text.format(n=n) for key, text in choice.items()}
    team = team_of(decisions)
    agreed_plan = agreed(first, team.decisions)
    page = summary_page(agreed_plan, team, reader, instrument)
    expected = [entry for group in lines_for(agreed_plan, reader).values() for entry in group]
    agreed_ids = {entry.line.id for entry in agreed_plan.agreed}
    assert sorted(ids_on(page)) == sorted(entry.line.id for entry in expected)
    assert set(ids_on(page)) <= agreed_ids
    place = {"family": "home", "school": "school"}[reader]
    in_reach = {
        entry.line.id
        for entry in agreed_plan.agreed
        if place in entry.line.where and entry.line.kind != "score_first"
    }
    assert in_reach <= set(ids_on(page))
    text = words_of(page)
    for entry in expected:
        if entry.verdict == "changed":
            assert entry.text in text
            assert entry.line.text not in text
    for entry in agreed_plan.rejected:
        assert entry.line.text not in text


@pytest.mark.parametrize("number", [1, 2])
def test_a_family_can_read_its_page(number, james, instrument):
    client_plan = plan(james, number, instrument)
    lines = [
        line.strip()
        for line in words_of(page_of(client_plan, "family", instrument, accepting(client_plan))).split("\n")
    ]
    sentences = [line if line.endswith((".", "!", "?", ":")) else f"{line}." for line in lines if line]
    text = re.sub(r"\d+(\.\d+)?", "ten", " ".join(sentences))
    assert len(text.split()) > 200
    assert textstat.flesch_kincaid_grade(text) <= 7


def test_lines_on_hold_are_worded_kindly(first, instrument):
    tutoring = {"client:suspend:tutoring": {"verdict": "accepted"}}
    page = words_of(page_of(first, "school", instrument, tutoring))
    assert "Tutoring" in page
    assert "only not yet" in page
    assert "only not yet" not in words_of(
        page_of(first, "school", instrument, {"web:start:in_room_aide": {"verdict": "accepted"}})
    )


def test_a_page_has_its_recipient_the_day_of_agreement_and_the_next_meeting(first, instrument):
    aide = {"web:start:in_room_aide": {"verdict": "accepted", "who": "Ms. B", "start": "2026-03-04"}}
    page = words_of(
        page_of(first, "school", instrument, aide, agreed="2026-03-02", next_meeting="2026-04-13")
    )
    for words in (
        "For: Class teacher",
        "agreed on 2 March 2026",
        "again on 13 April 2026",
        "Ms. B",
        "From 4 March 2026",
    ):
        assert words in page
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


def in_danger(client_plan):
    """Return a plan of a client whose home may be unsafe."""
    signs = (Sign("self_harm", "yes", "Self-harm", "concerning: the stepfather", True),)
    line = PlanLine(
        id="safety:protect:self_harm", part="safety", kind="protect", title="Self-harm: today",
        text="The stepfather is not alone with James.", where=("home",), responsible=("clinician",),
    )  # fmt: skip
    safety = replace(
        client_plan.safety, signs=signs, lines=(line,), home="unsafe", summary="Signs of danger: self-harm.",
        procedure=("Tell the head of protection",), numbers=(("Emergency", "112"),),
    )  # fmt: skip
    return replace(client_plan, safety=safety, lines=(line, *client_plan.lines))


@pytest.mark.parametrize("reader", READERS)
def test_a_page_needs_a_named_recipient_unless_every_sign_was_answered_no(reader, first, instrument):
    team = TeamPlan.model_validate({"recipients": {reader: "  "}})
    with pytest.raises(InputError, match="receives"):
        summary_page(agreed(in_danger(first), {}), team, reader, instrument)
    unknown = tuple(sign for sign in first.safety.signs if sign.state != "yes")
    with pytest.raises(InputError, match="receives"):
        summary_page(
            agreed(replace(first, safety=replace(first.safety, signs=unknown)), {}), team, reader, instrument
        )
    calm = replace(first, safety=replace(first.safety, home="no sign", signs=()))
    assert summary_page(agreed(calm, {}), team, reader, instrument)


@pytest.mark.parametrize("reader", READERS)
def test_pages_for_home_and_school_are_silent_about_danger(reader, first, instrument):
    client_plan = in_danger(first)
    text = words_of(page_of(client_plan, reader, instrument, accepting(client_plan)))
    assert "stepfather" not in text
    assert DANGER.search(text) is None, DANGER.search(text)
    assert ("112" in text) == (reader == "family")
    team = team_of(accepting(client_plan))
    assert "stepfather" in words_of(plan_page(agreed(client_plan, team.decisions), team, instrument))


def test_the_agreed_plan_has_the_lines_of_safety_without_a_decision_too(first, instrument):
    client_plan = in_danger(first)
    aide, protect = "web:start:in_room_aide", "safety:protect:self_harm"
    for decided in (
        {},
        {protect: {"verdict": "rejected", "reason": "No time"}},
        {protect: {"verdict": "changed"}},
    ):
        team = team_of({aide: {"verdict": "accepted"}, **decided})
        agreed_plan = agreed(client_plan, team.decisions)
        page = plan_page(agreed_plan, team, instrument)
        assert ids_on(page)[0] == protect
        assert "not taken up yet" in words_of(page)
        left = sum(entry.line.part != "safety" for entry in agreed_plan.open)
        assert f"Still open: {left}\n" in words_of(page)
        standing = plan_standing(agreed_plan, TeamPlan(agreed="2026-03-02"), instrument)
        assert standing["sentences"][-1].endswith("not taken up yet.")
    team = team_of({protect: {"verdict": "accepted"}})
    assert ids_on(plan_page(agreed(client_plan, team.decisions), team, instrument))[0] == protect
    nothing = plan_page(agreed(client_plan, {}), TeamPlan(), instrument)
    assert "Nothing has been agreed yet" in words_of(nothing)
    assert "The stepfather is not alone with James" in words_of(nothing)


@pytest.mark.parametrize("age", [0.5, 5, 9, 14, 25])
def test_neither_a_sign_of_danger_nor_its_person_is_on_a_page(age, instrument):
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
    client_plan = plan(case, 1, instrument)
    assert client_plan.safety.home == "unsafe"
    assert "Karl" in str(client_plan.safety.signs)
    for reader in READERS:
        page = page_of(client_plan, reader, instrument, accepting(client_plan))
        text = words_of(page)
        assert ids_on(page) or reader == "school"  # nothing is planned at school for a baby, or a grown-up
        assert "Karl" not in text
        assert not [
            line.title for line in client_plan.safety.lines if line.id in ids_on(page) or line.text in text
        ]
        assert not [line.title for line in client_plan.safety.withheld if line.id in ids_on(page)]
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
    agreed_plan = agreed(first, team.decisions)
    page = plan_page(agreed_plan, team, instrument)
    waiting = [entry.line.id for entry in agreed_plan.open if entry.line.part == "safety"]
    assert ids_on(page) == [*waiting, "web:start:in_room_aide", walk]
    text = words_of(page)
    for words in (
        "2 March 2026",
        "13 April 2026",
        "Foster mother, Teacher",
        "Ms. B",
        "4 Mar 2026",
        "Around the block",
        "5 minutes",
    ):
        assert words in text
    assert f"Still open: {agreed_plan.counts.open - len(waiting)}\n" in text
    assert "Rejected, with a reason: 1" in text
    assert "He loves it" not in text


def test_markup_in_names_is_escaped(james, instrument):
    hostile = james.model_copy(update={"title": "<script>alert(1)</script>"})
    client_plan = plan(hostile, 1, instrument)
    bold = {"own:x": {"verdict": "accepted", "title": "<b>x</b>", "text": "<img src=x>", "part": "client"}}
    page = page_of(client_plan, "family", instrument, {**accepting(client_plan), **bold})
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;b&gt;x" in page


@pytest.mark.browser
def test_no_agreed_line_is_cut_off_in_print(chromium, instrument, tmp_path):
    sheet = chromium.new_page()
    for id in list_cases():
        case = load_case(id)
        for assessment in case.usable:
            client_plan = plan(case, assessment.number, instrument)
            team = team_of(accepting(client_plan))
            agreed_plan = agreed(client_plan, team.decisions)
            for reader in READERS:
                sheet.set_content(summary_page(agreed_plan, team, reader, instrument))
                sheet.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
                pages = PdfReader(tmp_path / "page.pdf").pages
                text = letters("".join(page.extract_text() for page in pages))
                groups = lines_for(agreed_plan, reader)
                for entry in (line for id, lines in groups.items() if id != "hold" for line in lines):
                    assert letters(entry.line.title) in text, (
                        id,
                        assessment.number,
                        reader,
                        entry.line.id,
                    )
    sheet.close()
