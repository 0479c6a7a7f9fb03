// A cell of the grid of Parts A and B: its number, pattern and confidence as signs, and the same as words.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { RatedAnswer } from "../shared/answers/protocol.d.ts"
 * @import { FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Rated } from "../shared/form/parts.js"
 */

/**
 * @typedef {object} CellLook
 * @property {FormSpec} spec
 * @property {"severity" | "rating"} key where an answer has its number
 * @property {Map<string, string>} letters of the patterns
 * @property {Words} words
 */

/**
 * Writes an answer into its cell.
 * @param {HTMLElement} cell
 * @param {Rated} question
 * @param {RatedAnswer | null} answer
 * @param {CellLook} look
 * @param {{ row?: string, period?: string }} place
 */
export function paintCell(cell, question, answer, { spec, key, letters, words }, place) {
  const number = answer?.[key] ?? null;
  const pattern = answer?.pattern ?? "";
  const isRated = typeof number === "number";
  const isUnknown = number === spec.not_known;
  const isNoted = !isRated && !isUnknown && answer !== null;
  const lacksPattern = key === "severity" && isRated && number > 0 && !pattern;
  const [low, high] = question.scale;
  const level = spec.confidence.findIndex(([id]) => id === answer?.confidence);
  cell.dataset.state = isRated ? "rated" : isUnknown ? "unknown" : "open";
  cell.style.setProperty("--share", String(isRated ? (number - low) / (high - low || 1) : 0));
  const signs = [
    makeElement("b", { text: isRated ? number : isUnknown ? "?" : "–" }),
    pattern && makeElement("i", { text: letters.get(pattern) ?? pattern }),
    lacksPattern && makeElement("i", { class: "nmt-hist-missing", text: "○" }),
    isNoted && !pattern && makeElement("i", { text: "…" }),
    level >= 0 &&
      makeElement("span", { class: "nmt-hist-sure", style: `--sure:${(level + 1) / spec.confidence.length}` }),
  ];
  cell.replaceChildren(...signs.flatMap((sign) => sign || []));
  const values = [
    isRated ? String(number) : isUnknown ? words.cell_not_known : isNoted ? words.cell_noted : words.cell_open,
    pattern && (spec.patterns.find(([id]) => id === pattern)?.[1] ?? pattern),
    lacksPattern && words.cell_no_pattern,
    level >= 0 && fillWords(words.cell_confidence, { name: spec.confidence[level][1] }),
  ];
  cell.setAttribute("aria-label", fillWords(words.cell, { ...place, value: values.filter(Boolean).join(", ") }));
}
