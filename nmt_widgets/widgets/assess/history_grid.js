// Parts A and B as a grid of periods (columns) and categories (rows). The grid is one tab stop; under it stands the
// editor of the cell the grid is at, always in the same place.

import { findIn, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { formHeading, locksChanged } from "../shared/form/parts.js";
import { digitReader, formRating, withNumber, withPart } from "../shared/form/rating.js";
import { countForms, fillWords } from "../shared/words.js";
import { makeQuestion } from "./fields.js";

/**
 * @import { Pair, Words, FormQuestion, FormSection, FormSpec } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Rated } from "../shared/form/parts.js"
 */

/**
 * A letter for each option by its name; letters that mean something else already are passed over.
 * @param {any} options
 * @param {any} taken
 */
function optionLetters(options, taken) {
  const used = new Set(taken);
  const letters = new Map();
  for (const [id, name] of options) {
    const letter = [...name.toLowerCase()].find((each) => /\p{L}/u.test(each) && !used.has(each)) ?? "";
    used.add(letter);
    letters.set(id, letter);
  }
  return letters;
}

/**
 * @param {Answers} answers
 * @param {FormSection} section
 * @param {FormSpec} spec
 * @param {Words} words
 */
export function makeHistoryGrid(answers, section, spec, words) {
  const say = words.form;
  const own = say.history;
  const isAdversity = section.kind === "adversity";
  const key = isAdversity ? "severity" : "rating";
  const patterns = isAdversity ? spec.patterns : [];
  const letters = optionLetters(patterns, ["k", "p"]);
  const read = digitReader();
  const id = makeElementId();
  const questions = /** @type {Rated[]} */ (section.questions);
  const byPlace = new Map(questions.map((question) => [`${question.group}/${question.row}`, question]));
  /**
   * @param {any} row
   * @param {any} period
   */
  const asked = (row, period) => byPlace.get(`${period.id}/${row.id}`);
  const rows = section.rows.filter((row) => section.groups.some((period) => asked(row, period)));
  const byPath = new Map(questions.map((question) => [question.path, question]));
  /** @param {FormQuestion} question */
  const rowOf = (question) => rows.find((row) => row.id === question.row);
  /** @param {FormQuestion} question */
  const periodOf = (question) => section.groups.find((period) => period.id === question.group);
  const nodes = new Map(); // path -> its cell

  // ---- the grid ----

  /** @param {string} path */
  const number = (path) => answers.get(path)?.[key] ?? null;
  /** @param {any} value */
  const noPattern = (value) => isAdversity && typeof value?.[key] === "number" && value[key] > 0 && !value.pattern;
  /**
   * @param {Pair[]} pairs
   * @param {any} one
   */
  const nameOf = (pairs, one) => pairs.find(([known]) => known === one)?.[1] ?? one;

  /**
   * @param {any} row
   * @param {any} period
   */
  function cell(row, period) {
    const question = asked(row, period);
    if (!question)
      return makeElement("td", {
        role: "gridcell",
        class: "nmt-hist-none",
        "aria-disabled": "true",
        "aria-label": fillWords(own.not_asked, { row: row.name }),
      });
    const node = makeElement("td", {
      role: "gridcell",
      class: "nmt-hist-cell",
      tabindex: -1,
      "data-path": question.path,
      "data-stop": "",
    });
    nodes.set(question.path, node);
    return node;
  }
  /**
   * @param {any} row
   * @param {string} kind
   */
  function rowButton(row, kind) {
    const button = makeButton("nmt-hist-all", own[kind], () => fillRow(row, kind), {
      tabindex: -1,
      "data-stop": "",
      title: own[`${kind}_title`],
    });
    button.setAttribute("aria-label", fillWords(own[`${kind}_label`], { name: row.name }));
    return makeElement("td", { role: "gridcell", class: "nmt-hist-tool" }, button);
  }
  const body = makeElement(
    "tbody",
    {},
    ...rows.map((row) =>
      makeElement(
        "tr",
        { role: "row" },
        makeElement("th", { scope: "row", role: "rowheader", text: row.name, dir: "auto" }),
        ...section.groups.map((period) => cell(row, period)),
        rowButton(row, "zero"),
        rowButton(row, "unknown"),
      ),
    ),
  );
  const table = makeElement(
    "table",
    {
      role: "grid",
      class: "nmt-hist-grid",
      "aria-label": fillWords(own.grid_label, { name: section.name }),
      "aria-describedby": `${id}-keys`,
    },
    makeElement(
      "thead",
      {},
      makeElement(
        "tr",
        { role: "row" },
        makeElement("th", { scope: "col", role: "columnheader", text: isAdversity ? own.category : own.support }),
        ...section.groups.map((period) =>
          makeElement(
            "th",
            { scope: "col", role: "columnheader" },
            makeElement("span", { text: period.name }),
            period.note && makeElement("small", { text: period.note }),
          ),
        ),
        makeElement("th", {
          scope: "col",
          role: "columnheader",
          colspan: 2,
          class: "nmt-hist-tool",
          text: own.open_row,
        }),
      ),
    ),
    body,
  );

  /** @param {string} path */
  function paint(path) {
    const question = byPath.get(path);
    const node = nodes.get(path);
    if (!node || !question) return;
    const value = answers.get(path);
    const rated = number(path);
    const known = typeof rated === "number";
    const [low, high] = question.scale;
    const level = spec.confidence.findIndex(([each]) => each === value?.confidence);
    const noted = !known && rated !== spec.not_known && value !== null;
    node.dataset.state = known ? "rated" : rated === spec.not_known ? "unknown" : "open";
    node.style.setProperty("--share", known ? (rated - low) / (high - low || 1) : 0);
    const shown = [
      makeElement("b", { text: known ? rated : rated === spec.not_known ? "?" : "–" }),
      value?.pattern && makeElement("i", { text: letters.get(value.pattern) ?? value.pattern }),
      noPattern(value) && makeElement("i", { class: "nmt-hist-missing", text: "○" }),
      noted && !value.pattern && makeElement("i", { text: "…" }),
      level >= 0 &&
        makeElement("span", { class: "nmt-hist-sure", style: `--sure:${(level + 1) / spec.confidence.length}` }),
    ];
    node.replaceChildren(...shown.filter(Boolean));
    const said = [
      known ? rated : rated === spec.not_known ? own.cell_not_known : noted ? own.cell_noted : own.cell_open,
      value?.pattern && nameOf(spec.patterns, value.pattern),
      noPattern(value) && own.cell_no_pattern,
      level >= 0 && fillWords(own.cell_confidence, { name: spec.confidence[level][1] }),
    ];
    const place = { row: rowOf(question)?.name, period: periodOf(question)?.name };
    node.setAttribute(
      "aria-label",
      fillWords(own.cell, { ...place, value: said.filter((part) => part || part === 0).join(", ") }),
    );
    node.toggleAttribute("data-refused", Boolean(answers.problem(path)));
  }

  // ---- the editor ----

  const rating = formRating({
    spec,
    say,
    key,
    patterns,
    send: (value, typing) => answers.set(current, value, { typing }),
  });
  const title = makeElement("h3", { id: `${id}-pane` });
  const unknown = makeButton("nmt-q-unknown", say.not_known, () =>
    rating.set(number(current) === spec.not_known ? null : spec.not_known),
  );
  const clear = makeButton("nmt-q-clear", own.clear, () => rating.set(null));
  const problem = makeElement("p", { class: "nmt-q-problem", role: "alert" });
  const about = makeElement("div");
  // Whether what is rated in the present period goes on now: the same answer as in the section on safety.
  const going = makeElement("div", { class: "nmt-hist-going" });
  const goesOn = new Map(); // path of a cell -> its question
  for (const { path } of section.questions) {
    const question = answers.goesOn(path);
    if (!question) continue;
    const made = makeQuestion(answers, question, spec, say);
    made.element.removeAttribute("data-path"); // one is at the cell: the next open question is the one after it
    made.element.dataset.beside = path;
    goesOn.set(path, { ...made, path: question.path });
  }
  function showGoing() {
    const one = goesOn.get(current);
    going.hidden = !one;
    if (!one) return;
    one.refresh();
    if (going.firstChild !== one.element) going.replaceChildren(one.element);
    if (element.contains(document.activeElement)) keepInSight();
  }
  // The editor is higher here: it would stand over the cell it is about.
  const keepInSight = () => nodes.get(current)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const told = makeElement("span", { role: "status" });
  const undo = makeButton("nmt-q-clear", own.undo, () => {
    answers.undo();
    focusStop(nodes.get(current));
  });
  undo.hidden = true;
  const pane = makeElement(
    "div",
    { class: "nmt-hist-pane", role: "group", "aria-labelledby": `${id}-pane` },
    makeElement("p", { class: "nmt-hist-told" }, told, undo),
    makeElement("div", { class: "nmt-q-head" }, title, makeElement("span", { class: "nmt-q-side" }, clear, unknown)),
    rating.element,
    problem,
    going,
    makeElement(
      "details",
      { class: "nmt-more is-quiet nmt-q-more" },
      makeElement("summary", { text: own.about }),
      about,
    ),
  );
  let current = (section.questions.find((question) => answers.state(question) === "open") ?? section.questions[0])
    ?.path;
  /** @type {any} */
  let described = null;

  function showPane() {
    const question = byPath.get(current);
    if (!question) return;
    const row = rowOf(question);
    const period = periodOf(question);
    const locked = answers.isLocked(current);
    rating.lock(locked);
    rating.show(question, answers.get(current));
    title.textContent = fillWords(own.pane, { row: row?.name, period: period?.name });
    unknown.setAttribute("aria-pressed", String(number(current) === spec.not_known));
    unknown.disabled = clear.disabled = locked;
    clear.hidden = number(current) === null;
    const refused = answers.problem(current);
    problem.textContent = refused && fillWords(say.refused, { message: refused });
    problem.hidden = !refused;
    showGoing();
    if (described === question.row) return;
    described = question.row;
    const { mark, look_for: seen = [] } = question;
    about.replaceChildren(
      makeElement("p", { text: question.definition || question.help || row?.help, dir: "auto" }),
      makeElement("ul", {}, ...seen.map((text) => makeElement("li", { text, dir: "auto" }))),
      makeElement("p", { class: "nmt-q-quiet", text: say.marks[mark] ?? mark ?? "", title: say.mark_titles[mark] }),
    );
  }

  // ---- whole rows, at one step of undo ----

  /**
   * @param {any} row
   * @param {string} kind
   */
  function fillRow(row, kind) {
    const open = questions.filter(
      (question) => question.row === row.id && answers.state(question) === "open" && !answers.isLocked(question.path),
    );
    const fits = kind === "unknown" || open.every(({ scale: [low] }) => low <= 0);
    const filler = kind === "unknown" ? spec.not_known : 0;
    const changes = open.map(({ path }) => [path, withNumber(answers.get(path), key, filler)]);
    const done = fits && changes.length > 0 && answers.setMany(Object.fromEntries(changes));
    const count = kind === "zero" ? own.zeroed : own.unknowned;
    told.textContent = done
      ? countForms(count, changes.length, { name: row.name })
      : fillWords(own.none_open, { name: row.name });
    undo.hidden = !done;
  }

  // ---- moving ----

  // The stops of each row by column, so that up and down keep the column across hatched cells.
  const lines = () =>
    [...body.rows].map((line) =>
      [...line.cells].map((node) => (node.matches("[data-stop]") ? node : findIn(node, "[data-stop]"))),
    );
  /** @type {any} */
  let stop = null;
  /**
   * @param {any} node
   * @param {boolean} [moveFocus]
   */
  function focusStop(node, moveFocus = true) {
    if (!node) return;
    stop?.setAttribute("tabindex", "-1");
    stop?.closest("tr").removeAttribute("data-at");
    stop = node;
    stop.setAttribute("tabindex", "0");
    stop.closest("tr").setAttribute("data-at", "");
    if (node.dataset.path && node.dataset.path !== current) {
      rating.flush(); // what was typed belongs to the cell before
      nodes.get(current)?.removeAttribute("aria-selected");
      current = node.dataset.path;
      showPane();
    }
    nodes.get(current)?.setAttribute("aria-selected", "true");
    if (!moveFocus) return;
    node.focus();
    if (goesOn.has(node.dataset.path)) keepInSight();
  }
  /**
   * @param {any} node
   * @param {string} key
   * @param {boolean} far
   */
  function step(node, key, far) {
    const all = lines();
    const y = all.findIndex((line) => line.includes(node));
    const x = all[y].indexOf(node);
    const column = all.map((line) => line[x]);
    /** @type {Record<string, () => any>} */
    const ways = {
      ArrowRight: () => all[y].slice(x + 1).find(Boolean),
      ArrowLeft: () => all[y].slice(0, x).findLast(Boolean),
      ArrowDown: () => column.slice(y + 1).find(Boolean),
      ArrowUp: () => column.slice(0, y).findLast(Boolean),
      Home: () => (far ? all.flat() : all[y]).find(Boolean),
      End: () => (far ? all.flat() : all[y]).findLast((each) => each?.dataset.path),
    };
    return ways[key]?.();
  }
  table.addEventListener("keydown", (event) => {
    const node = targetOf(event).closest("[data-stop]");
    if (!node || event.altKey || event.metaKey) return;
    const line = node.closest("tr");
    const row = rows[line ? [...body.rows].indexOf(line) : -1];
    const { path } = node.dataset;
    const to = step(node, event.key, event.ctrlKey);
    if (to) focusStop(to);
    else if (event.ctrlKey) return;
    else if (event.shiftKey && event.code === "Digit0") fillRow(row, "zero");
    else if (event.shiftKey && event.key.toLowerCase() === "k") fillRow(row, "unknown");
    else if (!path)
      return; // a row's button: Enter and Space press it
    else if (event.key === "Enter" || event.key === " ") rating.focus();
    else if (!rate(event, path) && !/^Arrow/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  /**
   * @param {any} event
   * @param {string} path
   */
  function rate(event, path) {
    const question = byPath.get(path);
    if (!question) return false;
    const value = answers.get(path);
    const typed = event.key.toLowerCase();
    const pattern =
      typed === "p" ? nextPattern(value) : [...letters].find(([, letter]) => letter && letter === typed)?.[0];
    let made;
    if (/^[0-9]$/.test(typed)) {
      const rated = read(typed, path, question.scale);
      made = rated === null ? undefined : withNumber(value, key, rated);
    } else if (typed === "k") made = withNumber(value, key, spec.not_known);
    else if (typed === "backspace" || typed === "delete") made = withNumber(value, key, null);
    else if (pattern && number(path) !== 0 && number(path) !== spec.not_known)
      made = withPart(value, "pattern", pattern);
    else return false;
    if (made !== undefined) answers.set(path, made, { typing: false });
    return true;
  }
  /** @param {any} value */
  function nextPattern(value) {
    const at = patterns.findIndex(([each]) => each === value?.pattern);
    return patterns[(at + 1) % patterns.length]?.[0];
  }
  table.addEventListener("click", (event) => focusStop(targetOf(event).closest("td.nmt-hist-cell, button")));
  table.addEventListener("dblclick", (event) => targetOf(event).closest("td.nmt-hist-cell") && rating.focus());
  table.addEventListener("focusin", (event) => {
    const node = targetOf(event).closest("[data-stop]");
    if (node && node !== stop) focusStop(node, false);
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    rating.flush();
    focusStop(nodes.get(current));
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- together ----

  /**
   * @param {string} className
   * @param {string} mark
   * @param {string} meaning
   */
  const keyOf = (className, mark, meaning) =>
    makeElement(
      "span",
      { class: "nmt-hist-key" },
      makeElement("b", { class: className, text: mark, "aria-hidden": "true" }),
      makeElement("span", { text: meaning }),
    );
  const legend = makeElement(
    "p",
    { class: "nmt-hist-legend" },
    keyOf("", "–", own.key_open),
    keyOf("", "?", own.key_unknown),
    keyOf("nmt-hist-none", "", own.key_none),
    ...patterns.map(([each, name]) => keyOf("", letters.get(each), name.toLowerCase())),
    isAdversity ? keyOf("nmt-hist-missing", "○", own.key_no_pattern) : null,
    keyOf("nmt-hist-line", "", own.key_confidence),
  );
  const [low, high] = section.questions[0]?.scale ?? [0, 12];
  const pressed = [...letters]
    .filter(([, letter]) => letter)
    .map(([each, letter]) =>
      fillWords(own.keys_letter, { letter: letter.toUpperCase(), name: nameOf(patterns, each).toLowerCase() }),
    );
  const keys = makeElement("p", {
    class: "nmt-hist-keys",
    id: `${id}-keys`,
    text: fillWords(own.keys, { low, high, letters: [...pressed, ""].join(" · ") }),
  });
  const element = makeElement(
    "section",
    { class: "nmt-hist", "aria-label": section.name },
    formHeading(section),
    keys,
    legend,
    makeElement("div", { class: "nmt-hist-scroll" }, table),
    pane,
  );
  for (const question of section.questions) paint(question.path);
  showPane();
  focusStop(nodes.get(current), false);
  const off = answers.on((paths) => {
    let mine = false;
    for (const path of paths) {
      if (!byPath.has(path)) continue;
      paint(path);
      mine = true;
    }
    if (mine) told.textContent = ""; // undo would take back something else
    undo.hidden = !told.textContent;
    if (paths.has(current) || locksChanged(paths)) showPane();
    else if (paths.has(goesOn.get(current)?.path)) showGoing();
  });
  const flush = () => rating.flush();
  window.addEventListener("pagehide", flush);
  return {
    element,
    /** @param {string} path */
    focus(path) {
      if (nodes.has(path)) {
        nodes.get(path).scrollIntoView({ block: "center", inline: "nearest" });
        focusStop(nodes.get(path));
      } else element.querySelector("h2")?.focus();
    },
    close() {
      flush();
      off();
      window.removeEventListener("pagehide", flush);
    },
  };
}
