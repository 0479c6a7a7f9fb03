"""A page that holds one view of the assessment's form over a fake model, with the real words and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from nmt_widgets.core.page_files import base_sheet, sheet
from nmt_widgets.widgets.assess.form_view import FormView
from tests.widgets.harness import serve_modules, start

PARTS = ("adversity", "relational_history", "current_relational")

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Form</title>
<style>%(css)s body { margin: 0; padding: 20px; background: var(--nmt-paper) }</style>
<div id=form class=nmt-form-frame></div><button id=after>after</button><script>
const GIVEN = %(given)s;
const model = {
  sent: [], listeners: new Set(), silent: false,
  get: (name) => GIVEN[name],
  on(name, listener) { if (name === "msg:custom") this.listeners.add(listener) },
  off(name, listener) { this.listeners.delete(listener) },
  reply(message) { for (const listener of [...this.listeners]) listener(message) },
  send(message) {
    this.sent.push(structuredClone(message));
    if (this.silent) return;
    const status = Object.entries(message.changes ?? {}).find(([path]) => path.endsWith("/status"))?.[1];
    if (message.type === "save" && window.REFUSE) {
      setTimeout(() => this.reply({ type: "refused", edit: message.edit, retry: false, ...window.REFUSE }), 5);
    } else if (message.type === "save") {
      const answer = { type: "saved", edit: message.edit, revision: message.base + 1, at: "14:03:22" };
      setTimeout(() => this.reply({ ...answer, status: status ?? GIVEN.record.status }), 5);
    } else if (message.type === "review" && window.POINTS) this.reply({ type: "review", implausible: window.POINTS });
  },
};
</script><script type=module>
import { makeFields } from "/nmt_widgets/widgets/assess/fields.js";
import { makeHistoryGrid } from "/nmt_widgets/widgets/assess/history_grid.js";
import { makeReview } from "/nmt_widgets/widgets/assess/review.js";
import { makeFormRequest } from "/nmt_widgets/widgets/assess/form_request.js";
import { makeSectionList } from "/nmt_widgets/widgets/assess/section_list.js";
import { Answers } from "/nmt_widgets/widgets/shared/answers/answers.js";
Object.assign(window, { model, Answers, makeFields, makeHistoryGrid, makeSectionList, makeReview, makeFormRequest });
</script></html>"""


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """Return a question of a section of fields, as the form is given it."""
    empty = {
        "group": "",
        "row": "",
        "help": "",
        "definition": "",
        "look_for": [],
        "scale": None,
        "options": [],
    }
    path = f"background/demographics/answers/{name}"
    plain = {"columns": [], "anchors": {}, "mark": "workbook", "required": False, "unknown": True}
    return {"path": path, "kind": kind, "name": name.replace("_", " ").title(), **empty, **plain, **more}


FIELDS = [
    field("pronouns", "line", help="As the child wants it.", mark="published"),
    field("story", "text", group="more"),
    field("household", "lines", group="more"),
    field("living", "choice", options=[["kin", "Kin"], ["foster", "Foster family"]]),
    field("legal", "choice", options=[[f"s{n}", f"Status {n}"] for n in range(9)]),
    field("siblings", "count", scale=[0, 20]),
    field(
        "services",
        "rows",
        columns=[
            ["name", "Service", [["tutoring", "Tutoring"]], True],
            ["hours", "Hours", [], False],
            ["place", "Place", [["h", "Home"]], False],
        ],
    ),
    field(
        "capacity",
        "rating",
        scale=[0, 12],
        anchors={"0": "Nothing left", "6": "Just enough", "12": "Plenty"},
        look_for=["Sleep"],
    ),
    field("trust", "rating", scale=[1, 12], anchors={"1": "None", "12": "Much"}),
    {**field("age", "line", required=True, mark=""), "path": "assessments/1/age"},
]


def form_data(answers: dict[str, Any] | None = None, **record: Any) -> dict[str, Any]:
    """Return what the model of a form holds: a section of every kind of field, then Parts A, B and D as they are."""
    begin = start(answers, **record)
    parts = [section for section in begin["spec"]["sections"] if section["kind"] in PARTS]
    groups = [{"id": "more", "name": "More", "note": "What else there is."}]
    fields = {"id": "demographics", "kind": "fields", "name": "Demographics", "lead": "Who it is about."}
    sections = [{**fields, "questions": FIELDS, "groups": groups, "rows": []}, *parts]
    return {**begin, "spec": {**begin["spec"], "sections": sections}}


class FormPage:
    """A page with one view of the form; `page` is playwright's."""

    def __init__(self, page: Any) -> None:
        self.page, self.has_own_time = page, False

    def mount(self, view: str, section: str = "") -> None:
        """Make the answers and one view over them."""
        self.page.evaluate(
            """([view, id]) => {
              window.went = [];
              window.answers ??= new Answers(model);
              window.view?.close();
              const { spec, words } = GIVEN;
              const section = spec.sections.find((each) => each.id === id);
              const go = (...place) => went.push(place);
              const make = window[view];
              window.request ??= makeFormRequest(model, answers);
              const review = async () => (await request.ask({ type: "review" }))?.implausible ?? null;
              window.view = section ? make(answers, section, spec, words) : make(answers, spec, words, go, review);
              document.querySelector("#form").replaceChildren(window.view.element);
            }""",
            [view, section],
        )

    def get(self, path: str) -> Any:
        """Return the answer that stands at a path."""
        return self.page.evaluate("(path) => answers.get(path)", _whole(path))

    def set(self, path: str, value: Any) -> None:
        """Answer from elsewhere, as another view would."""
        self.page.evaluate("([path, value]) => answers.set(path, value)", [_whole(path), value])

    def question(self, path: str) -> Any:
        """Return the locator of a question or cell."""
        return self.page.locator(f'[data-path="{_whole(path)}"]')

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """Return the messages of one type the page has sent."""
        entries: list[dict[str, Any]] = self.page.evaluate(
            "(kind) => model.sent.filter((m) => m.type === kind)", kind
        )
        return entries

    def focused(self) -> str:
        """Return the path of the question that has the focus."""
        return str(self.page.evaluate("document.activeElement.closest('[data-path]')?.dataset.path ?? ''"))

    def stop_clock(self) -> None:
        """Let time go on only by `page.clock.run_for`."""
        self.has_own_time = True  # it is the time of the whole window
        self.page.clock.install()
        self.page.clock.pause_at(self.page.evaluate("Date.now() + 100"))


def _whole(path: str) -> str:
    return path if "/" in path else f"background/demographics/answers/{path}"


@contextmanager
def form_page(chromium: Any, data: dict[str, Any], width: int = 760, **context: Any) -> Iterator[FormPage]:
    """Open a page for one form; errors in it fail the test.

    Pages of one size share a window, so that its modules are read once; nothing that a page kept there outlives it.
    """
    text = json.dumps(data).replace("</", "<\\/")
    html = PAGE % {"css": base_sheet() + sheet(*FormView.styles), "given": text}
    page = _window(chromium, width, **context).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: (errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
    serve_modules(page, html)
    form = FormPage(page)
    try:
        yield form
        assert errors == []
    finally:
        if form.has_own_time:
            page.context.close()
            _window.cache_clear()
        else:
            page.evaluate("localStorage.clear()")
            page.close()


@cache
def _window(chromium: Any, width: int, **context: Any) -> Any:
    """Return a window whose first tab stays open: with the last tab Chromium forgets what it has compiled."""
    window = chromium.new_context(viewport={"width": width, "height": 900}, **context)
    serve_modules(window.new_page())
    return window


NAMELESS = """() => [...document.querySelectorAll(
    "#form :is(input, textarea, select, button, [role=radio], [role=gridcell])")]
  .filter((node) => node.checkVisibility() && !node.labels?.length && !node.getAttribute("aria-label")
    && !node.getAttribute("aria-labelledby") && !node.textContent.trim()).map((node) => node.outerHTML.slice(0, 120))"""
"""Controls without a name."""

ANSWER_ALL = """() => {
  const unknown = (kind) => (["severity", "rating"].includes(kind) ? { [kind]: "not known" } : "not known");
  const open = GIVEN.spec.sections.flatMap(({ questions }) => questions).filter((q) => answers.state(q) === "open");
  answers.setMany(Object.fromEntries(open.map(({ path, kind }) => [path, unknown(kind)])));
}"""
"""Whatever is open is not known from here on."""
