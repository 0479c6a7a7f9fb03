// Fields of one line, a day, a number or a text. What is typed is sent at once; what does not fit stays at its field
// with the reason and is not sent.

import { makeElement, makeElementId } from "../shared/dom.js";
import { growingText } from "../shared/form/parts.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Field, FieldParts } from "./field_kinds.js"
 */

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function lineField({ id, describe, send }) {
  const input = makeElement("input", {
    type: "text",
    id,
    class: "nmt-input nmt-q-line",
    dir: "auto",
    autocomplete: "off",
    ...describe,
  });
  input.addEventListener("input", () => send(input.value.trim() ? input.value : null, true));
  return {
    element: input,
    labels: true,
    /** @param {Answer} value */
    show: (value) => (input.value = value ?? ""),
    focus: () => input.focus(),
    /** @param {boolean} locked */
    lock: (locked) => (input.readOnly = locked),
  };
}

/**
 * A bare number may be the beginning of another: it is sent when the field is left, what has a unit at once.
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function ageField({ id, describe, send }) {
  const input = makeElement("input", {
    type: "text",
    id,
    class: "nmt-input nmt-q-line",
    dir: "auto",
    autocomplete: "off",
    ...describe,
  });
  let sent = "";
  /** @param {boolean} typing */
  const tell = (typing) => {
    if (input.value === sent) return;
    sent = input.value;
    send(sent.trim() ? sent : null, typing);
  };
  input.addEventListener("input", () => /[\p{L}.]\s*$/u.test(input.value) && tell(true));
  input.addEventListener("change", () => tell(false));
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && tell(false));
  return {
    element: input,
    labels: true,
    /** @param {Answer} value */
    show: (value) => (sent = input.value = value ?? ""),
    focus: () => input.focus(),
    /** @param {boolean} locked */
    lock: (locked) => (input.readOnly = locked),
    flush: () => tell(false),
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function dayField({ id, describe, say, send }) {
  const [min, max] = ["1990-01-01", "2100-01-01"];
  const problem = makeElement("span", { class: "nmt-q-problem", role: "alert", id: makeElementId() });
  const input = makeElement("input", {
    type: "date",
    id,
    class: "nmt-input nmt-q-line nmt-q-day",
    min,
    max,
    ...describe,
  });
  /**
   * @param {boolean} wrong
   * @param {string} [why]
   */
  const mark = (wrong, why = say.day_wrong) => {
    problem.textContent = wrong ? why : "";
    input.removeAttribute("aria-invalid");
    if (wrong) input.setAttribute("aria-invalid", "true");
    if (wrong) input.setAttribute("aria-errormessage", problem.id);
  };
  input.addEventListener("input", () => {
    if (!input.validity.valid) return;
    mark(false);
    send(input.value || null, true);
  });
  input.addEventListener("blur", () => mark(!input.validity.valid)); // while it is typed, a year is not whole yet
  // A date written as text, pasted or typed elsewhere, in any of the ways the workbook reads.
  input.addEventListener("paste", (event) => {
    const text = (event.clipboardData?.getData("text/plain") ?? "").trim();
    const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
    if (input.readOnly) return;
    // Day or month first is not guessed. Where the browser takes it all the same, its input takes the words away.
    if (!match) return mark(Boolean(text), fillWords(say.day_unread, { text: text.slice(0, 40) }));
    event.preventDefault();
    input.value = match.slice(1).join("-");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return {
    element: makeElement("div", {}, input, problem),
    labels: true,
    /** @param {Answer} value */
    show(value) {
      input.value = value ?? "";
      mark(false);
    },
    focus: () => input.focus(),
    /** @param {boolean} locked */
    lock: (locked) => (input.readOnly = locked),
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function textField({ id, describe, send }) {
  const text = growingText({ id, rows: 3, ...describe }, (value) => send(value.trim() ? value : null, true));
  return {
    ...text,
    labels: true,
    show: (/** @type {Answer} */ value) => text.show(value ?? ""),
    focus: () => text.element.focus(),
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function countField({ question, id, describe, say, send }) {
  const [low, high] = question.scale ?? [0, null];
  const problem = makeElement("span", { class: "nmt-q-problem", role: "alert", id: makeElementId() });
  const range = fillWords(high === null ? say.count_from : say.count_range, { low, high });
  const input = makeElement("input", {
    type: "text",
    inputmode: "numeric",
    id,
    class: "nmt-input nmt-q-count",
    autocomplete: "off",
    ...describe,
  });
  input.addEventListener("input", () => {
    const typed = input.value.trim();
    const fits = /^\d{1,9}$/.test(typed) && Number(typed) >= low && (high === null || Number(typed) <= high);
    mark(Boolean(typed) && !fits);
    if (!typed || fits) send(typed ? Number(typed) : null, true);
  });
  /** @param {boolean} wrong */
  function mark(wrong) {
    problem.textContent = wrong ? fillWords(say.count_wrong, { range }) : "";
    input.toggleAttribute("aria-invalid", false);
    if (wrong) input.setAttribute("aria-invalid", "true");
    if (wrong) input.setAttribute("aria-errormessage", problem.id);
  }
  return {
    element: makeElement(
      "div",
      { class: "nmt-toolbar nmt-q-counted" },
      input,
      makeElement("span", { class: "nmt-q-quiet", text: range }),
      problem,
    ),
    labels: true,
    /** @param {Answer} value */
    show(value) {
      input.value = value ?? "";
      mark(false);
    },
    focus: () => input.focus(),
    /** @param {boolean} locked */
    lock: (locked) => (input.readOnly = locked),
  };
}
