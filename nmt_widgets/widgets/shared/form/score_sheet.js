// The score sheet: one row for each function with twelve steps, scored by keys or pointer. The details of the current
// row have a place of their own, so no row ever moves. An edit repaints its own row and the count of its region.

import { findAllIn, focusedElement, makeElement, targetOf } from "../dom.js";
import { fillWords } from "../words.js";
import { formHeading, locksChanged } from "./parts.js";
import { digitReader, withNumber, withPart } from "./rating.js";
import { sheetDetails } from "./sheet_details.js";
import { sheetKeys } from "./sheet_keys.js";
import { makeSheetRow } from "./sheet_row.js";
import { sheetTurns } from "./sheet_turns.js";

/**
 * @import { RatedAnswer } from "../answers/protocol.d.ts"
 * @import { FormSection, FormSpec } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "../answers/answers.js"
 * @import { Found } from "../dom.js"
 * @import { Rated } from "./parts.js"
 * @import { Chosen, SheetRow } from "./sheet_row.js"
 */

/**
 * @param {Answers} answers
 * @param {FormSection} section
 * @param {FormSpec} spec
 * @param {{ sheet: Words, form?: Words, onSelect?: (path: string) => void }} more
 */
export function makeScoreSheet(answers, section, spec, { sheet: words, form, onSelect = () => {} }) {
  const element = makeElement("div", { class: "nmt-sheet" });
  const heading = formHeading(section);
  const keys = sheetKeys(words.keys);
  const body = makeElement("div", { class: "nmt-sheet-body" });
  const rowsBox = makeElement("div", {
    class: "nmt-sheet-rows",
    role: "group",
    "aria-label": fillWords(words.label, { name: section.name }),
  });
  const live = makeElement("span", { class: "nmt-unseen", "aria-live": "polite" });
  const warning = makeElement("p", { class: "nmt-sheet-warning", role: "alert" });
  const stand = makeElement("div", { class: "nmt-sheet-stand" }); // takes no room: a warning moves no row
  stand.append(warning);
  element.append(heading, keys.element, stand, body, live);

  const questions = /** @type {Rated[]} */ (section.questions);
  const rows = questions.map((question, at) => makeSheetRow(question, at + 1, spec, words));
  const byPath = new Map(rows.map((row) => [row.question.path, row]));
  /** @type {Map<string, { box: HTMLElement, count: HTMLElement, questions: Rated[] }>} */
  const heads = new Map();
  for (const group of section.groups) {
    const own = rows.filter((row) => row.question.group === group.id);
    if (!own.length) continue;
    const box = makeElement("section", { class: "nmt-sheet-group", "aria-label": group.name });
    const head = makeElement("header");
    const count = makeElement("span", { class: "nmt-sheet-count" });
    head.append(
      makeElement("h3", { text: group.name }),
      count,
      makeElement("span", { class: "nmt-sheet-unknown-head", text: words.not_known_head, "aria-hidden": "true" }),
    );
    if (group.note) head.append(makeElement("p", { text: group.note }));
    box.append(head, ...own.map((row) => row.element));
    rowsBox.append(box);
    heads.set(group.id, { box, count, questions: own.map((row) => row.question) });
  }
  const goBack = () => current.stop.focus({ preventScroll: true });
  const details = sheetDetails(answers, questions, spec, words, form?.mark_titles, goBack);
  const turns = sheetTurns(element, rowsBox, words, (steps) => go(after(steps)));
  body.append(rowsBox, turns.element, details.element);

  const read = digitReader();
  let current = rows.find((row) => answers.state(row.question) === "open") ?? rows[0];
  /** @type {{ row: SheetRow, step: Chosen } | null} */
  let pointed = null; // what the pointer is on
  let saying = 0;
  let warned = 0;

  /** @param {string} text */
  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => (live.textContent = text), 250); // 1 on the way to 10 is not worth saying
  }
  /** @param {string} text */
  function warn(text) {
    warning.textContent = text;
    clearTimeout(warned);
    warned = setTimeout(() => (warning.textContent = ""), 6000);
  }
  function point() {
    const { row, step } = pointed ?? { row: current, step: current.chosen };
    details.point(row.question, row.number, step);
  }
  function leave() {
    if (!pointed) return;
    pointed = null;
    point();
  }
  /** @param {string} id */
  function paintCount(id) {
    const head = heads.get(id);
    if (!head) return;
    const { answered, notKnown, total } = answers.counts(head.questions);
    const values = { n: answered, of: total, unknown: notKnown };
    head.count.textContent = fillWords(notKnown ? words.progress_unknown : words.progress, values);
  }
  /** @param {SheetRow} row */
  function paint(row) {
    const { path } = row.question;
    row.show(answers.get(path), answers.isLocked(path), answers.problem(path));
    paintCount(row.question.group);
    if (row !== current) return;
    details.own(row.question, answers.get(path), answers.isLocked(path));
  }
  function paintAll() {
    for (const row of rows) paint(row);
    point();
  }
  /** @param {SheetRow} row */
  function select(row) {
    if (row === current && row.element.hasAttribute("data-current")) return;
    setCurrent(false);
    current = row;
    setCurrent(true);
    details.own(row.question, answers.get(row.question.path), answers.isLocked(row.question.path));
    point();
    onSelect(row.question.path);
  }
  /** @param {boolean} is */
  function setCurrent(is) {
    current.setCurrent(is);
    heads.get(current.question.group)?.box.toggleAttribute("data-current", is);
    if (is) turns.show(current.number, rows.length);
  }
  /** @param {SheetRow | undefined} row */
  function go(row) {
    if (!row) return;
    select(row);
    measure();
    row.stop.focus({ preventScroll: true });
    row.element.scrollIntoView({ block: "nearest" });
  }
  // A row scrolled to must not be behind the details.
  function measure() {
    element.style.setProperty("--details", `${details.element.offsetHeight}px`);
  }
  /** @param {number} steps */
  const after = (steps) => rows[rows.indexOf(current) + steps];

  /** @param {RatedAnswer | null} value */
  function change(value) {
    const { path } = current.question;
    if (!answers.isLocked(path)) return answers.set(path, value);
    warn(answers.mayWrite ? words.locked : words.read_only);
    return false;
  }
  /** @param {number | string | null} number */
  function score(number) {
    const { path, name } = current.question;
    if (!change(withNumber(answers.get(path), "score", number))) return;
    say(number === null ? fillWords(words.cleared, { name }) : fillWords(words.scored, { name, score: number }));
  }
  /** @param {number} by */
  function shift(by) {
    const [low, high] = current.question.scale;
    const { chosen } = current;
    score(typeof chosen === "number" ? Math.min(high, Math.max(low, chosen + by)) : by > 0 ? low : high);
  }
  function cycle() {
    const { path, name } = current.question;
    const value = answers.get(path);
    if (typeof value?.score !== "number") {
      live.textContent = words.confidence_unscored;
      return say(words.confidence_unscored);
    }
    /** @type {(string | null)[]} */
    const ids = [null, ...spec.confidence.map(([id]) => id)];
    const next = ids[(ids.indexOf(value.confidence ?? null) + 1) % ids.length];
    if (!change(withPart(value, "confidence", next ?? null))) return;
    const level = spec.confidence.find(([id]) => id === next)?.[1];
    say(level ? fillWords(words.confidence_is, { name, level }) : fillWords(words.confidence_none, { name }));
  }
  function nextOpen() {
    const at = rows.indexOf(current);
    const row = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(
      ({ question }) => answers.state(question) === "open",
    );
    if (row) go(row);
    else say(words.none_open);
  }
  function addEvidence() {
    if (answers.isLocked(current.question.path)) change(null);
    else details.evidence.add();
  }

  /** @type {Record<string, () => void>} */
  const KEYS = {
    Enter: () => go(after(1)),
    ArrowDown: () => go(after(1)),
    ArrowUp: () => go(after(-1)),
    Home: () => go(rows[0]),
    End: () => go(rows.at(-1)),
    ArrowLeft: () => shift(-1),
    ArrowRight: () => shift(1),
    Backspace: () => score(null),
    Delete: () => score(null),
    " ": () => score(stepOf(document.activeElement)),
    k: () => score(spec.not_known),
    c: cycle,
    n: () => details.focusNote(),
    e: addEvidence,
    j: nextOpen,
    "?": () => keys.toggle(),
  };
  /** @param {Element | null} cell */
  function stepOf(cell) {
    return cell instanceof HTMLElement && cell.dataset.step ? Number(cell.dataset.step) : spec.not_known;
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Tab") return onTab(event);
    leave(); // who types looks at the current row, wherever the pointer rests
    const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (/^[0-9]$/.test(event.key)) {
      const number = read(event.key, current.question.path, current.question.scale);
      if (number !== null) score(number);
      else if (event.key === "0") score(spec.not_known);
    } else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  // From a row to its details, from there to the next row.
  const stops = () =>
    [...findAllIn(details.element, "button, input, textarea")].filter(
      (control) =>
        !control.disabled &&
        control.checkVisibility() &&
        (control.type !== "radio" ||
          control.checked ||
          !control.closest('[role="radiogroup"]')?.querySelector(":checked")),
    );
  /** @param {KeyboardEvent} event */
  function onTab(event) {
    if (event.shiftKey) return;
    event.preventDefault();
    stops()[0].focus();
  }
  /** @param {KeyboardEvent} event */
  function onDetailsKey(event) {
    if (event.key === "Escape") {
      details.evidence.shut();
      goBack();
    } else if (event.key === "Tab") {
      const all = stops();
      const focused = focusedElement();
      /** @param {Found} control */
      const isFocused = (control) =>
        control === focused || (focused?.type === "radio" && control.type === "radio" && control.name === focused.name);
      const at = all.findIndex(isFocused);
      const last = all.findLastIndex(isFocused);
      if (event.shiftKey && at === 0) goBack();
      else if (!event.shiftKey && last === all.length - 1 && after(1)) go(after(1));
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  rowsBox.addEventListener("keydown", onKey);
  details.element.addEventListener("keydown", onDetailsKey);
  /** @param {Event} event */
  const rowAt = (event) => {
    const row = targetOf(event).closest?.(".nmt-sheet-row");
    return row instanceof HTMLElement ? byPath.get(row.dataset.path ?? "") : undefined;
  };
  rowsBox.addEventListener("focusin", (event) => {
    const row = rowAt(event);
    if (row) select(row);
  });
  rowsBox.addEventListener("click", (event) => {
    const row = rowAt(event);
    if (!row) return;
    select(row);
    const cell = targetOf(event).closest(".nmt-sheet-step");
    if (cell) score(stepOf(cell));
    row.stop.focus({ preventScroll: true });
  });
  // Not "pointerover": a row that scrolls under a resting pointer is not pointed at.
  rowsBox.addEventListener("pointermove", (event) => {
    const isLooking = event.pointerType === "mouse" && !details.element.contains(document.activeElement);
    const row = isLooking ? rowAt(event) : undefined;
    const cell = targetOf(event).closest?.(".nmt-sheet-step");
    const step = cell ? stepOf(cell) : (row?.chosen ?? null);
    if (pointed?.row === row && pointed?.step === step) return;
    pointed = row ? { row, step } : null;
    point();
  });
  rowsBox.addEventListener("pointerleave", leave);

  const off = answers.on((paths) => {
    if (locksChanged(paths)) {
      warning.textContent = "";
      return paintAll();
    }
    for (const path of paths) {
      const row = byPath.get(path);
      if (row) paint(row);
    }
    if (pointed && paths.has(pointed.row.question.path)) pointed = { row: pointed.row, step: pointed.row.chosen };
    point();
  });
  const sized = new ResizeObserver(measure);
  sized.observe(details.element);
  setCurrent(true);
  paintAll();
  return {
    element,
    /** @param {string} path */
    focus(path) {
      go(byPath.get(path) ?? current);
    },
    /**
     * Makes a row the current one without the focus.
     * @param {string} path
     */
    select(path) {
      const row = byPath.get(path);
      if (row && row !== current) select(row);
    },
    /** The path of the current row. */
    get selected() {
      return current.question.path;
    },
    close() {
      off();
      sized.disconnect();
      turns.close();
      details.close();
      clearTimeout(saying);
      clearTimeout(warned);
    },
  };
}
