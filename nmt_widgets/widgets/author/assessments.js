// The assessments of the case: how far each is, the way to its form, and another one.

import { WAITS } from "../shared/answers/waits.js";
import { makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";

/** @import { AuthorAssessment } from "./protocol.d.ts" */

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { AnyModel } from "@anywidget/types"
 */

/**
 * @param {Answers} answers
 * @param {AnyModel} model
 * @param {Words} words
 */
export function makeAssessments(answers, model, words) {
  const said = words.assessments;
  const list = makeElement("ul", { class: "nmt-list nmt-assessments" });
  const history = makeElement("p", { class: "nmt-quiet" });
  const problem = makeElement("p", { class: "nmt-field-problem", role: "alert" });
  /**
   * @param {string} name
   * @param {string} ownWords
   * @param {any} [value]
   * @param {string} [help]
   */
  const field = (name, ownWords, value = "", help = "") => {
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
      makeElement("label", { class: "nmt-field-name", for: id, text: ownWords }),
      input,
      help && makeElement("small", { text: help }),
    );
  };
  const form = makeElement(
    "form",
    { class: "nmt-card is-quiet nmt-another", novalidate: true },
    makeElement("h3", { text: said.add }),
    field("label", said.label, said.label_next),
    field("age", said.age, "", said.age_hint),
    makeElement("button", { class: "nmt-button is-plain", text: said.add }),
    problem,
  );
  let edit = makeId();
  form.addEventListener("input", () => (edit = makeId()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    problem.textContent = !String(given.label).trim() || yearsOf(given.age) === null ? said.empty : "";
    if (problem.textContent) return;
    if (!(await isSaved(answers))) problem.textContent = words.finish.unsaved;
    else model.send({ type: "assess", ...given, edit });
  });
  const element = makeElement(
    "div",
    {},
    list,
    history,
    makeElement("p", { class: "nmt-quiet", text: said.practice, hidden: model.get("facts").kind !== "practice" }),
    form,
  );

  function show() {
    const { assessments, history: count, kind } = model.get("facts");
    list.replaceChildren(
      ...assessments.map((/** @type {AuthorAssessment} */ one) => {
        const link = makeElement("a", {
          class: "nmt-button is-plain",
          text: said.open,
          "aria-label": fillWords(said.open_label, one),
          "data-assessment": one.number,
        });
        link.href = assessLink(model, one.number);
        return makeElement(
          "li",
          { class: "nmt-card" },
          makeElement("span", { class: "nmt-assessment-name", text: one.label }),
          makeElement("span", {
            class: "nmt-quiet",
            text: `${one.age} · ${fillWords(said.scored, { n: one.scored, of: one.of })} · ${one.status}`,
          }),
          link,
        );
      }),
    );
    history.textContent = fillWords(said.history, { n: count });
    form.hidden = kind === "practice" || !answers.mayWrite;
  }
  return {
    element,
    show,
    /** @param {any} message */
    trouble: (message) => (problem.textContent = message),
    focus: () => list.querySelector("a")?.focus(),
  };
}

/**
 * @param {AnyModel} model
 * @param {any} number
 */
export function assessLink(model, number) {
  return `assess.ipynb?case=${encodeURIComponent(model.get("record").case)}&assessment=${number}`;
}

/**
 * Whether the workbook has all that was written here; it is not waited for longer than somebody would.
 * @param {Answers} answers
 */
export function isSaved(answers) {
  return Promise.race([
    answers.saveNow(),
    new Promise((resolve) => setTimeout(() => resolve(false), 2 * WAITS.answer)),
  ]);
}
