"""The history grid: one tab stop, keys that rate, an editor that keeps its place."""

import pytest

from tests.readability import UNREADABLE
from tests.widgets.form_page import NAMELESS, form_data, form_page

pytestmark = pytest.mark.browser

A = "history/adversity/"
B = "history/relational/"


@pytest.fixture
def form(chromium):
    with form_page(chromium, form_data()) as form:
        form.mount("makeHistoryGrid", "adversity")
        yield form


def at(form, path):
    form.page.evaluate("(path) => view.focus(path)", path)


def press(form, *keys):
    for key in keys:
        form.page.keyboard.press(key)


def test_arrows_go_over_what_is_not_rated_and_the_grid_is_one_tab_stop(form):
    at(form, f"{A}intrauterine/prenatal_distress")
    press(form, "ArrowDown")
    assert form.focused() == f"{A}perinatal/caregiver_loss"  # where the column ends, the nearest cell
    press(form, "ArrowUp")
    assert form.focused() == f"{A}intrauterine/prenatal_distress"
    press(form, "ArrowDown", "ArrowLeft")
    assert form.focused() == f"{A}perinatal/caregiver_loss"
    press(form, "ArrowRight", "ArrowDown")
    assert form.focused() == f"{A}infancy/neglect"
    press(form, "Home")
    assert form.focused() == f"{A}perinatal/neglect"
    assert form.page.locator("[role=grid] [tabindex='0']").count() == 1
    press(form, "Tab")
    assert form.page.evaluate("document.activeElement.closest('[role=grid]')") is None


def test_every_question_has_one_cell_and_a_period_not_lived_has_none(form):
    paths = form.page.evaluate("GIVEN.spec.sections[1].questions.map(({ path }) => path).sort()")
    cells = form.page.evaluate(
        "[...document.querySelectorAll('[role=gridcell][data-path]')].map((c) => c.dataset.path).sort()"
    )
    assert cells == paths
    periods = form.page.evaluate("GIVEN.spec.sections[1].groups.map(({ name }) => name)")
    heads = form.page.locator("[role=columnheader] span").all_inner_texts()
    assert heads == periods
    assert "Youth" not in heads  # the client is nine
    assert form.page.locator("td.nmt-hist-none").count() == 4 * 4 + 11


def test_digits_rate_and_letters_name_the_pattern(form):
    at(form, f"{A}infancy/neglect")
    press(form, "1", "1", "c")
    assert form.get(f"{A}infancy/neglect") == {"severity": 11, "pattern": "chronic"}
    press(form, "p")
    assert form.get(f"{A}infancy/neglect") == {"severity": 11, "pattern": "single"}
    press(form, "e")
    assert form.get(f"{A}infancy/neglect")["pattern"] == "episodic"
    cell = form.question(f"{A}infancy/neglect")
    assert cell.inner_text() == "11e"
    assert cell.get_attribute("aria-label") == "Neglect, including splinter neglect, Infancy: 11, Episodic"


def test_two_digits_in_two_cells_are_two_ratings(form):
    at(form, f"{A}perinatal/neglect")
    press(form, "1", "ArrowRight", "2")
    assert form.get(f"{A}perinatal/neglect") == {"severity": 1}
    assert form.get(f"{A}infancy/neglect") == {"severity": 2}


def test_nothing_happened_has_no_pattern_and_a_rating_without_one_says_so(form):
    at(form, f"{A}infancy/neglect")
    press(form, "5")
    assert form.page.get_by_text("choose a pattern").is_visible()
    assert "pattern not chosen" in form.question(f"{A}infancy/neglect").get_attribute("aria-label")
    press(form, "c", "0")
    assert form.get(f"{A}infancy/neglect") == {"severity": 0}
    assert not form.page.get_by_text("choose a pattern").is_visible()
    press(form, "c")
    assert form.get(f"{A}infancy/neglect") == {"severity": 0}


def test_not_known_and_clearing_by_key(form):
    at(form, f"{A}infancy/neglect")
    press(form, "7", "s", "k")
    assert form.get(f"{A}infancy/neglect") == {"severity": "not known"}
    assert form.question(f"{A}infancy/neglect").inner_text() == "?"
    press(form, "Backspace")
    assert form.get(f"{A}infancy/neglect") is None
    assert form.question(f"{A}infancy/neglect").inner_text() == "–"


def test_enter_opens_the_cell_and_escape_goes_back(form):
    at(form, f"{A}infancy/neglect")
    press(form, "Enter")
    assert form.page.evaluate("document.activeElement.role") == "radio"
    press(form, "9")
    form.page.get_by_role("radio", name="Chronic").check()
    form.page.get_by_role("radio", name="Moderate").check()
    form.page.get_by_label("Evidence", exact=True).fill("Health visitor's notes")
    rated = {
        "severity": 9,
        "pattern": "chronic",
        "confidence": "moderate",
        "evidence": "Health visitor's notes",
    }
    assert form.get(f"{A}infancy/neglect") == rated
    press(form, "Escape")
    assert form.focused() == f"{A}infancy/neglect"
    label = form.question(f"{A}infancy/neglect").get_attribute("aria-label")
    assert label.endswith("9, Chronic, confidence Moderate")
    press(form, "Backspace")
    assert form.get(f"{A}infancy/neglect") == {"evidence": "Health visitor's notes"}


def test_the_editor_shows_the_cell_the_grid_is_at_in_one_place(form):
    form.page.set_viewport_size({"width": 760, "height": 700})
    at(form, f"{A}infancy/neglect")
    places = set()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowRight"):
        press(form, key)
        box = form.page.locator(".nmt-hist-pane").bounding_box()
        cell = form.question(form.focused()).bounding_box()
        assert cell["y"] + cell["height"] <= box["y"] + 1  # the editor never covers the cell
        places.add((box["height"], round(box["y"] + box["height"])))
    assert len(places) == 1
    heading = form.page.locator(".nmt-hist-pane h3").inner_text()
    path = form.focused()
    question = form.page.evaluate("(path) => answers.question(path).name", path)
    assert heading.startswith(question)


def test_typing_follows_the_cell_it_was_begun_in(form):
    at(form, f"{A}infancy/neglect")
    form.page.get_by_label("Evidence", exact=True).fill("For infancy")
    form.question(f"{A}childhood/neglect").click()
    assert form.page.get_by_label("Evidence", exact=True).input_value() == ""
    assert form.get(f"{A}infancy/neglect") == {"evidence": "For infancy"}
    assert form.get(f"{A}childhood/neglect") is None


def test_a_long_text_not_sent_yet_stays_with_its_cell(form):
    at(form, f"{A}infancy/neglect")
    form.page.get_by_label("Evidence", exact=True).fill("word " * 5000)
    at(form, f"{A}childhood/neglect")
    assert len(form.get(f"{A}infancy/neglect")["evidence"]) == 25_000
    assert form.get(f"{A}childhood/neglect") is None


def test_a_row_is_filled_at_once_and_undone_at_once(form):
    form.set(f"{A}infancy/neglect", {"severity": 6, "pattern": "chronic"})
    form.set(f"{A}childhood/neglect", {"evidence": "A remark"})
    at(form, f"{A}infancy/neglect")
    press(form, "Shift+Digit0")
    assert form.get(f"{A}perinatal/neglect") == {"severity": 0}
    assert form.get(f"{A}childhood/neglect") == {"severity": 0, "evidence": "A remark"}
    assert form.get(f"{A}infancy/neglect") == {"severity": 6, "pattern": "chronic"}
    assert (
        form.page.get_by_role("status").inner_text()
        == "Neglect, including splinter neglect: 3 open cells rated 0."
    )
    form.page.get_by_role("button", name="Undo").click()
    assert form.get(f"{A}perinatal/neglect") is None
    assert form.get(f"{A}childhood/neglect") == {"evidence": "A remark"}
    assert form.get(f"{A}infancy/neglect") == {"severity": 6, "pattern": "chronic"}
    form.page.get_by_role("button", name="Neglect, including splinter neglect: not known").click()
    assert form.get(f"{A}perinatal/neglect") == {"severity": "not known"}
    press(form, "Shift+K")
    assert "no cell of this row is open" in form.page.get_by_role("status").inner_text()


def test_the_way_back_from_a_filled_row_goes_when_something_else_is_answered(form):
    at(form, f"{A}infancy/neglect")
    press(form, "Shift+Digit0")
    form.page.get_by_role("button", name="Undo").wait_for()
    press(form, "4")
    assert not form.page.get_by_role("button", name="Undo").is_visible()


def test_part_b_rates_without_patterns(form):
    form.mount("makeHistoryGrid", "relational_history")
    at(form, f"{B}infancy/bonding_attachment")
    press(form, "1", "0", "c", "p")
    assert form.get(f"{B}infancy/bonding_attachment") == {"rating": 10}
    assert form.page.get_by_role("radio", name="Chronic").count() == 0
    assert form.page.locator("td.nmt-hist-none").count() == 0


def test_what_is_locked_takes_no_key(chromium):
    answers = {f"{A}infancy/neglect": {"severity": 3, "pattern": "single"}}
    with form_page(chromium, form_data(answers, status="completed")) as form:
        form.mount("makeHistoryGrid", "adversity")
        at(form, f"{A}infancy/neglect")
        press(form, "9", "c", "k", "Backspace", "Shift+Digit0")
        assert form.get(f"{A}infancy/neglect") == answers[f"{A}infancy/neglect"]
        assert form.get(f"{A}perinatal/neglect") is None
        assert form.page.get_by_role("radio", name="Chronic").is_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 620, 800])
def test_the_grid_is_legible_and_scrolls_only_inside(chromium, width, scheme):
    answers = {
        f"{A}{period}/neglect": {"severity": n, "confidence": "low"}
        for period, n in (("infancy", 12), ("childhood", 6))
    }
    with form_page(chromium, form_data(answers), width, color_scheme=scheme) as form:
        form.mount("makeHistoryGrid", "adversity")
        at(form, f"{A}childhood/neglect")
        assert form.page.evaluate("document.documentElement.scrollWidth") <= width
        assert form.page.evaluate(UNREADABLE) == []
        assert form.page.evaluate(NAMELESS) == []
        row = form.page.locator("tr[data-at] th").bounding_box()
        cell = form.question(f"{A}childhood/neglect").bounding_box()
        assert row["x"] >= 0
        assert cell["x"] >= row["x"] + row["width"] - 1  # not under the row's name
        assert cell["x"] + cell["width"] <= width
