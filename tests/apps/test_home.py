"""A person's errands on the home screen, in a real Chromium."""

import io
import struct
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError
from pypdf import PdfReader

from nmt_widgets import load_case
from nmt_widgets.case_files.writing import write_case
from tests.apps.pictures import take_picture
from tests.apps.times import many_times
from tests.patience import wait_until_still
from tests.readability import assert_readable

pytestmark = pytest.mark.browser


@pytest.fixture
def page(page):
    """A page at home."""
    page.goto(f"{page.screen}home.ipynb")
    return page


def focused(page, attribute="aria-label"):
    return page.evaluate(f"document.activeElement.getAttribute('{attribute}')")


def open_james(page):
    page.locator("[data-case=james]").click()
    page.locator(".nmt-brain-map .nmt-box").first.wait_for()


def test_the_shared_look_comes_before_the_sheets_of_widgets_also_when_reopened(page):
    """So a widget's rule wins over one of the shared look that is as specific."""
    for again in (False, True):
        if again:
            page.reload()
            page.locator(".nmt-brain-map .nmt-box").first.wait_for()
        else:
            open_james(page)
        sheets = page.evaluate("[...document.querySelectorAll('link[href^=\"/kept/\"]')].map(s => s.href)")
        assert sheets[0].endswith("/look.css")
        assert len(sheets) > 3
        assert len(set(sheets)) == len(sheets)


def test_from_home_to_a_report_by_keyboard_only(page, chromium, workbook, keep, tmp_path):
    page.locator("[data-case=james]").wait_for()
    keep(page, "home")
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page, "data-case") == "james":
            break
    assert focused(page, "data-case") == "james"
    page.keyboard.press("Enter")
    page.locator(".nmt-brain-map .nmt-box").first.wait_for()
    page.wait_for_function("document.activeElement.textContent === 'James'")

    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Map":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('nmt-box')")
    assert focused(page) == "Nonverbal Cognition, 6 of 12, precursor, typical 8"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Impulse control (Modulate Reactivity/Impulsivity), 2 of 12, severe, typical 8"
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Arousal Continuum, 2 of 12, severe, typical 10"
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Arousal Continuum")
    panel.get_by_text("What scores look like").wait_for()
    words = panel.inner_text()
    assert "2 of 12, severe" in words
    assert "7 of 12, precursor" in words
    assert "What scores look like" in words
    assert page.evaluate("document.activeElement.textContent") == "Close"
    keep(page, "panel")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert focused(page) == "Arousal Continuum, 2 of 12, severe, typical 10"
    page.keyboard.press("End")
    assert focused(page) == "Attention/Tracking, 6 of 12, precursor, typical 12, +3, clear change"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "Nonverbal Cognition, 6 of 12, precursor, typical 8"

    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if focused(page, "class") == "nmt-button":
            break
    page.keyboard.press("Enter")
    page.locator(".nmt-report-maker[data-state=done]").wait_for()
    with page.expect_download() as download:
        for _ in range(4):
            page.keyboard.press("Tab")
            if focused(page, "data-file") == "james-assessment-2-10-2-years.html":
                break
        page.keyboard.press("Enter")
    report = tmp_path / download.value.suggested_filename
    assert report.name == "james-assessment-2-10-2-years.html"
    download.value.save_as(report)
    assert (workbook.outputs / "james" / "assessment-2" / report.name).read_bytes() == report.read_bytes()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open", exact=True).click()
    opened.value.get_by_role("heading", name="Metric report: James").wait_for()
    assert opened.value.evaluate("window.opener") is None
    opened.value.close()

    context = chromium.new_context(offline=True)
    reader = context.new_page()
    requests, troubles = [], []
    reader.on("request", lambda request: requests.append(request.url))
    reader.on("pageerror", lambda error: troubles.append(str(error)))
    reader.goto(report.as_uri())
    reader.locator(".nmt-chart .main-svg").first.wait_for()
    assert reader.locator("h1").inner_text() == "Metric report: James"
    assert reader.locator(".nmt-chart:has(.main-svg)").count() == 6
    keep(reader, "report")
    context.close()
    assert requests == [report.as_uri()]
    assert troubles == []


def test_a_year_later_the_map_changes_in_place(page, keep):
    open_james(page)
    page.get_by_role("radio", name="Typical peer and young adult").check(force=True)
    page.get_by_role("radio", name="First NMT assessment, 9 years").check(force=True)
    page.locator("[data-function=arousal][data-column=client][data-score='2']").wait_for()
    arousal = page.locator(".nmt-brain-map .nmt-box[data-function=arousal][data-column=client]")
    colour = "el => getComputedStyle(el.querySelector('.nmt-fill')).fill"
    before = arousal.evaluate(colour)
    page.evaluate("document.querySelector('.nmt-brain-map .nmt-box[data-function=arousal]').sameNode = true")
    page.get_by_role("radio", name="One year later, 10.2 years").check(force=True)
    page.locator("[data-function=arousal][data-column=client][data-score='7']").wait_for()
    assert page.evaluate("document.querySelector('.nmt-brain-map .nmt-box[data-function=arousal]').sameNode")
    wait_until_still(page)  # the colours have moved
    assert arousal.evaluate(colour) != before
    assert "231" in page.locator(".nmt-facts").inner_text()
    page.get_by_role("radio", name="First NMT assessment, 9 years").check(force=True)
    page.locator("[data-function=arousal][data-column=client][data-score='2']").wait_for()


WHOLE_MAPS = """() => {
  const svg = document.querySelector(".nmt-brain-map svg").getBoundingClientRect();
  const columns = [...document.querySelectorAll(".nmt-brain-map .nmt-column")].map((c) => c.getBoundingClientRect());
  const isSeen = columns.every((c) => c.left >= 0 && c.right <= innerWidth && c.top >= 0 && c.bottom <= innerHeight);
  return { isSeen, isBeside: columns[0].right <= columns[1].left, columns: columns.length, height: svg.height };
}"""


def test_two_times_side_by_side_then_ten_by_the_slider_and_on_paper(page, workbook, keep, picture, tmp_path):
    open_james(page)
    page.locator(".nmt-part-items .nmt-chart[data-drawn]").wait_for()
    page.get_by_role("button", name="Map", exact=True).click()
    maps = page.evaluate(WHOLE_MAPS)
    assert (maps["isSeen"], maps["isBeside"], maps["columns"]) == (True, True, 2)
    arousal = page.locator("[data-column=client][data-function=arousal]")
    assert "+5, clear change" in arousal.get_attribute("aria-label")
    keep(page, "two-times")
    picture(page, "home-two-times", page.locator(".nmt-brain-map"))
    page.get_by_role("button", name="Change", exact=True).click()
    page.wait_for_function("document.activeElement.textContent === 'Change by function'")
    edges = page.evaluate(
        "['items', 'change'].map((part) => document.querySelector(`.nmt-part-${part}`).getBoundingClientRect())"
        ".map(({ left, right, top }) => [left, right, top])"
    )
    assert edges[0][1] < edges[1][0], "the charts of change are beside each other"
    assert edges[0][2] == edges[1][2]

    with page.expect_download() as download:
        page.get_by_role("button", name="Map as PNG").click()
    png = tmp_path / download.value.suggested_filename
    download.value.save_as(png)
    assert png.name == "james-map-1-2.png"
    width, height = struct.unpack(">II", png.read_bytes()[16:24])
    assert width > 2_000 < height * 2

    many = many_times(load_case("james")).model_copy(update={"id": "many", "title": "Many times"})
    file = workbook.cases / "many.yaml"
    file.write_text(write_case(many), encoding="utf-8")
    try:
        page.goto(f"{page.url.partition('?')[0]}?case=many")
        slider = page.get_by_role("slider", name="Assessment")
        slider.wait_for()
        assert slider.get_attribute("aria-valuetext") == "Visit 10, 13.5 years"
        slider.press("ArrowLeft")
        title = page.locator(".nmt-brain-map .nmt-column-title")
        title.filter(has_text="Visit 8, 12.5 years").wait_for()
        slider.press("Home")
        page.locator(".nmt-brain-map .nmt-column").nth(2).wait_for()
        page.get_by_role("button", name="The assessment after").click()
        page.locator("[data-column=before]").first.wait_for()
        page.get_by_role("combobox", name="Beside it").select_option("Visit 5, 11 years")
        title.filter(has_text="Visit 5, 11 years").wait_for()
        keep(page, "ten-times")
        words = " ".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf())).pages)
        assert "Total" in words
        assert "Impulse control" in words
        assert "within the ranges" in words
        assert "Make the report" not in words
        assert "Sign in" not in words
        assert page.locator(".nmt-map-table details[open]").count() == 0, "folded again after printing"
    finally:
        file.unlink()


def test_an_opened_case_by_mouse_and_keys_its_boxes_charts_and_colours(page, instrument):
    open_james(page)
    for column in ("before", "client"):
        page.locator(f".nmt-brain-map .nmt-box[data-function=sleep][data-column={column}]").click()
        page.get_by_role("dialog", name="Sleep").wait_for()
        page.get_by_role("button", name="Close").click()
        page.get_by_role("dialog", name="Sleep").wait_for(state="hidden")

    box = page.locator(".nmt-brain-map .nmt-box").first
    box.focus()
    page.keyboard.press("ArrowRight")
    ring = page.evaluate(
        """() => {
          const ring = document.querySelector(".nmt-brain-map svg").lastElementChild;
          const [around, box] = [ring, document.activeElement].map((part) => part.getBoundingClientRect());
          const isAround = around.left < box.left && around.right > box.right && around.bottom > box.bottom;
          return [ring.classList[0], getComputedStyle(ring).visibility, isAround];
        }"""
    )
    assert ring == ["nmt-box-ring", "visible", True], "over all boxes"
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    panel.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")

    page.locator(".nmt-chart[data-drawn]").nth(5).wait_for()
    for card in page.locator(".nmt-chart-card").all():
        assert card.locator(".nmt-chart").get_attribute("aria-label")
        card.locator("summary").click()
        assert card.locator("td").count() > 3

    page.get_by_role("radio", name="Safe for colour-blind eyes").check(force=True)
    colour = instrument.bands.palettes["safe"][1].lower()
    page.wait_for_function(
        "colour => document.querySelector('.nmt-brain-map .nmt-box[data-function=arousal] .nmt-fill')"
        ".getAttribute('fill').toLowerCase() === colour",
        arg=colour,
    )


def test_each_case_is_a_link_a_broken_one_says_what_is_wrong_and_the_way_back_works(page):
    page.locator("[data-case=james]").wait_for()
    assert page.get_by_role("link", name="James", exact=True).count() == 1
    ids = page.evaluate("[...document.querySelectorAll('.nmt-case-list [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)), "no id stands twice"
    problem = page.locator(".nmt-case > .nmt-case-words > .nmt-case-problem")
    assert "arousal: 13 is outside 1-12" in problem.inner_text()
    open_james(page)
    page.get_by_role("button", name="← All cases").click()
    page.locator("[data-case=james]").wait_for()
    page.wait_for_function("document.activeElement.dataset.case === 'james'")


def test_an_address_can_name_a_case_and_cases_are_as_fresh_as_the_visit(page, workbook):
    page.locator("[data-case=james]").wait_for()
    text = (workbook.cases / "james.yaml").read_text(encoding="utf-8").replace("id: james", "id: jim")
    jim = workbook.cases / "jim.yaml"
    jim.write_text(text.replace("title: James", "title: Jim <b>"), encoding="utf-8")
    try:
        page.goto(page.url + "?case=jim")
        page.get_by_role("heading", name="Jim <b>").wait_for()
        page.goto(page.url.partition("?")[0] + "?case=<script>alert(1)</script>")
        page.locator("[data-case=jim]").wait_for()
    finally:
        jim.unlink()


WORDS_OVER_EACH_OTHER = """() => {
  const troubles = [];
  for (const chart of document.querySelectorAll(".nmt-chart")) {
    const frame = chart.getBoundingClientRect();
    const lines = [...chart.querySelectorAll(".main-svg text")]
      .flatMap((words) => (words.querySelector(".line") ? [...words.querySelectorAll(".line")] : [words]))
      .filter((line) => line.textContent.trim())
      .map((line) => [line.textContent, line.getBoundingClientRect()]);
    for (const [at, [words, box]] of lines.entries()) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) troubles.push(`${words} is cut off`);
      for (const [others, near] of lines.slice(at + 1)) {
        const across = Math.min(box.right, near.right) - Math.max(box.left, near.left);
        const down = Math.min(box.bottom, near.bottom) - Math.max(box.top, near.top);
        if (across > 1 && down > 3) troubles.push(`${words} is over ${others}`);
      }
    }
  }
  return troubles;
}"""


def test_nothing_spills_over_at_any_width(page):
    for width in (1280, 800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if width == 1280:
            open_james(page)
        page.locator(".nmt-chart[data-drawn]").nth(5).wait_for()
        with suppress(TimeoutError):  # charts are drawn anew a moment after the width has changed
            page.wait_for_function(f"({WORDS_OVER_EACH_OTHER})().length === 0")
        troubles = page.evaluate(WORDS_OVER_EACH_OTHER)
        assert (width, troubles) == (width, [])
        assert_readable(page, str(width))  # light and dark
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
            take_picture(page, f"james-{width}-{scheme}")
