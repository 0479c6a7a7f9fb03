"""The review: everything open or implausible is named, nothing is forced, and completing is a step of its own."""

import pytest

from tests.readability import UNREADABLE
from tests.widgets.form_page import ANSWER_ALL, FIELDS, form_data, form_page

pytestmark = pytest.mark.browser

POINTS = """() => { window.POINTS = [{ paths: ["history/adversity/infancy/neglect", "assessments/1/age", "gone/x"],
  title: "<b>Neglect</b> without a trace", reason: "Because.", advice: "Look again." }] }"""
AGE = "assessments/1/age"


@pytest.fixture
def form(chromium):
    with form_page(chromium, form_data({AGE: "9 years"})) as form:
        form.page.evaluate(POINTS)
        form.mount("makeReview")
        yield form


def test_every_open_question_is_named_and_leads_there(form):
    part = form.page.locator(".nmt-review-lists .nmt-review-part").first
    total = form.page.evaluate(
        "answers.counts(GIVEN.spec.sections.flatMap(({ questions }) => questions)).open"
    )
    assert part.locator(".nmt-review-link").count() == total
    assert part.get_by_text(f"{total} questions are open").is_visible()
    part.get_by_role("button", name="Pronouns", exact=True).click()
    assert form.page.evaluate("went") == [["demographics", FIELDS[0]["path"]]]
    part.locator("summary", has_text="Part A").click()
    part.locator("details[open] p", has_text="Infancy").get_by_role("button", name="Chaos").first.click()
    assert form.page.evaluate("went.at(-1)") == ["adversity", "history/adversity/infancy/chaos"]


def test_lists_the_person_opened_stay_open(form):
    part = form.page.locator(".nmt-review-lists .nmt-review-part").first
    part.locator("summary", has_text="Part A").click()
    form.set("history/adversity/infancy/chaos", {"severity": 2, "pattern": "single"})
    assert part.locator("details", has_text="Part A").get_attribute("open") is not None


def test_what_is_not_known_is_counted_and_can_be_unfolded(form):
    form.set("pronouns", "not known")
    part = form.page.locator(".nmt-review-part", has_text="1 answer is “not known”")
    link = part.get_by_role("button", name="Pronouns")
    assert not link.is_visible()
    part.locator("summary").click()
    assert link.is_visible()


def test_the_check_is_asked_for_and_its_points_lead_to_their_questions(form):
    assert form.sent("review")
    point = form.page.locator(".nmt-review-point")
    assert point.locator("h4").inner_text() == "<b>Neglect</b> without a trace"
    assert "Because." in point.inner_text()
    assert "Look again." in point.inner_text()
    assert point.get_by_role("button").all_inner_texts() == [
        "Infancy: Neglect, including splinter neglect",
        "Age",
    ]


def test_until_the_check_answers_it_says_that_it_is_checking(chromium):
    with form_page(chromium, form_data()) as form:
        form.mount("makeReview")
        assert form.page.get_by_text("Checking …").is_visible()
        form.page.evaluate("model.reply({ type: 'review', implausible: [] })")
        form.page.get_by_text("Nothing contradicts itself.").wait_for()


def test_what_the_check_finds_takes_nobody_s_place(chromium):
    with form_page(chromium, form_data()) as form:
        form.mount("makeReview")
        summary = form.page.locator("summary", has_text="Part A").first
        summary.press("Enter")
        form.page.evaluate("model.reply({ type: 'review', implausible: [] })")
        form.page.get_by_text("Nothing contradicts itself.").wait_for()
        assert summary.evaluate("node => node === document.activeElement && node.parentElement.open")


def test_a_change_asks_the_check_again(form):
    before = len(form.sent("review"))
    form.set("pronouns", "he/him")
    form.page.wait_for_function(
        "(n) => model.sent.filter(({ type }) => type === 'review').length > n", arg=before
    )


def test_completing_with_open_questions_needs_a_look_and_nothing_more(form):
    button = form.page.get_by_role("button", name="Complete the assessment")
    button.click(force=True)
    assert button.get_attribute("aria-disabled") == "true"
    assert form.page.get_by_text("Tick the box first").is_visible()
    assert form.page.evaluate("answers.status") == "in-progress"
    form.page.get_by_label("I have looked at what is open").check()
    button.click()
    form.page.get_by_text("This assessment is complete").wait_for()
    assert form.sent("save")[-1]["changes"]["assessments/1/status"] == "completed"
    assert form.page.get_by_text("by me.").is_visible()
    assert form.page.get_by_text("Change an answer").is_visible()
    assert form.page.evaluate("document.activeElement.textContent") == "This assessment is complete"


def test_with_nothing_open_there_is_nothing_to_tick(form):
    form.page.evaluate(ANSWER_ALL)
    assert form.page.get_by_label("I have looked").count() == 0
    form.page.get_by_role("button", name="Complete the assessment").click()
    form.page.get_by_text("This assessment is complete").wait_for()


def test_a_needed_answer_blocks_and_is_linked(form):
    form.set(AGE, None)
    form.page.get_by_label("I have looked at what is open").check()
    button = form.page.get_by_role("button", name="Complete the assessment")
    button.click(force=True)
    assert form.page.evaluate("answers.status") == "in-progress"
    form.page.locator(".nmt-review-needed").get_by_role("button", name="Age").click()
    assert form.page.evaluate("went.at(-1)") == ["demographics", AGE]
    form.set(AGE, "9 years")
    button.click()
    form.page.get_by_text("This assessment is complete").wait_for()


def test_a_completion_that_fails_says_why(form):
    form.page.evaluate("window.REFUSE = { kind: 'locked', message: 'The age is missing', path: '' }")
    form.page.evaluate(ANSWER_ALL)
    form.page.get_by_role("button", name="Complete the assessment").click()
    form.page.get_by_text("Not saved: The age is missing").wait_for()
    assert form.page.evaluate("answers.status") == "in-progress"


def test_entered_in_error_needs_a_reason_which_goes_with_it(form):
    form.set("pronouns", "he/him")
    form.page.locator("summary", has_text="Entered in error").click()
    mark = form.page.get_by_role("button", name="Mark as entered in error")
    mark.click()
    assert form.page.get_by_text("Give a reason").is_visible()
    form.page.get_by_label("Reason").fill("entered for another person")
    mark.click()
    form.page.get_by_text("This assessment is marked as entered in error").wait_for()
    assert not mark.is_visible()
    last = form.sent("save")[-1]
    assert last["changes"] == {"assessments/1/status": "entered-in-error"}
    assert last["reason"] == "entered for another person"


def test_a_completed_assessment_can_still_be_marked_as_entered_in_error(chromium):
    with form_page(
        chromium, form_data({AGE: "9 years"}, status="completed", completed="2026-03-02T10:00:00Z")
    ) as form:
        form.mount("makeReview")
        assert form.page.get_by_text("Completed at").is_visible()
        assert form.page.get_by_role("button", name="Complete the assessment").count() == 0
        form.page.locator("summary", has_text="Entered in error").click()
        form.page.get_by_label("Reason").fill("twice entered")
        form.page.get_by_role("button", name="Mark as entered in error").click()
        form.page.get_by_text("This assessment is marked as entered in error").wait_for()
        assert form.sent("save")[-1]["reason"] == "twice entered"


def test_who_may_only_read_is_offered_nothing_to_press(chromium):
    with form_page(chromium, form_data({AGE: "9 years"}, write=False)) as form:
        form.mount("makeReview")
        assert form.page.get_by_text("questions are open").first.is_visible()
        assert form.page.get_by_role("button", name="Complete the assessment").count() == 0
        assert not form.page.locator("summary", has_text="Entered in error").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 620, 800])
def test_the_review_is_legible(chromium, width, scheme):
    with form_page(chromium, form_data(), width, color_scheme=scheme) as form:
        form.page.evaluate(POINTS)
        form.mount("makeReview")
        form.page.locator(".nmt-review-point").wait_for()
        form.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert form.page.evaluate("document.documentElement.scrollWidth") <= width
        assert form.page.evaluate(UNREADABLE) == []
