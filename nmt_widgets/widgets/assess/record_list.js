// The records a person may open, with their assessments, and two short forms: a new case, and the same case assessed again.

import { showCases } from "../cases/list.js";
import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { makeId } from "../shared/values.js";
import { makePurposeOption } from "./purpose_option.js";

/**
 * @import { AssessmentLine, CaseEntry, CaseListReply } from "../cases/protocol.d.ts"
 * @import { Model } from "../shared/model.d.ts"
 * @import { ListMessage, RecordListTraits } from "./protocol.d.ts"
 */

/**
 * @param {string} words
 * @param {string} name
 * @param {{ value?: string, hint?: string }} [rest]
 */
function field(words, name, { value = "", hint = "" } = {}) {
  const note = hint && makeElement("small", { id: makeElementId(), text: hint });
  const input = makeElement("input", {
    class: "nmt-input",
    type: "text",
    name,
    value,
    required: true,
    autocomplete: "off",
    "aria-describedby": note ? note.id : null,
  });
  return makeElement(
    "label",
    { class: "nmt-field" },
    makeElement("span", { class: "nmt-field-name", text: words }),
    input,
    note,
  );
}

/**
 * Calls `send` with what is filled in. Pressed twice it is one request: its id stays until the form is changed.
 * @param {HTMLFormElement} form
 * @param {(field: (name: string) => string, edit: string) => void} send
 */
function onSubmit(form, send) {
  let edit = makeId();
  form.addEventListener("input", () => (edit = makeId()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    send((name) => String(data.get(name) ?? ""), edit);
  });
}

/** @param {{ model: Model<RecordListTraits, ListMessage, CaseListReply>, el: HTMLElement }} props */
function render({ model, el }) {
  const words = model.get("forms");
  const begin = makeElement("section", { class: "nmt-card is-quiet nmt-record-new" });
  const list = makeElement("div", {});
  el.classList.add("nmt-list-screen", "nmt-record-list");
  el.append(list, begin);
  const { problem, close } = showCases({ model, el: list }, (entry) => [
    ...(entry.assessments ?? []).map((line) => makeLine(entry, line)),
    ...(entry.again ? [makeAgain(entry)] : []),
  ]);

  /**
   * A problem with a form is shown in the form, over its button: at the top it may be out of sight.
   * @param {HTMLFormElement} form
   */
  const place = (form) => form.lastElementChild?.before(problem);

  /**
   * @param {CaseEntry} entry
   * @param {AssessmentLine} line
   */
  function makeLine(entry, { number, label, status, open }) {
    const text = open ? words.resume : words.look;
    return makeElement(
      "div",
      { class: "nmt-record-line" },
      makeElement("span", { class: "nmt-record-label", text: label }),
      makeElement("span", { class: "nmt-quiet", text: status }),
      makeButton(
        open ? "nmt-button" : "nmt-button is-plain",
        text,
        () => sendIfOpen(model, { type: "open", case: entry.case, assessment: number }),
        { "aria-label": `${text}: ${entry.title}, ${label}`, "data-case-line": entry.case, "data-assessment": number },
      ),
    );
  }

  /** @param {CaseEntry} entry */
  function makeAgain(entry) {
    const form = makeElement(
      "form",
      {},
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_again }),
      makeElement("button", { class: "nmt-button", text: words.again_begin }),
    );
    onSubmit(form, (field, edit) => {
      place(form);
      sendIfOpen(model, { type: "again", case: entry.case, age: field("age"), label: field("label"), edit });
    });
    return makeElement("details", { class: "nmt-more" }, makeElement("summary", { text: words.again }), form);
  }

  function drawNew() {
    const kinds = model.get("kinds");
    begin.hidden = !kinds.length;
    const options = kinds.map((option) =>
      makePurposeOption(option, {
        required: true,
        checked: kinds.length === 1, // a purpose nobody chose decides who sees the record
      }),
    );
    const form = makeElement(
      "form",
      {},
      field(words.title, "title", { hint: words.title_hint }),
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_first }),
      makeElement(
        "fieldset",
        { class: "nmt-field" },
        makeElement("legend", { class: "nmt-field-name", text: words.kind }),
        ...options,
      ),
      makeElement("button", { class: "nmt-button", text: words.begin }),
    );
    onSubmit(form, (field, edit) => {
      place(form);
      const [title, age, label, kind] = ["title", "age", "label", "kind"].map(field);
      sendIfOpen(model, { type: "create", kind, title, age, label, edit });
    });
    begin.append(makeElement("h2", { text: words.new }), form);
  }

  drawNew();
  return close;
}

export default { render };
