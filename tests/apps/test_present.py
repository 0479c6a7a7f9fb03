"""A trainer presents a case on a projector, with a second window for the speaker."""

import io
import unicodedata

import pypdf
import pytest

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1920, 1080)]
LEAST = 13  # px at 1280 x 720, for the smallest line of sources

_POSITION = "document.querySelector('.nmt-presenter').presenter.position"
_SPILLS = """() => {
  const scene = document.querySelector('.nmt-scene'), body = scene.querySelector('.nmt-scene-body');
  const edge = scene.getBoundingClientRect(), out = [];
  for (const element of body.querySelectorAll('*')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (style.visibility === 'hidden' || !box.width || element.classList.contains('nmt-span')) continue;
    const [wide, tall] = [box.right > edge.right + 1 || box.left < edge.left - 1, box.bottom > edge.bottom + 1];
    if (wide || tall || box.top < edge.top - 1)
      out.push(element.className || element.tagName);
  }
  for (const holder of body.querySelectorAll('*')) {
    if (getComputedStyle(holder).overflowX !== 'hidden') continue;
    const { left, right } = holder.getBoundingClientRect();
    for (const element of holder.querySelectorAll(':not(.nmt-event, .nmt-span)')) {
      const box = element.getBoundingClientRect();
      if (box.width && (box.left < left - 1 || box.right > right + 1)) out.push(element.className || element.tagName);
    }
  }
  let smallest = 99;
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || getComputedStyle(element).visibility === 'hidden') continue;
    if (!element.getClientRects().length || element.closest('svg')) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(element).fontSize));
  }
  const page = document.scrollingElement;
  return {
    title: scene.querySelector('.nmt-scene-title').textContent,
    out: [...new Set(out)], smallest,
    cut: body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1,
    scrolls: page.scrollHeight > innerHeight || page.scrollWidth > innerWidth,
  };
}"""


def open_presentation(page, query="case=james", first=".nmt-lobby"):
    page.goto(f"{page.screen}present.ipynb?{query}")
    page.locator(first).wait_for()


def start(page):
    page.keyboard.press("Enter")  # the keyboard is on Start
    page.locator(".nmt-scene").wait_for()


def title(page):
    return page.locator(".nmt-scene-title").inner_text()


def speaker_window(page):
    with page.context.expect_page() as opened:
        page.keyboard.press("n")
    window = opened.value
    window.on("pageerror", lambda error: page.troubles.append(str(error)))
    window.wait_for_function("document.getElementById('scene').textContent !== ''")
    return window


def says(window, id, text):
    window.wait_for_function(
        "([id, text]) => document.getElementById(id).textContent.includes(text)", arg=[id, text]
    )


def test_every_step_of_every_scene_fits_the_projector(page, keep):
    """Check both sizes in the light look; in the dark look, which has the same lengths, the last step only."""
    # a window that fills the screen has the screen's size
    page.add_init_script("Element.prototype.requestFullscreen = () => Promise.resolve()")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[0], strict=True)))
    open_presentation(page)
    start(page)
    page.keyboard.press("End")
    count = int(page.locator(".nmt-place").inner_text().split(" of ")[1])
    assert count == 21
    panels = page.evaluate(f"{_POSITION}.deck.panels.length")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for at in range(count + panels):
            steps = page.evaluate(f"({_POSITION}.jump({at}), {_POSITION}.scene.steps)")
            for step in range(steps + 1):
                assert_fits(page, width, step)
            if width == SIZES[0][0]:
                keep(page, f"present-light-{at + 1:02d}")
                page.emulate_media(color_scheme="dark")
                assert_fits(page, width, steps)
                keep(page, f"present-dark-{at + 1:02d}")
                page.emulate_media(color_scheme="light")


def assert_fits(page, width, step):
    """Go to a step of the scene, and look whether all of it fits."""
    layout = page.evaluate(f"({_POSITION}.go({step}), ({_SPILLS})())")
    where = (layout["title"], step)
    assert not layout["scrolls"], (where, layout)
    assert not layout["cut"], (where, layout)
    assert layout["out"] == [], (where, layout)
    assert layout["smallest"] * 1280 / width >= LEAST, (where, layout)


def test_a_clicker_presents_a_case_and_the_speakers_window_follows(page, picture):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_presentation(page, "", "[data-case=james]")
    page.locator("[data-case=james]").click()
    page.locator(".nmt-lobby").wait_for()
    start(page)
    assert title(page) == "James"
    window = speaker_window(page)
    says(window, "scene", "James")
    assert window.locator("#elapsed").inner_text().startswith("0:0"), "the clock is there from the beginning"
    assert window.locator("#now").inner_text()
    assert window.title() == "James · Speaker's notes"
    page.bring_to_front()
    page.keyboard.press("PageDown")
    says(window, "scene", "A life in seven chapters")
    says(window, "notes", "His mother is 18")
    page.keyboard.press("PageDown")
    says(window, "step", "step 2 of 7")
    says(window, "notes", "violence between adults")
    pictures = (
        window.locator("#now-picture .nmt-scene-title"),
        window.locator("#next-picture .nmt-scene-title"),
    )
    for scene in pictures:
        scene.get_by_text("A life in seven chapters").wait_for()
    now, room = (
        window.locator(place).bounding_box() for place in ("#now-picture .nmt-scene", "#now-picture")
    )
    assert abs(now["width"] - room["width"]) < 4, "the picture is as wide as its place"
    assert page.locator(".nmt-scene").count() == 1, "what was drawn for the speaker is gone from the wall"
    picture(window, "present-speaker")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    says(window, "scene", "James")

    page.keyboard.press("b")
    assert page.locator(".nmt-blank").is_visible()
    window.get_by_text("The screen is blank").wait_for()
    page.keyboard.press("PageDown")  # any way on brings the screen back first
    assert not page.locator(".nmt-blank").is_visible()
    assert title(page) == "James"

    window.bring_to_front()
    window.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('.nmt-scene-title').textContent.startsWith('A life')")
    window.get_by_role("button", name="Back").click()
    page.wait_for_function("document.querySelector('.nmt-scene-title').textContent === 'James'")
    window.get_by_role("button", name="Clock to zero").click()
    says(window, "elapsed", "0:00:0")


def test_a_scene_survives_a_reload_and_so_does_the_second_window(page):
    open_presentation(page)
    start(page)
    window = speaker_window(page)
    page.bring_to_front()
    for _ in range(4):
        page.keyboard.press("PageDown")
    assert page.url.endswith("#story.3")
    page.reload()
    page.locator(".nmt-scene").wait_for()
    assert page.get_by_role("heading", name="Back home for a year").is_visible()
    page.keyboard.press("PageDown")
    says(window, "step", "step 5 of 7")
    window.keyboard.press("PageUp")
    page.wait_for_function("location.hash === '#story.3'")
    window.reload()
    says(window, "step", "step 4 of 7")
    assert len(page.context.pages) == 2
    page.keyboard.press("n")  # the same window again, not a third one
    says(window, "step", "step 4 of 7")
    assert len(page.context.pages) == 2


def test_next_needs_no_kernel(page):
    open_presentation(page)
    start(page)
    page.context.set_offline(True)
    for _ in range(12):
        page.keyboard.press("PageDown")
    assert title(page) != "James"
    page.keyboard.press("End")
    assert title(page) == "What is known, and what is not"
    page.context.set_offline(False)
    page.troubles.clear()  # the browser notes each look at the kernel it could not send


def test_jump_restart_all_at_once_and_the_keys(page):
    open_presentation(page)
    start(page)
    page.keyboard.press("j")
    page.get_by_role("dialog", name="Jump").wait_for()
    page.keyboard.press("8")
    page.keyboard.press("Enter")
    page.locator(".nmt-scene-map").wait_for()
    covered = page.locator(".nmt-brain-region[data-step]:not([data-on])")
    assert covered.count() == 5
    page.keyboard.press("PageDown")
    assert covered.count() == 4
    assert page.locator(".nmt-brain-region[data-region=brainstem]").get_attribute("data-on") is not None
    page.keyboard.press("a")
    assert covered.count() == 0
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.locator(".nmt-stage-clock").wait_for()
    page.keyboard.press("r")
    page.get_by_role("dialog", name="Restart").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.nmt-scene-title').textContent === 'James'")
    page.keyboard.press("Escape")
    page.locator(".nmt-lobby").wait_for()


def test_the_guesses_of_the_room_survive_a_reload_and_stand_beside_the_scores(page):
    open_presentation(page)
    start(page)
    page.keyboard.press("j")
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    assert page.locator("[data-question]").inner_text() == "Arousal Continuum, at 9 years?"
    for guess in (5, 4, 6):
        page.get_by_role("button", name=f"Guess {guess}", exact=True).click()
    page.get_by_role("button", name="Guess 12").click()
    page.get_by_role("button", name="Take back").click()
    assert page.locator("[data-count-hand]").inner_text() == "3"
    page.get_by_label("Function or region").select_option("sleep")
    page.get_by_role("button", name="Guess 9").click()
    page.reload()
    page.locator(".nmt-scene").wait_for()
    assert page.locator("[data-count-hand]").inner_text() == "3"
    for _ in range(4):
        page.keyboard.press("PageDown")
    page.locator(".nmt-scene-map").wait_for()
    assert page.locator("[data-function=arousal] .nmt-guessed").inner_text() == "4–6"
    assert page.locator("[data-function=sleep] .nmt-guessed").inner_text() == "9"


def test_one_year_later_the_map_turns_into_the_other(page):
    page.emulate_media(reduced_motion="reduce")
    open_presentation(page, "case=james#change", ".nmt-scene-change")
    arousal = page.locator(".nmt-brain-box[data-function=arousal]")
    colour = "box => getComputedStyle(box).backgroundColor"
    before = arousal.evaluate(colour)
    assert (arousal.get_attribute("data-score"), arousal.locator("b").inner_text()) == ("2", "2")
    arousal.evaluate("box => { box.sameNode = true; }")
    page.keyboard.press("PageDown")
    assert (arousal.get_attribute("data-score"), arousal.locator("b").inner_text()) == ("7", "7")
    assert arousal.get_attribute("aria-label") == "Arousal Continuum, 7 of 12, precursor, typical 10"
    assert arousal.evaluate("box => box.sameNode")
    assert arousal.evaluate(colour) != before
    words = page.locator(".nmt-scene-change").inner_text()
    assert "231" in words
    assert "1.36" in words
    assert "31 of 32 functions rose" in words


HAND_OUTS = [
    ("For the room, with answers", ["0.72", "James, 9 years"], ["misprint"]),
    (
        "For the room, without answers",
        ["What do you expect", "Arousal Continuum, at 9 years?", "typical peer 318", "Over to you"],
        ["0.72", "168", "misprint", "Kept his home", "Essential", "TF-CBT suspended", "very high"],
    ),
    ("For the speaker, with notes", ["0.72", "misprint", "0.716"], []),
]


def test_the_hand_out_has_a_page_a_scene(page, keep, picture, james):
    open_presentation(page)
    picture(page, "present-lobby", width=1000)
    for button, visible, hidden in HAND_OUTS:
        page.get_by_role("button", name=button, exact=True).click()
        page.locator(".nmt-leaf").first.wait_for()
        keep(page, f"hand-out-{button.split()[-1]}")
        if button.endswith("without answers"):
            sheet = page.locator(".nmt-leaf .nmt-scene").nth(7)
            sheet.evaluate("scene => scene.scrollIntoView({block: 'end'})")
            picture(page, "present-hand-out", sheet)
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
        assert len(pages) == 21 if "notes" not in button else len(pages) >= 21
        assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in pages)
        text = " ".join(sheet.extract_text() for sheet in pages)
        for words in visible:
            assert words in text
        for words in hidden:
            assert words not in text
        if "notes" in button:
            plain = "".join(unicodedata.normalize("NFKC", text).split())  # without ligatures
            assert [event.title for event in james.story if "".join(event.text.split()) not in plain] == []
        page.keyboard.press("Escape")
        page.locator(".nmt-lobby").wait_for()


LOOKS = [(1280, "light"), (1280, "dark"), (800, "light"), (800, "dark")]


def look(page, keep, name):
    """Look at the page as it is at each width, in each scheme."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), (name, width)
        keep(page, f"{name}-{width}-{scheme}")


def test_a_hand_out_comes_as_a_pdf_without_the_browsers_own_dialogue(page, keep, tmp_path):
    open_presentation(page)
    button = page.get_by_role("button", name="PDF: For the room, without answers")
    button.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Making …: For the room, without answers").wait_for()
        look(page, keep, "hand-out-making")
    assert download.value.suggested_filename == "james-hand-out-without-answers.pdf"
    download.value.save_as(tmp_path / "hand-out.pdf")
    assert len(pypdf.PdfReader(tmp_path / "hand-out.pdf").pages) == 21
    page.get_by_text("Downloaded: james-hand-out-without-answers.pdf").wait_for()
    button.wait_for()
    look(page, keep, "hand-out-made")


def test_a_panel_alone_and_its_model_moves(page):
    open_presentation(page, "panel=timing")
    start(page)
    brainstem = page.locator("[data-timing=brainstem] b")
    before = brainstem.inner_text()
    buffer = page.locator("[name=buffer]")
    buffer.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")  # belongs to the slider, not to the presentation
    assert int(brainstem.inner_text().split()[0]) > int(before.split()[0])
    buffer.press("End")
    page.locator("[name=severity]").press("Home")
    assert brainstem.inner_text() == "100 %"


def test_the_way_back_leads_to_the_other_presentations(page):
    open_presentation(page)
    page.get_by_role("button", name="Other presentations").click()
    page.locator("[data-case=panels]").click()
    page.locator(".nmt-lobby").wait_for()
    assert page.get_by_role("heading", name="Teaching panels", level=1).is_visible()
