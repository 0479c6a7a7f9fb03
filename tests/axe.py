"""What axe says of a page, in light and dark."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ROOT

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async (only) => {
  // a box's name begins with the words on it; its digit and its change are its value, and a hyphen that the name has
  // not parts a word between two lines
  for (const value of document.querySelectorAll(".nmt-box :is(.nmt-digit, .nmt-change)")) value.remove();
  for (const label of document.querySelectorAll(".nmt-box .nmt-label")) {
    const name = label.parentElement.getAttribute("aria-label").toLowerCase();
    if (!name.includes(label.textContent.toLowerCase()))
      for (const line of label.querySelectorAll("tspan")) line.textContent = line.textContent.replace(/-$/, "");
  }
  for (const each of document.getAnimations()) if (each.effect?.getComputedTiming().endTime < Infinity) each.finish();
  const choice = only ? { runOnly: only } : { rules: { "label-content-name-mismatch": { enabled: true } } };
  const { violations } = await axe.run(document, { ...choice, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""


def axe_faults(page: Any) -> list[Any]:
    """Return what axe finds on a page, in the light look and for the contrast in the dark one."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    root = "document.documentElement.dataset"
    theme = page.evaluate(f"{root}.theme")
    faults = page.evaluate(_RUN)
    page.evaluate(f"{root}.theme = 'dark'")
    faults += page.evaluate(_RUN, ["color-contrast"])
    page.evaluate(f"theme => theme === null ? delete {root}.theme : {root}.theme = theme", theme)
    return faults


def assert_axe_clean(page: Any) -> None:
    """Fail where axe finds something on a page."""
    faults = axe_faults(page)
    assert faults == [], json.dumps(faults, indent=1)
