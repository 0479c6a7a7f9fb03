// The differences as a list: both answers, and the settled one. The arrow keys move through it.

import { findIn, focusedElement, focusIndex, makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { PairDifference } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {(path: string, focus?: boolean) => void} choose
 */
export function makeDifferences(words, choose) {
  const element = makeElement("section", { class: "nmt-differences" });
  const title = makeElement("h2", { text: words.differences });
  const progress = makeElement("div", { class: "nmt-measure nmt-settled-share", "aria-hidden": "true" });
  const filled = makeElement("i");
  const summary = makeElement("p", { class: "nmt-settled-said" });
  const list = makeElement("ol", { class: "nmt-entries" });
  progress.append(filled);
  element.append(title, summary, progress, list);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...list.querySelectorAll("button")];
    const at = focusIndex(buttons);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)].focus();
  });

  /**
   * @param {PairDifference} difference
   * @param {boolean} isChosen
   */
  function row(difference, isChosen) {
    const item = makeElement("li");
    const button = makeElement("button", {
      type: "button",
      "data-path": difference.path,
      tabindex: isChosen ? "0" : "-1",
    });
    if (isChosen) button.setAttribute("aria-current", "true");
    const [first, second] = difference.sides.map((side) => side.answer_words);
    const mark = makeElement("em", {
      text: difference.settled
        ? fillWords(words.settled_mark, { answer: difference.settled.answer_words })
        : words.open_mark,
    });
    mark.toggleAttribute("data-settled", Boolean(difference.settled));
    button.append(
      makeElement("b", { text: difference.name }),
      mark,
      makeElement("small", { text: difference.place }),
      makeElement("span", { text: fillWords(words.sides, { first, second }) }),
    );
    button.addEventListener("click", () => choose(difference.path));
    item.append(button);
    return item;
  }
  return {
    element,
    /**
     * @param {PairDifference[]} differences
     * @param {string | null} chosen
     */
    draw(differences, chosen) {
      const n = differences.filter((difference) => difference.settled).length;
      element.hidden = !differences.length;
      summary.textContent = fillWords(words.progress, { n, of: differences.length });
      filled.style.width = `${(100 * n) / Math.max(differences.length, 1)}%`;
      const focused = list.contains(document.activeElement) ? focusedElement()?.dataset.path : null;
      list.replaceChildren(...differences.map((difference) => row(difference, difference.path === chosen)));
      if (focused) findIn(list, `[data-path="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    },
    /** @param {string} path */
    show: (path) => findIn(list, `[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: "nearest" }),
  };
}
