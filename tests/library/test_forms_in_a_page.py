"""The score sheet and the form as a person uses them in a cell, over a file that others change too."""

import pytest
from playwright.sync_api import expect

import nmt_widgets as nmt
from nmt_widgets.case_files import load_case
from tests.apps.pictures import take_picture
from tests.library.live import live
from tests.readability import assert_readable

pytestmark = pytest.mark.browser

SCORES = "assessments/1/functions/scores/"


def row(page, id):
    return page.locator(f'.nmt-sheet-row[data-path="{SCORES}{id}"]')


def chosen(page, id):
    return row(page, id).locator('[aria-checked="true"]')


def test_a_sheet_in_a_cell_is_scored_by_keys_and_follows_the_notebook(chromium, monkeypatch):
    sheet = nmt.ScoreSheet(age=9, scores={"arousal": 3})
    with live(chromium, sheet, monkeypatch) as view:
        page = view.page
        assert page.locator(".nmt-save").count() == 0
        row(page, "sleep").locator('[data-step="4"]').click()
        expect(chosen(page, "sleep")).to_have_text("4")
        for key in ("1", "0", "c", "Enter", "7", "x", "d", "d"):
            page.keyboard.press(key)
        # each element that has the focus is marked: JupyterLab would cut the cell at X and delete it at D, D
        assert page.evaluate("document.activeElement.dataset.lmSuppressShortcuts") == "true"
        page.wait_for_function(
            "document.activeElement.closest('[data-current]')?.dataset.path.endsWith('fine_motor')"
        )
        page.wait_for_function("JSON.stringify(TRAITS.selected) === '\"fine_motor\"'")
        assert (sheet.value["sleep"], sheet.value["fine_motor"], sheet.value["arousal"]) == (10, 7, 3)
        assert sheet.confidence == {"sleep": "low"}
        page.keyboard.press("Control+z")
        expect(chosen(page, "fine_motor")).to_have_count(0)
        sheet.update({"sleep": 5, "speech": 6})
        page.evaluate("document.activeElement.blur()")
        sheet.selected = "speech"
        view.push()
        expect(chosen(page, "sleep")).to_have_text("5")
        expect(chosen(page, "speech")).to_have_text("6")
        expect(row(page, "speech")).to_have_attribute("data-current", "")
        assert sheet.value["fine_motor"] is None
    sheet.close()


def test_a_form_over_a_file_says_where_it_saves_and_asks_about_what_others_changed(
    chromium, monkeypatch, tmp_path
):
    path = tmp_path / "mia.yaml"
    form = nmt.AssessmentForm("james", 1, path=path)
    others = nmt.AssessmentForm(path, 1)
    with live(chromium, form._form, monkeypatch, width=640) as view:
        page, bar = view.page, view.page.locator(".nmt-save")
        expect(bar).to_contain_text("in mia.yaml")
        expect(page.locator(".nmt-sections-open")).to_be_visible()  # a cell is narrow whatever the window
        page.locator(".nmt-sections-open").click()
        page.locator('[data-section="functions"]').click()
        row(page, "sleep").locator('[data-step="11"]').click()
        expect(bar).to_have_attribute("data-state", "saved")
        assert load_case(str(path)).assessment(1).functions.scores["sleep"].score == 11

        path.chmod(0o400)
        row(page, "sleep").locator('[data-step="10"]').click()
        expect(bar).to_contain_text("may not be written to")
        path.chmod(0o600)
        expect(bar).to_have_attribute("data-state", "saved")
        assert load_case(str(path)).assessment(1).functions.scores["sleep"].score == 10

        others.value = {**others.value, SCORES + "sleep": 2, SCORES + "reward": 9}
        row(page, "sleep").locator('[data-step="12"]').click()
        expect(bar.locator(".nmt-stale")).to_contain_text("Changed elsewhere")
        assert_readable(page, "form-in-a-cell")
        take_picture(page, "form-in-a-cell")
        bar.get_by_role("button", name="All mine").click()
        bar.get_by_role("button", name="Merge").click()
        expect(bar).to_have_attribute("data-state", "saved")
        expect(chosen(page, "reward")).to_have_text("9")
        scores = load_case(str(path)).assessment(1).functions.scores
        assert (scores["sleep"].score, scores["reward"].score) == (12, 9)
        assert form.value[SCORES + "reward"] == {"score": 9}
    form.close()
    others.close()
