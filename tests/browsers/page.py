"""A page in any browser, as a person uses it: what is visible there, the keyboard, the pointer, the size of the window.

Whatever is asked of a page is asked of the live one: while it opens, a question waits.
"""

from __future__ import annotations

import json
import os
from typing import Any, Protocol

from tests.conftest import ROOT
from tests.patience import wait_for

KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue006",
    "Shift": "\ue008",
    "Escape": "\ue00c",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
"""The keys that type nothing, as WebDriver writes them."""

_FIND = """((css, words) => {
  const plain = (text) => text.replace(/\\s+/g, " ").trim();
  const labels = (element) => [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
  const name = (element) => plain(element.ariaLabel || labels(element) || element.textContent);
  const isMeant = (element) => element.checkVisibility() && name(element).includes(words);
  return [...document.querySelectorAll(css)].filter(isMeant);
})(%s, %s)"""

_PLACE = """((element) => {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)];
  const above = document.elementFromPoint(x, y);
  return above && (element.contains(above) || above.control === element || above.contains(element)) ? [x, y] : null;
})(%s)"""

_IS_LIVE = "document.body && document.readyState !== 'loading' && !document.body.classList.contains('nmt-is-opening')"


class Driver(Protocol):
    """What a browser does for a page."""

    troubles: list[str]

    def go(self, address: str) -> None: ...

    def run(self, expression: str) -> Any: ...

    def act(self, *sources: dict) -> None: ...

    def resize(self, width: int, height: int) -> None: ...

    def picture(self) -> bytes: ...


class Page:
    """The tab of a browser.

    What is looked for is named by its kind and its words: a CSS selector, and a part of its name (of its label, or of
    what it shows).
    """

    def __init__(self, browser: Driver) -> None:
        self._browser = browser
        self.go, self.resize = browser.go, browser.resize

    def wait(self, expression: str) -> Any:
        """Return the value of an expression of the page once it is true."""
        try:
            return wait_for(lambda: self._browser.run(f"{_IS_LIVE} ? {expression} : null"))
        except AssertionError as error:
            address, text = self._browser.run("[location.href, document.body.innerText]")
            raise AssertionError(f"{error} for {expression}\n{address} shows:\n{text}") from error

    def see(self, css: str, words: str = "") -> str:
        """Wait until something is visible, and return its text."""
        texts = f"{self._find(css, words)}.map((element) => ({{ text: element.textContent }}))"
        return self.wait(f"{texts}[0]")["text"]

    def click(self, css: str, words: str = "") -> None:
        """Click in the middle of something, once nothing lies above that."""
        x, y = self.wait(f"{self._find(css, words)}.slice(0, 1).map((element) => {_PLACE % 'element'})[0]")
        steps = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._browser.act({"type": "pointer", "id": "mouse", "actions": steps})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their name or by what they type; `Shift+Tab` are two together."""
        steps = []
        for key in keys:
            codes = [KEYS.get(part, part) for part in (key.split("+") if len(key) > 1 else key)]
            steps += [{"type": "keyDown", "value": code} for code in codes]
            steps += [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._browser.act({"type": "key", "id": "keyboard", "actions": steps})

    def fill(self, css: str, words: str, text: str) -> None:
        """Type into the field of a label."""
        self.click(css, words)
        self.press(*text)

    def tab_to(self, css: str, words: str = "", key: str = "Tab") -> None:
        """Press Tab until something has the keyboard: once round the page, the browser's own bar would have it."""
        self.see(css, words)
        for _ in range(40):
            if self.has_focus(css, words):
                return
            self.press(key)
        raise AssertionError(f"{key} does not reach {css} '{words}'")

    def has_focus(self, css: str, words: str = "") -> bool:
        return self.wait(f"({{ is: {self._find(css, words)}.includes(document.activeElement) }})")["is"]

    def fits(self) -> bool:
        """Whether nobody has to scroll sideways."""
        return self.wait("({ is: document.scrollingElement.scrollWidth <= innerWidth })")["is"]

    def shoot(self, name: str) -> None:
        """Take a picture where pictures are asked for."""
        if os.environ.get("NMT_SHOTS"):
            folder = ROOT / "outputs" / "screens"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.png").write_bytes(self._browser.picture())

    @staticmethod
    def _find(css: str, words: str) -> str:
        return _FIND % (json.dumps(css), json.dumps(words))

    def troubles(self) -> list[str]:
        """Return the errors of the page's scripts."""
        self._browser.run("null")  # whatever has not been told yet
        return self._browser.troubles
