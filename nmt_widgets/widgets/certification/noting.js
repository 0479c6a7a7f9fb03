// The form that notes what people took part in; a class ticks all its members.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { LogMessage, NotingForm } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {NotingForm} form
 * @param {(message: LogMessage) => void} send
 */
export function makeNoting(words, form, send) {
  const element = makeElement("details", { class: "nmt-card is-quiet nmt-log-note" });
  element.append(makeElement("summary", { text: words.title }));
  const editor = makeElement("form");
  element.append(editor);
  /**
   * @param {string} text
   * @param {HTMLElement} input
   * @param {string} [hint]
   */
  const labelled = (text, input, hint = "") => {
    const label = makeElement("label", { class: "nmt-field" });
    label.append(makeElement("span", { class: "nmt-field-name", text }), input);
    if (hint) label.append(makeElement("small", { text: hint }));
    return label;
  };
  /** @param {[id: string, text: string][]} options */
  const select = (options) => {
    const input = makeElement("select", { class: "nmt-input" });
    input.append(...options.map(([id, text]) => makeElement("option", { text, value: id })));
    return input;
  };
  const level = select(form.levels);
  const kind = select(form.kinds);
  const hours = makeElement("input", {
    class: "nmt-input",
    type: "number",
    min: "0.25",
    max: "24",
    step: "0.25",
    inputmode: "decimal",
  });
  const day = makeElement("input", { class: "nmt-input", type: "date", required: "" });
  day.value = day.max = form.today;
  const about = makeElement("input", { class: "nmt-input", maxlength: "300", autocomplete: "off" });
  const people = makeElement("fieldset", { class: "nmt-field nmt-log-who" });
  people.append(makeElement("legend", { class: "nmt-field-name", text: words.people }));
  const boxes = form.people.map((name) => {
    const label = makeElement("label");
    const box = makeElement("input", { type: "checkbox", name: "person" });
    box.value = name;
    label.append(box, makeElement("span", { text: name }));
    return { label, box };
  });
  if (form.classes.length) {
    /** @type {[string, string][]} */
    const titles = form.classes.map(([title], at) => [String(at), title]);
    const classes = select([["", words.nobody_chosen], ...titles]);
    classes.addEventListener("change", () => {
      const members = new Set(form.classes[Number(classes.value)]?.[1] ?? []);
      if (classes.value !== "") for (const { box } of boxes) box.checked = members.has(box.value);
    });
    people.append(labelled(words.everybody, classes));
  }
  const list = makeElement("div", { class: "nmt-log-names" });
  list.append(...boxes.map(({ label }) => label));
  people.append(list);
  const state = makeElement("span", { class: "nmt-quiet", role: "status" });
  const bar = makeElement("div", { class: "nmt-toolbar" });
  bar.append(makeElement("button", { class: "nmt-button", text: words.submit }), state);
  const fields = makeElement("div", { class: "nmt-log-fields" });
  const hoursField = labelled(words.hours, hours);
  fields.append(
    labelled(words.level, level),
    labelled(words.kind, kind),
    hoursField,
    labelled(words.day, day),
    labelled(words.about, about, words.about_hint),
  );
  editor.append(fields, people, bar);
  const fit = () => {
    const isTimed = form.timed.includes(kind.value);
    hoursField.hidden = !isTimed;
    hours.required = isTimed;
  };
  kind.addEventListener("change", fit);
  fit();
  let name = makeId(); // pressed twice it is one entry
  editor.addEventListener("input", () => {
    name = makeId();
    state.textContent = "";
  });
  editor.addEventListener("submit", (event) => {
    event.preventDefault();
    send({
      type: "note",
      people: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
      level: level.value,
      kind: kind.value,
      hours: form.timed.includes(kind.value) ? Number(hours.value) : 0,
      day: day.value,
      about: about.value,
      edit: name,
    });
  });
  return {
    element,
    noted() {
      name = makeId();
      hours.value = about.value = "";
      for (const { box } of boxes) box.checked = false;
      state.textContent = words.done;
    },
  };
}
