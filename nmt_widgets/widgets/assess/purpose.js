// What a record is for, and the way to change that: who sees it then stands beside each choice, and is confirmed.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { makePurposeOption } from "./purpose_option.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { PurposeFacts } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { makeFormRequest } from "./form_request.js"
 */

/**
 * @typedef {(name: "change:purpose", listener: () => void) => void} Listening
 * @param {{ get(name: "purpose"): PurposeFacts, on: Listening, off: Listening }} model
 * @param {Answers} answers
 * @param {Words} say
 * @param {ReturnType<typeof makeFormRequest>["ask"]} ask
 */
export function makePurpose(model, answers, say, ask) {
  const id = makeElementId();
  const facts = () => model.get("purpose");
  let edit = makeId();
  let busy = false;

  const sentence = makeElement("p", { class: "nmt-section-purpose", role: "status" });
  const opener = makeButton("nmt-button is-plain is-small", say.change, () => open(true), { "aria-expanded": "false" });
  const sure = makeElement("input", { type: "checkbox" });
  const reason = makeElement("input", {
    class: "nmt-input",
    id: `${id}-reason`,
    maxlength: "1000",
    autocomplete: "off",
  });
  const why = makeElement(
    "label",
    { class: "nmt-field" },
    makeElement("span", { class: "nmt-field-name", text: say.reason }),
    reason,
  );
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const choices = makeElement("fieldset", { class: "nmt-field" });
  const form = makeElement(
    "form",
    { class: "nmt-card is-quiet nmt-purpose-form", hidden: true, novalidate: true },
    choices,
    makeElement("p", { class: "nmt-quiet", text: say.codes }),
    makeElement("label", { class: "nmt-field-option" }, sure, makeElement("span", { text: say.sure })),
    why,
    problem,
    makeElement(
      "div",
      { class: "nmt-toolbar" },
      makeElement("button", { type: "submit", class: "nmt-button", text: say.do }),
      makeButton("nmt-button is-plain", say.cancel, () => open(false)),
    ),
  );
  const element = makeElement("div", { class: "nmt-purpose" }, sentence, opener, form);

  const chosen = () => new FormData(form).get("kind")?.toString() ?? "";
  /** @param {boolean} now */
  function open(now) {
    form.hidden = !now;
    opener.hidden = now;
    opener.setAttribute("aria-expanded", String(now));
    problem.textContent = "";
    if (!now) return opener.focus();
    const options = facts().options.map((option) => makePurposeOption(option));
    choices.replaceChildren(makeElement("legend", { class: "nmt-field-name", text: say.choose }), ...options);
    sure.checked = false;
    reason.value = "";
    edit = makeId();
    choices.querySelector("input")?.focus();
  }
  async function change() {
    const { kind: was, begun } = facts();
    const kind = chosen();
    if (!kind) problem.textContent = say.choose_first;
    else if (!sure.checked) problem.textContent = say.unsure;
    else if (begun && !reason.value.trim()) problem.textContent = say.reason_missing;
    else if (!(await answers.saveNow())) problem.textContent = say.unsaved;
    else {
      const reply = await ask({ type: "purpose", was, kind, reason: reason.value.trim(), edit });
      problem.textContent = reply ? reply.problem : say.silent;
      if (reply && !reply.problem) open(false);
    }
  }
  function draw() {
    const { kind, name, options, begun } = facts();
    element.hidden = !kind;
    if (!kind) return;
    sentence.textContent = fillWords(say.now, { kind: name });
    opener.hidden = !options.length || !form.hidden;
    why.hidden = !begun;
  }
  choices.addEventListener("change", () => {
    edit = makeId();
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    problem.textContent = "";
    await change();
    busy = false;
  });
  draw();
  model.on("change:purpose", draw);
  return { element, close: () => model.off("change:purpose", draw) };
}
