// The keys of the score sheet: a line with the most used, and all of them unfolded on request.

import { makeElement } from "../dom.js";
import { makeId } from "../values.js";

/** @import { Words } from "../protocol.d.ts" */

/** @param {Words} words */
export function sheetKeys(words) {
  const element = makeElement("div", { class: "nmt-sheet-keys" });
  const hint = makeElement("p", { class: "nmt-sheet-hint" });
  for (const [key, does] of words.hint) {
    const pair = makeElement("span");
    pair.append(makeElement("kbd", { text: key }), ` ${does}`);
    hint.append(pair);
  }
  const list = makeElement("dl", { class: "nmt-sheet-help", id: `nmt-keys-${makeId()}` });
  for (const [key, does] of words.all) {
    const pair = makeElement("div");
    const term = makeElement("dt");
    term.append(makeElement("kbd", { text: key }));
    pair.append(term, makeElement("dd", { text: does }));
    list.append(pair);
  }
  list.hidden = true;
  const toggle = makeElement("button", {
    class: "nmt-button is-quiet nmt-sheet-link",
    text: words.more,
    type: "button",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
  const show = (open = list.hidden) => {
    list.hidden = !open;
    toggle.textContent = open ? words.less : words.more;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show());
  hint.append(toggle);
  element.append(hint, list);
  return { element, toggle: () => show() };
}
