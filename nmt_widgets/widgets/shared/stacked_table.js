// A table whose rows stand below each other on a narrow screen.

import { makeElement } from "./dom.js";

const ROLES = { TH: "rowheader", TD: "cell" };

/**
 * A table whose rows stand below each other on a narrow screen, each cell with its title; so it says its roles itself.
 * @param {string[]} titles
 * @param {HTMLTableRowElement[]} rows
 * @param {string} label
 */
export function makeStackedTable(titles, rows, label) {
  const scroll = makeElement("div", {
    class: "nmt-table is-wide nmt-stacked-table",
    tabindex: "0",
    role: "region",
    "aria-label": label,
  });
  const table = makeElement("table", { role: "table" });
  const head = makeElement("tr", { role: "row" });
  head.append(
    ...titles.map((title) =>
      title
        ? makeElement("th", { text: title, scope: "col", role: "columnheader" })
        : makeElement("td", { role: "cell" }),
    ),
  );
  const top = makeElement("thead", { role: "rowgroup" });
  top.append(head);
  const body = makeElement("tbody", { role: "rowgroup" });
  body.append(...rows);
  for (const row of rows) {
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell, at) => {
      cell.setAttribute("role", ROLES[/** @type {"TH" | "TD"} */ (cell.tagName)]);
      if (cell.tagName === "TD" && cell.textContent) cell.dataset.title = titles[at];
    });
  }
  table.append(top, body);
  scroll.append(table);
  return scroll;
}

/** @param {string | number | Node} part */
export function makeCell(part) {
  const cell = makeElement("td");
  cell.append(part instanceof Node ? part : String(part));
  return cell;
}
