// What the parts of the form are made of: headings, texts that grow, options in a row.

import { makeElement, makeElementId, targetOf } from "../dom.js";

/**
 * @import { FormQuestion } from "./protocol.d.ts"
 * @import { Pair } from "../protocol.d.ts"
 * @import { Properties } from "../dom.js"
 */

/** @typedef {FormQuestion & { scale: [number, number] }} Rated a question that is answered by a step of its scale */

const LONG_TEXT = 20_000; // from here on a text is sent when typing pauses, not at every key

/** @param {{ name: string, lead?: string, source?: string }} section */
export function formHeading(section) {
  return makeElement(
    "header",
    { class: "nmt-section-head" },
    makeElement("h2", { text: section.name, tabindex: -1 }),
    section.source && makeElement("p", { class: "nmt-section-source", text: section.source }),
    section.lead && makeElement("p", { class: "nmt-section-lead", text: section.lead }),
  );
}

/**
 * Whether the paths a listener gets mean that locks may have changed.
 * @param {Set<string>} paths
 */
export function locksChanged(paths) {
  return !paths.size || [...paths].some((path) => path.endsWith("/status"));
}

/**
 * A textarea as high as its text, up to a limit; a very long text is laid out in a field of fixed height.
 * @param {Properties} attributes
 * @param {(text: string) => void} send
 */
export function growingText(attributes, send) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    send(input.value);
  };
  function fit() {
    const long = input.textLength > LONG_TEXT;
    input.classList.toggle("nmt-q-long", long);
    if (long || CSS.supports("field-sizing", "content")) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  }
  const input = makeElement("textarea", {
    class: "nmt-input nmt-q-text",
    rows: 1,
    dir: "auto",
    autocomplete: "off",
    ...attributes,
  });
  input.addEventListener("input", () => {
    fit();
    clearTimeout(timer ?? undefined);
    timer = setTimeout(flush, 400);
    if (input.textLength <= LONG_TEXT) flush();
  });
  input.addEventListener("blur", flush);
  /** @param {string} text */
  function show(text) {
    if (timer !== null || input.value === text) return;
    input.value = text;
    fit();
  }
  /** @param {boolean} locked */
  function lock(locked) {
    input.readOnly = locked;
  }
  return { element: input, show, flush, lock };
}

/**
 * A few options in a row, as radio buttons; pressing Backspace on one leaves none.
 * @param {Pair[]} options
 * @param {Properties} label
 * @param {(value: string | null) => void} send
 * @param {string} [className]
 */
export function formOptions(options, label, send, className = "") {
  const name = makeElementId();
  const inputs = options.map(([value]) => makeElement("input", { type: "radio", name, value }));
  const element = makeElement(
    "div",
    { class: `nmt-options ${className}`, role: "radiogroup", ...label },
    ...options.map(([, words], i) => makeElement("label", {}, inputs[i], makeElement("span", { text: words }))),
  );
  element.addEventListener("change", (event) => send(targetOf(event).value));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" && event.key !== "Delete") return;
    event.preventDefault();
    if (!targetOf(event).disabled) send(null);
  });
  /** @param {string | null | undefined} value */
  const show = (value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
  return {
    element,
    show,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
    /** @param {boolean} locked */
    lock(locked) {
      for (const input of inputs) input.disabled = locked;
    },
  };
}
