// What was done of each agreed line, week by week, and what came of it.

import { barButton } from "../shared/answers/panel.js";
import { findAllIn, makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { ownLines, PLAN_PARTS } from "./plan_board.js";
import { inputOf, mondayOf, sayWeek, weeksUntil, wholeOf } from "./plan_fields.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { PlanLineRow } from "./protocol.d.ts"
 * @import { BoardModel } from "./board_view.js"
 */

const WEEKS_SHOWN = 4;

/**
 * @param {Answers} answers
 * @param {BoardModel} model
 * @param {Words} words
 * @param {string} root
 */
export function makeFollowUp(answers, model, words, root) {
  const element = makeElement("div", { class: "nmt-follow-up" });
  let last = mondayOf(new Date());
  /** @type {{ path: string, show(): void }[]} */
  let cells = [];
  let listed = ""; // which lines it has rows for

  /** @param {PlanLineRow} line */
  const isAgreed = (line) => ["accepted", "changed"].includes(model.get("standing").lines[line.id] ?? "");
  const agreed = () => {
    const all = [...model.get("lines"), ...ownLines(answers, root, words)].filter(isAgreed);
    return PLAN_PARTS.flatMap((part) => all.filter((line) => line.part === part));
  };

  /** @param {PlanLineRow} line */
  function planned(line) {
    const decision = answers.get(`${root}/decisions/${line.id}`) ?? {};
    const [times, per] = decision.times
      ? [decision.times, decision.per ?? "week"]
      : [line.times ?? null, line.per ?? "week"];
    return {
      times,
      per: words.per[per],
      minutes: decision.minutes ?? line.minutes ?? null,
      person: decision.who ?? "",
    };
  }

  /**
   * @param {PlanLineRow} line
   * @param {string} week
   */
  function makeCell(line, week) {
    const path = `${root}/entries/${line.id}/${week}`;
    const name = fillWords(words.cell, { title: line.title, week: sayWeek(week) });
    const times = inputOf("number", {
      min: "0",
      max: "500",
      inputmode: "numeric",
      "aria-label": fillWords(words.cell_times, { name }),
    });
    const guess = makeElement("input", {
      type: "checkbox",
      "aria-label": fillWords(words.cell_estimated, { name }),
      title: words.estimated,
    });
    const cell = makeElement("td", { class: "nmt-week" });
    /** @param {boolean} typing */
    const save = (typing) => {
      const entry = { ...answers.get(path), times: wholeOf(times), estimated: guess.checked };
      if (entry.times === null) delete entry.times;
      if (!entry.estimated) delete entry.estimated;
      answers.set(path, entry.times === undefined && !entry.note ? null : entry, { typing });
    };
    times.addEventListener("input", () => save(true));
    guess.addEventListener("change", () => save(false));
    const estimate = makeElement("label", { class: "nmt-estimate" });
    estimate.append(guess, makeElement("span", { text: words.estimated_short, "aria-hidden": "true" }));
    cell.append(times, estimate);
    const show = () => {
      const now = answers.get(path);
      if (times !== document.activeElement) times.value = now?.times ?? "";
      guess.checked = Boolean(now?.estimated);
      times.readOnly = guess.disabled = answers.isLocked(path);
    };
    show();
    return { cell, path, show };
  }

  function build() {
    const weeks = weeksUntil(last, WEEKS_SHOWN);
    cells = [];
    const lines = agreed();
    listed = lines.map((line) => line.id).join();
    if (!lines.length)
      return element.replaceChildren(makeElement("p", { class: "nmt-quiet", text: words.none_agreed }));
    const table = makeElement("table");
    const head = makeElement("tr");
    for (const title of [words.line, words.planned]) head.append(makeElement("th", { text: title, scope: "col" }));
    for (const week of weeks)
      head.append(makeElement("th", { text: fillWords(words.week, { week: sayWeek(week) }), scope: "col" }));
    for (const title of [words.fidelity, words.outcome]) head.append(makeElement("th", { text: title, scope: "col" }));
    const thead = makeElement("thead");
    thead.append(head);
    const body = makeElement("tbody");
    for (const line of lines) {
      const row = makeElement("tr", { "data-line": line.id });
      const { times, per, minutes, person } = planned(line);
      const name = makeElement("th", { text: line.title, scope: "row" });
      const changed = model.get("standing").changed[line.id]?.text;
      const kind = line.kind === "start" || line.own ? "" : line.kind_name;
      for (const remark of [kind, changed === line.text ? "" : changed, person])
        if (remark) name.append(makeElement("small", { text: remark }));
      const dose =
        times === null
          ? words.no_dose
          : fillWords(minutes === null ? words.dose_times : words.dose, { times, minutes, per });
      row.append(name, makeElement("td", { class: "nmt-dose", text: dose }));
      for (const week of weeks) {
        const cell = makeCell(line, week);
        cells.push(cell);
        row.append(cell.cell);
      }
      const fidelity = makeElement("td", { class: "nmt-fidelity", "data-line": line.id });
      const path = `${root}/outcomes/${line.id}`;
      const outcome = makeElement("textarea", {
        class: "nmt-input",
        rows: "2",
        maxlength: "5000",
        "aria-label": fillWords(words.outcome_of, { title: line.title }),
      });
      outcome.addEventListener("input", () => answers.set(path, outcome.value.trim() || null, { typing: true }));
      const show = () => {
        if (outcome !== document.activeElement) outcome.value = answers.get(path) ?? "";
        outcome.readOnly = answers.isLocked(path);
      };
      show();
      cells.push({ path, show });
      const cell = makeElement("td", { class: "nmt-outcome" });
      cell.append(outcome);
      row.append(fidelity, cell);
      body.append(row);
    }
    table.append(makeElement("caption", { class: "nmt-unseen", text: words.caption }), thead, body);
    const nav = makeElement("div", { class: "nmt-toolbar nmt-weeks-nav" });
    /** @param {number} days */
    const step = (days) => {
      last = new Date(Date.parse(`${last}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
      build();
    };
    nav.append(
      barButton(words.earlier, () => step(-7 * WEEKS_SHOWN)),
      barButton(words.later, () => step(7 * WEEKS_SHOWN)),
    );
    const scroll = makeElement("div", { class: "nmt-table is-wide nmt-weeks" });
    scroll.append(table);
    element.replaceChildren(nav, scroll, facts);
    showFacts();
  }

  const facts = makeElement("section", { class: "nmt-adherence", "aria-live": "polite" });
  function showFacts() {
    const { lines, sentences } = model.get("adherence");
    for (const cell of findAllIn(element, ".nmt-fidelity"))
      cell.textContent = lines[cell.dataset.line ?? ""] ?? words.no_fidelity;
    facts.replaceChildren(
      makeElement("h3", { text: words.adherence }),
      ...sentences.map((text) => makeElement("p", { text })),
    );
  }
  build();
  return {
    element,
    build,
    showFacts,
    showStanding() {
      if (
        agreed()
          .map((line) => line.id)
          .join() !== listed
      )
        build();
    },
    /** @param {Set<string>} paths */
    tell(paths) {
      if (!paths.size || [...paths].some((path) => path.startsWith(`${root}/decisions/`))) return build();
      for (const cell of cells) if (paths.has(cell.path)) cell.show();
    },
    focus: () => element.querySelector("input")?.focus(),
  };
}
