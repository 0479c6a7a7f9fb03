// The differences by function, the largest first: both scores, the reference's reasons and paragraphs, one's own
// evidence.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { makeFeedback } from "./feedback.js";
import { paragraphButton } from "./paragraph_button.js";

/**
 * @import { StepLook } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { DifferenceRow } from "./protocol.d.ts"
 * @import { FeedbackPage } from "./feedback.js"
 */

/**
 * Shows the paragraphs of a row, and goes to one of them.
 * @callback Choose
 * @param {Pick<DifferenceRow, "name" | "paragraphs" | "evidence">} row
 * @param {number} [paragraph] the first where none is given
 */

const FARTHEST = 6; // points at which the bar of a difference is full

/**
 * @param {number | string} score
 * @param {StepLook} steps
 * @param {Words} words
 */
function scoreChip(score, steps, words) {
  if (typeof score !== "number")
    return makeElement("b", {
      class: "nmt-score nmt-score-none",
      text: "?",
      title: words.not_known,
      "aria-label": words.not_known,
    });
  const chip = makeElement("b", { class: "nmt-score", text: String(score) });
  chip.style.setProperty("--step", steps.colours[score - 1] ?? "transparent");
  chip.style.setProperty("--on-step", steps.inks[score - 1] ?? "currentcolor");
  return chip;
}

/**
 * @param {number | null} difference
 * @param {Words} words
 */
function sayDifference(difference, words) {
  if (difference === null) return words.not_compared;
  if (difference === 0) return words.same;
  return fillWords(difference > 0 ? words.higher : words.lower, { n: Math.abs(difference) });
}

/**
 * From the middle to the right where one's own score is the higher, to the left where it is the lower.
 * @param {number | null} difference
 * @param {Words} words
 */
function differenceBar(difference, words) {
  const element = makeElement("span", {
    class: "nmt-compared",
    role: "img",
    "aria-label": sayDifference(difference, words),
  });
  if (difference === null) return element;
  const share = Math.min(1, Math.abs(difference) / FARTHEST) * 50;
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
  const track = makeElement("span", { class: "nmt-measure nmt-compared-track" });
  const bar = makeElement("i");
  bar.style.cssText = difference < 0 ? `right:50%;width:${share}%` : `left:50%;width:${share}%`;
  track.append(bar);
  element.append(makeElement("b", { text: `${sign}${Math.abs(difference)}` }), track);
  return element;
}

/**
 * @param {DifferenceRow} row
 * @param {StepLook} steps
 * @param {Words} words
 * @param {Choose} choose
 * @param {FeedbackPage} page
 */
function makeFunctionDifference(row, steps, words, choose, page) {
  const element = makeElement("div", { class: "nmt-row-difference", role: "row", "data-function": row.id });
  /**
   * @param {string} className
   * @param {...(Node | string)} parts
   */
  const cell = (className, ...parts) => {
    const element = makeElement("div", { class: className, role: "cell" });
    element.append(...parts);
    return element;
  };
  const name = makeElement("button", { class: "nmt-compared-name", type: "button", "aria-pressed": "false" });
  name.append(
    makeElement("small", { text: String(row.number) }),
    makeElement("span", { text: row.name.replaceAll("/", "/\u200b") }),
  );
  name.addEventListener("click", () => choose(row));
  /** @param {number} number */
  const toGo = (number) => choose(row, number);

  const why = cell("nmt-compared-why", makeElement("span", { text: row.rationale || words.no_rationale }));
  if (row.paragraphs.length) {
    const places = makeElement("span", { class: "nmt-compared-places" });
    places.append(...row.paragraphs.map((number) => paragraphButton(number, words, row.named.includes(number), toGo)));
    why.append(places);
  }
  const evidence = cell("nmt-compared-evidence");
  const list = makeElement("ul", { class: "nmt-list is-tight" });
  for (const { paragraph, text } of row.evidence) {
    const item = makeElement("li");
    if (paragraph !== null) item.append(paragraphButton(paragraph, words, row.named.includes(paragraph), toGo));
    item.append(makeElement("span", { text }));
    list.append(item);
  }
  if (row.evidence.length) evidence.append(list);
  if (row.note) evidence.append(makeElement("p", { text: fillWords(words.note, { text: row.note }) }));
  if (!row.evidence.length && !row.note)
    evidence.append(makeElement("span", { class: "nmt-none", text: words.no_evidence }));

  /**
   * @param {HTMLElement} cell
   * @param {string} title
   */
  const titled = (cell, title) => {
    cell.dataset.title = title;
    return cell;
  };
  const feedback = makeFeedback(row, page, words, toGo);
  const { columns } = words;
  element.append(
    cell("nmt-compared-function", name),
    titled(cell("nmt-compared-own", scoreChip(row.own, steps, words)), columns.own),
    titled(cell("nmt-compared-theirs", scoreChip(row.reference, steps, words)), columns.reference),
    cell("nmt-compared-size", differenceBar(row.difference, words)),
    titled(why, columns.why),
    titled(evidence, columns.evidence),
    feedback.element,
  );
  return {
    element,
    row,
    name,
    feedback,
    /** @param {boolean} is */
    setChosen(is) {
      element.toggleAttribute("data-chosen", is);
      name.setAttribute("aria-pressed", String(is));
    },
  };
}

/**
 * @param {DifferenceRow[]} rows
 * @param {StepLook} steps
 * @param {Words} words
 * @param {Choose} choose
 * @param {FeedbackPage} page
 */
export function makeFunctionDifferences(rows, steps, words, choose, page) {
  const element = makeElement("div", { class: "nmt-compared-all", role: "table", "aria-label": words.differences });
  const head = makeElement("div", { class: "nmt-compared-all-head", role: "row" });
  Object.values(words.columns).forEach((title, at) => {
    head.append(makeElement("div", { class: at ? "" : "nmt-unseen", text: title, role: "columnheader" }));
  });
  const items = rows.map((row) => makeFunctionDifference(row, steps, words, choose, page));
  element.append(head, ...items.map((item) => item.element));
  return { element, rows: items };
}
