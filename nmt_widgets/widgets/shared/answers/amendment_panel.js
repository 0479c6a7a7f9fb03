// The panel in which a closed assessment is opened for an amendment.

import { makeElement } from "../dom.js";
import { makeId } from "../values.js";
import { barButton, makePanel } from "./panel.js";

/**
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 */

/**
 * A closed assessment: an amendment begins with its reason.
 * @param {Answers} answers
 * @param {Words} words
 */
export function makeAmendment(answers, words) {
  let opened = false;
  /** @type {() => void} */
  let draw;
  /** @param {boolean} now */
  const open = (now) => {
    opened = now;
    draw();
  };
  const build = () => {
    const form = makeElement("form", { class: "nmt-save-reason" });
    const input = makeElement("input", {
      class: "nmt-input",
      id: `nmt-reason-${makeId()}`,
      required: "",
      maxlength: "1000",
      autocomplete: "off",
    });
    const problem = makeElement("span", { class: "nmt-save-problem", role: "alert" });
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (answers.amend(input.value)) open(false);
      else problem.textContent = words.closed.reason_missing;
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
    const buttons = makeElement("div", { class: "nmt-save-buttons" });
    buttons.append(
      makeElement("button", { class: "nmt-button is-small", text: words.closed.begin, type: "submit" }),
      barButton(words.closed.cancel, () => open(false)),
      problem,
    );
    form.append(makeElement("label", { text: words.closed.reason, for: input.id }), input, buttons);
    setTimeout(() => input.focus()); // it was asked for by a press of the button
    return [
      makeElement("h3", { text: words.closed.title }),
      makeElement("p", { class: "nmt-quiet", text: words.closed.lead }),
      form,
    ];
  };
  const panel = makePanel("nmt-amend", () => (opened && answers.mayAmend && !answers.reason ? "open" : null), build);
  draw = panel.draw;
  return { ...panel, open };
}
