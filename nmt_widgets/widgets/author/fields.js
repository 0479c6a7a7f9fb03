// One field of a case that is being made: its name, its input, and why what stands there does not do.

import { findIn, makeElement, makeElementId } from "../shared/dom.js";
import { isEmpty } from "../shared/values.js";
import { FIELD_KINDS } from "./field_kinds.js";
import { makeRows } from "./rows.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { FieldInput, Report } from "./field_inputs.js"
 * @import { AuthorField, Entry, RowList } from "./protocol.d.ts"
 */

/** @typedef {FieldInput & { field: AuthorField, showProblem(why: string): void, focus(): void }} Field */

/**
 * What a value looks like in words, for the head of a row.
 * @param {AuthorField} field
 * @param {Answer} value
 */
export function sayField(field, value) {
  if (isEmpty(value)) return "";
  if (field.options) return field.options.find(([id]) => id === String(value))?.[1] ?? String(value);
  return String(value);
}

/**
 * A list within a row.
 * @param {AuthorField} field
 * @param {RowList} spec
 * @param {Words} words
 * @param {Report} report
 * @returns {Field}
 */
function makeRowsField(field, spec, words, report) {
  /** @type {Entry[]} */
  let entries = [];
  let isLocked = false;
  const rows = makeRows(
    spec,
    {
      get: () => entries,
      set(list, typing) {
        entries = list;
        report(typing);
      },
      locked: () => isLocked,
    },
    words,
  );
  return {
    field,
    element: makeElement(
      "fieldset",
      { class: "nmt-field nmt-field-rows" },
      makeElement("legend", { text: field.name }),
      rows.element,
    ),
    read: () => ({ value: entries, why: "" }),
    show(value) {
      entries = Array.isArray(value) ? value : [];
      rows.show();
    },
    lock(locked) {
      isLocked = locked;
      rows.show();
    },
    showProblem() {},
    focus: rows.focus,
  };
}

/**
 * `report(typing)` is called after each change; `read()` returns what the field then holds.
 * @param {AuthorField} field
 * @param {Words} words
 * @param {Report} report
 * @returns {Field}
 */
export function makeAuthorField(field, words, report) {
  if (field.kind === "rows") {
    if (!field.rows) throw new Error(`no rows are given for ${field.id}`);
    return makeRowsField(field, field.rows, words, report);
  }
  const id = makeElementId();
  const problem = makeElement("p", { class: "nmt-field-problem", id: `${id}-problem`, role: "alert" });
  const help = field.help && makeElement("small", { id: `${id}-help`, text: field.help });
  const described = [help && `${id}-help`, `${id}-problem`].filter(Boolean).join(" ");
  const isGroup = field.kind === "picks";
  const named = isGroup ? { "aria-labelledby": `${id}-name` } : { id };
  const input = FIELD_KINDS[field.kind](field, report, { ...named, "aria-describedby": described }, words);
  const name = isGroup
    ? makeElement("span", { id: `${id}-name`, text: field.name })
    : makeElement("label", { for: id, text: field.name });
  name.className = "nmt-field-name";
  return {
    field,
    element: makeElement(
      "div",
      { class: `nmt-field nmt-field-${field.kind}`, "data-field": field.id },
      name,
      input.element,
      help,
      problem,
    ),
    read() {
      const content = input.read();
      return isEmpty(content.value) && !content.why ? { value: null, why: field.missing ?? "" } : content;
    },
    show: input.show,
    lock: input.lock,
    showProblem(why) {
      if (problem.textContent !== why) problem.textContent = why;
      if (why) input.element.setAttribute("aria-invalid", "true");
      else input.element.removeAttribute("aria-invalid");
    },
    focus() {
      const isControl = input.element.matches("input, textarea, select");
      (isControl ? input.element : findIn(input.element, "select, button"))?.focus();
    },
  };
}
