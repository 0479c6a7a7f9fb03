// What a hand-out without answers must not hold is taken out of it, not hidden. What a scene marks:
//   data-answer          goes
//   data-answer="line"   leaves a line to write on; "lines" leaves several

import { findAllIn, makeElement, partIn } from "../shared/dom.js";

const FRAMES = ["data-frames", "data-frames-score", "data-frames-name", "data-lit", "title", "aria-label"];
const LINES = 4;

/** @param {HTMLElement} element */
export function coverAnswers(element) {
  for (const box of findAllIn(element, '.nmt-box:not([data-column="typical"])')) {
    for (const name of [...FRAMES, "role"]) box.removeAttribute(name);
    box.dataset.score = "";
    const digit = partIn(box, ".nmt-digit");
    for (const name of FRAMES) digit.removeAttribute(name);
    digit.textContent = "\u00a0"; // there is room to write the score in
  }
  for (const one of findAllIn(element, "[data-answer]")) {
    for (const name of FRAMES) one.removeAttribute(name);
    /** @type {Record<string, number>} */
    const many = { line: 1, lines: LINES };
    const lines = many[one.dataset.answer ?? ""] ?? 0;
    if (lines)
      one.replaceChildren(...Array.from({ length: lines }, () => makeElement("span", { class: "nmt-to-fill" })));
    else one.remove();
  }
}
