// The score sheet: a row a function, twelve steps each, scored by keys or pointer. The details of the row at hand have a
// place of their own, so that no row ever moves. An edit repaints its own row and the count of its region.

import { findAllIn, focusedElement, makeElement, targetOf } from "../dom.js";
import { isEmpty, numberOf } from "../values.js";
import { countWords, fillWords } from "../words.js";
import { formHeading, locksChanged } from "./parts.js";
import { digitReader, withNumber, withPart } from "./rating.js";
import { bandName, colourStep, sheetDetails, sheetKeys } from "./sheet_details.js";

/**
 * @import { Answer, Words, FormSection, FormSpec } from "../protocol.d.ts"
 * @import { Answers } from "../answers/answers.js"
 * @import { Rated } from "./parts.js"
 */

/**
 * Names such as "Communication Expressive/Receptive" may break after the stroke.
 * @param {string} name
 */
function sheetName(name) {
  const parts = name.split("/");
  return parts.flatMap((part, i) => (i < parts.length - 1 ? [`${part}/`, makeElement("wbr")] : [part]));
}

/**
 * Marks at the end of a row: how sure, a note, how much evidence.
 * @param {FormSpec} spec
 * @param {Words} words
 */
function sheetMarks(spec, words) {
  const element = makeElement("span", { class: "nmt-sheet-marks", role: "img" });
  const [sure, note, evidence] = ["sure", "note", "evidence"].map((name) =>
    makeElement("i", { class: `nmt-mark-${name}` }),
  );
  sure.append(makeElement("i"), makeElement("i"), makeElement("i"));
  element.append(sure, note, evidence);
  return {
    element,
    /** @param {Answer} value */
    show(value) {
      const level = spec.confidence.findIndex(([id]) => id === value?.confidence);
      const count = value?.evidence?.length ?? 0;
      [sure.hidden, note.hidden, evidence.hidden] = [level < 0, isEmpty(value?.note), !count];
      sure.dataset.level = String(level + 1);
      evidence.textContent = String(count);
      const said = [
        level >= 0 && fillWords(words.marks.confidence, { level: spec.confidence[level][1] }),
        !note.hidden && words.marks.note,
        count && countWords(words.marks, "evidence", count),
      ].filter(Boolean);
      element.hidden = !said.length;
      element.title = said.join(", ");
      element.setAttribute("aria-label", element.title);
    },
  };
}

/**
 * @param {Rated} question
 * @param {number} number
 * @param {FormSpec} spec
 * @param {Words} words
 */
function makeSheetRow(question, number, spec, words) {
  const element = makeElement("div", { class: "nmt-sheet-row", "data-path": question.path });
  const name = makeElement("span", { class: "nmt-sheet-name", "aria-hidden": "true" });
  const label = makeElement("span");
  label.append(...sheetName(question.name));
  name.append(makeElement("small", { text: String(number) }), label);
  const ownLabel = fillWords(words.row, { number, name: question.name });
  const group = makeElement("div", { class: "nmt-sheet-steps", role: "radiogroup", "aria-label": ownLabel });
  const [low, high] = question.scale;
  const cells = new Map();
  for (let step = low; step <= high; step += 1) {
    const anchor = question.anchors?.[step];
    const said = fillWords(anchor ? words.step_anchor : words.step, { step, band: bandName(spec, step), anchor });
    const cell = makeElement("span", {
      class: "nmt-sheet-step",
      text: String(step),
      role: "radio",
      "aria-label": said,
      "data-step": step,
    });
    colourStep(cell, spec, step, question.scale);
    cells.set(step, cell);
  }
  const unknown = { role: "radio", "aria-label": words.not_known, title: words.not_known, "data-step": "" };
  cells.set(
    spec.not_known,
    makeElement("span", { class: "nmt-sheet-step nmt-sheet-unknown", text: words.not_known_sign, ...unknown }),
  );
  for (const cell of cells.values()) {
    cell.tabIndex = -1;
    cell.setAttribute("aria-checked", "false");
    group.append(cell);
  }
  const marks = sheetMarks(spec, words);
  element.append(name, group, marks.element);
  /** @type {any} */
  let chosen = null;
  let stop = cells.get(low);
  let isCurrent = false;
  const mark = () => (stop.tabIndex = isCurrent ? 0 : -1);
  return {
    element,
    question,
    number,
    cells,
    get stop() {
      return stop;
    },
    get chosen() {
      return chosen;
    },
    /**
     * The rows are one tab stop: the one at hand.
     * @param {boolean} is
     */
    setCurrent(is) {
      isCurrent = is;
      element.toggleAttribute("data-current", is);
      mark();
    },
    /**
     * @param {Answer} value
     * @param {boolean} locked
     * @param {string} problem
     */
    show(value, locked, problem) {
      const score = numberOf(question, value) ?? null;
      if (score !== chosen) {
        cells.get(chosen)?.setAttribute("aria-checked", "false");
        cells.get(score)?.setAttribute("aria-checked", "true");
        const hadFocus = document.activeElement === stop;
        stop.tabIndex = -1;
        stop = cells.get(score) ?? cells.get(low);
        mark();
        if (hadFocus) stop.focus({ preventScroll: true });
        chosen = score;
      }
      element.toggleAttribute("data-scored", cells.has(score));
      element.toggleAttribute("data-problem", Boolean(problem));
      group.setAttribute("aria-readonly", String(locked));
      marks.show(value);
    },
  };
}

/**
 * @param {Answers} answers
 * @param {FormSection} section
 * @param {FormSpec} spec
 * @param {{ sheet: Words, form: Words }} more
 */
export function makeScoreSheet(answers, section, spec, { sheet: words, form }) {
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
    heads.set(group.id, { count, questions: own.map((row) => row.question) });
  }
  const goBack = () => current.stop.focus({ preventScroll: true });
  const details = sheetDetails(answers, questions, spec, words, form?.mark_titles, goBack);
  body.append(rowsBox, details.element);

  const read = digitReader();
  let current = rows.find((row) => answers.state(row.question) === "open") ?? rows[0];
  /** @type {any} */
  let pointed = null; // {row, step}: what the pointer is on
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
  /** @param {string} id */
  function paintCount(id) {
    const head = heads.get(id);
    if (!head) return;
    const { answered, notKnown, total } = answers.counts(head.questions);
    const values = { n: answered, of: total, unknown: notKnown };
    head.count.textContent = fillWords(notKnown ? words.progress_unknown : words.progress, values);
  }
  /** @param {any} row */
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
  /** @param {any} row */
  function select(row) {
    if (row === current && row.element.hasAttribute("data-current")) return;
    current.setCurrent(false);
    current = row;
    row.setCurrent(true);
    details.own(row.question, answers.get(row.question.path), answers.isLocked(row.question.path));
    point();
  }
  /** @param {any} row */
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

  /** @param {Answer} value */
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
  /** @param {any} cell */
  function stepOf(cell) {
    return cell?.dataset?.step ? Number(cell.dataset.step) : spec.not_known;
  }
  /** @param {any} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Tab") return onTab(event);
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
      (each) =>
        !each.disabled &&
        each.checkVisibility() &&
        (each.type !== "radio" || each.checked || !each.closest('[role="radiogroup"]')?.querySelector(":checked")),
    );
  /** @param {any} event */
  function onTab(event) {
    if (event.shiftKey) return;
    event.preventDefault();
    stops()[0].focus();
  }
  /** @param {any} event */
  function onDetailsKey(event) {
    if (event.key === "Escape") {
      details.evidence.shut();
      goBack();
    } else if (event.key === "Tab") {
      const all = stops();
      /** @param {any} each */
      const radio = (each) => each.type === "radio" && each.name === focusedElement()?.name;
      const at = all.findIndex(
        (each) => each === document.activeElement || (focusedElement()?.type === "radio" && radio(each)),
      );
      const last =
        all.length -
        1 -
        [...all]
          .reverse()
          .findIndex((each) => each === document.activeElement || (focusedElement()?.type === "radio" && radio(each)));
      if (event.shiftKey && at === 0) goBack();
      else if (!event.shiftKey && last === all.length - 1 && after(1)) go(after(1));
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  rowsBox.addEventListener("keydown", onKey);
  details.element.addEventListener("keydown", onDetailsKey);
  /** @param {any} event */
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
  rowsBox.addEventListener("pointerover", (event) => {
    const isLooking = event.pointerType === "mouse" && !details.element.contains(document.activeElement);
    const row = isLooking ? rowAt(event) : undefined;
    const cell = targetOf(event).closest?.(".nmt-sheet-step");
    const step = cell ? stepOf(cell) : row?.chosen;
    if (pointed?.row === row && pointed?.step === step) return;
    pointed = row ? { row, step } : null;
    point();
  });
  rowsBox.addEventListener("pointerleave", () => {
    pointed = null;
    point();
  });

  const off = answers.on((paths) => {
    if (locksChanged(paths)) {
      warning.textContent = "";
      return paintAll();
    }
    for (const path of paths) if (byPath.has(path)) paint(byPath.get(path));
    if (pointed && paths.has(pointed.row.question.path)) pointed = { row: pointed.row, step: pointed.row.chosen };
    point();
  });
  const sized = new ResizeObserver(measure);
  sized.observe(details.element);
  current.setCurrent(true);
  paintAll();
  return {
    element,
    /** @param {string} path */
    focus(path) {
      go(byPath.get(path) ?? current);
    },
    close() {
      off();
      sized.disconnect();
      details.close();
      clearTimeout(saying);
      clearTimeout(warned);
    },
  };
}
