// What an expert adds to the ratings of a practice case: the stance, and the lists; the ratings are on the assessment screen.

import { makeElement } from "../shared/dom.js";
import { sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { accessOf } from "./access.js";
import { assessLink } from "./assessments.js";
import { makeAuthorField } from "./fields.js";
import { makeRows } from "./rows.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { AuthorList, ReferenceForm } from "./protocol.d.ts"
 * @import { CaseModel } from "./case_answers.js"
 */

/**
 * @param {Answers} answers
 * @param {CaseModel} model
 * @param {ReferenceForm} form
 * @param {Words} words
 */
export function makeReference(answers, model, { stance, lists }, words) {
  const ownWords = words.reference;
  const progress = makeElement("p", { class: "nmt-reference-progress" });
  const open = makeElement("a", { class: "nmt-button is-plain", text: ownWords.open });
  const field = makeAuthorField(stance, words.rows, (typing) => answers.set(stance.id, field.read().value, { typing }));
  /** @param {AuthorList} spec */
  const makePart = (spec) => {
    const rows = makeRows(spec, accessOf(answers, spec), words.rows);
    const head = [makeElement("h3", { text: spec.name }), makeElement("p", { class: "nmt-quiet", text: spec.lead })];
    return { spec, rows, element: makeElement("section", { class: "nmt-reference-part" }, ...head, rows.element) };
  };
  const parts = Object.values(lists).map(makePart);
  const element = makeElement(
    "div",
    { class: "nmt-reference" },
    makeElement("p", { class: "nmt-quiet", text: ownWords.lead }),
    makeElement(
      "section",
      { class: "nmt-card is-quiet nmt-reference-ratings" },
      progress,
      open,
      makeElement("p", { class: "nmt-quiet", text: ownWords.how }),
    ),
    field.element,
    ...parts.map((part) => part.element),
  );
  return {
    element,
    show() {
      const { reference, assessments } = model.get("facts");
      const [{ number, of }] = assessments;
      progress.textContent = reference
        ? fillWords(ownWords.progress, { n: reference.scored, of, based: reference.based, rated: reference.rated })
        : "";
      open.href = assessLink(model, number);
      const value = answers.get(stance.id);
      if (!field.element.contains(document.activeElement) || !sameAnswer(field.read().value, value)) field.show(value);
      field.lock(answers.isLocked(stance.id));
      for (const { rows } of parts) rows.show();
    },
    /** @param {string} [path] */
    focus: (path) => (parts.find(({ spec }) => spec.path === path)?.rows ?? field).focus(),
  };
}
