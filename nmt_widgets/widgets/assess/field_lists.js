// Fields that hold many entries: lines of text, and rows of a small table.

import { findAllIn, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Pair } from "../shared/protocol.d.ts"
 * @import { Field, FieldParts } from "./field_kinds.js"
 */

/** @typedef {{ id: string, name: string, offered: Pair[], typed: boolean, list: string }} Column */

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function linesField({ question, labelled, say, send }) {
  const list = makeElement("ol", { class: "nmt-list is-tight nmt-q-lines" });
  const add = makeButton("nmt-q-add", say.add_line, () => focusOn(insert(list.lastElementChild, "")));
  const element = makeElement("div", { role: "group", ...labelled }, list, add);
  const inputs = () => [...list.querySelectorAll("input")];
  /** @param {HTMLElement | null | undefined} input */
  const focusOn = (input) => input?.focus();
  /** @param {boolean} typing */
  const tell = (typing) => {
    const texts = inputs()
      .map((input) => input.value.trim())
      .filter(Boolean);
    for (const [at, input] of inputs().entries()) {
      input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n: at + 1 }));
    }
    send(texts.length ? texts : null, typing);
  };
  /**
   * @param {Element | null} after
   * @param {string} text
   */
  function insert(after, text) {
    const input = makeElement("input", {
      type: "text",
      class: "nmt-input nmt-q-line",
      dir: "auto",
      autocomplete: "off",
    });
    input.value = text;
    const n = list.children.length + 1;
    input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n }));
    const item = makeElement(
      "li",
      {},
      input,
      makeButton("nmt-q-remove", "×", () => remove(item), { "aria-label": say.remove_line, title: say.remove_line }),
    );
    if (after) after.after(item);
    else list.append(item);
    return input;
  }
  /** @param {HTMLElement} item */
  function remove(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    focusOn(next?.querySelector("input") ?? insert(null, ""));
    tell(false);
  }
  list.addEventListener("input", () => tell(true));
  list.addEventListener("keydown", (event) => {
    const item = targetOf(event).closest("li");
    if (targetOf(event).tagName !== "INPUT" || event.isComposing || targetOf(event).readOnly) return;
    if (event.key === "Enter") focusOn(insert(item, ""));
    else if (event.key === "Backspace" && !targetOf(event).value && item && list.children.length > 1) remove(item);
    else if (event.key === "ArrowDown") focusOn(item?.nextElementSibling?.querySelector("input"));
    else if (event.key === "ArrowUp") focusOn(item?.previousElementSibling?.querySelector("input"));
    else return;
    event.preventDefault();
  });
  list.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    const parts = pasted
      .split(/\r\n|\r|\n/)
      .map((part) => part.trim())
      .filter(Boolean);
    if (parts.length < 2 || targetOf(event).readOnly) return;
    event.preventDefault();
    let item = targetOf(event).closest("li");
    if (!targetOf(event).value) targetOf(event).value = parts.shift() ?? "";
    for (const part of parts) item = insert(item, part).closest("li");
    focusOn(item?.querySelector("input"));
    tell(false);
  });
  return {
    element,
    /** @param {Answer} value */
    show(value) {
      list.replaceChildren();
      for (const text of value?.length ? value : [""]) insert(list.lastElementChild, text);
    },
    focus: () => focusOn(inputs()[0]),
    /** @param {boolean} locked */
    lock(locked) {
      for (const input of inputs()) input.readOnly = locked;
      for (const button of element.querySelectorAll("button")) button.disabled = locked;
    },
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function rowsField({ question, labelled, say, send }) {
  /** @type {Column[]} */
  const columns = question.columns.map(([id, name, offered, other]) => ({
    id,
    name,
    offered,
    typed: other || !offered.length,
    list: makeElementId(),
  }));
  const body = makeElement("tbody");
  const add = makeButton("nmt-q-add", say.add_row, () => focusOn(insert({}), 0));
  const table = makeElement(
    "table",
    { class: "nmt-q-rows", ...labelled },
    makeElement(
      "thead",
      {},
      makeElement(
        "tr",
        {},
        ...columns.map(({ name }) => makeElement("th", { scope: "col", text: name })),
        makeElement("td"),
      ),
    ),
    body,
  );
  const lists = columns
    .filter(({ offered, typed }) => offered.length && typed)
    .map(({ list, offered }) =>
      makeElement("datalist", { id: list }, ...offered.map(([, value]) => makeElement("option", { value }))),
    );
  const element = makeElement("div", {}, makeElement("div", { class: "nmt-q-table" }, table), add, ...lists);
  /** @param {Element} row */
  const cells = (row) => [...findAllIn(row, "[data-column]")];
  /**
   * @param {Element | null | undefined} row
   * @param {number} at
   */
  const focusOn = (row, at) => row && cells(row)[at]?.focus();
  /**
   * @param {Column} column
   * @param {string} value
   */
  const wordsOf = ({ offered }, value) => offered.find(([id]) => id === value)?.[1] ?? value;
  /**
   * @param {Column} column
   * @param {string} typed
   */
  const idOf = ({ offered }, typed) =>
    offered.find(([, words]) => words.toLowerCase() === typed.trim().toLowerCase())?.[0] ?? typed;
  /**
   * @param {Column} column
   * @param {string} value
   */
  function cell(column, value) {
    const { id, name, offered, typed, list } = column;
    const attributes = { "data-column": id, "aria-label": name, autocomplete: "off" };
    const input = typed
      ? makeElement("input", {
          class: "nmt-input",
          type: "text",
          dir: "auto",
          list: offered.length ? list : null,
          ...attributes,
        })
      : makeElement(
          "select",
          { class: "nmt-input", ...attributes },
          makeElement("option", { value: "", text: say.choose }),
          ...offered.map(([value, words]) => makeElement("option", { value, text: words })),
        );
    input.value = typed ? wordsOf(column, value) : value;
    return makeElement("td", { "data-wide": typed && offered.length > 0 }, input);
  }
  /** @param {Record<string, string>} entry */
  function insert(entry) {
    const remove = makeButton("nmt-q-remove", "×", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling ?? insert({});
      row.remove();
      focusOn(next, 0);
      tell(false);
    });
    remove.setAttribute("aria-label", say.remove_row);
    remove.title = say.remove_row;
    const row = makeElement(
      "tr",
      {},
      ...columns.map((column) => cell(column, entry[column.id] ?? "")),
      makeElement("td", {}, remove),
    );
    body.append(row);
    return row;
  }
  /** @param {boolean} typing */
  function tell(typing) {
    const entries = [...body.rows]
      .map((row) =>
        Object.fromEntries(
          cells(row)
            .map((input, at) => [input.dataset.column ?? "", idOf(columns[at], input.value)])
            .filter(([, text]) => text.trim()),
        ),
      )
      .filter((entry) => Object.keys(entry).length);
    send(entries.length ? entries : null, typing);
  }
  body.addEventListener("input", (event) => tell(targetOf(event).tagName === "INPUT"));
  body.addEventListener("keydown", (event) => {
    const input = targetOf(event);
    const row = input.closest("tr");
    if (!row || event.key !== "Enter" || event.isComposing || !input.dataset.column || input.readOnly) return;
    const at = cells(row).indexOf(input);
    if (at < 0) return;
    event.preventDefault();
    focusOn(event.shiftKey ? row.previousElementSibling : (row.nextElementSibling ?? insert({})), at);
  });
  return {
    element,
    /** @param {Answer} value */
    show(value) {
      body.replaceChildren();
      for (const entry of value?.length ? value : [{}]) insert(entry);
    },
    focus: () => focusOn(body.rows[0], 0),
    /** @param {boolean} locked */
    lock(locked) {
      for (const input of element.querySelectorAll("input")) input.readOnly = locked;
      for (const other of findAllIn(element, "button, select")) other.disabled = locked;
    },
  };
}
