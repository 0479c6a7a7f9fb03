// The assessments of the case: how far each is, the way to its form, and a form for another.

import { WAITS } from "../shared/answers/waits.js";
import { makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { AuthorAssessment } from "./protocol.d.ts"
 * @import { CaseModel } from "./case_answers.js"
 */

/**
 * @param {Answers} answers
 * @param {CaseModel} model
 * @param {Words} words
 */
export function makeAssessments(answers, model, words) {
  const ownWords = words.assessments;
  const list = makeElement("ul", { class: "nmt-list nmt-assessments" });
  const history = makeElement("p", { class: "nmt-quiet" });
  const problem = makeElement("p", { class: "nmt-field-problem", role: "alert" });
  /**
   * @param {string} name
   * @param {string} label
   * @param {string} [value]
   * @param {string} [help]
   */
  const field = (name, label, value = "", help = "") => {
    const id = makeElementId();
    const input = makeElement("input", {
      class: "nmt-input",
      id,
      name,
      value,
      autocomplete: "off",
      maxlength: 60,
      required: true,
    });
    return makeElement(
      "div",
      { class: "nmt-field" },
      makeElement("label", { class: "nmt-field-name", for: id, text: label }),
      input,
      help && makeElement("small", { text: help }),
    );
  };
  const form = makeElement(
    "form",
    { class: "nmt-card is-quiet nmt-another", novalidate: true },
    makeElement("h3", { text: ownWords.add }),
    field("label", ownWords.label, ownWords.label_next),
    field("age", ownWords.age, "", ownWords.age_hint),
    makeElement("button", { class: "nmt-button is-plain", text: ownWords.add }),
    problem,
  );
  let edit = makeId();
  form.addEventListener("input", () => (edit = makeId()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const [age, label] = [String(data.get("age") ?? ""), String(data.get("label") ?? "")];
    problem.textContent = !label.trim() || yearsOf(age) === null ? ownWords.empty : "";
    if (problem.textContent) return;
    if (!(await isSaved(answers))) problem.textContent = words.finish.unsaved;
    else model.send({ type: "assess", age, label, edit });
  });
  const element = makeElement(
    "div",
    {},
    list,
    history,
    makeElement("p", { class: "nmt-quiet", text: ownWords.practice, hidden: model.get("facts").kind !== "practice" }),
    form,
  );

  /** @param {AuthorAssessment} assessment */
  function makeItem(assessment) {
    const { number, label, age, status, scored, of } = assessment;
    const progress = fillWords(ownWords.scored, { n: scored, of });
    const link = makeElement("a", {
      class: "nmt-button is-plain",
      text: ownWords.open,
      href: assessLink(model, number),
      "aria-label": fillWords(ownWords.open_label, assessment),
      "data-assessment": number,
    });
    return makeElement(
      "li",
      { class: "nmt-card" },
      makeElement("span", { class: "nmt-assessment-name", text: label }),
      makeElement("span", { class: "nmt-quiet", text: `${age} · ${progress} · ${status}` }),
      link,
    );
  }
  function show() {
    const { assessments, history: count, kind } = model.get("facts");
    list.replaceChildren(...assessments.map(makeItem));
    history.textContent = fillWords(ownWords.history, { n: count });
    form.hidden = kind === "practice" || !answers.mayWrite;
  }
  return {
    element,
    show,
    /** @param {string} message */
    showProblem(message) {
      problem.textContent = message;
    },
    focus: () => list.querySelector("a")?.focus(),
  };
}

/**
 * @param {CaseModel} model
 * @param {number} number
 */
export function assessLink(model, number) {
  return `assess.ipynb?case=${encodeURIComponent(model.get("record").case)}&assessment=${number}`;
}

/**
 * Whether the workbook has saved all that was written on this page; a workbook that does not answer counts as no.
 * @param {Answers} answers
 * @returns {Promise<boolean>}
 */
export function isSaved(answers) {
  return Promise.race([
    answers.saveNow(),
    new Promise((resolve) => setTimeout(() => resolve(false), 2 * WAITS.answer)),
  ]);
}
