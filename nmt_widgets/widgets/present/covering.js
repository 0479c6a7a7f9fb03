// Takes the answers out of a hand-out for the room: they are removed, not hidden. What a scene marks:
//   data-answer          is removed
//   data-answer="line"   becomes a line to write on; "lines" becomes several

import { findAllIn, makeElement, partIn } from "../shared/dom.js";

const FRAMES = ["data-frames", "data-frames-score", "data-frames-name", "data-lit", "title", "aria-label"];
/** @type {Record<string, number>} */
const LINE_COUNTS = { line: 1, lines: 4 };

/** @param {HTMLElement} element */
export function coverAnswers(element) {
  for (const box of findAllIn(element, '.nmt-brain-box:not([data-column="typical"])')) {
    for (const name of [...FRAMES, "role"]) box.removeAttribute(name);
    box.dataset.score = "";
    const digit = partIn(box, ".nmt-brain-digit");
    for (const name of FRAMES) digit.removeAttribute(name);
    digit.textContent = "\u00a0"; // there is room to write the score in
  }
  for (const answer of findAllIn(element, "[data-answer]")) {
    for (const name of FRAMES) answer.removeAttribute(name);
    const count = LINE_COUNTS[answer.dataset.answer ?? ""] ?? 0;
    const lines = Array.from({ length: count }, () => makeElement("span", { class: "nmt-to-fill" }));
    if (count) answer.replaceChildren(...lines);
    else answer.remove();
  }
}
