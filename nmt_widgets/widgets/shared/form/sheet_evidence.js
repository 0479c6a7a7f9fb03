// The evidence of one score: entries as chips, one of them open in a small form.

import { findAllIn, focusIndex, makeElement } from "../dom.js";
import { isEmpty, makeId } from "../values.js";
import { fillWords, sayDate } from "../words.js";

/**
 * @import { EvidenceEntry, RatedAnswer } from "../answers/protocol.d.ts"
 * @import { FormSpec } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Send } from "./rating.js"
 */

/** @type {("instrument" | "value" | "informant" | "date")[]} */
const ENTRY_PARTS = ["instrument", "value", "informant", "date"];
/** @param {EvidenceEntry} entry */
function sayEntry(entry) {
  return ENTRY_PARTS.map((part) => entry[part])
    .filter((part) => !isEmpty(part))
    .map((part) => sayDate(String(part)))
    .join(" · ");
}

/**
 * A new entry begins with its instrument.
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {Send<EvidenceEntry[] | null>} send
 * @param {() => void} leave
 */
export function sheetEvidence(spec, words, send, leave) {
  const element = makeElement("div", { class: "nmt-sheet-evidence" });
  const chips = makeElement("div", { class: "nmt-sheet-chips" });
  const add = makeElement("button", { class: "nmt-button is-plain is-small", text: `+ ${words.add}`, type: "button" });
  const form = makeElement("form", { class: "nmt-sheet-entry" });
  const list = makeElement("datalist", { id: `nmt-instruments-${makeId()}` });
  for (const name of spec.instruments ?? []) list.append(makeElement("option", { value: name }));
  /** @type {Record<string, HTMLInputElement>} */
  const inputs = {};
  for (const part of ENTRY_PARTS) {
    const label = makeElement("label", { text: words.entry[part] });
    inputs[part] = makeElement("input", { class: "nmt-input", type: "text", autocomplete: "off", dir: "auto" });
    label.append(inputs[part]);
    form.append(label);
  }
  inputs.instrument.setAttribute("list", list.id);
  inputs.instrument.placeholder = words.entry.instrument_hint;
  const remove = makeElement("button", {
    class: "nmt-button is-plain is-small",
    text: words.entry.remove,
    type: "button",
  });
  const done = makeElement("button", { class: "nmt-button is-small", text: words.entry.done, type: "submit" });
  form.append(list, remove, done);
  form.hidden = true;
  element.append(makeElement("span", { class: "nmt-sheet-label", text: words.evidence }), chips, form);

  /** @type {EvidenceEntry[]} */
  let entries = [];
  let [opened, locked, content] = [-1, false, ""];

  /** @param {EvidenceEntry[]} changed */
  const store = (changed) => send(changed.length ? changed : null, true);
  /** @param {number} index */
  function open(index) {
    opened = index;
    form.hidden = index < 0;
    if (index < 0) return;
    for (const part of ENTRY_PARTS) inputs[part].value = entries[index]?.[part] ?? "";
    ready();
  }
  function ready() {
    for (const part of ENTRY_PARTS) {
      inputs[part].readOnly = locked;
      inputs[part].disabled = part !== "instrument" && !inputs.instrument.value.trim();
      inputs[part].title = inputs[part].disabled ? words.entry.first : "";
    }
    remove.hidden = opened >= entries.length;
  }
  function type() {
    ready();
    const typed = ENTRY_PARTS.map((part) => [part, inputs[part].value]).filter(([, text]) => text.trim());
    if (!inputs.instrument.value.trim()) return; // an entry without a source is not stored; the form shows it again when it is left
    const changed = [...entries];
    changed[opened] = Object.fromEntries(typed);
    store(changed);
  }
  /** @param {number} index */
  function drop(index) {
    open(-1);
    store(entries.filter((_, i) => i !== index));
    (findAllIn(chips, ".nmt-sheet-chip-open")[index] ?? add).focus();
  }
  /**
   * @param {EvidenceEntry} entry
   * @param {number} index
   */
  function chip(entry, index) {
    const ownWords = sayEntry(entry);
    const box = makeElement("span", { class: "nmt-sheet-evidence-chip" });
    const edit = makeElement("button", {
      class: "nmt-sheet-chip-open",
      text: ownWords,
      type: "button",
      title: ownWords,
      "aria-label": fillWords(words.entry.edit, { entry: ownWords }),
    });
    edit.addEventListener("click", () => start(index));
    box.append(edit);
    if (locked) return box;
    const away = makeElement("button", {
      class: "nmt-sheet-chip-away",
      text: "×",
      type: "button",
      "aria-label": fillWords(words.entry.drop, { entry: ownWords }),
    });
    away.addEventListener("click", () => drop(index));
    box.append(away);
    return box;
  }
  /** @param {number} index */
  function start(index) {
    open(index);
    inputs.instrument.focus();
  }
  add.addEventListener("click", () => start(entries.length));
  form.addEventListener("input", type);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(-1);
    leave();
  });
  remove.addEventListener("click", () => drop(opened));
  chips.append(add);
  return {
    element,
    add: () => start(entries.length),
    shut: () => open(-1),
    /**
     * @param {RatedAnswer["evidence"]} next
     * @param {boolean} fresh
     * @param {boolean} isLocked
     */
    show(next, fresh, isLocked) {
      entries = Array.isArray(next) ? next : [];
      const now = JSON.stringify([entries, isLocked]);
      locked = isLocked;
      if (fresh || opened > entries.length) open(-1);
      if (now === content) return;
      content = now;
      add.hidden = locked;
      const place = focusIndex([...chips.querySelectorAll("button")]);
      chips.replaceChildren(...entries.map(chip), add);
      if (place >= 0) chips.querySelectorAll("button")[place]?.focus();
      if (opened >= 0) {
        ready();
        for (const part of ENTRY_PARTS) {
          const text = String(entries[opened]?.[part] ?? "");
          if (inputs[part] !== document.activeElement && entries[opened]) inputs[part].value = text;
        }
      }
    },
  };
}
