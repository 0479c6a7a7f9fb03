"""Signs of danger on the page: asked in their section and beside Part A, counted where they are asked, said first."""

import pytest

from nmt_widgets import load_instrument
from nmt_widgets.core.texts import texts
from nmt_widgets.library.form_spec import form_spec
from tests.readability import UNREADABLE
from tests.widgets.form_page import NAMELESS, form_page
from tests.widgets.harness import start

pytestmark = pytest.mark.browser

SAFETY = "assessments/1/sections/safety/answers/"
NOW = "history/adversity/childhood/"
HOME = "assessments/1/relational_health/ratings/family/safety_consistency"
BEGUN = {"title": "Boy", "assessments/1/label": "Start", "assessments/1/age": "9 years"}
YES = {
    "signal": "yes",
    "source": "Class teacher",
    "date": "2026-01-02",
    "person": "stepfather",
    "place": "home",
}


@pytest.fixture
def form(chromium):
    with form_page(chromium, start(BEGUN)) as form:
        form.mount("makeFields", "safety")
        yield form


def question(form, id):
    return form.question(SAFETY + id)


def counts(form, id="safety"):
    return form.page.evaluate(
        "(id) => answers.counts(GIVEN.spec.sections.find((each) => each.id === id).questions)", id
    )


def test_a_sign_is_answered_by_keyboard_and_then_told_who_and_where(form):
    field = question(form, "contact_with_harm")
    assert not field.get_by_label("Who said so").is_visible()
    form.page.evaluate("(path) => view.focus(path)", SAFETY + "contact_with_harm")
    form.page.keyboard.press("Space")
    assert form.get(SAFETY + "contact_with_harm") == {"signal": "yes"}
    form.page.keyboard.press("Tab")
    form.page.keyboard.type("Class teacher")
    form.page.keyboard.press("Tab")
    field.get_by_label("When").fill("2026-01-02")
    for _ in range(3):  # day, month and year, or what is left of them
        if form.page.evaluate("document.activeElement.type !== 'date'"):
            break
        form.page.keyboard.press("Tab")
    field.get_by_label("Person concerned").focus()
    form.page.keyboard.type("stepfather")
    form.page.keyboard.press("Tab")
    form.page.keyboard.press("Space")
    assert form.get(SAFETY + "contact_with_harm") == YES
    assert field.get_attribute("data-state") == "answered"
    words = form.page.evaluate("(path) => answers.say(path, answers.get(path))", SAFETY + "contact_with_harm")
    assert words == "Yes; stepfather; at home; said by Class teacher, 2 January 2026"


def test_whom_it_concerns_is_asked_of_a_yes_alone_and_a_step_back_brings_it_again(form):
    form.set(SAFETY + "self_harm", YES)
    field = question(form, "self_harm")
    field.get_by_role("radio", name="No", exact=True).check()
    assert form.get(SAFETY + "self_harm") == {"signal": "no", "source": "Class teacher", "date": "2026-01-02"}
    assert not field.get_by_label("Person concerned").is_visible()
    field.get_by_role("radio", name="Not known").check()
    assert field.get_attribute("data-state") == "unknown"
    assert not field.get_by_label("Person concerned").is_visible()
    for _ in range(2):
        form.page.evaluate("answers.undo()")
    assert form.get(SAFETY + "self_harm") == YES
    assert field.get_by_label("Person concerned").input_value() == "stepfather"


def test_what_is_noted_of_a_sign_is_in_sight_when_it_is_not_known(form):
    form.set(SAFETY + "contact_with_harm", {"signal": "not known", "place": "elsewhere"})
    field = question(form, "contact_with_harm")
    assert field.get_by_role("radio", name="Elsewhere").is_checked()
    assert not field.get_by_label("Person concerned").is_visible()
    form.set(SAFETY + "contact_with_harm", YES)
    field.get_by_role("radio", name="Not known").check()
    assert form.get(SAFETY + "contact_with_harm") == {**YES, "signal": "not known"}
    assert field.get_by_label("Person concerned").is_visible()


@pytest.mark.parametrize("answer", ["yes", {"signal": "no", "source": "Doctor"}, "not known"])
def test_any_answer_can_be_cleared_by_button_and_by_key(form, answer):
    for clear in (
        lambda field: field.get_by_role("button", name="Clear").click(),
        lambda field: field.get_by_role("radio").first.press("Backspace"),
    ):
        form.set(SAFETY + "self_harm", answer)
        clear(question(form, "self_harm"))
        assert form.get(SAFETY + "self_harm") is None
        assert question(form, "self_harm").get_attribute("data-state") == "open"
        assert not question(form, "self_harm").get_by_label("Who said so").is_visible()


def test_nothing_can_be_changed_once_it_is_completed(chromium):
    with form_page(chromium, start({SAFETY + "self_harm": YES}, status="completed")) as form:
        form.mount("makeFields", "safety")
        field = question(form, "self_harm")
        assert field.get_by_role("radio").first.is_disabled()
        assert not field.get_by_label("Who said so").is_editable()
        assert field.get_by_label("Person concerned").input_value() == "stepfather"


def test_the_section_says_what_a_yes_leads_to(form):
    note = form.page.locator(".nmt-signal-note").inner_text()
    assert "follow your own procedure" in note.lower()


def test_what_goes_on_is_asked_unless_part_a_rates_it_0_in_the_present_period(form):
    assert counts(form)["total"] == 16, "a rating that is not there yet is no 0"
    neglect = question(form, "ongoing_neglect")
    rest = form.page.locator(".nmt-signal-rest")
    assert neglect.is_visible()
    form.set("history/adversity/infancy/neglect", {"severity": 0})
    assert counts(form)["open"] == 16, "what was is not what is"
    form.set(NOW + "domestic_violence", {"severity": 0})
    form.set(NOW + "neglect", {"severity": 8, "pattern": "chronic"})
    form.set(NOW + "sexual_abuse", {"severity": "not known"})
    form.set(NOW + "physical_abuse", {"severity": 0})
    assert counts(form) == {"answered": 0, "notKnown": 0, "open": 14, "total": 14}
    assert neglect.is_visible()
    assert "Part A, Childhood: 8, Chronic" in neglect.inner_text()
    assert rest.locator("summary").inner_text() == "2 more, not asked now"
    rest.locator("summary").click()
    question(form, "ongoing_physical_abuse").get_by_role("radio", name="Yes").check()
    assert counts(form)["answered"] == 1, "an answer counts whatever Part A says"


def test_the_answer_beside_part_a_is_the_answer_of_the_section(form):
    form.mount("makeHistoryGrid", "adversity")
    going = form.page.locator(".nmt-hist-going")
    for place, is_shown in (
        ("infancy/neglect", False),
        ("childhood/chaos", False),
        ("childhood/neglect", True),
    ):
        form.page.evaluate("(path) => view.focus(path)", f"history/adversity/{place}")
        assert going.is_visible() == is_shown
    form.page.keyboard.type("8c")
    going.get_by_role("radio", name="Yes").check()
    going.get_by_label("Person concerned").fill("mother")
    assert form.get(SAFETY + "ongoing_neglect") == {"signal": "yes", "person": "mother"}
    assert form.get(NOW + "neglect") == {"severity": 8, "pattern": "chronic"}
    form.page.evaluate("answers.undo(), answers.undo()")
    assert form.get(SAFETY + "ongoing_neglect") is None
    assert not going.get_by_label("Person concerned").is_visible()
    form.set(SAFETY + "ongoing_neglect", "no")  # as somebody else answers in the section
    assert going.get_by_role("radio", name="No", exact=True).is_checked()
    going.get_by_role("radio", name="Not known").press("Escape")
    assert form.focused() == NOW + "neglect"
    form.page.keyboard.press("ArrowDown")
    assert "Violence between adults" in going.inner_text()
    assert going.locator("input:checked").count() == 0


def test_the_cell_one_is_at_is_never_under_its_editor(chromium):
    with form_page(chromium, start(BEGUN), width=1000) as form:
        form.mount("makeHistoryGrid", "adversity")
        form.set(SAFETY + "ongoing_sexual_abuse", YES)
        form.question(NOW + "sexual_abuse").click()
        cell, pane = (
            form.page.locator(place).bounding_box()
            for place in (f'[data-path="{NOW}sexual_abuse"]', ".nmt-hist-pane")
        )
        assert cell["y"] + cell["height"] <= pane["y"]
        form.page.keyboard.press("ArrowUp")
        form.page.locator(".nmt-hist-going").get_by_role("radio", name="Yes").check()
        cell, pane = (
            form.page.locator(place).bounding_box()
            for place in (f'[data-path="{NOW}physical_abuse"]', ".nmt-hist-pane")
        )
        assert cell["y"] + cell["height"] <= pane["y"]


def test_the_way_to_the_next_open_question_passes_over_what_is_not_asked(form):
    form.mount("makeSectionList")
    line = form.page.locator('[data-section="safety"]')
    assert "0 of 16" in line.inner_text()
    form.set(NOW + "physical_abuse", {"severity": 0})
    form.set(NOW + "sexual_abuse", {"severity": 0})
    assert "0 of 14" in line.inner_text()
    at = f'<i tabindex=0 data-path="{SAFETY}caregiver_in_danger">'
    form.page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", at)
    form.page.locator("body > i").focus()
    form.page.keyboard.press("Alt+n")
    assert form.page.evaluate("went.at(-1)") == ["safety", SAFETY + "ongoing_neglect"]


def test_the_review_begins_with_what_is_there_and_what_nobody_knows(form):
    form.set(SAFETY + "contact_with_harm", YES)
    form.set(SAFETY + "exploitation", "not known")
    form.set(SAFETY + "heart_cleared", "yes")  # good news, no sign of danger
    form.set(HOME, {"rating": 3})
    form.mount("makeReview")
    first = form.page.locator("h3").first
    assert first.inner_text() == "Safety first"
    block = form.page.locator(".nmt-review-safety")
    assert "2 signs of danger, 1 not known, 11 not answered" in block.inner_text()
    present = block.locator(".nmt-review-there li").all_inner_texts()
    assert present[0].split("\n")[-1].startswith("Rated 3 of 12: Home is safe"), (
        "the home, as Part D rates it"
    )
    assert "stepfather; at home" in present[1]
    assert len(present) == 2
    block.get_by_role("button", name="Contact with a person who harmed").click()
    assert form.page.evaluate("went.at(-1)") == ["safety", SAFETY + "contact_with_harm"]
    assert block.get_by_role("button", name="Exploitation").is_visible()
    assert block.get_by_role("button", name="Going missing").is_visible()
    assert not block.get_by_text("Heart and circulation").count()
    form.set(SAFETY + "contact_with_harm", "no")
    form.set(HOME, {"rating": 4})
    assert "sign of danger is there" not in block.inner_text()


def test_somebody_listed_as_unsafe_is_a_sign_and_a_baby_s_thoughts_are_not_asked_about(chromium):
    spec = form_spec(load_instrument(), 1, 0.5, texts("assess"))
    with form_page(chromium, {**start(BEGUN), "spec": spec}) as form:
        form.mount("makeReview")
        block = form.page.locator(".nmt-review-safety")
        assert not block.get_by_text("Thoughts of death or suicide").count()
        assert block.get_by_role("button", name="Dangerous weight").is_visible()
        people = "assessments/1/sections/services/answers/people"
        form.set(people, [{"person": "father", "safe": "unsafe"}, {"person": "aunt", "safe": "safe"}])
        (line,) = block.locator(".nmt-review-there li").all_inner_texts()
        assert "father" in line
        assert "aunt" not in line
        row = {"safe": "unsafe", "contact": "daily", "person": "teacher", "lasting": "for_now"}
        form.set(people, [row])
        (line,) = block.locator(".nmt-review-there li").all_inner_texts()
        assert "Teacher, Daily, For now, Unsafe" in line
        form.set(SAFETY + "suicidal_thoughts", "yes")
        assert block.get_by_role("button", name="Thoughts of death or suicide").is_visible(), (
            "a Yes counts at any age"
        )


def test_completing_with_a_sign_of_danger_asks_whether_somebody_acts(form):
    form.set(SAFETY + "contact_with_harm", YES)
    form.mount("makeReview")
    button = form.page.get_by_role("button", name="Complete the assessment")
    form.page.get_by_role("checkbox", name="I have looked at what is open").check()
    assert button.get_attribute("aria-disabled") == "true"
    assert "Say first that somebody acts" in form.page.locator(".nmt-review-act").inner_text()
    acts = form.page.get_by_role("checkbox", name="Somebody acts on this today")
    acts.check()
    assert acts.evaluate("(node) => node === document.activeElement")
    button.click()
    form.page.get_by_text("This assessment is complete", exact=True).wait_for()
    assert form.page.locator(".nmt-review-safety .nmt-review-there").is_visible(), "it stays said"


def test_when_all_is_answered_no_it_does_not_say_that_anybody_is_safe(form):
    signs = form.page.evaluate(
        "GIVEN.spec.signs.map(({ path }) => path).filter((path) => !path.endsWith('people'))"
    )
    for path in signs:
        form.set(path, "no")
    form.set(HOME, {"rating": 9})
    form.mount("makeReview")
    words = form.page.locator(".nmt-review-safety").inner_text().lower()
    assert "each sign of danger was asked about and answered no" in words
    assert "is safe" not in words


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["makeFields safety", "makeHistoryGrid adversity", "makeReview"])
def test_all_of_it_can_be_read_and_has_a_name(chromium, scheme, view):
    answers = {
        SAFETY + "self_harm": YES,
        SAFETY + "exploitation": "not known",
        SAFETY + "ongoing_neglect": YES,
    }
    begin = start({**answers, NOW + "neglect": {"severity": 8, "pattern": "chronic"}})
    with form_page(chromium, begin, color_scheme=scheme) as form:
        form.mount(*view.split())
        if "Grid" in view:
            form.page.evaluate("(path) => view.focus(path)", NOW + "neglect")
        form.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert form.page.evaluate(UNREADABLE) == []
        assert form.page.evaluate(NAMELESS) == []
