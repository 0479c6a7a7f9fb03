"""The map on its page: what opens, what is set by key, and what a late drawing of the kernel does to it."""

from __future__ import annotations

import base64
import json

import pytest

from nmt_widgets import BrainMap
from nmt_widgets.core.page_files import base_sheet, sheet

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<style>{look}{css}</style><main style="width:{width}px"></main><script type="module">
import widget from "/nmt_widgets/widgets/bundles/shared/map_view.js";
const unpacked = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const traits = {traits};
for (const name of ["svg", "svg_tall"]) if (traits[name]) traits[name] = unpacked(traits[name]);
const listeners = {{}};
window.sent = [];
const model = {{
  get: (name) => traits[name],
  set: (name, value) => {{ traits[name] = value; }},
  save_changes() {{}},
  send: (message) => window.sent.push(message),
  on: (names, act) => {{ for (const name of names.split(" ")) listeners[name] = act; }},
  off() {{}},
}};
window.put = (name, value) => {{
  traits[name] = name.startsWith("svg") ? unpacked(value) : value;
  listeners[`change:${{name}}`]();
}};
window.tell = (message) => listeners["msg:custom"](message);
const el = document.createElement("div");
document.querySelector("main").append(el);
widget.render({{ model, el }});
</script></html>"""


def packed(view):
    """The traits of a map as its page gets them, in the letters JSON has."""
    names = [
        "svg",
        "svg_tall",
        "label",
        "words",
        "details",
        "selected",
        "scoring",
        "theme",
        "height",
        "readonly",
    ]
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in view.get_state(names).items()
    }


@pytest.fixture
def open_map(browser, site):
    """Open a page with a map, whose kernel answers only what the test lets it."""

    def open_(view, width=900):
        traits = json.dumps(packed(view)).replace("</", "<\\/")
        site.pages["/map"] = PAGE.format(
            look=base_sheet(), css=sheet("shared/map_view"), traits=traits, width=width
        )
        page = browser.new_page()
        page.on("pageerror", lambda error: browser.troubles.append(str(error)))
        page.goto(f"{site.url}/map")
        page.locator(".nmt-box").first.wait_for()
        return page

    return open_


def box(page, function="arousal", column="client"):
    return page.locator(f'.nmt-box[data-function="{function}"][data-column="{column}"]')


def sent(page, kind):
    return [message for message in page.evaluate("window.sent") if message["type"] == kind]


def test_a_digit_sets_a_score_at_once_and_no_late_drawing_takes_it_back(open_map):
    view = BrainMap("james/1", readonly=False)
    page = open_map(view)
    arousal = box(page)
    arousal.focus()
    page.keyboard.press("1")
    page.keyboard.press("1")
    assert arousal.get_attribute("data-score") == "11"
    assert arousal.get_attribute("aria-label").startswith("Arousal Continuum, 11 of 12, typical")
    assert page.get_by_role("status").inner_text().startswith("Arousal Continuum, 11 of 12")
    assert [message["score"] for message in sent(page, "score")] == [1, 11]
    view.take({"type": "score", "edit": 1, "function": "arousal", "score": 1}, [])
    page.evaluate(
        "svg => { window.put('svg', svg); window.tell({type: 'scored', edit: 1}) }", packed(view)["svg"]
    )
    page.locator(".nmt-note", has_text="Total 167").wait_for()
    assert arousal.get_attribute("data-score") == "11"
    view.take({"type": "score", "edit": 2, "function": "arousal", "score": 11}, [])
    page.evaluate(
        "svg => { window.put('svg', svg); window.tell({type: 'scored', edit: 2}) }", packed(view)["svg"]
    )
    page.locator(".nmt-note", has_text="Total 177").wait_for()
    assert arousal.get_attribute("data-score") == "11"


def test_what_the_page_paints_is_what_the_kernel_draws(open_map):
    view = BrainMap("james/1", readonly=False)
    page = open_map(view)
    parts = """() => {
      const box = document.querySelector('.nmt-box[data-function=arousal][data-column=client]');
      const others = ["style", "data-band", "data-lm-suppress-shortcuts"];
      const taken = (node) => [...node.attributes].filter(({name}) => !others.includes(name))
        .map(({name, value}) => `${name}=${name === "width" ? Number(value) : value}`).sort();
      return [taken(box), ...[...box.children].map((child) => [child.tagName, child.textContent, taken(child)])];
    }"""
    for key, score in (("7", 7), ("k", "not known"), ("Backspace", None)):
        box(page).focus()
        page.keyboard.press(key)
        painted = page.evaluate(parts)
        view.take({"type": "score", "edit": 9, "function": "arousal", "score": score}, [])
        page.evaluate(
            "svg => { window.tell({type: 'scored', edit: 9}); window.put('svg', svg) }", packed(view)["svg"]
        )
        page.locator(".nmt-note", has_text=view.to_text().splitlines()[0].partition(": ")[2]).wait_for()
        repainted = page.evaluate(parts)
        without_peer = [part for part in painted[0] if not part.startswith("aria-label")]
        assert without_peer == [part for part in repainted[0] if not part.startswith("aria-label")]
        assert painted[1:] == repainted[1:]


def test_scores_are_set_in_the_panel_too_and_a_map_to_look_at_takes_no_keys(open_map):
    page = open_map(BrainMap("james/1", readonly=False))
    box(page).click()
    page.get_by_role("radio", name="9, emerging").click()
    page.get_by_role("button", name="Not known").click()
    assert [message["score"] for message in sent(page, "score")] == [9, "not known"]
    assert box(page).get_attribute("data-state") == "not-known"
    fixed = open_map(BrainMap("james/1"))
    box(fixed).click()
    assert fixed.get_by_role("radio").count() == 0
    fixed.keyboard.press("9")
    assert sent(fixed, "score") == []
    assert box(fixed).get_attribute("data-score") == "2"


def test_a_box_of_the_peer_sets_nothing(open_map):
    page = open_map(BrainMap("james/1", readonly=False))
    box(page, column="typical").focus()
    page.keyboard.press("5")
    assert sent(page, "score") == []


def test_a_panel_opens_at_once_and_stays_within_the_map(open_map):
    for width, place in ((900, "below"), (1200, "beside")):
        page = open_map(BrainMap("james/1"), width)
        box(page).click()
        panel = page.get_by_role("dialog", name="Arousal Continuum")
        panel.wait_for()
        assert panel.get_attribute("aria-busy") == "true"
        page.evaluate(
            "html => window.tell({type: 'panel', function: 'arousal', title: 'Arousal Continuum', html})",
            "<p>What it means</p>",
        )
        panel.get_by_text("What it means").wait_for()
        inside, around = panel.bounding_box(), page.locator(".nmt-brain-map").bounding_box()
        assert page.locator(".nmt-brain-map").get_attribute("data-panel") == place
        assert inside["x"] >= around["x"] - 1
        assert inside["x"] + inside["width"] <= around["x"] + around["width"] + 1
        page.keyboard.press("Escape")
        panel.wait_for(state="hidden")
        page.close()


def test_the_kernel_opens_a_box_too(open_map):
    page = open_map(BrainMap("james/1"))
    page.evaluate("window.put('selected', 'sleep')")
    page.get_by_role("dialog", name="Sleep").wait_for()
    assert sent(page, "open") == [{"type": "open", "function": "sleep", "clicked": False}]


def test_a_theme_of_its_own_and_a_height(open_map):
    page = open_map(BrainMap("james", ["typical", "adult"], theme="dark", height=400), 860)
    stage = page.locator(".nmt-map-stage")
    assert stage.get_attribute("data-form") == "wide"
    assert stage.bounding_box()["height"] <= 420
    ink = "element => getComputedStyle(element).color"
    assert page.locator(".nmt-brain-map").evaluate(ink) == "rgb(236, 238, 242)"
