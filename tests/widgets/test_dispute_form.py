"""The form that answers a dispute, when somebody else answered meanwhile, with a fake kernel."""

from __future__ import annotations

import json

import pytest

from nmt_widgets.core.page_files import base_sheet
from nmt_widgets.core.texts import texts

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<style>{css}</style><main></main><script type="module">
import {{ makeFeedback }} from "/nmt_widgets/widgets/practice/feedback.js";
const send = (message) => (window.sent = message);
const page = {{ words: {words}, typed: "Rhea:c-1", paragraphs: [7], highest: 12, send }};
window.feedback = makeFeedback({{ id: "sleep", name: "Sleep" }}, page, {comparison}, () => {{}});
document.querySelector("main").append(window.feedback.element);
</script></html>"""


def feedback(*others):
    return {
        "notes": [
            {
                "number": 1,
                "kind": "dispute",
                "head": "Tom disagreed",
                "text": "x",
                "paragraphs": [],
                "may": "answer",
            }
        ],
        "changed": "",
        "count": "",
        "others": [{"number": number, "head": name, "text": "y", "to": "#"} for number, name in others],
        "score": "4",
        "may_dispute": False,
        "may_comment": False,
    }


def test_a_refused_answer_has_what_is_still_open_and_the_keyboard(browser, site):
    words = texts("practice")
    site.pages["/dispute"] = PAGE.format(
        css=base_sheet(),
        words=json.dumps(words["feedback"]["page"]),
        comparison=json.dumps(words["comparison"]),
    )
    page = browser.new_page()
    page.on("pageerror", lambda error: browser.troubles.append(str(error)))
    page.goto(f"{site.url}/dispute")
    page.wait_for_function("window.feedback")
    page.evaluate("now => feedback.update(now)", feedback((2, "Tia"), (3, "Ben")))
    page.get_by_role("button", name="Answer").click()
    page.get_by_label("Keep the reference").check()
    page.get_by_label("Why").fill("It stays.")
    for name in ("Tia", "Ben"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("sent.also") == [2, 3]

    page.evaluate("now => feedback.update(now)", feedback((3, "Ben")))
    page.evaluate("feedback.receive({ type: 'refused', edit: sent.edit, message: 'answered meanwhile' })")
    assert page.get_by_role("alert").inner_text() == "answered meanwhile"
    assert page.get_by_label("Tia").count() == 0
    assert page.get_by_label("Ben").is_checked()
    assert page.evaluate("document.activeElement.value") == "It stays."
    page.get_by_role("button", name="Send").click()
    assert page.evaluate("sent.also") == [3]

    page.evaluate("now => feedback.update(now)", feedback())
    assert not page.get_by_role("checkbox").count()
    page.close()
