// The assessments a person may open, and two short forms: a new case, and the same case assessed again.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { useLocale } from "../shared/words.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { ListMessage, RecordRow } from "./protocol.d.ts"
 */

/**
 * @param {string} words
 * @param {string} name
 * @param {{ type?: string, value?: string, hint?: string }} [rest]
 */
function field(words, name, { type = "text", value = "", hint = "" } = {}) {
  const label = makeElement("label", { class: "nmt-field" });
  const input = makeElement("input", {
    class: "nmt-input",
    type,
    name,
    value,
    required: true,
    autocomplete: "off",
  });
  label.append(makeElement("span", { class: "nmt-field-name", text: words }), input);
  if (hint) {
    const note = makeElement("small", { text: hint });
    note.id = `nmt-hint-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    input.setAttribute("aria-describedby", note.id);
    label.append(note);
  }
  return label;
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

/** @param {Props<{ records: RecordRow[], kinds: Pair[], words: Words, problem: string }, ListMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-list-screen", "nmt-record-list");
  const list = makeElement("section", { class: "nmt-records" });
  const begin = makeElement("section", { class: "nmt-card is-quiet nmt-record-new" });
  const problem = makeElement("p", { class: "nmt-alert" });
  problem.setAttribute("role", "alert");
  el.append(problem, list, begin);

  /**
   * A problem with a form is shown in the form, over its button: at the top it may be out of sight.
   * @param {HTMLFormElement} form
   */
  const place = (form) => form.lastElementChild?.before(problem);
  /**
   * @param {RecordRow} record
   * @param {number} assessment
   */
  const open = (record, assessment) => () => model.send({ type: "open", case: record.case, assessment });

  /** @param {RecordRow} record */
  function again(record) {
    const details = makeElement("details", { class: "nmt-more" });
    details.append(makeElement("summary", { text: words.again }));
    const form = makeElement("form");
    form.append(
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_again }),
      makeElement("button", { class: "nmt-button", text: words.again_begin }),
    );
    onSubmit(form, (field, edit) => {
      place(form);
      model.send({ type: "again", case: record.case, age: field("age"), label: field("label"), edit });
    });
    details.append(form);
    return details;
  }

  /** @param {RecordRow} record */
  function row(record) {
    const item = makeElement("li", { class: "nmt-card nmt-record" });
    const head = makeElement("div", { class: "nmt-record-head" });
    head.append(
      makeElement("h3", { text: record.title }),
      makeElement("span", { class: "nmt-quiet", text: `${record.case} · ${record.kind}` }),
    );
    item.append(head);
    for (const assessment of record.assessments) {
      const button = makeElement("button", {
        class: assessment.open ? "nmt-button" : "nmt-button is-plain",
        text: assessment.open ? words.resume : words.look,
      });
      button.type = "button";
      button.setAttribute("aria-label", `${button.textContent}: ${record.title}, ${assessment.label}`);
      button.dataset.case = record.case;
      button.dataset.assessment = String(assessment.number);
      button.addEventListener("click", open(record, assessment.number));
      const line = makeElement("div", { class: "nmt-record-line" });
      line.append(
        makeElement("span", { class: "nmt-record-label", text: `${assessment.label}, ${assessment.age}` }),
        makeElement("span", { class: "nmt-quiet", text: assessment.status }),
        button,
      );
      item.append(line);
    }
    if (record.again) item.append(again(record));
    return item;
  }

  function drawRecords() {
    const records = model.get("records");
    list.replaceChildren(makeElement("h2", { text: words.records }));
    if (!records.length) list.append(makeElement("p", { class: "nmt-quiet", text: words.none }));
    const items = makeElement("ul", { class: "nmt-list" });
    items.append(...records.map(row));
    list.append(items);
  }

  function drawNew() {
    const kinds = model.get("kinds");
    begin.replaceChildren();
    if (!kinds.length) return;
    const form = makeElement("form");
    const choice = makeElement("fieldset", { class: "nmt-field" });
    choice.append(makeElement("legend", { class: "nmt-field-name", text: words.kind }));
    for (const [id, name] of kinds) {
      const label = makeElement("label", { class: "nmt-field-option" });
      const input = makeElement("input", {
        class: "nmt-input",
        type: "radio",
        name: "kind",
        value: id,
        required: true,
      });
      input.checked = kinds.length === 1; // a purpose nobody chose decides who sees the record
      label.append(input, makeElement("span", { text: name }));
      choice.append(label);
    }
    form.append(
      field(words.title, "title", { hint: words.title_hint }),
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_first }),
      choice,
      makeElement("button", { class: "nmt-button", text: words.begin }),
    );
    onSubmit(form, (field, edit) => {
      place(form);
      const [title, age, label, kind] = ["title", "age", "label", "kind"].map(field);
      model.send({ type: "create", kind, title, age, label, edit });
    });
    begin.append(makeElement("h2", { text: words.new }), form);
  }

  const drawProblem = () => {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  };
  model.on("change:records", drawRecords);
  model.on("change:problem", drawProblem);
  drawRecords();
  drawNew();
  drawProblem();
  return () => {
    model.off("change:records", drawRecords);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
