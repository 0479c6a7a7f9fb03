// An attempt: the bar of saving, the vignette, and beside it the score sheet.

import { Answers } from "../shared/answers/answers.js";
import { makeSaveBar } from "../shared/answers/save_bar.js";
import { findIn, isTextField, makeElement, targetOf } from "../shared/dom.js";
import { makeScoreSheet } from "../shared/form/score_sheet.js";
import { useLocale } from "../shared/words.js";
import { makeAttaching } from "./attaching.js";
import { makeSubmission } from "./submission.js";
import { makeVignette } from "./vignette.js";

/**
 * @import { Model, Props } from "../shared/model.d.ts"
 * @import { AnswerReply, Answers as SavedAnswers, RecordFacts } from "../shared/answers/protocol.d.ts"
 * @import { FormSpec, FormWords } from "../shared/form/protocol.d.ts"
 * @import { AttemptMessage, VignetteText } from "./protocol.d.ts"
 */

/**
 * @typedef {{ vignette: VignetteText, spec: FormSpec, record: RecordFacts, answers: SavedAnswers,
 *   words: FormWords }} Traits
 */

/**
 * @param {Model<Traits, AttemptMessage, AnswerReply>} model
 * @param {Answers} answers
 * @param {HTMLElement} el
 */
function makeAttempt(model, answers, el) {
  const { practice = {}, ...words } = model.get("words");
  const spec = model.get("spec");
  const [section] = spec.sections;
  el.classList.add("nmt-practice-attempt");
  const bar = makeSaveBar(answers, words);
  const vignette = makeVignette(model.get("vignette"), practice.vignette);
  const sheet = makeScoreSheet(answers, section, spec, words);
  const right = makeElement("section", { class: "nmt-practice-sheet", "aria-label": practice.sheet });
  right.append(sheet.element);
  sheet.element.querySelector("h2")?.classList.add("nmt-unseen"); // the label of the part says it

  const scoring = () =>
    findIn(sheet.element, ".nmt-sheet-row[data-current]")?.dataset.path ?? section.questions[0].path;
  const attaching = makeAttaching(vignette, answers, spec, practice, scoring, () => sheet.focus(scoring()));
  const submission = makeSubmission(answers, section.questions, practice, sheet.focus);
  findIn(bar.element, ".nmt-save-line")?.append(submission.element);
  el.append(bar.element, vignette.element, right, submission.dialog);

  // The sheet chooses the current row; the vignette follows it.
  const following = new MutationObserver(attaching.draw);
  following.observe(sheet.element, { subtree: true, attributes: true, attributeFilter: ["data-current"] });
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || isTextField(event.target)) return;
    if (event.key.toLowerCase() === "v" && right.contains(targetOf(event))) attaching.focus();
    else if (event.key === "Escape" && vignette.element.contains(targetOf(event))) sheet.focus(scoring());
    else return;
    event.preventDefault();
  }
  el.addEventListener("keydown", onKey);
  // Submitted here or in another tab: the kernel shows what comes next.
  let isReported = false;
  const off = answers.onState(() => {
    if (isReported || answers.status !== "completed") return;
    isReported = true;
    model.send({ type: "submitted" });
  });
  return () => {
    off();
    following.disconnect();
    el.removeEventListener("keydown", onKey);
    attaching.close();
    submission.close();
    vignette.close();
    sheet.close();
    bar.close();
  };
}

// One module for each widget: its views share the answers.
export default () => {
  /** @type {Answers | null} */
  let answers = null;
  return {
    /** @param {{ model: Model<Traits, AttemptMessage, AnswerReply> }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new Answers(model);
      return () => answers?.close();
    },
    /** @param {Props<Traits, AttemptMessage, AnswerReply>} props */
    render({ model, el }) {
      return answers && makeAttempt(model, answers, el);
    },
  };
};
