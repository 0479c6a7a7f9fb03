"""Two people's whole errands on the assessment screen, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from nmt_widgets.charts import wording
from nmt_widgets.metrics import profile
from tests.apps.assessing import SCORES, Clinic, Form, rows_in_view
from tests.readability import assert_readable
from tests.widgets.form_page import NAMELESS as NAMELESS_IN_A_FORM

pytestmark = pytest.mark.browser

HISTORY = "history/adversity/"
NAMELESS = NAMELESS_IN_A_FORM.replace("#form", ".nmt-assessment")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("clinic"))
    yield clinic
    clinic.close()


@pytest.fixture
def browser(chromium, clinic):
    """Open browsers of people who have signed in; errors in any of their pages fail the test."""
    opened = []

    def open_(name="Cleo", **settings):
        opened.append(clinic.context(chromium, name, **settings))
        return opened[-1]

    yield open_
    troubles = [trouble for context in opened for trouble in context.troubles]
    for context in opened:
        context.close()
    assert troubles == []


def focused(page):
    """Return what a person with a screen reader hears of what has the focus: its label, or its words."""
    return page.evaluate(
        """() => {
          const at = document.activeElement;
          return at.getAttribute("aria-label") ?? at.labels?.[0]?.firstChild.textContent ?? at.textContent.trim();
        }"""
    )


def tab_to(page, words, most=40):
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"'{words}' is not reached by Tab")


def test_a_trainee_scores_a_case_by_keyboard_only(browser, clinic, james, instrument, keep, picture):
    page = Form(clinic, browser("Tom")).page
    form = Form.of(page)
    page.locator(".nmt-record-list").wait_for()
    tab_to(page, "Working title")
    page.keyboard.type("Practice: James")
    page.keyboard.press("Tab")
    page.keyboard.type("9 years")
    page.keyboard.press("Enter")
    form.wait()
    page.wait_for_function("document.activeElement.textContent === 'Practice: James'")
    case = re.search(r"case=([\w-]+)", page.url)[1]

    tab_to(page, "Part C")
    page.keyboard.press("Enter")
    assert focused(page).startswith("1, severe")
    assert rows_in_view(page, ".nmt-sheet-row") >= 8
    scores = james.assessment(1).functions.scores
    keys = 0
    for function in instrument.functions:
        digits = str(scores[function.id].score)
        page.keyboard.type(digits)
        page.keyboard.press("Enter")
        keys += len(digits) + 1
    assert keys <= 3 * 32  # four minutes leave 2.5 s for each
    assert {id: form.chosen_step(id) for id in instrument.ids} == {
        id: str(scores[id].score) for id in instrument.ids
    }
    now = profile(james, 1, instrument)
    figures = page.locator(".nmt-figures")
    expect(figures).to_contain_text(wording.number(now.total.value))
    expect(figures).to_contain_text(wording.number(now.cmr.figure.value, 2))
    form.box("values", str(scores["values"].score))
    keep(page, "assess-scored")
    picture(page, "assess-scores", width=1100)

    page.keyboard.press("Control+z")
    form.box("values", "")
    page.keyboard.press("Control+y")
    form.box("values", str(scores["values"].score))
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.keyboard.press("n")
    page.keyboard.type("As his foster mother tells it")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    for words in ("WISC", "71", "School psychologist", "2026-03-01"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert focused(page).startswith(f"{scores['values'].score}, ")
    page.keyboard.press("Home")
    page.keyboard.press("0")
    page.keyboard.press("j")
    form.saved()
    entry = {"instrument": "WISC", "value": "71", "informant": "School psychologist", "date": "2026-03-01"}
    answers = clinic.answers(case)
    assert answers[SCORES + "values"] == {
        "score": scores["values"].score,
        "confidence": "moderate",
        "note": "As his foster mother tells it",
        "evidence": [entry],
    }
    assert answers[SCORES + "cardiovascular"] == {"score": "not known"}
    expect(page.locator('[data-section="functions"]')).to_contain_text("31 of 32, 1 not known")
    page.keyboard.press("Alt+n")
    page.wait_for_function("document.activeElement.closest('[data-path*=\"relational_health\"]')")
    assert form.drafts() == []

    page.reload()
    form.wait()
    form.section("adversity")
    page.keyboard.press("Tab")
    assert rows_in_view(page, ".nmt-hist-grid tbody tr") >= 8
    form.section("functions")
    assert {id: form.chosen_step(id) for id in instrument.ids[1:]} == {
        id: str(scores[id].score) for id in instrument.ids[1:]
    }
    clinic.check(case)


def test_a_clinician_begins_is_interrupted_goes_on_completes_and_amends(browser, clinic, keep, picture):
    monday = Form(clinic, browser(reduced_motion="no-preference"))
    page = monday.page
    page.get_by_label("Working title").fill("Girl, kinship care")
    page.get_by_label("Age at the assessment").fill("9 years")
    page.get_by_text("A client", exact=True).click()
    page.get_by_role("button", name="Begin", exact=True).click()
    monday.wait()
    case = re.search(r"case=([\w-]+)", page.url)[1]
    monday.section("demographics")
    page.get_by_label("Pronouns").fill("she")
    page.locator('[data-path$="/household"] input').fill("Grandmother")
    monday.section("adversity")
    page.locator(f'[data-path="{HISTORY}infancy/neglect"]').click()
    page.keyboard.type("9")
    page.locator(f'[data-path="{HISTORY}childhood/chaos"]').click()
    page.keyboard.type("6e")
    monday.section("relational_history")
    page.locator('[data-path="history/relational/childhood/family_supports"]').click()
    page.keyboard.type("7")
    monday.section("functions")
    for function, digits in {
        "cardiovascular": "10",
        "sleep": "4",
        "speech": "9",
        "communication": "4",
    }.items():
        monday.score(function, digits)
    monday.section("current_relational")
    page.locator(".nmt-q-steps").first.get_by_role("radio", name="8").click()
    monday.section("caregiving")
    page.locator(".nmt-q-steps").first.get_by_role("radio", name="5").click()
    monday.section("services")
    page.get_by_label("Service", exact=True).fill("Tutoring")
    page.get_by_label("How often").select_option("Weekly")
    monday.saved()
    page.context.close()  # called away: nobody pressed anything

    tuesday = Form(clinic, browser())
    page = tuesday.page
    page.get_by_role("button", name="Go on: Girl, kinship care").click()
    tuesday.wait()
    expect(page.get_by_role("heading", name="Current services and people")).to_be_visible()
    expect(page.locator('[data-section="services"]')).to_have_attribute("aria-current", "true")
    page.wait_for_url(f"**?case={case}&assessment=1&section=services")
    page.evaluate("window.isSamePage = true")
    tuesday.section("adversity")
    page.wait_for_url("**&section=adversity")
    page.go_back()
    expect(page.locator('[data-section="services"]')).to_have_attribute("aria-current", "true")
    page.go_forward()
    page.wait_for_url("**&section=adversity")
    expect(page.locator('[data-section="adversity"]')).to_have_attribute("aria-current", "true")
    assert page.evaluate("isSamePage"), "from section to section the page is not loaded again"
    page.reload()
    tuesday.wait()
    expect(page.locator('[data-section="adversity"]')).to_have_attribute("aria-current", "true")
    expect(page.locator('[data-section="functions"]')).to_contain_text("4 of 32")
    expect(page.locator('[data-section="adversity"]')).to_contain_text("2 of 48")
    answers = clinic.answers(case)
    assert answers["background/demographics/answers/household"] == ["Grandmother"]
    assert answers[f"{HISTORY}childhood/chaos"] == {"severity": 6, "pattern": "episodic"}
    assert answers["assessments/1/sections/services/answers/current"] == [
        {"service": "tutoring", "times": "weekly"}
    ]
    tuesday.section("functions")
    assert tuesday.chosen_step("sleep") == "4"
    page.get_by_role("button", name="Next open question").click()
    page.wait_for_function("document.activeElement.closest('[data-path$=\"/temperature_metabolism\"]')")

    tuesday.section("review")
    review = page.locator(".nmt-review")
    expect(review).to_contain_text("Severity without a pattern")
    expect(review).to_contain_text("Neglect, including splinter neglect (Infancy)")
    expect(review).to_contain_text("Speech well above communication")
    expect(review).to_contain_text("Adversity without relationships")
    keep(page, "assess-review")
    review.locator(".nmt-review-point").filter(has_text="without a pattern").get_by_role(
        "button"
    ).first.click()
    page.wait_for_function("document.activeElement.dataset.path === 'history/adversity/infancy/neglect'")
    page.keyboard.type("c")
    tuesday.section("review")
    expect(review.get_by_text("Severity without a pattern")).to_have_count(0)
    complete = review.get_by_role("button", name="Complete the assessment")
    expect(complete).to_have_attribute("aria-disabled", "true")
    review.get_by_label("I have looked at what is open").check()
    complete.click()
    expect(review).to_contain_text("This assessment is complete")
    expect(tuesday.bar).to_contain_text("Completed on")
    assert tuesday.drafts() == []
    assert clinic.answers(case)["assessments/1/status"] == "completed"
    onward = review.get_by_role("navigation", name="What comes next").get_by_role("link")
    expect(onward).to_have_count(2)
    assert [re.sub(r"^.*/", "", link.evaluate("link => link.href")) for link in onward.all()] == [
        f"consult.ipynb?case={case}",
        f"home.ipynb?case={case}",
    ]

    tuesday.section("functions")
    tuesday.score("sleep", "6")
    assert tuesday.chosen_step("sleep") == "4"
    expect(page.locator(".nmt-sheet-warning")).to_contain_text("begin an amendment")
    tuesday.bar.get_by_role("button", name="Change an answer").click()
    page.get_by_label("Reason for the change").fill("Diary of two weeks came in")
    page.keyboard.press("Enter")
    tuesday.score("sleep", "6")
    tuesday.saved()
    keep(page, "assess-amended")
    tuesday.bar.get_by_role("button", name="End the amendment").click()
    tuesday.score("sleep", "7")
    assert tuesday.chosen_step("sleep") == "6"
    last = clinic.revisions(case)[-1]
    assert last.reason == "Diary of two weeks came in"
    changed = {change["path"]: (change["old"], change["new"]) for change in last.changes}
    assert changed[SCORES + "sleep"] == ({"score": 4}, {"score": 6})
    assert changed["assessments/1/status"] == ("completed", "amended")

    tuesday.section("revisions")
    newest = page.locator(".nmt-revision").first
    expect(newest).to_contain_text("Reason: Diary of two weeks came in")
    expect(newest.get_by_role("row", name="Sleep")).to_contain_text("46")  # before, after
    page.get_by_label("Changes in").select_option("Part A: adverse events")
    expect(page.locator(".nmt-revision").first).to_contain_text("Neglect, including splinter neglect")
    page.get_by_label("Changes in").select_option("All sections")
    keep(page, "assess-history")
    before = last.number - 1
    page.get_by_role("button", name=f"Put this state back …, after change {before}").click()
    back = page.get_by_role("form", name=f"Put the state after change {before} back")
    expect(back).to_contain_text("1 answer would change")
    expect(back.get_by_role("heading")).to_be_focused()
    expect(back.get_by_role("heading")).to_be_in_viewport()
    picture(page, "assess-history")
    back.get_by_role("button", name="Put it back").click()
    expect(back.get_by_role("alert")).to_have_text("Write the reason first.")
    back.get_by_label("Why it is put back").fill("The diary was of a brother")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"The state after change {before} is back.")).to_be_visible()
    expect(newest).to_contain_text(f"State after change {before} put back: The diary was of a brother")
    tuesday.section("functions")
    expect(tuesday.row("sleep").get_by_role("radio", name="4,")).to_be_checked()
    assert clinic.answers(case)[SCORES + "sleep"] == {"score": 4}
    assert clinic.answers(case)["assessments/1/status"] == "amended"
    page.get_by_role("button", name="← All assessments").click()
    expect(page.locator(".nmt-case").filter(has_text=case)).to_contain_text("Amended")
    clinic.check(case)


def test_the_same_case_is_assessed_again_and_pressing_twice_does_it_once(browser, clinic):
    case = clinic.begin(
        title="Assessed twice", **{"assessments/1/status": "completed", SCORES + "sleep": {"score": 3}}
    )
    page = Form(clinic, browser()).page
    record = page.locator(".nmt-case").filter(has_text=case)
    record.get_by_text("Assess again").click()
    record.get_by_label("Age at the assessment").fill("10 years")
    record.get_by_role("button", name="Begin").dblclick()
    Form.of(page).wait()
    page.wait_for_url(f"**?case={case}&assessment=2&section=assessment")
    answers = clinic.answers(case)
    assert {path.split("/")[1] for path in answers if path.startswith("assessments/")} == {"1", "2"}
    assert answers["assessments/2/status"] == "in-progress"


def test_what_a_new_case_is_for_is_chosen_and_then_said_and_changed(browser, clinic):
    form = Form(clinic, browser())
    new = form.page.locator(".nmt-record-new")
    assert new.get_by_role("radio").count() == 2
    assert new.locator("input:checked").count() == 0, (
        "a clinician's case is neither practice nor a client by itself"
    )
    new.get_by_label("Working title").fill("Girl, foster care")
    new.get_by_label("Age at the assessment").fill("9 years")
    new.get_by_role("button", name="Begin").click()
    assert new.get_by_label("A client").evaluate("(node) => node.validity.valueMissing")
    new.get_by_label("A client").check()
    new.get_by_role("button", name="Begin").click()
    form.wait()
    purpose = form.page.locator(".nmt-purpose")
    expect(purpose).to_contain_text("What it is for: A client.")
    purpose.get_by_role("button", name="Change what it is for …").click()
    practice = purpose.get_by_label("Practice in scoring")
    expect(practice).to_have_accessible_description("Seen by everybody in these roles: Trainer, Programme")
    practice.check()
    purpose.get_by_role("button", name="Change it").click()
    expect(purpose.get_by_role("alert")).to_have_text("Tick the box first.")
    purpose.get_by_label("I know who can see it then").check()
    purpose.get_by_role("button", name="Change it").click()
    expect(purpose).to_contain_text("What it is for: Practice in scoring.")
    case = re.search(r"case=([\w-]+)", form.page.url)[1]
    assert clinic.store.read(case).kind == "practice"


HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\u0007 {x} 'q' \U0001f9e0"
SHOWN = HOSTILE.replace("\u0007", "")


def test_hostile_text_is_stored_and_shown_harmlessly(browser, clinic):
    form = Form(clinic, browser())
    page = form.page
    new = page.locator(".nmt-record-new")
    new.get_by_label("Working title").fill(HOSTILE)
    new.get_by_label("Age at the assessment").fill("9 years")
    new.get_by_label("A client").check()
    new.get_by_role("button", name="Begin").click()
    form.wait()
    case = re.search(r"case=([\w-]+)", page.url)[1]
    form.section("demographics")
    page.get_by_label("Pronouns").fill(HOSTILE)
    page.get_by_label("Where they live").fill(HOSTILE + "\n" + "long " * 4000)
    form.section("functions")
    form.score("sleep", "5n")
    page.keyboard.type(HOSTILE.replace("\u0007", ""))
    form.saved()
    answers = clinic.answers(case)
    assert answers["title"] == SHOWN
    assert answers["background/demographics/answers/pronouns"] == SHOWN
    assert len(answers["background/demographics/answers/living_situation"]) > 20_000
    assert answers[SCORES + "sleep"]["note"] == SHOWN
    page.reload()
    form.wait()
    assert page.locator("h1").inner_text() == SHOWN
    form.section("demographics")
    assert page.get_by_label("Pronouns").input_value() == SHOWN
    form.section("review")
    page.get_by_role("button", name="← All assessments").click()
    expect(page.locator(".nmt-case h3").filter(has_text="onerror")).to_have_text(SHOWN)
    assert page.locator("img[src=x]").count() == 0
    clinic.check(case)


def test_an_age_that_is_none_is_refused_where_it_was_typed(browser, clinic):
    form = Form(clinic, browser(), clinic.begin())
    page = form.page
    page.get_by_label("Age at the assessment").fill("nine")
    alert = page.locator('[data-path="assessments/1/age"] [role=alert]')
    expect(alert).to_contain_text("is not an age")
    page.get_by_label("Age at the assessment").fill("3 years")
    expect(alert).to_be_hidden()
    form.saved()
    form.section("adversity")
    expect(
        page.get_by_role("columnheader", name="Childhood", exact=False).filter(has_text="11 years")
    ).to_have_count(0)


def test_somebody_who_may_only_read_changes_nothing(browser, clinic):
    case = clinic.begin(**{SCORES + "sleep": {"score": 3}})
    clinic.share(case, "Petra")
    form = Form(clinic, browser("Petra"), case)
    expect(form.bar).to_contain_text("You may read this assessment, not change it")
    form.section("functions")
    form.score("sleep", "9")
    assert form.chosen_step("sleep") == "3"
    assert len(clinic.revisions(case)) == 1


def test_somebody_else_s_case_is_not_there(browser, clinic):
    page = Form(clinic, browser("Tom")).page
    page.goto(f"{clinic.screen}?case={clinic.begin(title='Not his')}")
    expect(page.get_by_role("alert")).to_contain_text("there is no such case, or none you may open")
    expect(page.get_by_text("Not his")).to_have_count(0)


def test_every_section_fits_its_window_at_200_percent_too(browser, clinic):
    page = Form(clinic, browser(), clinic.begin_james()).page
    for width, height in ((1280, 800), (1024, 768), (800, 1000), (640, 400), (400, 800)):
        page.set_viewport_size({"width": width, "height": height})
        for button in page.locator(".nmt-sections [data-section]").all():
            button.evaluate("button => button.click()")
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, (width, button.get_attribute("data-section"))


def test_every_section_can_be_read_and_every_control_has_a_name(browser, clinic):
    form = Form(clinic, browser(), clinic.begin_james())
    for button in form.page.locator(".nmt-sections [data-section]").all():
        button.click()
        form.page.mouse.move(2, 2)
        where = button.get_attribute("data-section")
        assert_readable(form.page, where)
        assert (where, form.page.evaluate(NAMELESS)) == (where, [])


def test_the_bar_is_read_aloud_once_and_not_at_each_save(browser, clinic):
    form = Form(clinic, browser(), clinic.begin())
    form.page.evaluate(
        """() => {
          window.said = [];
          const status = document.querySelector('.nmt-save [role=status]');
          new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    form.section("functions")
    for digits in ("3", "4", "5", "6"):
        form.score("sleep", digits)
        form.saved()
    form.page.wait_for_function("said.length > 0")  # once it has been calm for long enough
    assert len(form.page.evaluate("said")) == 1
