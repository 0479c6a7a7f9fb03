// What a field of a case is filled in with, and how what stands there is read.

import { makeButton, makeElement } from "../shared/dom.js";
import { growingText } from "../shared/form/parts.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 * @import { AuthorField } from "./protocol.d.ts"
 */

/**
 * @typedef {(typing: boolean) => void} Report reports a change, and whether somebody is typing
 * @typedef {{ value: Answer, why: string }} Content what a field holds; `why` says why it does not do
 * @typedef {{ element: HTMLElement, read(): Content, show(value: Answer): void, lock(locked: boolean): void }} FieldInput
 */

/**
 * How a text becomes a value.
 * @template Typed
 * @typedef {{ check?: (typed: Typed) => string, convert?: (typed: Typed) => Answer }} Reading `check` says why it does not do
 */

/**
 * @template Typed
 * @param {Typed} typed
 * @param {Reading<Typed>} reading
 * @returns {Content}
 */
function contentOf(typed, { check, convert }) {
  if (isEmpty(typed)) return { value: null, why: "" };
  const why = check?.(typed) ?? "";
  return { value: why ? null : convert ? convert(typed) : typed, why };
}

/**
 * A line of text.
 * @param {Report} report
 * @param {Properties} attributes
 * @param {Reading<string>} [reading]
 * @returns {FieldInput}
 */
export function textInput(report, attributes, reading = {}) {
  const element = makeElement("input", {
    class: "nmt-input",
    type: "text",
    autocomplete: "off",
    dir: "auto",
    ...attributes,
  });
  element.addEventListener("input", () => report(true));
  return {
    element,
    read: () => contentOf(element.value.trim(), reading),
    show(value) {
      element.value = String(value ?? "");
    },
    lock(locked) {
      element.readOnly = locked;
    },
  };
}

/**
 * A longer text. It stays as it was typed while it means the same: an empty line at the end begins the next paragraph.
 * @template Typed
 * @param {Report} report
 * @param {Properties} attributes
 * @param {{ parse: (text: string) => Typed, write: (value: Answer) => string } & Reading<Typed>} reading
 * @returns {FieldInput}
 */
export function longInput(report, attributes, { parse, write, ...reading }) {
  const text = growingText({ class: "nmt-input nmt-author-text", rows: 3, ...attributes }, () => report(true));
  const typed = () => parse(text.element.value);
  return {
    element: text.element,
    read: () => contentOf(typed(), reading),
    show(value) {
      const { value: current } = contentOf(typed(), { convert: reading.convert });
      if (!sameAnswer(current, value)) text.show(write(value));
    },
    lock: text.lock,
  };
}

/**
 * One of the field's options; the one that is `normal` is kept as none.
 * @param {AuthorField} field
 * @param {Report} report
 * @param {Properties} attributes
 * @param {Words} words
 * @param {Reading<string>} [reading]
 * @returns {FieldInput}
 */
export function choiceInput(field, report, attributes, words, reading = {}) {
  const element = makeElement("select", { class: "nmt-input", ...attributes });
  if (!field.normal && !field.must) element.append(makeElement("option", { value: "", text: words.choose }));
  for (const [value, text] of field.options ?? []) element.append(makeElement("option", { value, text }));
  element.addEventListener("change", () => report(false));
  return {
    element,
    read: () => contentOf(element.value === field.normal ? "" : element.value, reading),
    show(value) {
      element.value = String(value ?? field.normal ?? field.start ?? "");
    },
    lock(locked) {
      element.disabled = locked;
    },
  };
}

/**
 * Several of the field's options: each a button that takes it away, and a list of the others.
 * @param {AuthorField} field
 * @param {Report} report
 * @param {Properties} attributes
 * @param {Words} words
 * @returns {FieldInput}
 */
export function picksInput(field, report, attributes, words) {
  const options = field.options ?? [];
  /** @type {string[]} */
  let picked = [];
  let isLocked = false;
  const element = makeElement("div", { class: "nmt-toolbar nmt-picks", role: "group", ...attributes });
  const add = makeElement("select", { class: "nmt-input", "aria-label": words.pick });
  add.addEventListener("change", () => change([...picked, add.value]));
  /** @param {string} id */
  const nameOf = (id) => options.find(([option]) => option === id)?.[1] ?? id;
  /** @param {string[]} next */
  function change(next) {
    picked = next;
    draw();
    report(false);
  }
  /** @param {string} id */
  function makeChip(id) {
    const name = nameOf(id);
    const remove = () => change(picked.filter((other) => other !== id));
    const chip = makeButton("nmt-chip nmt-pick", name, remove, {
      "aria-label": fillWords(words.chosen, { name }),
      disabled: isLocked,
    });
    chip.append(makeElement("span", { text: "×", "aria-hidden": "true" }));
    return chip;
  }
  function draw() {
    const hadFocus = element.contains(document.activeElement);
    const others = options.filter(([id]) => !picked.includes(id));
    add.replaceChildren(
      makeElement("option", { value: "", text: words.pick }),
      ...others.map(([value, text]) => makeElement("option", { value, text })),
    );
    element.replaceChildren(...picked.map(makeChip), add);
    add.disabled = isLocked;
    if (hadFocus) add.focus();
  }
  draw();
  return {
    element,
    read: () => contentOf(picked, {}),
    show(value) {
      if (sameAnswer(picked, value)) return;
      picked = Array.isArray(value) ? value : [];
      draw();
    },
    lock(locked) {
      if (isLocked === locked) return;
      isLocked = locked;
      draw();
    },
  };
}
