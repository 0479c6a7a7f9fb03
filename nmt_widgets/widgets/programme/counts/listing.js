// What was entered, the newest month first: filters, pages, and below a row its corrections.

import { makeButton, makeElement } from "../../shared/dom.js";
import { sendIfOpen } from "../../shared/kernel_line.js";
import { countWords, fillWords, sayTime } from "../../shared/words.js";
import { makeCorrection, makeHistory } from "./changing.js";
import { makeField } from "./fields.js";
import { makeRows } from "./rows.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @import { CountFilter, CountRow } from "./protocol.d.ts"
 * @import { TableRow } from "./rows.js"
 */

const ALL = "*"; // of a list to choose from; the empty unit is the whole site
const WITHDRAWN = "withdrawn";

/** @param {CountsPageParts} page */
export function makeListing(page) {
  const { model } = page;
  /** @type {Words} */
  const words = page.words.list;
  const { enter } = page.words;
  const title = makeElement("h3", { text: words.title, tabindex: -1 });
  const status = makeElement("span", { class: "nmt-quiet", role: "status" });
  const kind = makeField("kind", { label: enter.kind, options: [[ALL, words.all_kinds], ...model.get("kinds")] });
  const unit = makeField("unit", { label: enter.unit, options: [[ALL, words.all_units]] });
  const month = makeField("month", { label: words.month, hint: words.month_hint });
  const state = makeField("state", {
    label: words.state,
    options: [
      ["", words.counting],
      [WITHDRAWN, words.withdrawn],
    ],
  });
  const filters = makeElement(
    "form",
    { "aria-label": words.filters, novalidate: true },
    makeElement("div", { class: "nmt-count-fields" }, ...[kind, unit, month, state].map((field) => field.element)),
  );
  const note = makeElement("p", { class: "nmt-quiet", text: words.added_up });
  const rows = makeRows(words.title);
  const total = makeElement("p", { class: "nmt-quiet", role: "status" });
  const pager = makeElement("nav", { class: "nmt-toolbar", "aria-label": words.pages });

  /** @returns {CountFilter} */
  const readFilter = () => ({
    kind: kind.control.value === ALL ? null : kind.control.value,
    unit: unit.control.value === ALL ? null : unit.control.value,
    month: month.control.value,
    withdrawn: Boolean(state.control.value),
  });
  /** @param {number} number */
  function look(number) {
    status.textContent = "";
    sendIfOpen(model, { type: "look", filter: readFilter(), page: number });
  }
  filters.addEventListener("change", () => look(1));
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    look(1);
  });

  function drawUnits() {
    const chosen = unit.control.value;
    unit.control.replaceChildren(
      makeElement("option", { value: ALL, text: words.all_units }),
      ...["", ...model.get("units")].map((name) =>
        makeElement("option", { value: name, text: name || words.whole_site }),
      ),
    );
    unit.control.value = chosen;
  }
  /**
   * @param {CountRow} entry
   * @returns {TableRow}
   */
  function makeEntry(entry) {
    const { number } = entry;
    const isWithdrawn = model.get("page").filter.withdrawn;
    const by = number === null ? words.added_up_by : `${entry.author}, ${sayTime(entry.at, true)}`;
    return {
      number,
      cells: [
        entry.span,
        entry.place,
        entry.kind,
        entry.count,
        entry.days,
        isWithdrawn ? `${by}: ${entry.reason}` : by,
      ],
      button: isWithdrawn ? words.look : words.change,
      label: fillWords(isWithdrawn ? words.look_label : words.change_label, entry),
      open: () =>
        isWithdrawn
          ? makeHistory(page, Number(number))
          : makeCorrection(page, { ...entry, number: Number(number) }, { done, cancel: rows.hide }),
    };
  }
  /** @param {{ text: string }} reply */
  function done({ text }) {
    rows.hide();
    status.textContent = text;
    title.focus();
  }
  function draw() {
    const { page: number, pages, filter, problem, ...counts } = model.get("page");
    const { columns } = words;
    month.showProblem(problem);
    note.hidden = !counts.added_up;
    rows.element.hidden = !counts.rows.length;
    rows.draw(
      [
        columns.span,
        columns.place,
        columns.kind,
        columns.count,
        columns.days,
        filter.withdrawn ? words.by_withdrawn : columns.by,
      ],
      counts.rows.map(makeEntry),
    );
    total.textContent = counts.total
      ? countWords(words, filter.withdrawn ? "total_withdrawn" : "total", counts.total)
      : words.none;
    pager.hidden = pages < 2;
    /** @type {(label: string, to: number, leads: boolean) => HTMLElement} */
    const link = (label, to, leads) =>
      leads
        ? makeButton("nmt-button is-plain is-small", label, () => {
            look(to);
            title.focus();
          })
        : makeElement("span", { class: "nmt-button is-plain is-small", "aria-disabled": "true", text: label });
    pager.replaceChildren(
      link(words.earlier, number - 1, number > 1),
      makeElement("span", { text: fillWords(words.page, { page: number, pages }) }),
      link(words.later, number + 1, number < pages),
    );
  }
  model.on("change:page", draw);
  model.on("change:units", drawUnits);
  function showFilter() {
    const { filter } = model.get("page");
    kind.control.value = filter.kind ?? ALL;
    unit.control.value = filter.unit ?? ALL;
    month.control.value = filter.month;
    state.control.value = filter.withdrawn ? WITHDRAWN : "";
  }
  drawUnits();
  showFilter();
  draw();
  return {
    element: makeElement(
      "section",
      { class: "nmt-card nmt-count-list" },
      makeElement("div", { class: "nmt-toolbar" }, title, status),
      filters,
      note,
      rows.element,
      total,
      pager,
    ),
    close() {
      rows.close();
      model.off("change:page", draw);
      model.off("change:units", drawUnits);
    },
  };
}
