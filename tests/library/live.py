"""A widget's real script in a page, over the real widget in this process: what a notebook does, without a kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nmt_widgets.core.page_files import base_sheet, sheet
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from tests.widgets.harness import serve_modules

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Cell</title><link rel=icon href="data:,">
<style>%(css)s body { margin: 0; padding: 20px; background: var(--nmt-paper) }</style>
<main class=%(frame)s><div id=view></div></main><script>
const TRAITS = %(traits)s;
const listeners = new Map();
const hear = (name, ...rest) => { for (const listener of listeners.get(name) ?? []) listener(...rest) };
window.deliver = ({ traits, messages }) => {
  for (const [name, value] of Object.entries(traits)) {
    if (JSON.stringify(TRAITS[name]) === JSON.stringify(value)) continue;
    TRAITS[name] = value;
    hear(`change:${name}`);
  }
  for (const message of messages) hear("msg:custom", message);
};
const changed = new Set();
const model = {
  get: (name) => TRAITS[name],
  set(name, value) { TRAITS[name] = value; changed.add(name) },
  save_changes() {
    for (const name of changed) window.kernel({ name, value: TRAITS[name] }).then(deliver);
    changed.clear();
  },
  on(name, listener) { listeners.set(name, [...(listeners.get(name) ?? []), listener]) },
  off(name, listener) { listeners.set(name, (listeners.get(name) ?? []).filter((other) => other !== listener)) },
  send: (message) => void window.kernel({ message }).then(deliver),
};
</script><script type=module>
import make from "/nmt_widgets/widgets/bundles/%(bundle)s.js";
const widget = make();
await widget.initialize({ model });
widget.render({ model, el: document.querySelector("#view") });
document.body.dataset.ready = "";
</script></html>"""


class Live:
    """A page with one view of a widget; `page` is playwright's."""

    def __init__(self, page: Any, widget: MessageWidget[Any]) -> None:
        self.page, self._widget = page, widget
        self._messages: list[Any] = []

    def take(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Do what the page asks of the kernel, and return what the kernel sends."""
        if "message" in sent:
            self._widget.hear(sent["message"])
        else:
            setattr(self._widget, sent["name"], sent["value"])
        return self.news()

    def news(self) -> dict[str, Any]:
        """Return the traits as they are, and the messages that were sent."""
        messages, self._messages[:] = [*self._messages], []
        return {"traits": traits_of(self._widget), "messages": messages}

    def push(self) -> None:
        """Deliver what the kernel sends by itself."""
        self.page.evaluate("(news) => window.deliver(news)", self.news())


def traits_of(widget: MessageWidget[Any]) -> dict[str, Any]:
    """Return the traits that the page knows, without the script and its styles."""
    names = [
        name
        for name in widget.keys
        if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip")
    ]
    plain: dict[str, Any] = {name: getattr(widget, name) for name in names if name != "look"}
    return plain


@contextmanager
def live(chromium: Any, widget: MessageWidget[Any], monkeypatch: Any, width: int = 900) -> Iterator[Live]:
    """Open a page with a view of a widget; errors in it fail the test."""
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    view = Live(page, widget)
    monkeypatch.setattr(widget, "send", view._messages.append)
    page.expose_function("kernel", view.take)
    values = {
        "css": base_sheet() + sheet(*widget.styles),
        "traits": json.dumps(traits_of(widget)).replace("</", "<\\/"),
        "bundle": widget.bundle,
        "frame": "nmt-form-frame",
    }
    serve_modules(page, PAGE % values)
    page.locator("body[data-ready]").wait_for(state="attached")
    try:
        yield view
        assert errors == []
    finally:
        page.context.close()
