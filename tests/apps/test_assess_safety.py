"""A clinician's errand by keyboard: signs of danger, what goes on now beside Part A, and both said first at the end."""

import re

import pytest
from playwright.sync_api import expect

from nmt_widgets.apps.practice.attempt import scoring_spec
from nmt_widgets.training.references.attempts import for_trainee
from tests.apps.assessing import Clinic, Form

SAFETY = "assessments/1/sections/safety/answers/"
NOW = "history/adversity/childhood/"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("clinic"))
    yield clinic
    clinic.close()


def tab_into(page, selector, most=60):
    """Go on by Tab until the focus is in a part of the page."""
    for _ in range(most):
        if page.evaluate("(selector) => Boolean(document.activeElement.closest(selector))", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def go(form, section):
    form.page.locator(f'.nmt-sections [data-section="{section}"]').focus()
    form.page.keyboard.press("Enter")


@pytest.mark.browser
def test_safety_is_answered_by_keyboard_and_stands_first_in_the_review(clinic, chromium, keep):
    case = clinic.begin()
    context = clinic.context(chromium, "Cleo")
    form = Form(clinic, context, case)
    page = form.page
    keys = page.keyboard

    go(form, "safety")
    tab_into(page, f'[data-path="{SAFETY}self_harm"] [role=radiogroup]')
    keys.press("ArrowRight")
    tab_into(page, f'[data-path="{SAFETY}contact_with_harm"] [role=radiogroup]')
    keys.press("Space")
    keys.press("Tab")
    keys.type("Class teacher")
    tab_into(page, '[data-part="person"]')
    keys.type("stepfather")
    keys.press("Tab")
    keys.press("Space")

    go(form, "adversity")
    tab_into(page, ".nmt-hist-cell")
    keys.press("Control+End")
    for _ in range(12):
        if page.evaluate("document.activeElement.dataset.path") == NOW + "physical_abuse":
            break
        keys.press("ArrowUp")
    keys.type("8c")
    keys.press("Enter")
    tab_into(page, ".nmt-hist-going [role=radiogroup]")
    keys.press("Space")
    keep(page, "assess-going-on")
    keys.press("Escape")
    assert page.evaluate("document.activeElement.dataset.path") == NOW + "physical_abuse"
    form.saved()
    answers = clinic.answers(case)
    assert answers[SAFETY + "self_harm"] == {"signal": "no"}
    assert answers[SAFETY + "ongoing_physical_abuse"] == {"signal": "yes"}
    sign = {"signal": "yes", "source": "Class teacher", "person": "stepfather", "place": "home"}
    assert answers[SAFETY + "contact_with_harm"] == sign

    page.reload()
    form.wait()
    go(form, "safety")
    for id, name in (("self_harm", "No"), ("contact_with_harm", "Yes"), ("ongoing_physical_abuse", "Yes")):
        question = page.locator(f'[data-path="{SAFETY}{id}"]')
        expect(question.get_by_role("radio", name=name, exact=True)).to_be_checked()
        expect(question).to_be_visible()
    expect(page.locator(f'[data-path="{SAFETY}ongoing_neglect"]')).to_be_visible()  # not rated is no 0
    contact = page.locator(f'[data-path="{SAFETY}contact_with_harm"]')
    expect(contact.get_by_label("Person concerned")).to_have_value("stepfather")
    keep(page, "assess-safety")

    go(form, "review")
    first = page.locator(".nmt-review section").first
    expect(first).to_contain_text("Safety first")
    expect(first).to_contain_text("Yes; stepfather; at home; said by Class teacher")
    expect(first).to_contain_text("Physical abuse, going on now")
    keep(page, "assess-safety-review")
    page.get_by_role("checkbox", name="I have looked at what is open").check()
    complete = page.get_by_role("button", name="Complete the assessment")
    expect(complete).to_have_attribute("aria-disabled", "true")
    acted = page.get_by_role("checkbox", name=re.compile("Somebody acts on this today"))
    acted.check()
    complete.click()
    expect(page.locator(".nmt-review")).to_contain_text("has no Part C scores; score at least one function")
    go(form, "functions")
    form.score("sleep", "4")
    form.saved()
    go(form, "review")
    page.get_by_role("checkbox", name="I have looked at what is open").check()
    acted.check()
    complete.click()
    page.get_by_text("This assessment is complete", exact=True).wait_for()
    assert clinic.answers(case)["assessments/1/status"] == "completed"
    assert form.drafts() == []
    assert context.troubles == []
    context.close()
    clinic.check(case)


def test_who_practises_scoring_is_neither_asked_nor_told_of_signs_of_danger(james, instrument):
    questions = [
        question for section in scoring_spec(instrument, 9.0)["sections"] for question in section["questions"]
    ]
    assert {question["kind"] for question in questions} == {"score"}
    first = james.assessment(1)
    safety = type(first.sections["services"])(answers={"self_harm": "yes"}, note="He said so")
    case = james.model_copy(
        update={"assessments": (first.model_copy(update={"sections": {**first.sections, "safety": safety}}),)}
    )
    answers = for_trainee(case).assessment(1).sections["safety"]
    assert (answers.answers, answers.note) == ({}, "")
