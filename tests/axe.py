"""What axe says of a page, and whether its texts can be read in the dark look."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ROOT
from tests.readability import UNREADABLE

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  // a box's name begins with the words on it; its digit and its change are its value, and a hyphen that the name has
  // not parts a word between two lines
  for (const value of document.querySelectorAll(".nmt-box :is(.nmt-digit, .nmt-change)")) value.remove();
  for (const label of document.querySelectorAll(".nmt-box .nmt-label")) {
    const name = label.parentElement.getAttribute("aria-label").toLowerCase();
    if (!name.includes(label.textContent.toLowerCase()))
      for (const line of label.querySelectorAll("tspan")) line.textContent = line.textContent.replace(/-$/, "");
  }
  for (const each of document.getAnimations()) if (each.effect?.getComputedTiming().endTime < Infinity) each.finish();
  const rules = { "label-content-name-mismatch": { enabled: true } };
  const { violations } = await axe.run(document, { rules, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""


def axe_faults(page: Any) -> list[Any]:
    """Return what axe finds on a page, and texts without contrast in its dark look, which axe takes long to find."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    root = "document.documentElement.dataset"
    theme = page.evaluate(f"{root}.theme")
    faults = page.evaluate(_RUN)
    page.evaluate(f"{root}.theme = 'dark'")
    faults += page.evaluate(UNREADABLE)
    page.evaluate(f"theme => theme === null ? delete {root}.theme : {root}.theme = theme", theme)
    return faults


def assert_axe_clean(page: Any) -> None:
    """Fail where axe finds something on a page."""
    faults = axe_faults(page)
    assert faults == [], json.dumps(faults, indent=1)
