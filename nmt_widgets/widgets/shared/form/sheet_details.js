// The details of the current row of the score sheet: anchors, confidence, note, evidence.

import { makeElement } from "../dom.js";
import { makeId } from "../values.js";
import { fillWords } from "../words.js";
import { formOptions, growingText } from "./parts.js";
import { anchorsAt, withPart } from "./rating.js";
import { sheetEvidence } from "./sheet_evidence.js";
import { bandName, colourStep } from "./step_colours.js";

/**
 * @import { RatedAnswer } from "../answers/protocol.d.ts"
 * @import { FormSpec } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "../answers/answers.js"
 * @import { Rated } from "./parts.js"
 * @import { Chosen } from "./sheet_row.js"
 */

/**
 * The anchors a step lies between, or the one it meets, as a set of their steps.
 * @param {Rated} question
 * @param {Chosen} step
 */
function nearAnchors(question, step) {
  const near = typeof step === "number" ? anchorsAt(question.anchors, step) : [];
  return new Set(near.map(([at]) => at));
}

/**
 * The anchors of all functions lie on top of each other with one set visible, so the place is as high as the highest set.
 * @param {Rated[]} questions
 * @param {FormSpec} spec
 */
function sheetAnchors(questions, spec) {
  const element = makeElement("div", { class: "nmt-sheet-anchors" });
  /** @type {Map<string, { set: HTMLElement, items: Map<number, HTMLElement> }>} */
  const sets = new Map();
  for (const question of questions) {
    const set = makeElement("ol", { class: "nmt-sheet-anchor-set" });
    const steps = Object.keys(question.anchors ?? {})
      .map(Number)
      .sort((a, b) => a - b);
    set.style.setProperty("--columns", String(steps.length || 1));
    /** @type {Map<number, HTMLElement>} */
    const items = new Map();
    for (const step of steps) {
      const item = makeElement("li");
      const chip = makeElement("b", { class: "nmt-sheet-chip", text: String(step) });
      colourStep(chip, spec, step, question.scale);
      item.append(chip, makeElement("span", { text: question.anchors[step] }));
      items.set(step, item);
      set.append(item);
    }
    sets.set(question.path, { set, items });
    element.append(set);
  }
  /** @type {{ set: HTMLElement, items: Map<number, HTMLElement> } | null} */
  let visible = null;
  return {
    element,
    /**
     * @param {Rated} question
     * @param {Chosen} step
     */
    show(question, step) {
      const next = sets.get(question.path);
      if (!next) return;
      if (visible !== next) {
        visible?.set.removeAttribute("data-shown");
        next.set.dataset.shown = "";
        visible = next;
      }
      const near = nearAnchors(question, step);
      visible.set.toggleAttribute("data-pointed", near.size > 0);
      for (const [at, item] of visible.items) item.toggleAttribute("data-near", near.has(at));
    },
  };
}

/**
 * The details. Their anchors follow the pointer; their answers follow the focus.
 * @param {Answers} answers
 * @param {Rated[]} questions
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {Record<string, string> | undefined} marks
 * @param {() => void} back
 */
export function sheetDetails(answers, questions, spec, words, marks, back) {
  const element = makeElement("aside", { class: "nmt-sheet-details" });
  const head = makeElement("div", { class: "nmt-sheet-head" });
  const title = makeElement("h3");
  const readout = makeElement("span", { class: "nmt-sheet-readout" });
  const chip = makeElement("b", { class: "nmt-sheet-chip" });
  const band = makeElement("span");
  readout.append(chip, band);
  const about = makeElement("div", { class: "nmt-sheet-about", id: `nmt-about-${makeId()}` });
  about.hidden = true;
  const toggle = makeElement("button", {
    class: "nmt-button is-quiet nmt-sheet-link",
    text: words.about,
    type: "button",
    "aria-expanded": "false",
    "aria-controls": about.id,
  });
  head.append(title, readout, toggle);
  const anchors = sheetAnchors(questions, spec);
  /**
   * @template {"confidence" | "note" | "evidence"} Name
   * @param {Name} name
   * @param {RatedAnswer[Name]} value
   * @param {boolean} typing
   */
  const write = (name, value, typing) => {
    if (!current.question || (value === null && !current.value)) return;
    answers.set(current.question.path, withPart(answers.get(current.question.path), name, value), { typing });
  };
  const sure = formOptions(spec.confidence, { "aria-label": words.confidence }, (value) =>
    write("confidence", value, false),
  );
  const note = growingText({ "aria-label": words.note, placeholder: words.note_hint }, (text) =>
    write("note", text.trim() ? text : null, true),
  );
  const evidence = sheetEvidence(spec, words, (entries, typing) => write("evidence", entries, typing), back);
  const confidence = makeElement("div", { class: "nmt-sheet-sure" });
  confidence.append(makeElement("span", { class: "nmt-sheet-label", text: words.confidence }), sure.element);
  const noted = makeElement("label", { class: "nmt-sheet-note" });
  noted.append(makeElement("span", { class: "nmt-sheet-label", text: words.note }), note.element);
  const entry = makeElement("div", { class: "nmt-sheet-own" });
  entry.append(confidence, noted, evidence.element);
  element.append(head, anchors.element, about, entry);

  /** @type {{ question: Rated | null, value: RatedAnswer | null, pointed: Rated | null }} */
  const current = { question: null, value: null, pointed: null };
  let [aboutShown, titleShown] = ["", ""];

  /** @param {Rated} question */
  function explain(question) {
    if (about.hidden || aboutShown === question.path) return;
    aboutShown = question.path;
    /** @type {HTMLElement[]} */
    const parts = [makeElement("p", { text: question.definition })];
    if (question.help) parts.push(makeElement("p", { text: question.help }));
    if (question.look_for?.length) {
      const list = makeElement("ul");
      list.append(...question.look_for.map((text) => makeElement("li", { text })));
      parts.push(makeElement("h4", { text: words.look_for }), list);
    }
    if (question.mark) parts.push(makeElement("p", { class: "nmt-sheet-mark", text: marks?.[question.mark] ?? "" }));
    about.replaceChildren(...parts.filter((part) => part.textContent));
  }
  toggle.addEventListener("click", () => {
    about.hidden = !about.hidden;
    toggle.setAttribute("aria-expanded", String(!about.hidden));
    if (current.pointed) explain(current.pointed);
  });

  return {
    element,
    evidence,
    focusNote: () => note.element.focus(),
    /**
     * The function and the step that pointer or focus is on.
     * @param {Rated} question
     * @param {number} number
     * @param {Chosen} step
     */
    point(question, number, step) {
      current.pointed = question;
      if (titleShown !== question.path) {
        titleShown = question.path;
        title.replaceChildren(makeElement("small", { text: String(number) }), ` ${question.name}`);
        entry.toggleAttribute("data-other", question !== current.question);
        explain(question);
      }
      const scored = typeof step === "number";
      chip.textContent = scored ? String(step) : step === null ? "–" : words.not_known_sign;
      if (typeof step === "number") colourStep(chip, spec, step, question.scale);
      chip.toggleAttribute("data-plain", !scored);
      band.textContent =
        typeof step === "number" ? bandName(spec, step) : step === null ? words.unscored : spec.not_known;
      anchors.show(question, step);
    },
    /**
     * @param {Rated} question
     * @param {RatedAnswer | null} value
     * @param {boolean} locked
     */
    own(question, value, locked) {
      const fresh = current.question !== question;
      if (fresh) {
        note.flush(); // what was typed belongs to the row before
        titleShown = "";
        element.setAttribute("aria-label", fillWords(words.details, { name: question.name }));
      }
      Object.assign(current, { question, value });
      sure.show(value?.confidence);
      sure.lock(locked || typeof value?.score !== "number");
      if (fresh || document.activeElement !== note.element) note.show(value?.note ?? "");
      note.lock(locked);
      evidence.show(value?.evidence, fresh, locked);
    },
    close: () => note.flush(),
  };
}
