// What to discuss: a list of functions, the one the class disagrees on most first; what is agreed is ticked.

import { findIn, focusedElement, makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { DiscussionRow } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {(id: string) => void} choose
 */
export function makeDiscussion(words, choose) {
  const element = makeElement("section", { class: "nmt-discussion" });
  const list = makeElement("ol", { class: "nmt-entries" });
  const empty = makeElement("p", { class: "nmt-quiet", text: words.empty });
  element.append(
    makeElement("h2", { text: words.title }),
    makeElement("p", { class: "nmt-quiet", text: words.lead }),
    empty,
    list,
  );
  return {
    element,
    /**
     * @param {DiscussionRow[]} entries
     * @param {string} chosen
     */
    draw(entries, chosen) {
      empty.hidden = entries.length > 0;
      const focused = list.contains(document.activeElement) ? focusedElement()?.dataset.function : null;
      list.replaceChildren(
        ...entries.map((entry) => {
          const item = makeElement("li");
          const button = makeElement("button", {
            type: "button",
            "data-function": entry.id,
            "aria-pressed": String(entry.id === chosen),
          });
          button.append(
            makeElement("b", { text: entry.name }),
            makeElement("span", { text: entry.reason }),
            makeElement("em", { text: entry.state, "data-settled": entry.agreed }),
          );
          button.addEventListener("click", () => choose(entry.id));
          item.append(button);
          return item;
        }),
      );
      if (focused) findIn(list, `[data-function="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    },
  };
}
