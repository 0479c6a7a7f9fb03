// A list of entries: each a row that opens, moves, and goes; the list as a whole is one answer.
// A row that lacks something is not part of the answer yet; a field that no longer does leaves its last value there.

import { focusedElement, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";
import { makeAuthorField, sayField } from "./fields.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { AuthorField, AuthorList } from "./protocol.d.ts"
 */

/**
 * @typedef {{ kept: any, isOpen: boolean, [part: string]: any }} Row
 */

/**
 * One row. `changed(typing)` is called when what it keeps has changed; `kept` is null while it is new and lacks something.
 * @param {AuthorList} spec
 * @param {Words} words
 * @param {any} value
 * @param {(row: Row, typing: boolean) => void} changed
 */
function makeRow(spec, words, value, changed) {
  const byId = Object.fromEntries(spec.fields.map((field) => [field.id, field]));
  /** @type {any[] | null} */
  let fields = null;
  /** @type {Row} */
  const row = { kept: value, isOpen: false };
  const id = makeElementId();
  const lead = makeElement("span", { class: "nmt-row-lead" });
  const name = makeElement("span", { class: "nmt-row-name" });
  const side = makeElement("span", { class: "nmt-row-side" });
  const opener = makeButton("nmt-row-open", "", () => row.open(!row.isOpen), {
    "aria-expanded": "false",
    "aria-controls": id,
  });
  opener.append(lead, name, side);
  /**
   * @param {string} kind
   * @param {string} sign
   */
  const act = (kind, sign) =>
    makeButton(`nmt-row-act nmt-row-${kind}`, sign, () => row.asks(kind), { "data-act": kind, title: words[kind] });
  row.acts = { up: act("up", "↑"), down: act("down", "↓"), remove: act("remove", "×") };
  const body = makeElement("div", { class: "nmt-row-body", id, hidden: true });
  const note = makeElement("p", { class: "nmt-row-note", role: "status" });
  row.element = makeElement(
    "li",
    { class: "nmt-row-item" },
    makeElement(
      "div",
      { class: "nmt-row-head" },
      opener,
      makeElement("span", { class: "nmt-row-acts" }, ...Object.values(row.acts)),
    ),
    body,
  );

  /**
   * @param {AuthorField} field
   * @param {any} held
   */
  const applies = (field, held) =>
    !field.when ||
    Object.entries(field.when).every(([key, values]) => /** @type {any[]} */ (values).includes(held[key]));

  // What the fields hold, with the last value of each that does not do; and why the row is not kept, if it is not.
  function read() {
    const made = { ...row.kept };
    const all = fields ?? [];
    const held = Object.fromEntries(all.map((each) => [each.field.id, each.read().value]));
    let lacks = "";
    for (const each of all) {
      const { field } = each;
      const shown = applies(field, held);
      each.element.hidden = !shown;
      const { value: now, why: own } = shown ? each.read() : { value: null, why: "" };
      const why = own || (shown ? endsEarly(field, now, held) : "");
      if (why && row.kept) each.tell(`${fillWords(words.kept, { why: why[0].toUpperCase() + why.slice(1) })}.`);
      else each.tell(why && now === null && why !== field.missing ? `${why}.` : "");
      if (why) lacks ||= why;
      else if (isEmpty(now)) delete made[field.id];
      else made[field.id] = now;
    }
    return { made, lacks };
  }
  /**
   * An event ends no earlier than it begins, a chapter later.
   * @param {{ id: string }} props
   * @param {any} now
   * @param {Record<string, any>} held
   */
  function endsEarly({ id }, now, held) {
    const { at } = held;
    if (id !== "until" || isEmpty(now) || isEmpty(at)) return "";
    const [from, until] = [yearsOf(at), yearsOf(now)];
    const lasts = (until ?? 0) - (from ?? 0);
    return lasts < 0 || (lasts === 0 && !spec.begins) ? words.ends_early : "";
  }
  /** @param {boolean} typing */
  function take(typing) {
    const { made, lacks } = read();
    const kept = !lacks || row.kept ? made : null;
    note.textContent = kept ? "" : fillWords(words.open, { why: lacks });
    if (sameAnswer(kept, row.kept)) return;
    row.kept = kept;
    changed(row, typing);
  }
  function build() {
    fields = spec.fields.map((field) => makeAuthorField(field, words, take));
    body.append(...fields.map((each) => each.element), note);
    for (const each of fields) each.show(row.kept?.[each.field.id] ?? (row.kept ? null : each.field.start));
    const { lacks } = read();
    note.textContent = row.kept ? "" : fillWords(words.open, { why: lacks });
  }

  /** @param {any} now */
  row.open = (now) => {
    if (now && !fields) {
      build();
      row.lock();
    }
    row.isOpen = now;
    body.hidden = !now;
    opener.setAttribute("aria-expanded", String(now));
    row.element.toggleAttribute("data-open", now);
  };
  /**
   * Somebody else's value, or one that was taken back.
   * @param {any} now
   */
  row.put = (now) => {
    row.kept = now;
    if (!fields) return;
    for (const each of fields) each.show(now[each.field.id]);
    read();
    note.textContent = "";
  };
  /** @param {boolean} [locked] */
  row.lock = (locked = row.isLocked) => {
    row.isLocked = locked;
    if (fields) for (const each of fields) each.lock(Boolean(locked));
  };
  row.say = () => {
    const parts = spec.head.map((key) => sayField(byId[key], row.kept?.[key])).filter(Boolean);
    return [parts[0] ?? (row.kept ? "–" : spec.new), parts.slice(1).join(" · ")];
  };
  /**
   * @param {any} at
   * @param {number} count
   */
  row.tell = (at, count) => {
    const [ownWords, more] = row.say();
    const ages = spec.begins && [row.kept?.[spec.begins], row.kept?.until].filter(Boolean).join(" – ");
    lead.textContent = spec.begins ? (ages ?? "") : `${at + 1}`;
    name.textContent = ownWords;
    side.textContent = more;
    row.element.toggleAttribute("data-draft", !row.kept);
    for (const [kind, button] of Object.entries(row.acts)) {
      button.setAttribute("aria-label", fillWords(words.of, { act: words[kind], name: ownWords }));
      button.disabled = Boolean(row.isLocked) || (kind === "up" && at === 0) || (kind === "down" && at === count - 1);
    }
  };
  row.focus = () => opener.focus();
  /** @param {string} key */
  row.focusField = (key) => {
    const field = fields?.find((each) => each.field.id === key) ?? fields?.[0];
    field?.focus();
  };
  return row;
}

/**
 * access: get() and set(list, typing) of the answer, locked(), and undo() where there is one.
 * @param {AuthorList} spec
 * @param {any} access
 * @param {Words} words
 */
export function makeRows(spec, access, words) {
  /** @type {Row[]} */
  let rows = [];
  const list = makeElement("ol", { class: "nmt-list is-tight nmt-rows", "aria-label": spec.name });
  const none = makeElement("p", { class: "nmt-quiet", text: spec.none });
  const said = makeElement("span", { role: "status" });
  const undo = makeButton("nmt-button is-plain", words.undo, () => {
    access.undo();
    tell("");
    (rows[0] ?? { focus: () => add.focus() }).focus();
  });
  const add = makeButton("nmt-button is-plain nmt-rows-add", spec.add ?? "", () => addRow());
  const order = spec.by_age ? makeButton("nmt-button is-plain", words.order, putInOrder) : null;
  const line = makeElement("div", { class: "nmt-toolbar nmt-rows-line" }, add, order, said, undo);
  const element = makeElement("div", { class: "nmt-rows-editor" }, none, list, line);

  const keptRows = () => rows.filter((row) => row.kept);
  function value() {
    return keptRows().map(({ kept }, at) => (spec.numbered ? { ...kept, [spec.numbered]: at + 1 } : kept));
  }
  function write(typing = false) {
    access.set(value(), typing);
    draw();
  }
  /**
   * @param {string} ownWords
   * @param {boolean} [canUndo]
   */
  function tell(ownWords, canUndo = false) {
    said.textContent = ownWords;
    undo.hidden = !canUndo || !access.undo;
  }
  function draw() {
    const locked = access.locked();
    const held = list.contains(document.activeElement) ? focusedElement() : null;
    const now = rows.map((row) => row.element);
    if (now.length !== list.children.length || now.some((node, at) => list.children[at] !== node)) {
      list.replaceChildren(...now);
      if (held?.isConnected) held.focus();
    }
    rows.forEach((row, at) => {
      row.lock(locked);
      row.tell(at, rows.length);
    });
    none.hidden = rows.length > 0;
    add.disabled = locked;
    if (order) order.disabled = locked || isInOrder();
    if (order) order.hidden = rows.length < 2;
  }

  /** @param {any} kept */
  function made(kept) {
    const row = makeRow(spec, words, kept, (_row, typing) => write(typing));
    /** @param {string} kind */
    row.asks = (kind) => {
      if (kind === "remove") remove(row);
      else move(row, kind === "up" ? -1 : 1);
    };
    row.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (targetOf(event).closest(".nmt-row-item") !== row.element || access.locked()) return;
      const way = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      const by = event.altKey && !event.ctrlKey ? way : 0;
      const another = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (!by && !another) return;
      event.preventDefault();
      event.stopPropagation();
      if (another) addRow();
      else move(row, by);
    });
    return row;
  }
  function addRow() {
    if (rows.length >= spec.most) return tell(fillWords(words.most, spec));
    for (const other of rows) if (other.kept) other.open(false); // one is written at a time
    const row = made(null);
    rows.push(row);
    draw();
    row.open(true);
    row.focusField();
    tell("");
    return row;
  }
  /**
   * @param {Row} row
   * @param {number} by
   */
  function move(row, by) {
    const at = rows.indexOf(row);
    const to = at + by;
    if (to < 0 || to >= rows.length) return;
    rows.splice(at, 1);
    rows.splice(to, 0, row);
    const held = focusedElement();
    write();
    if (held?.disabled) row.focus(); // at the end of the list its button goes no further
    tell(fillWords(words.moved, { name: row.say()[0], n: to + 1, of: rows.length }));
  }
  /** @param {any} row */
  function remove(row) {
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    if (row.kept) write();
    else draw();
    (rows[at] ?? rows[at - 1] ?? { focus: () => add.focus() }).focus();
    tell(fillWords(words.removed, { name: row.say()[0] }), Boolean(row.kept));
  }
  /** @param {any} row */
  const ageOf = (row) => yearsOf(row.kept?.[spec.by_age ?? ""]) ?? Infinity;
  const isInOrder = () => rows.every((row, at) => !at || ageOf(rows[at - 1]) <= ageOf(row));
  function putInOrder() {
    rows = [...rows].sort((one, other) => ageOf(one) - ageOf(other));
    write();
    tell(words.ordered);
    if (order?.disabled) add.focus();
  }

  // As the answer is now: rows that say what they said stay, with what is open in them; new ones are not lost.
  function show() {
    tell("");
    const now = access.get() ?? [];
    /** @param {any} entry */
    const strip = (entry) => (spec.numbered ? { ...entry, [spec.numbered]: undefined } : entry);
    const left = keptRows();
    const found = now.map((/** @type {any} */ entry) => {
      const at = left.findIndex((row) => sameAnswer(strip(row.kept), strip(entry)));
      return at < 0 ? null : left.splice(at, 1)[0];
    });
    const drafts = rows.filter((row) => !row.kept);
    rows = [
      ...found.map((/** @type {Row | null} */ row, /** @type {number} */ at) => {
        if (row) return row;
        const other = left.shift();
        other?.put(strip(now[at]));
        return other ?? made(strip(now[at]));
      }),
      ...drafts,
    ];
    draw();
  }
  tell("");
  const ownMade = {
    element,
    show,
    add: addRow,
    isLocked: false,
    focus: () => (rows[0] ?? { focus: () => add.focus() }).focus(),
    /**
     * A row of the answer, opened; its place in the answer counts.
     * @param {any} at
     */
    go(at) {
      const row = keptRows()[at];
      if (!row) return add.focus();
      row.open(true);
      row.focus();
      row.element.scrollIntoView({ block: "center" });
    },
  };
  return ownMade;
}
