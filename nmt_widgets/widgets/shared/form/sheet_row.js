// A row of the score sheet: a function's name, its steps, and marks for confidence, note and evidence.

import { makeElement } from "../dom.js";
import { isEmpty, numberOf } from "../values.js";
import { countWords, fillWords } from "../words.js";
import { bandName, colourStep } from "./step_colours.js";

/**
 * @import { RatedAnswer } from "../answers/protocol.d.ts"
 * @import { FormSpec } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Rated } from "./parts.js"
 */

/**
 * @typedef {number | string | null} Chosen a step; the word for "not known"; null for none
 * @typedef {ReturnType<typeof makeSheetRow>} SheetRow
 */

/**
 * Names such as "Communication Expressive/Receptive" may break after the stroke.
 * @param {string} name
 */
function sheetName(name) {
  const parts = name.split("/");
  return parts.flatMap((part, i) => (i < parts.length - 1 ? [`${part}/`, makeElement("wbr")] : [part]));
}

/**
 * Marks at the end of a row: how sure, a note, how much evidence.
 * @param {FormSpec} spec
 * @param {Words} words
 */
function sheetMarks(spec, words) {
  const element = makeElement("span", { class: "nmt-sheet-marks", role: "img" });
  const [sure, note, evidence] = ["sure", "note", "evidence"].map((name) =>
    makeElement("i", { class: `nmt-mark-${name}` }),
  );
  sure.append(makeElement("i"), makeElement("i"), makeElement("i"));
  element.append(sure, note, evidence);
  return {
    element,
    /** @param {RatedAnswer | null} value */
    show(value) {
      const level = spec.confidence.findIndex(([id]) => id === value?.confidence);
      const count = value?.evidence?.length ?? 0;
      [sure.hidden, note.hidden, evidence.hidden] = [level < 0, isEmpty(value?.note), !count];
      sure.dataset.level = String(level + 1);
      evidence.textContent = String(count);
      const marks = [
        level >= 0 && fillWords(words.marks.confidence, { level: spec.confidence[level][1] }),
        !note.hidden && words.marks.note,
        count && countWords(words.marks, "evidence", count),
      ].filter(Boolean);
      element.hidden = !marks.length;
      element.title = marks.join(", ");
      element.setAttribute("aria-label", element.title);
    },
  };
}

/**
 * One function with its steps; `chosen` is the scored step, `stop` the cell that takes the focus.
 * @param {Rated} question
 * @param {number} number
 * @param {FormSpec} spec
 * @param {Words} words
 */
export function makeSheetRow(question, number, spec, words) {
  const element = makeElement("div", { class: "nmt-sheet-row", "data-path": question.path });
  const name = makeElement("span", { class: "nmt-sheet-name", "aria-hidden": "true" });
  const label = makeElement("span");
  label.append(...sheetName(question.name));
  name.append(makeElement("small", { text: String(number) }), label);
  const ownLabel = fillWords(words.row, { number, name: question.name });
  const group = makeElement("div", { class: "nmt-sheet-steps", role: "radiogroup", "aria-label": ownLabel });
  const [low, high] = question.scale;
  /** @type {Map<Chosen, HTMLElement>} */
  const cells = new Map();
  for (let step = low; step <= high; step += 1) {
    const anchor = question.anchors?.[step];
    const stepWords = fillWords(anchor ? words.step_anchor : words.step, { step, band: bandName(spec, step), anchor });
    const cell = makeElement("span", {
      class: "nmt-sheet-step",
      text: String(step),
      role: "radio",
      "aria-label": stepWords,
      "data-step": step,
    });
    colourStep(cell, spec, step, question.scale);
    cells.set(step, cell);
  }
  const unknown = { role: "radio", "aria-label": words.not_known, title: words.not_known, "data-step": "" };
  cells.set(
    spec.not_known,
    makeElement("span", { class: "nmt-sheet-step nmt-sheet-unknown", text: words.not_known_sign, ...unknown }),
  );
  for (const cell of cells.values()) {
    cell.tabIndex = -1;
    cell.setAttribute("aria-checked", "false");
    group.append(cell);
  }
  const marks = sheetMarks(spec, words);
  element.append(name, group, marks.element);
  /** @type {Chosen} */
  let chosen = null;
  const start = /** @type {HTMLElement} */ (cells.get(low));
  let stop = start;
  let isCurrent = false;
  const mark = () => (stop.tabIndex = isCurrent ? 0 : -1);
  return {
    element,
    question,
    number,
    cells,
    get stop() {
      return stop;
    },
    get chosen() {
      return chosen;
    },
    /**
     * All rows share one tab stop: the current row.
     * @param {boolean} is
     */
    setCurrent(is) {
      isCurrent = is;
      element.toggleAttribute("data-current", is);
      mark();
    },
    /**
     * @param {RatedAnswer | null} value
     * @param {boolean} locked
     * @param {string} problem
     */
    show(value, locked, problem) {
      /** @type {Chosen} */
      const score = numberOf(question, value) ?? null;
      if (score !== chosen) {
        cells.get(chosen)?.setAttribute("aria-checked", "false");
        cells.get(score)?.setAttribute("aria-checked", "true");
        const hadFocus = document.activeElement === stop;
        stop.tabIndex = -1;
        stop = cells.get(score) ?? start;
        mark();
        if (hadFocus) stop.focus({ preventScroll: true });
        chosen = score;
      }
      element.toggleAttribute("data-scored", cells.has(score));
      element.toggleAttribute("data-problem", Boolean(problem));
      group.setAttribute("aria-readonly", String(locked));
      marks.show(value);
    },
  };
}
