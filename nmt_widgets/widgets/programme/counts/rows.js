// A table with a button in each row that opens a panel below it; the panel outlives new rows as long as its entry is there.

import { findIn, makeButton, makeElement } from "../../shared/dom.js";
import { makeCell, makeStackedTable } from "../../shared/stacked_table.js";

/**
 * @import { Panel } from "./changing.js"
 * @typedef {{ number: number | null, cells: (string | Node)[], button: string, label: string,
 *   open: () => Panel }} TableRow the number of its entry; without one there is no button
 */

/** @param {string} label */
export function makeRows(label) {
  const element = makeElement("div");
  /** @type {{ number: number, panel: Panel, row: HTMLTableRowElement } | null} */
  let open = null;

  /** @param {number} number */
  const buttonOf = (number) => findIn(element, `tr[data-number="${number}"] button`);
  function hide() {
    if (!open) return;
    const { number, panel, row } = open;
    open = null;
    panel.close();
    row.remove();
    const button = buttonOf(number);
    button?.setAttribute("aria-expanded", "false");
    button?.focus();
  }
  /**
   * @param {number} number
   * @param {TableRow} entry
   * @param {HTMLTableRowElement} row
   */
  function show(number, entry, row) {
    hide();
    const panel = entry.open();
    const parts = makeElement("div", { class: "nmt-count-panel" }, ...panel.parts);
    const cell = makeElement("td", { role: "cell", colspan: row.cells.length }, parts);
    open = { number, panel, row: makeElement("tr", { role: "row" }, cell) };
    row.after(open.row);
    const button = buttonOf(number);
    button?.setAttribute("aria-expanded", "true");
    findIn(cell, "input")?.focus();
  }
  /** @param {TableRow} entry */
  function makeRow(entry) {
    const { number, cells } = entry;
    const [first, ...others] = cells;
    const row = makeElement("tr", { "data-number": number });
    const toggle = () => (number === open?.number ? hide() : show(Number(number), entry, row));
    const button =
      number === null
        ? ""
        : makeButton("nmt-button is-plain is-small", entry.button, toggle, {
            "aria-label": entry.label,
            "aria-expanded": String(number === open?.number),
          });
    row.append(makeElement("th", { scope: "row" }, first), ...[...others, button].map(makeCell));
    return row;
  }
  return {
    element,
    hide,
    /**
     * @param {string[]} titles
     * @param {TableRow[]} entries
     */
    draw(titles, entries) {
      const rows = entries.map(makeRow);
      element.replaceChildren(makeStackedTable([...titles, ""], rows, label));
      const at = entries.findIndex(({ number }) => number !== null && number === open?.number);
      if (open && at >= 0) rows[at].after(open.row);
      else hide();
    },
    close: () => open?.panel.close(),
  };
}
