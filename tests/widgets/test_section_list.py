"""The list of sections: what is done in each, and the way to the next open question."""

import pytest

from tests.readability import UNREADABLE
from tests.widgets.form_page import ANSWER_ALL, form_data, form_page

pytestmark = pytest.mark.browser

FIELD = "background/demographics/answers/"


@pytest.fixture
def form(chromium):
    with form_page(chromium, form_data(), 1280) as form:
        form.mount("makeSectionList")
        yield form


def progress(form, section):
    return form.page.locator(f"[data-section={section}] .nmt-sections-progress").inner_text()


def test_progress_follows_each_answer(form):
    assert progress(form, "demographics") == "0 of 10"
    form.set("pronouns", "he/him")
    form.set("story", "not known")
    assert progress(form, "demographics") == "1 of 10, 1 not known"
    assert progress(form, "adversity") == "0 of 48"
    form.page.evaluate("answers.undo()")
    assert progress(form, "demographics") == "1 of 10"


def test_a_change_counts_its_own_section_only(form):
    form.page.evaluate(
        """() => { window.asked = 0; const state = answers.state.bind(answers);
        answers.state = (question) => { asked += 1; return state(question) } }"""
    )
    form.set("pronouns", "he/him")
    assert form.page.evaluate("asked") == 10


def test_one_section_is_current_and_any_can_be_chosen(form):
    form.page.get_by_role("button", name="Part B").click()
    assert form.page.evaluate("went") == [["relational_history"]]
    current = form.page.locator("[aria-current=true]")
    assert current.count() == 1
    assert current.get_attribute("data-section") == "relational_history"
    form.page.get_by_role("button", name="Review and complete").click()
    assert form.page.evaluate("went.at(-1)") == ["review"]


def test_the_next_open_question_comes_in_order_and_begins_again_at_the_end(form):
    form.set("pronouns", "he/him")
    press = form.page.get_by_role("button", name="Next open question")
    press.click()
    press.click()
    assert form.page.evaluate("went") == [
        ["demographics", f"{FIELD}story"],
        ["demographics", f"{FIELD}household"],
    ]
    last = "assessments/1/relational_health/ratings/community/culture_belonging"
    form.page.evaluate("(path) => Object.assign(document.querySelector('#after').dataset, { path })", last)
    form.page.locator("#after").focus()
    form.page.keyboard.press("Alt+n")
    assert form.page.evaluate("went.at(-1)") == ["demographics", f"{FIELD}story"]


def test_alt_n_goes_on_from_the_question_one_is_in(form):
    form.page.evaluate(
        "(path) => Object.assign(document.querySelector('#after').dataset, { path })", f"{FIELD}living"
    )
    form.page.locator("#after").focus()
    form.page.keyboard.press("Alt+n")
    assert form.page.evaluate("went") == [["demographics", f"{FIELD}legal"]]


def test_when_nothing_is_open_it_says_so(form):
    form.page.evaluate(ANSWER_ALL)
    assert form.page.get_by_role("button", name="Nothing is open").first.is_disabled()
    form.page.keyboard.press("Alt+n")
    assert form.page.evaluate("went") == []
    assert form.page.locator("[data-done]").count() == 4


def test_without_room_it_is_one_line_that_unfolds(chromium):
    with form_page(chromium, form_data(), 800) as form:
        form.mount("makeSectionList")
        entry = form.page.locator("[data-section=adversity]")
        assert not entry.is_visible()
        opener = form.page.locator("[aria-expanded]")
        assert "Demographics" in opener.inner_text()
        assert form.page.locator("nav").bounding_box()["height"] < 60
        opener.press("Enter")
        assert form.page.evaluate("document.activeElement.dataset.section") == "demographics"
        form.page.keyboard.press("Escape")
        assert not entry.is_visible()
        opener.click()
        entry.click()
        assert not entry.is_visible()
        assert form.page.evaluate("went") == [["adversity"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 800, 1280])
def test_the_list_is_legible(chromium, width, scheme):
    with form_page(chromium, form_data(), width, color_scheme=scheme) as form:
        form.mount("makeSectionList")
        if width < 1280:
            form.page.locator("[aria-expanded]").click()
        assert form.page.evaluate("document.documentElement.scrollWidth") <= width
        assert form.page.evaluate(UNREADABLE) == []
