// A list of entries: rows that open, move and go; the list as a whole is one answer. A new row is not part of it before
// nothing is missing in it.

import { focusedElement, makeButton, makeElement, targetOf } from "../shared/dom.js";
import { sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";
import { makeRow } from "./row.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { ListAccess } from "./access.js"
 * @import { Row, RowAct } from "./row.js"
 * @import { Entry, RowList } from "./protocol.d.ts"
 */

/** @typedef {ReturnType<typeof makeRows>} Rows */

/**
 * @param {RowList} spec
 * @param {ListAccess} access
 * @param {Words} words
 */
export function makeRows(spec, access, words) {
  /** @type {Row[]} */
  let rows = [];
  const list = makeElement("ol", { class: "nmt-list is-tight nmt-rows", "aria-label": spec.name });
  const none = makeElement("p", { class: "nmt-quiet", text: spec.none });
  const status = makeElement("span", { role: "status" });
  const undo = makeButton("nmt-button is-plain", words.undo, () => {
    access.undo?.();
    showStatus("");
    focus();
  });
  const add = makeButton("nmt-button is-plain nmt-rows-add", spec.add, addRow);
  const order = spec.begins ? makeButton("nmt-button is-plain", words.order, putInOrder) : null;
  const line = makeElement("div", { class: "nmt-toolbar nmt-rows-line" }, add, order, status, undo);
  const element = makeElement("div", { class: "nmt-rows-editor" }, none, list, line);

  const entries = () => rows.flatMap(({ entry }) => entry ?? []);
  const rowsOfAnswer = () => rows.filter(({ entry }) => entry);
  const focus = () => (rows[0] ?? add).focus();

  function write(typing = false) {
    const { numbered } = spec;
    access.set(numbered ? entries().map((entry, at) => ({ ...entry, [numbered]: at + 1 })) : entries(), typing);
    draw();
  }
  /**
   * @param {string} text
   * @param {boolean} [canUndo]
   */
  function showStatus(text, canUndo = false) {
    status.textContent = text;
    undo.hidden = !canUndo || !access.undo;
  }
  function draw() {
    const locked = access.locked();
    const focused = list.contains(document.activeElement) ? focusedElement() : null;
    const elements = rows.map((row) => row.element);
    if (elements.length !== list.children.length || elements.some((item, at) => list.children[at] !== item)) {
      list.replaceChildren(...elements);
      if (focused?.isConnected) focused.focus();
    }
    for (const [at, row] of rows.entries()) {
      row.lock(locked);
      row.drawHead(at, rows.length);
    }
    none.hidden = rows.length > 0;
    add.disabled = locked;
    if (!order) return;
    order.disabled = locked || isInOrder();
    order.hidden = rows.length < 2;
  }

  /**
   * @param {Row} row
   * @param {KeyboardEvent} event
   */
  function onKey(row, event) {
    /** @type {Element | null} */
    const item = targetOf(event).closest(".nmt-row-item");
    if (item !== row.element || access.locked()) return;
    const way = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const step = event.altKey && !event.ctrlKey ? way : 0;
    const isAnother = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!step && !isAnother) return;
    event.preventDefault();
    event.stopPropagation();
    if (isAnother) addRow();
    else move(row, step);
  }
  /** @param {Entry | null} entry */
  function newRow(entry) {
    const row = makeRow(spec, words, entry, {
      changed: write,
      /** @param {RowAct} kind */
      act(kind) {
        if (kind === "remove") remove(row);
        else move(row, kind === "up" ? -1 : 1);
      },
    });
    row.element.addEventListener("keydown", (event) => onKey(row, event));
    return row;
  }
  function addRow() {
    if (rows.length >= spec.most) return showStatus(fillWords(words.most, spec));
    for (const other of rowsOfAnswer()) other.open(false); // one is written at a time
    const row = newRow(null);
    rows.push(row);
    draw();
    row.open(true);
    row.focusFirstField();
    showStatus("");
  }
  /**
   * @param {Row} row
   * @param {number} step
   */
  function move(row, step) {
    const at = rows.indexOf(row);
    const to = at + step;
    if (to < 0 || to >= rows.length) return;
    rows.splice(at, 1);
    rows.splice(to, 0, row);
    const focused = focusedElement();
    write();
    if (focused?.disabled) row.focus(); // at the end of the list its button goes no further
    showStatus(fillWords(words.moved, { name: row.title, n: to + 1, of: rows.length }));
  }
  /** @param {Row} row */
  function remove(row) {
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    if (row.entry) write();
    else draw();
    (rows[at] ?? rows[at - 1] ?? add).focus();
    showStatus(fillWords(words.removed, { name: row.title }), Boolean(row.entry));
  }
  /** @param {Row} row */
  const ageOf = (row) => yearsOf(row.entry?.[spec.begins ?? ""] ?? null) ?? Infinity;
  const isInOrder = () => rows.every((row, at) => !at || ageOf(rows[at - 1]) <= ageOf(row));
  function putInOrder() {
    rows = [...rows].sort((row, other) => ageOf(row) - ageOf(other));
    write();
    showStatus(words.ordered);
    if (order?.disabled) add.focus();
  }

  /** @param {Entry} entry */
  const withoutNumber = (entry) => (spec.numbered ? { ...entry, [spec.numbered]: undefined } : entry);

  // Draws the answer as it is now. Rows whose entry is still there stay as they are, with what is open in them; so do
  // new rows.
  function show() {
    showStatus("");
    const answer = access.get().map(withoutNumber);
    const free = rowsOfAnswer();
    const matches = answer.map((entry) => {
      const at = free.findIndex((row) => sameAnswer(withoutNumber(row.entry ?? {}), entry));
      return at < 0 ? null : free.splice(at, 1)[0];
    });
    const drafts = rows.filter(({ entry }) => !entry);
    const current = matches.map((match, at) => {
      if (match) return match;
      const other = free.shift();
      other?.put(answer[at]);
      return other ?? newRow(answer[at]);
    });
    rows = [...current, ...drafts];
    draw();
  }
  showStatus("");
  return {
    element,
    show,
    focus,
    /**
     * Opens a row of the answer, by its place there.
     * @param {number} at
     */
    openAt(at) {
      const row = rowsOfAnswer()[at];
      if (!row) return add.focus();
      row.open(true);
      row.focus();
      row.element.scrollIntoView({ block: "center" });
    },
  };
}
