// The number of a paragraph, which goes to it.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/** @import { Words } from "../shared/protocol.d.ts" */

/**
 * @param {number} number
 * @param {Words} words
 * @param {boolean} shared
 * @param {((paragraph: number) => void) | undefined} onGo
 */
export function paragraphButton(number, words, shared, onGo) {
  const label = fillWords(shared ? words.to_shared : words.to_paragraph, { number });
  const button = makeElement("button", {
    class: "nmt-chip nmt-to-paragraph",
    text: `¶${number}`,
    type: "button",
    "aria-label": label,
    title: label,
  });
  button.toggleAttribute("data-shared", shared);
  button.addEventListener("click", () => onGo?.(number));
  return button;
}
