// One field of a case that is being made: its words, its input, and what it holds: {value} or, where it does not do, {why}.

import { findIn, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { growingText } from "../shared/form/parts.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";
import { makeRows } from "./rows.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 * @import { AuthorField } from "./protocol.d.ts"
 */

/**
 * @param {string} text
 * @param {string | RegExp} between
 */
const linesOf = (text, between) =>
  text
    .split(between)
    .map((line) => line.trim())
    .filter(Boolean);

/**
 * "T score: 71" as ["T score", 71]; what is no number stays as it is written.
 * @param {any} line
 */
function resultOf(line) {
  const at = line.indexOf(":");
  const value = line.slice(at + 1).trim();
  return [line.slice(0, at).trim(), /^-?\d{1,6}(\.\d{1,4})?$/.test(value) ? Number(value) : value];
}

/**
 * What a value looks like in words, for the head of a row.
 * @param {AuthorField} field
 * @param {any} value
 */
export function sayField(field, value) {
  if (isEmpty(value)) return "";
  if (field.options) return field.options.find(([id]) => id === String(value))?.[1] ?? String(value);
  return String(value);
}

/** @type {Record<string, (field: AuthorField, send: (typing: boolean) => void, label: Properties, words: Words) => any>} */
const FIELD_INPUTS = {
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   */
  line: (field, send, label) => plainInput(send, label, { type: "text", maxlength: field.most }),
  /**
   * @param {any} _field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  age: (_field, send, label, words) => ({
    ...plainInput(send, label, { type: "text", maxlength: 60 }),
    /** @param {any} value */
    check: (value) => (yearsOf(value) === null ? fillWords(words.unchecked, { name: `“${value}”` }) : ""),
  }),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  count: (field, send, label, words) => {
    const input = plainInput(send, label, { type: "text", inputmode: "numeric", maxlength: 4 });
    /** @param {any} value */
    const fits = (value) =>
      /^\d+$/.test(value) && Number(value) >= (field.low ?? 0) && Number(value) <= (field.high ?? Infinity);
    return {
      ...input,
      check: (/** @type {any} */ value) => (fits(value) ? "" : fillWords(words.number, field)),
      made: Number,
    };
  },
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   */
  text: (field, send, label) =>
    longInput(
      field,
      send,
      label,
      (text) => (text.trim() ? text : null),
      (value) => value ?? "",
    ),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  lines: (field, send, label, words) => ({
    ...longInput(
      field,
      send,
      label,
      (text) => linesOf(text, "\n"),
      (value) => (value ?? []).join("\n"),
    ),
    /** @param {any} value */
    check: (value) =>
      value.some((/** @type {string} */ line) => line.length > (field.most ?? Infinity))
        ? fillWords(words.long, field)
        : "",
  }),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   */
  paragraphs: (field, send, label) =>
    longInput(
      field,
      send,
      label,
      (text) => linesOf(text, /\n\s*\n/),
      (value) => (value ?? []).join("\n\n"),
    ),
  /**
   * @param {any} _field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  numbers: (_field, send, label, words) => ({
    ...plainInput(send, label, { type: "text", inputmode: "numeric", maxlength: 200 }),
    /** @param {any} value */
    check: (value) => (/^\d{1,3}(\s*,\s*\d{1,3})*$/.test(value) ? "" : words.numbers),
    /** @param {any} value */
    made: (value) => value.split(",").map(Number),
  }),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  results: (field, send, label, words) => ({
    ...longInput(
      field,
      send,
      label,
      (text) => linesOf(text, "\n"),
      (value) =>
        Object.entries(value ?? {})
          .map(([scale, result]) => `${scale}: ${result}`)
          .join("\n"),
    ),
    /** @param {any} value */
    check: (value) =>
      value.every((/** @type {string} */ line) => /^[^:]*[^:\s][^:]*:\s*\S/.test(line)) ? "" : words.results,
    /** @param {any} value */
    made: (value) => Object.fromEntries(value.map(resultOf)),
  }),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  choice: (field, send, label, words) => chosenInput(field, send, label, words),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  number: (field, send, label, words) => ({ ...chosenInput(field, send, label, words), made: Number }),
  /**
   * @param {AuthorField} field
   * @param {(typing: boolean) => void} send
   * @param {Properties} label
   * @param {Words} words
   */
  picks: (field, send, label, words) => picksInput(field, send, label, words),
};

/**
 * @param {(typing: boolean) => void} send
 * @param {Properties} label
 * @param {Properties} attributes
 */
function plainInput(send, label, attributes) {
  const element = makeElement("input", {
    class: "nmt-input",
    autocomplete: "off",
    dir: "auto",
    ...label,
    ...attributes,
  });
  element.addEventListener("input", () => send(true));
  return {
    element,
    read: () => element.value.trim() || null,
    /** @param {any} value */
    show: (value) => (element.value = value ?? ""),
    /** @param {boolean} locked */
    lock: (locked) => (element.readOnly = locked),
  };
}

/**
 * The text as it was typed stays as long as it says the same: an empty line at its end is the beginning of the next one.
 * @param {AuthorField} field
 * @param {(typing: boolean) => void} send
 * @param {Properties} label
 * @param {(text: string) => any} parse
 * @param {(value: any) => string} write
 */
function longInput(field, send, label, parse, write) {
  const text = growingText({ class: "nmt-input nmt-q-text", rows: field.kind === "text" ? 2 : 3, ...label }, () =>
    send(true),
  );
  return {
    element: text.element,
    read: () => parse(text.element.value),
    /** @param {any} value */
    show: (value) => sameAnswer(parse(text.element.value), value) || text.show(write(value)),
    lock: text.lock,
  };
}

/**
 * @param {AuthorField} field
 * @param {(typing: boolean) => void} send
 * @param {Properties} label
 * @param {Words} words
 */
function chosenInput(field, send, label, words) {
  const element = makeElement("select", { class: "nmt-input", ...label });
  if (!field.normal && !field.must) element.append(makeElement("option", { value: "", text: words.choose }));
  for (const [value, text] of field.options ?? []) element.append(makeElement("option", { value, text }));
  element.addEventListener("change", () => send(false));
  return {
    element,
    read: () => (element.value && element.value !== field.normal ? element.value : null),
    /** @param {any} value */
    show: (value) => (element.value = String(value ?? field.normal ?? field.start ?? "")),
    /** @param {boolean} locked */
    lock: (locked) => (element.disabled = locked),
  };
}

/**
 * @param {AuthorField} field
 * @param {(typing: boolean) => void} send
 * @param {Properties} label
 * @param {Words} words
 */
function picksInput(field, send, label, words) {
  /** @type {any} */
  let picked = [];
  let locked = false;
  const element = makeElement("div", { class: "nmt-toolbar nmt-picks", role: "group", ...label });
  const add = makeElement("select", { class: "nmt-input", "aria-label": words.pick });
  add.addEventListener("change", () => change([...picked, add.value]));
  /** @param {string} id */
  const name = (id) => field.options?.find(([known]) => known === id)?.[1] ?? id;
  /** @param {any} next */
  function change(next) {
    picked = next;
    draw();
    send(false);
  }
  function draw() {
    const held = element.contains(document.activeElement);
    const left = (field.options ?? []).filter(([id]) => !picked.includes(id));
    add.replaceChildren(
      makeElement("option", { value: "", text: words.pick }),
      ...left.map(([value, text]) => makeElement("option", { value, text })),
    );
    const chips = picked.map((/** @type {string} */ id) => {
      const attributes = { "aria-label": fillWords(words.chosen, { name: name(id) }), disabled: locked };
      const chip = makeButton(
        "nmt-chip nmt-pick",
        name(id),
        () => change(picked.filter((/** @type {string} */ each) => each !== id)),
        attributes,
      );
      chip.append(makeElement("span", { text: "×", "aria-hidden": "true" }));
      return chip;
    });
    element.replaceChildren(...chips, add);
    add.disabled = locked;
    if (held) add.focus();
  }
  draw();
  return {
    element,
    read: () => picked,
    /** @param {any} value */
    show(value) {
      if (sameAnswer(picked, value)) return;
      picked = value ?? [];
      draw();
    },
    /** @param {any} now */
    lock(now) {
      if (locked === now) return;
      locked = now;
      draw();
    },
  };
}

/**
 * send(typing) is called after each change; what the field then holds, read() says.
 * @param {AuthorField} field
 * @param {Words} words
 * @param {(typing: boolean) => void} send
 */
export function makeAuthorField(field, words, send) {
  const id = makeElementId();
  const problem = makeElement("p", { class: "nmt-field-problem", id: `${id}-problem`, role: "alert" });
  const help = field.help && makeElement("small", { id: `${id}-help`, text: field.help });
  if (field.kind === "rows") {
    /** @type {any} */
    let held = [];
    /**
     * @param {any[]} list
     * @param {boolean} typing
     */
    const set = (list, typing) => {
      held = list;
      send(typing);
      return true;
    };
    const rows = makeRows(field.rows, { get: () => held, set, locked: () => rows.isLocked }, words);
    return {
      field,
      element: makeElement(
        "fieldset",
        { class: "nmt-field nmt-field-rows" },
        makeElement("legend", { text: field.name }),
        rows.element,
      ),
      read: () => ({ value: held, why: "" }),
      /** @param {any} value */
      show(value) {
        held = value ?? [];
        rows.show();
      },
      /** @param {boolean} locked */
      lock(locked) {
        rows.isLocked = locked;
        rows.show();
      },
      tell: () => {},
      focus: () => rows.focus(),
    };
  }
  const described = [help && `${id}-help`, `${id}-problem`].filter(Boolean).join(" ");
  const grouped = field.kind === "picks" ? { "aria-labelledby": `${id}-name` } : { id };
  const input = FIELD_INPUTS[field.kind](field, send, { ...grouped, "aria-describedby": described }, words);
  const name =
    field.kind === "picks"
      ? makeElement("span", { id: `${id}-name`, text: field.name })
      : makeElement("label", { for: id, text: field.name });
  name.className = "nmt-field-name";
  const element = makeElement(
    "div",
    { class: `nmt-field nmt-field-${field.kind}`, "data-field": field.id },
    name,
    input.element,
    help,
    problem,
  );
  return {
    field,
    element,
    read() {
      const value = input.read();
      if (isEmpty(value)) return { value: null, why: field.missing ?? "" };
      const why = input.check?.(value) ?? "";
      return { value: why ? null : (input.made?.(value) ?? value), why };
    },
    /** @param {any} value */
    show: (value) => input.show(value),
    /** @param {boolean} locked */
    lock: (locked) => input.lock(locked),
    /** @param {string} why */
    tell(why) {
      if (problem.textContent !== why) problem.textContent = why;
      if (why) input.element.setAttribute("aria-invalid", "true");
      else input.element.removeAttribute("aria-invalid");
    },
    focus: () =>
      (input.element.matches("input, textarea, select")
        ? input.element
        : findIn(input.element, "select, button")
      )?.focus(),
  };
}
