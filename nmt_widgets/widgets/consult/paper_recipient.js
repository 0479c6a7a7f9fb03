// Who receives a paper: asked over the page, and why.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { inputOf, labelled } from "./plan_fields.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { BoardModel } from "./board_view.js"
 */

/**
 * @param {Answers} answers
 * @param {BoardModel} model
 * @param {Words} words
 * @param {string} root
 */
export function makePaperRecipient(answers, model, words, root) {
  const element = makeElement("div", { class: "nmt-recipient" });
  const input = inputOf("text", { maxlength: "300" });
  const label = labelled(words.recipient, input, "nmt-recipient-field");
  const why = makeElement("p", { class: "nmt-quiet" });
  const id = makeId();
  why.id = `nmt-why-${id}`;
  input.setAttribute("aria-describedby", why.id);
  const problem = makeElement("p", { class: "nmt-save-problem", role: "alert" });
  element.append(label, why, problem);
  const path = () => `${root}/recipients/${model.get("paper").reader}`;
  input.addEventListener("input", () => answers.set(path(), input.value.trim() || null, { typing: true }));
  function show() {
    const { reader, why: reason } = model.get("paper");
    element.hidden = !reader;
    if (!reader) return;
    why.textContent = reason;
    const other = element.dataset.reader !== reader;
    element.dataset.reader = reader;
    if (other || input !== document.activeElement) input.value = answers.get(path()) ?? "";
    input.readOnly = answers.isLocked(path());
    problem.textContent = answers.problem(path());
  }
  show();
  return { element, build: show, showPaper: show, tell: show, focus: () => input.focus() };
}
