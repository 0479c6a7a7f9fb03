// What a level asks for, and how much of it there is.

import { makeElement } from "../shared/dom.js";

/** @import { NeedRow } from "./protocol.d.ts" */

/** @param {NeedRow[]} needs */
export function makeNeeds(needs) {
  const list = makeElement("ul", { class: "nmt-list nmt-log-needs" });
  for (const need of needs) {
    const item = makeElement("li");
    item.toggleAttribute("data-met", need.met);
    const bar = makeElement("span", { class: "nmt-measure", "aria-hidden": "true" });
    const filled = makeElement("i");
    filled.style.width = `${100 * need.share}%`;
    bar.append(filled);
    item.append(
      makeElement("b", { text: need.met ? "✓" : "○", "aria-hidden": "true" }),
      makeElement("span", { text: need.text }),
      makeElement("small", { text: need.mark }),
      bar,
    );
    list.append(item);
  }
  return list;
}
