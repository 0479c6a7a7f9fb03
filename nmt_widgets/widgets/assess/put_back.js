// Putting an earlier state back: what would change is shown first, a reason is asked for, and it is one new revision.

import { findIn, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { countForms, fillWords } from "../shared/words.js";
import { makeRevisionTable } from "./revision_table.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { StateReply } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { makeFormRequest } from "./form_request.js"
 */

/**
 * @param {Answers} answers
 * @param {number} revision
 * @param {Words} say
 * @param {ReturnType<typeof makeFormRequest>["ask"]} ask
 * @param {(text: string) => void} onDone
 */
export function makePutBack(answers, revision, say, ask, onDone) {
  const id = makeElementId();
  let edit = makeId();
  let busy = false;
  /** @type {Element | null} */
  let opener = null;
  const title = fillWords(say.back_title, { number: revision });
  const preview = makeElement("div", {});
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const reason = makeElement("input", { class: "nmt-input", id, maxlength: "1000", autocomplete: "off" });
  const submit = makeElement("button", { type: "submit", class: "nmt-button", text: say.back_do });
  const field = makeElement(
    "label",
    { class: "nmt-field" },
    makeElement("span", { class: "nmt-field-name", text: say.back_reason }),
    reason,
  );
  const heading = makeElement("h4", { text: title, tabindex: -1 });
  const element = makeElement(
    "form",
    { class: "nmt-put-back", hidden: true, novalidate: true, "aria-label": title },
    heading,
    makeElement("p", { class: "nmt-quiet", text: say.back_lead }),
    preview,
    field,
    problem,
    makeElement("div", { class: "nmt-toolbar" }, submit, makeButton("nmt-button is-plain", say.back_cancel, close)),
  );
  /** @type {StateReply | null} */
  let state = null;

  async function look() {
    state = null;
    field.hidden = submit.hidden = true;
    preview.replaceChildren(makeElement("p", { text: say.loading }));
    const reply = (await answers.saveNow()) ? await ask({ type: "state", revision }) : undefined;
    preview.replaceChildren();
    if (!reply || reply.problem) {
      problem.textContent = reply === undefined ? say.back_unsaved : (reply?.problem ?? say.silent);
      return;
    }
    const count = reply.changes.length;
    preview.append(makeElement("p", { text: count ? countForms(say.back_changes, count) : say.back_nothing }));
    if (!count) return;
    state = reply;
    if (reply.dangers.length) {
      const text = fillWords(say.back_dangers, { signs: reply.dangers.join("; ") });
      preview.append(makeElement("p", { class: "nmt-alert", text }));
    }
    preview.append(makeRevisionTable(reply.changes, say, { old: say.back_now, new: say.back_then, caption: title }));
    if (answers.isClosed) preview.append(makeElement("p", { text: say.back_amends }));
    field.hidden = submit.hidden = false;
  }
  async function open() {
    opener = document.activeElement;
    [edit, reason.value, problem.textContent] = [makeId(), "", ""];
    element.hidden = false;
    heading.focus();
    await look();
    heading.scrollIntoView({ block: "nearest" });
  }
  function close() {
    element.hidden = true;
    if (opener instanceof HTMLElement) opener.focus();
  }
  async function putBack() {
    if (!state) return;
    if (!reason.value.trim()) {
      problem.textContent = say.back_reason_missing;
      return reason.focus();
    }
    const reply = await ask({ type: "put_back", revision, base: state.base, reason: reason.value.trim(), edit });
    if (!reply)
      problem.textContent = say.silent; // asked again with the same name, it is done once
    else if (reply.problem) {
      edit = makeId();
      await look();
      problem.textContent = reply.problem;
    } else {
      onDone(fillWords(say.back_done, { number: revision }));
      findIn(document, ".nmt-revisions h2")?.focus();
    }
  }
  element.addEventListener("keydown", (event) => event.key === "Escape" && close());
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    problem.textContent = "";
    await putBack();
    busy = false;
  });
  return { element, open };
}
