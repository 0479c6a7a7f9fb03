"""Ages and dates in everyday forms: the stored form, questions about odd values, messages at the field."""

import re

import pytest
from playwright.sync_api import expect

from tests.apps.assessing import Clinic, Form

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("clinic"))
    yield clinic
    clinic.close()


@pytest.fixture
def form(clinic, chromium):
    """Open the second of two assessments, as Cleo."""
    context = clinic.context(chromium, "Cleo")
    second = {"age": "10 years", "label": "Second assessment", "status": "in-progress"}
    rated = {
        "history/adversity/childhood/neglect": {"severity": 4},
        "background/demographics/answers/gestation": 26,
    }
    case = clinic.begin(
        **{f"assessments/2/{name}": value for name, value in second.items()},
        **{"assessments/1/date": "2024-05-01", **rated},
    )
    form = Form(clinic, context, case)
    form.case = case
    form.section("assessment")
    yield form
    context.close()
    assert context.troubles == []


def field(form, name):
    return form.page.locator(f'.nmt-q[data-path="assessments/2/{name}"]')


def age(form, text):
    field(form, "age").locator("input").fill(text)
    form.page.keyboard.press("Tab")


def stored_answer(clinic, form, name="age"):
    return clinic.answers(form.case).get(f"assessments/2/{name}")


def test_an_age_is_typed_as_people_say_it(form, clinic, keep):
    input_ = field(form, "age").locator("input")
    for typed, stored in (("10,5", "10.5 years"), ("11 y 2 m", "11 years 2 months"), ("12yrs", "12 years")):
        age(form, typed)
        expect(input_).to_have_value(stored)
        form.saved()
        assert stored_answer(clinic, form) == stored
    revisions = len(clinic.revisions(form.case))
    input_.fill("")
    input_.press_sequentially("13")  # no child of one year on the way
    form.page.keyboard.press("Tab")
    expect(input_).to_have_value("13 years")
    form.saved()
    assert len(clinic.revisions(form.case)) == revisions + 1

    age(form, "110")
    doubt = field(form, "age").locator(".nmt-q-doubt")
    expect(input_).to_have_accessible_description(re.compile("Such as.*are these months"))
    expect(doubt).to_contain_text("110 years: are these months? (9 years 2 months)")
    expect(field(form, "age").locator(".nmt-q-refused")).to_be_hidden()
    form.saved()
    assert stored_answer(clinic, form) == "110 years"
    keep(form.page, "age-asked-about")
    age(form, "13 years")
    expect(doubt).to_be_hidden()


def test_an_age_that_contradicts_is_told_at_its_field_and_holds_up_nothing(form, clinic, keep):
    age(form, "8")
    problem = field(form, "age").locator(".nmt-q-refused")
    expect(problem).to_contain_text("Assessment 2 is at an earlier age than 1 (8 years, 9 years)")
    expect(field(form, "age").locator("input")).to_have_value("8")
    keep(form.page, "age-contradicts")
    field(form, "label").locator("input").fill("Again")
    form.page.keyboard.press("Tab")
    form.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    form.page.locator('.nmt-save[data-state="unsaved"]').wait_for()  # the age alone; no longer "saving"
    expect(field(form, "label").locator(".nmt-q-refused")).to_be_hidden()
    expect(form.page.locator(".nmt-refused")).to_contain_text("Age at the assessment")
    assert (stored_answer(clinic, form), stored_answer(clinic, form, "label")) == ("10 years", "Again")

    age(form, "nine and a bit")
    expect(problem).to_contain_text("'nine and a bit' is not an age; write it like '9 years'")
    expect(problem).not_to_contain_text("correct it")
    expect(field(form, "age").locator("input")).to_have_accessible_description(
        re.compile("Such as.*Not saved: 'nine")
    )
    expect(field(form, "age").locator("input")).to_have_attribute("aria-invalid", "true")
    age(form, "9 years")
    expect(problem).to_be_hidden()
    expect(field(form, "age").locator("input")).not_to_have_attribute("aria-invalid", "true")
    form.saved()
    assert stored_answer(clinic, form) == "9 years"


def test_a_date_before_the_first_is_told_at_its_field(form, clinic, keep):
    input_ = field(form, "date").locator("input")
    input_.fill("2024-01-02")
    expect(field(form, "date").locator(".nmt-q-refused")).to_contain_text(
        "Assessment 2 is dated before 1 (2 January 2024, 1 May 2024)"
    )
    keep(form.page, "date-contradicts")
    input_.focus()
    form.page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "20240602");
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    expect(input_).to_have_value("2024-06-02")
    form.saved()
    assert stored_answer(clinic, form, "date") == "2024-06-02"
    input_.focus()
    form.page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "3.4.2026");
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    expect(field(form, "date").locator(".nmt-q-problem").first).to_contain_text(
        "Not pasted: “3.4.2026”. Write the year first"
    )
    input_.fill("2150-01-01")
    form.page.keyboard.press("Tab")
    form.page.locator(".nmt-section-head h2").click()
    expect(field(form, "date").locator(".nmt-q-problem").first).to_contain_text(
        "the whole year, 1990 to 2100"
    )


def test_a_new_case_with_a_wrong_age_is_told_in_its_form(clinic, chromium):
    context = clinic.context(chromium, "Cleo", viewport={"width": 800, "height": 800})
    page = Form(clinic, context).page
    new = page.locator(".nmt-record-new")
    new.get_by_label("Working title").fill("Boy, foster care")
    new.get_by_label("Age at the assessment").fill("nine")
    new.get_by_text("A client", exact=True).click()
    new.get_by_role("button", name="Begin").click()
    expect(new.get_by_role("alert")).to_contain_text(
        "Age at the assessment: 'nine' is not an age; write it like"
    )
    context.close()
    assert context.troubles == []
