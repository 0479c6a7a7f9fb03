// How far an attempt is, and its submission: asked once more, since it locks the attempt.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { countWords, fillWords } from "../shared/words.js";

/**
 * @import { FormQuestion } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

/**
 * @param {Answers} answers
 * @param {FormQuestion[]} questions
 * @param {Words} words
 * @param {(path: string) => void} goTo
 */
export function makeSubmission(answers, questions, words, goTo) {
  const element = makeElement("span", { class: "nmt-submit" });
  const progress = makeElement("span", { class: "nmt-submit-progress" });
  const button = makeElement("button", { class: "nmt-button is-small", text: words.submit, type: "button" });
  const dialog = makeElement("dialog", { class: "nmt-submit-ask" });
  const problem = makeElement("p", { class: "nmt-submit-problem", role: "alert" });
  const warning = makeElement("span", { class: "nmt-submit-problem", role: "alert" });
  element.append(warning, progress, button);

  const open = () => questions.filter((question) => answers.state(question) === "open");
  function draw() {
    const left = open().length;
    progress.textContent = fillWords(words.progress, { n: questions.length - left, of: questions.length });
    button.disabled = !answers.mayWrite || answers.isClosed;
    if (!left) warning.textContent = "";
  }

  function ask() {
    const left = open();
    if (left.length) {
      warning.textContent = countWords(words, "open", left.length);
      return goTo(left[0].path);
    }
    const backed = questions.filter((question) => answers.get(question.path)?.evidence?.length).length;
    const title = makeElement("h2", { text: words.ask.title, id: `nmt-ask-${makeId()}` });
    const buttons = makeElement("div", { class: "nmt-submit-buttons" });
    const yes = makeElement("button", { class: "nmt-button", text: words.ask.submit, type: "button" });
    const no = makeElement("button", { class: "nmt-button is-plain", text: words.ask.cancel, type: "button" });
    yes.addEventListener("click", () => submit(yes, no));
    no.addEventListener("click", () => dialog.close());
    buttons.append(no, yes);
    dialog.setAttribute("aria-labelledby", title.id);
    problem.textContent = "";
    const evidence = backed ? countWords(words.ask, "evidence", backed) : words.ask.evidence_none;
    dialog.replaceChildren(
      title,
      makeElement("p", { text: words.ask.lead }),
      makeElement("p", { text: evidence }),
      problem,
      buttons,
    );
    dialog.showModal();
    yes.focus();
  }
  /**
   * @param {HTMLButtonElement} yes
   * @param {HTMLButtonElement} no
   */
  async function submit(yes, no) {
    yes.disabled = no.disabled = true;
    yes.textContent = words.ask.working;
    const { ok, why, message } = await answers.complete();
    if (ok) return dialog.close();
    yes.disabled = no.disabled = false;
    yes.textContent = words.ask.submit;
    problem.textContent = fillWords(words.ask.failed, { why: message || words.ask.why[why ?? ""] || why });
  }

  button.addEventListener("click", ask);
  const offs = [answers.on(draw), answers.onState(draw)];
  draw();
  return {
    element,
    dialog,
    close() {
      for (const off of offs) off();
      dialog.remove();
    },
  };
}
