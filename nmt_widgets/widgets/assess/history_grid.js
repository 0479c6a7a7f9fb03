// Parts A and B as a grid of periods (columns) and categories (rows). The grid is one tab stop; under it stands the
// editor of the cell the grid is at, always in the same place.

import { findIn, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { formHeading, locksChanged } from "../shared/form/parts.js";
import { formRating, withNumber } from "../shared/form/rating.js";
import { countForms, fillWords } from "../shared/words.js";
import { makeQuestion } from "./fields.js";
import { paintCell } from "./history_cell.js";
import { makeRatingKeys } from "./history_keys.js";
import { makeKeyLine, makeLegend, optionLetters } from "./history_letters.js";

/**
 * @import { FormGroup, FormQuestion, FormSection, FormSpec, GridRow } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Found } from "../shared/dom.js"
 * @import { Rated } from "../shared/form/parts.js"
 */

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
  const answerOf = makeRatingKeys(key, patterns, letters, spec.not_known);
  const id = makeElementId();
  const questions = /** @type {Rated[]} */ (section.questions);
  const byPlace = new Map(questions.map((question) => [`${question.group}/${question.row}`, question]));
  /**
   * @param {GridRow} row
   * @param {FormGroup} period
   */
  const questionAt = (row, period) => byPlace.get(`${period.id}/${row.id}`);
  const rows = section.rows.filter((row) => section.groups.some((period) => questionAt(row, period)));
  const byPath = new Map(questions.map((question) => [question.path, question]));
  /** @param {FormQuestion} question */
  const rowOf = (question) => rows.find((row) => row.id === question.row);
  /** @param {FormQuestion} question */
  const periodOf = (question) => section.groups.find((period) => period.id === question.group);
  /** @type {Map<string, HTMLElement>} */
  const nodes = new Map(); // path -> its cell

  // ---- the grid ----

  /** @param {string} path */
  const number = (path) => answers.get(path)?.[key] ?? null;
  /**
   * @param {GridRow} row
   * @param {FormGroup} period
   */
  function cell(row, period) {
    const question = questionAt(row, period);
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
   * @param {GridRow} row
   * @param {"zero" | "unknown"} kind
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
    const place = { row: rowOf(question)?.name, period: periodOf(question)?.name };
    paintCell(node, question, answers.get(path), { spec, key, letters, words: own }, place);
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
  /** @type {Map<string, ReturnType<typeof makeQuestion> & { path: string }>} */
  const goesOn = new Map(); // path of a cell -> its question
  for (const { path } of section.questions) {
    const question = answers.goesOn(path);
    if (!question) continue;
    const field = makeQuestion(answers, question, spec, say);
    field.element.removeAttribute("data-path"); // the cell has it: the next open question is the one after the cell
    field.element.dataset.beside = path;
    goesOn.set(path, { ...field, path: question.path });
  }
  function showGoing() {
    const field = goesOn.get(current);
    going.hidden = !field;
    if (!field) return;
    field.refresh();
    if (going.firstChild !== field.element) going.replaceChildren(field.element);
    if (element.contains(document.activeElement)) keepInSight();
  }
  // The editor is higher here and would cover its cell.
  const keepInSight = () => nodes.get(current)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const report = makeElement("span", { role: "status" });
  const undo = makeButton("nmt-q-clear", own.undo, () => {
    answers.undo();
    focusStop(nodes.get(current) ?? null);
  });
  const note = makeElement("p", { class: "nmt-hist-told" }, report, undo);
  /**
   * @param {string} text
   * @param {boolean} undoes whether what it tells can be taken back
   */
  function tell(text, undoes) {
    report.textContent = text;
    note.dataset.text = text ? "yes" : "no";
    undo.hidden = !undoes;
  }
  tell("", false);
  const pane = makeElement(
    "div",
    { class: "nmt-hist-pane", role: "group", "aria-labelledby": `${id}-pane` },
    note,
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
  let described = ""; // the row whose definition is shown

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
    const { mark, look_for: signs = [] } = question;
    about.replaceChildren(
      makeElement("p", { text: question.definition || question.help || row?.help, dir: "auto" }),
      makeElement("ul", {}, ...signs.map((text) => makeElement("li", { text, dir: "auto" }))),
      makeElement("p", { class: "nmt-q-quiet", text: say.marks[mark] ?? mark ?? "", title: say.mark_titles[mark] }),
    );
  }

  // ---- whole rows, at one step of undo ----

  /**
   * @param {GridRow} row
   * @param {"zero" | "unknown"} kind
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
    const name = { name: row.name };
    tell(done ? countForms(count, changes.length, name) : fillWords(own.none_open, name), done);
  }

  // ---- moving ----

  // The stops of each row by column, so that up and down keep the column across hatched cells.
  const lines = () =>
    [...body.rows].map((line) =>
      [...line.cells].map((node) => (node.matches("[data-stop]") ? node : findIn(node, "[data-stop]"))),
    );
  /** @type {HTMLElement | null} */
  let stop = null;
  /**
   * @param {HTMLElement | null} node
   * @param {boolean} [moveFocus]
   */
  function focusStop(node, moveFocus = true) {
    if (!node) return;
    stop?.setAttribute("tabindex", "-1");
    stop?.closest("tr")?.removeAttribute("data-at");
    stop = node;
    stop.setAttribute("tabindex", "0");
    stop.closest("tr")?.setAttribute("data-at", "");
    if (node.dataset.path && node.dataset.path !== current) {
      rating.flush(); // what was typed belongs to the cell before
      nodes.get(current)?.removeAttribute("aria-selected");
      current = node.dataset.path;
      showPane();
    }
    nodes.get(current)?.setAttribute("aria-selected", "true");
    if (!moveFocus) return;
    node.focus();
    if (goesOn.has(node.dataset.path ?? "")) keepInSight();
  }
  /**
   * @param {Found} node
   * @param {string} key
   * @param {boolean} far
   */
  function step(node, key, far) {
    const all = lines();
    const y = all.findIndex((line) => line.includes(node));
    const x = all[y].indexOf(node);
    const column = all.map((line) => line[x]);
    // Where the column ends, the nearest cell of the next row: arrows lead to every cell.
    /** @param {(HTMLElement | null)[]} line */
    const nearest = (line) =>
      line
        .flatMap((cell, at) => (cell?.dataset.path ? [{ cell, away: Math.abs(at - x) }] : []))
        .sort((a, b) => a.away - b.away)[0]?.cell;
    /** @type {Record<string, () => HTMLElement | null | undefined>} */
    const ways = {
      ArrowRight: () => all[y].slice(x + 1).find(Boolean),
      ArrowLeft: () => all[y].slice(0, x).findLast(Boolean),
      ArrowDown: () =>
        column.slice(y + 1).find(Boolean) ??
        all
          .slice(y + 1)
          .map(nearest)
          .find(Boolean),
      ArrowUp: () => column.slice(0, y).findLast(Boolean) ?? all.slice(0, y).map(nearest).findLast(Boolean),
      Home: () => (far ? all.flat() : all[y]).find(Boolean),
      End: () => (far ? all.flat() : all[y]).findLast((cell) => cell?.dataset.path),
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
    else if (!rate(event.key, path) && !/^Arrow/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  /**
   * What a key makes of the answer at hand; false when it means nothing there.
   * @param {string} pressed
   * @param {string} path
   */
  function rate(pressed, path) {
    const question = byPath.get(path);
    const answer = question && answerOf(pressed.toLowerCase(), question, answers.get(path));
    if (answer === undefined) return false;
    answers.set(path, answer, { typing: false });
    return true;
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
    focusStop(nodes.get(current) ?? null);
    event.preventDefault();
    event.stopPropagation();
  });

  // ---- together ----

  const element = makeElement(
    "section",
    { class: "nmt-hist", "aria-label": section.name },
    formHeading(section),
    makeElement(
      "details",
      { class: "nmt-more is-quiet nmt-hist-signs" },
      makeElement("summary", { text: own.signs }),
      makeKeyLine(`${id}-keys`, patterns, letters, questions[0]?.scale ?? [0, 12], own),
      makeLegend(patterns, letters, own),
    ),
    makeElement("div", { class: "nmt-hist-scroll" }, table),
    pane,
  );
  for (const question of section.questions) paint(question.path);
  showPane();
  focusStop(nodes.get(current) ?? null, false);
  const off = answers.on((paths) => {
    let mine = false;
    for (const path of paths) {
      if (!byPath.has(path)) continue;
      paint(path);
      mine = true;
    }
    if (mine) tell("", false); // undo would take back something else
    if (paths.has(current) || locksChanged(paths)) showPane();
    else if (paths.has(goesOn.get(current)?.path ?? "")) showGoing();
  });
  window.addEventListener("pagehide", rating.flush);
  return {
    element,
    /** @param {string} path */
    focus(path) {
      const node = nodes.get(path);
      if (node) {
        node.scrollIntoView({ block: "center", inline: "nearest" });
        focusStop(node);
      } else element.querySelector("h2")?.focus();
    },
    close() {
      rating.flush();
      off();
      window.removeEventListener("pagehide", rating.flush);
    },
  };
}
