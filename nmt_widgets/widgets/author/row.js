// One entry of a list: a head that opens it, buttons that move or remove it, and its fields.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";
import { makeAuthorField, sayField } from "./fields.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Field } from "./fields.js"
 * @import { AuthorField, Entry, RowList } from "./protocol.d.ts"
 */

/**
 * @typedef {"up" | "down" | "remove"} RowAct what the buttons of a row ask for
 * @typedef {{ changed(typing: boolean): void, act(kind: RowAct): void }} RowOwner
 * @typedef {ReturnType<typeof makeRow>} Row
 */

/** @type {Record<RowAct, string>} */
const SIGNS = { up: "↑", down: "↓", remove: "×" };
const ACTS = /** @type {RowAct[]} */ (Object.keys(SIGNS));

/** @param {string} text */
const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Whether a field is asked, by what the other fields of the row hold.
 * @param {AuthorField} field
 * @param {Entry} values
 */
const applies = ({ when }, values) =>
  !when || Object.entries(when).every(([id, choices]) => choices.includes(String(values[id])));

/**
 * `owner.changed(typing)` is called when the row's entry has changed. A new row has none until nothing is missing in it;
 * in an older one, a field that no longer does leaves its last value there.
 * @param {RowList} spec
 * @param {Words} words
 * @param {Entry | null} first
 * @param {RowOwner} owner
 */
export function makeRow(spec, words, first, owner) {
  const specOf = Object.fromEntries(spec.fields.map((field) => [field.id, field]));
  let entry = first;
  let isOpen = false;
  let isLocked = false;
  /** @type {Field[]} made when the row is first opened */
  let fields = [];
  const id = makeElementId();
  const lead = makeElement("span", { class: "nmt-row-lead" });
  const name = makeElement("span", { class: "nmt-row-name" });
  const side = makeElement("span", { class: "nmt-row-side" });
  const opener = makeButton("nmt-row-open", "", () => open(!isOpen), { "aria-expanded": "false", "aria-controls": id });
  opener.append(lead, name, side);
  const buttons = ACTS.map((kind) => {
    const attributes = { "data-act": kind, title: words[kind] };
    const button = makeButton(`nmt-row-act nmt-row-${kind}`, SIGNS[kind], () => owner.act(kind), attributes);
    return { kind, button };
  });
  const body = makeElement("div", { class: "nmt-row-body", id, hidden: true });
  const note = makeElement("p", { class: "nmt-row-note", role: "status" });
  const element = makeElement(
    "li",
    { class: "nmt-row-item" },
    makeElement(
      "div",
      { class: "nmt-row-head" },
      opener,
      makeElement("span", { class: "nmt-row-acts" }, ...buttons.map(({ button }) => button)),
    ),
    body,
  );

  /**
   * An event ends no earlier than it begins, a chapter later.
   * @param {AuthorField} field
   * @param {Answer} value
   * @param {Entry} values
   */
  function endsEarly(field, value, { at }) {
    if (field.id !== "until" || isEmpty(value) || isEmpty(at)) return "";
    const lasts = (yearsOf(value) ?? 0) - (yearsOf(at) ?? 0);
    return lasts < 0 || (lasts === 0 && !spec.begins) ? words.ends_early : "";
  }

  /**
   * @param {Field} field
   * @param {string} why
   * @param {Answer} value
   */
  function showProblem(field, why, value) {
    if (why && entry) field.showProblem(`${fillWords(words.kept, { why: capitalized(why) })}.`);
    else field.showProblem(why && value === null && why !== field.field.missing ? `${why}.` : "");
  }

  /**
   * The entry as the fields have it, with the last value of each that does not do; and what is missing first.
   * @returns {{ draft: Entry, missing: string }}
   */
  function read() {
    const draft = { ...entry };
    const values = Object.fromEntries(fields.map((field) => [field.field.id, field.read().value]));
    let missing = "";
    for (const field of fields) {
      const { field: own } = field;
      const isAsked = applies(own, values);
      field.element.hidden = !isAsked;
      const { value, why: problem } = isAsked ? field.read() : { value: null, why: "" };
      const why = problem || (isAsked ? endsEarly(own, value, values) : "");
      showProblem(field, why, value);
      if (why) missing ||= why;
      else if (isEmpty(value)) delete draft[own.id];
      else draft[own.id] = value;
    }
    return { draft, missing };
  }

  /** @param {boolean} typing */
  function take(typing) {
    const { draft, missing } = read();
    const next = !missing || entry ? draft : null;
    note.textContent = next ? "" : fillWords(words.open, { why: missing });
    if (sameAnswer(next, entry)) return;
    entry = next;
    owner.changed(typing);
  }

  function build() {
    fields = spec.fields.map((field) => makeAuthorField(field, words, take));
    body.append(...fields.map((field) => field.element), note);
    for (const field of fields) {
      field.show(entry ? (entry[field.field.id] ?? null) : (field.field.start ?? null));
      field.lock(isLocked);
    }
    const { missing } = read();
    note.textContent = entry ? "" : fillWords(words.open, { why: missing });
  }

  /** @param {boolean} willOpen */
  function open(willOpen) {
    if (willOpen && !fields.length) build();
    isOpen = willOpen;
    body.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    element.toggleAttribute("data-open", isOpen);
  }

  /**
   * Somebody else's entry, or one that was taken back.
   * @param {Entry} other
   */
  function put(other) {
    entry = other;
    if (!fields.length) return;
    for (const field of fields) field.show(other[field.field.id] ?? null);
    read();
    note.textContent = "";
  }

  /** @param {boolean} locked */
  function lock(locked) {
    isLocked = locked;
    for (const field of fields) field.lock(locked);
  }

  /** What the entry is called, and what stands beside its name. */
  function titles() {
    const parts = spec.head.map((key) => sayField(specOf[key], entry?.[key] ?? null)).filter(Boolean);
    return { title: parts[0] ?? (entry ? "–" : spec.new), beside: parts.slice(1).join(" · ") };
  }

  /**
   * @param {number} at
   * @param {number} count
   */
  function drawHead(at, count) {
    const { title, beside } = titles();
    const ages = spec.begins ? [entry?.[spec.begins], entry?.until].filter(Boolean).join(" – ") : `${at + 1}`;
    lead.textContent = ages;
    name.textContent = title;
    side.textContent = beside;
    element.toggleAttribute("data-draft", !entry);
    for (const { kind, button } of buttons) {
      button.setAttribute("aria-label", fillWords(words.of, { act: words[kind], name: title }));
      button.disabled = isLocked || (kind === "up" && at === 0) || (kind === "down" && at === count - 1);
    }
  }

  return {
    element,
    get entry() {
      return entry;
    },
    get title() {
      return titles().title;
    },
    open,
    put,
    lock,
    drawHead,
    focus: () => opener.focus(),
    focusFirstField: () => fields[0]?.focus(),
  };
}
