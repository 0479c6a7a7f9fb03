// Beside the rows of the score sheet: its keys, and the details of the row at hand - anchors, confidence, note, evidence.

import { findAllIn, focusIndex, makeElement } from "../dom.js";
import { isEmpty, makeId } from "../values.js";
import { fillWords } from "../words.js";
import { formOptions, growingText } from "./parts.js";
import { anchorsAt, withPart } from "./rating.js";

/**
 * @import { Answer, Words, FormQuestion, FormSpec } from "../protocol.d.ts"
 * @import { Answers } from "../answers/answers.js"
 * @import { Rated } from "./parts.js"
 */

/**
 * The anchors a step lies between, or the one it meets, as a set of their steps.
 * @param {Rated} question
 * @param {any} step
 */
function nearAnchors(question, step) {
  const near = typeof step === "number" ? anchorsAt(question.anchors, step) : [];
  return new Set(near.map(([at]) => at));
}

/** @param {Words} words */
export function sheetKeys(words) {
  const element = makeElement("div", { class: "nmt-sheet-keys" });
  const hint = makeElement("p", { class: "nmt-sheet-hint" });
  for (const [key, does] of words.hint) {
    const pair = makeElement("span");
    pair.append(makeElement("kbd", { text: key }), ` ${does}`);
    hint.append(pair);
  }
  const list = makeElement("dl", { class: "nmt-sheet-help", id: `nmt-keys-${makeId()}` });
  for (const [key, does] of words.all) {
    const pair = makeElement("div");
    const term = makeElement("dt");
    term.append(makeElement("kbd", { text: key }));
    pair.append(term, makeElement("dd", { text: does }));
    list.append(pair);
  }
  list.hidden = true;
  const toggle = makeElement("button", {
    class: "nmt-button is-quiet nmt-sheet-link",
    text: words.more,
    type: "button",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
  const show = (open = list.hidden) => {
    list.hidden = !open;
    toggle.textContent = open ? words.less : words.more;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show());
  hint.append(toggle);
  element.append(hint, list);
  return { element, toggle: () => show() };
}

/**
 * The anchors of all functions stand stacked in one place, one set visible: the place is as high as the highest needs.
 * @param {Rated[]} questions
 * @param {FormSpec} spec
 */
function sheetAnchors(questions, spec) {
  const element = makeElement("div", { class: "nmt-sheet-anchors" });
  const sets = new Map();
  for (const question of questions) {
    const set = makeElement("ol", { class: "nmt-sheet-anchor-set" });
    const steps = Object.keys(question.anchors ?? {})
      .map(Number)
      .sort((a, b) => a - b);
    set.style.setProperty("--columns", String(steps.length || 1));
    const items = new Map();
    for (const step of steps) {
      const item = makeElement("li");
      const chip = makeElement("b", { class: "nmt-sheet-chip", text: String(step) });
      colourStep(chip, spec, step, question.scale);
      item.append(chip, makeElement("span", { text: question.anchors[step] }));
      items.set(step, item);
      set.append(item);
    }
    sets.set(question.path, { set, items });
    element.append(set);
  }
  /** @type {any} */
  let shown = null;
  return {
    element,
    /**
     * @param {Rated} question
     * @param {any} step
     */
    show(question, step) {
      const next = sets.get(question.path);
      if (shown !== next) {
        shown?.set.removeAttribute("data-shown");
        next.set.dataset.shown = "";
        shown = next;
      }
      const near = nearAnchors(question, step);
      shown.set.toggleAttribute("data-pointed", near.size > 0);
      for (const [at, item] of shown.items) item.toggleAttribute("data-near", near.has(at));
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {{ steps: FormSpec["steps"] }} parts
 * @param {any} step
 * @param {[number, number]} scale
 */
export function colourStep(element, { steps }, step, scale) {
  const at = step - scale[0];
  if (!steps.colours[at]) return;
  element.style.setProperty("--step", steps.colours[at]);
  element.style.setProperty("--on-step", steps.inks[at]);
}
/**
 * @param {{ steps: FormSpec["steps"] }} props
 * @param {any} step
 */
export function bandName({ steps }, step) {
  return steps.bands.find(([low, high]) => low <= step && step <= high)?.[2] ?? "";
}

// What an evidence entry says in one line.
const ENTRY_PARTS = ["instrument", "value", "informant", "date"];
/** @param {any} entry */
function sayEntry(entry) {
  return ENTRY_PARTS.map((part) => entry[part])
    .filter((part) => !isEmpty(part))
    .join(" · ");
}

/**
 * Evidence of one score: entries as chips, one of them open in a small form. A new one begins with its instrument.
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {(value: any, typing: boolean) => void} send
 * @param {() => void} leave
 */
function sheetEvidence(spec, words, send, leave) {
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

  /** @type {any[]} */
  let entries = [];
  let [opened, locked, shown] = [-1, false, ""];

  /** @param {any} changed */
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
    const given = ENTRY_PARTS.map((part) => [part, inputs[part].value]).filter(([, text]) => text.trim());
    if (!inputs.instrument.value.trim()) return; // an entry without a source is none; it comes back when the form is left
    const changed = [...entries];
    changed[opened] = Object.fromEntries(given);
    store(changed);
  }
  /** @param {number} index */
  function drop(index) {
    open(-1);
    store(entries.filter((_, i) => i !== index));
    (findAllIn(chips, ".nmt-sheet-chip-open")[index] ?? add).focus();
  }
  /**
   * @param {any} entry
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
     * @param {Answer} given
     * @param {boolean} fresh
     * @param {boolean} isLocked
     */
    show(given, fresh, isLocked) {
      entries = Array.isArray(given) ? given : [];
      const now = JSON.stringify([entries, isLocked]);
      locked = isLocked;
      if (fresh || opened > entries.length) open(-1);
      if (now === shown) return;
      shown = now;
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

/**
 * The place of the details: whose anchors are shown follows the pointer, whose answers are written follows the focus.
 * @param {Answers} answers
 * @param {Rated[]} questions
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {Record<string, string> | undefined} marks
 * @param {() => void} back
 */
export function sheetDetails(answers, questions, spec, words, marks, back) {
  const element = makeElement("aside", { class: "nmt-sheet-details" });
  const head = makeElement("div", { class: "nmt-sheet-head" });
  const title = makeElement("h3");
  const readout = makeElement("span", { class: "nmt-sheet-readout" });
  const chip = makeElement("b", { class: "nmt-sheet-chip" });
  const band = makeElement("span");
  readout.append(chip, band);
  const about = makeElement("div", { class: "nmt-sheet-about", id: `nmt-about-${makeId()}` });
  about.hidden = true;
  const toggle = makeElement("button", {
    class: "nmt-button is-quiet nmt-sheet-link",
    text: words.about,
    type: "button",
    "aria-expanded": "false",
    "aria-controls": about.id,
  });
  head.append(title, readout, toggle);
  const anchors = sheetAnchors(questions, spec);
  /**
   * @param {string} name
   * @param {Answer} value
   * @param {boolean} typing
   */
  const write = (name, value, typing) => {
    if (!current.question || (value === null && !current.value)) return;
    answers.set(current.question.path, withPart(answers.get(current.question.path), name, value), { typing });
  };
  const sure = formOptions(spec.confidence, { "aria-label": words.confidence }, (value) =>
    write("confidence", value, false),
  );
  const note = growingText({ "aria-label": words.note, placeholder: words.note_hint }, (text) =>
    write("note", text.trim() ? text : null, true),
  );
  const evidence = sheetEvidence(spec, words, (entries, typing) => write("evidence", entries, typing), back);
  const confidence = makeElement("div", { class: "nmt-sheet-sure" });
  confidence.append(makeElement("span", { class: "nmt-sheet-label", text: words.confidence }), sure.element);
  const noted = makeElement("label", { class: "nmt-sheet-note" });
  noted.append(makeElement("span", { class: "nmt-sheet-label", text: words.note }), note.element);
  const entry = makeElement("div", { class: "nmt-sheet-own" });
  entry.append(confidence, noted, evidence.element);
  element.append(head, anchors.element, about, entry);

  /** @type {{ question: Rated | null, value: Answer, shown: Rated | null }} */
  const current = { question: null, value: null, shown: null };
  let [aboutShown, titleShown] = ["", ""];

  /** @param {Rated} question */
  function explain(question) {
    if (about.hidden || aboutShown === question.path) return;
    aboutShown = question.path;
    /** @type {HTMLElement[]} */
    const parts = [makeElement("p", { text: question.definition })];
    if (question.help) parts.push(makeElement("p", { text: question.help }));
    if (question.look_for?.length) {
      const list = makeElement("ul");
      list.append(...question.look_for.map((text) => makeElement("li", { text })));
      parts.push(makeElement("h4", { text: words.look_for }), list);
    }
    if (question.mark) parts.push(makeElement("p", { class: "nmt-sheet-mark", text: marks?.[question.mark] ?? "" }));
    about.replaceChildren(...parts.filter((part) => part.textContent));
  }
  toggle.addEventListener("click", () => {
    about.hidden = !about.hidden;
    toggle.setAttribute("aria-expanded", String(!about.hidden));
    if (current.shown) explain(current.shown);
  });

  return {
    element,
    evidence,
    focusNote: () => note.element.focus(),
    /**
     * The function and the step that pointer or focus is on.
     * @param {Rated} question
     * @param {number} number
     * @param {any} step
     */
    point(question, number, step) {
      current.shown = question;
      if (titleShown !== question.path) {
        titleShown = question.path;
        title.replaceChildren(makeElement("small", { text: String(number) }), ` ${question.name}`);
        entry.toggleAttribute("data-other", question !== current.question);
        explain(question);
      }
      const scored = typeof step === "number";
      chip.textContent = scored ? String(step) : step === null ? "–" : words.not_known_sign;
      if (scored) colourStep(chip, spec, step, question.scale);
      chip.toggleAttribute("data-plain", !scored);
      band.textContent = scored ? bandName(spec, step) : step === null ? words.unscored : spec.not_known;
      anchors.show(question, step);
    },
    /**
     * @param {Rated} question
     * @param {Answer} value
     * @param {boolean} locked
     */
    own(question, value, locked) {
      const fresh = current.question !== question;
      if (fresh) {
        note.flush(); // what was typed belongs to the row before
        titleShown = "";
        element.setAttribute("aria-label", fillWords(words.details, { name: question.name }));
      }
      Object.assign(current, { question, value });
      sure.show(value?.confidence);
      sure.lock(locked || typeof value?.score !== "number");
      if (fresh || document.activeElement !== note.element) note.show(value?.note ?? "");
      note.lock(locked);
      evidence.show(value?.evidence, fresh, locked);
    },
    close: () => note.flush(),
  };
}
