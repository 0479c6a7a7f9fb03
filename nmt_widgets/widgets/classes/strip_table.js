// The strips as a table: for whoever reads figures rather than dots, or has them read out.

import { makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { BoardFunction } from "./protocol.d.ts"
 */

/** @param {Words} words */
export function makeStripTable(words) {
  const element = makeElement("details", { class: "nmt-more nmt-strip-table" });
  const scroll = makeElement("div", {
    class: "nmt-table is-numbers",
    tabindex: "0",
    role: "region",
    "aria-label": words.label,
  });
  element.append(makeElement("summary", { text: words.table }), scroll);
  /** @typedef {"n" | "median" | "lowest" | "highest" | "difference" | "reference" | "agreed"} Figure */
  /** @param {number | null} value */
  const plain = (value) => (value === null ? "–" : String(value));
  return {
    element,
    /**
     * @param {BoardFunction[]} functions
     * @param {number} lowest
     * @param {boolean} withReference
     */
    draw(functions, lowest, withReference) {
      const { columns } = words;
      /** @type {Figure[]} */
      const named = ["n", "median", "lowest", "highest", "difference"];
      /** @type {[Figure, string][]} */
      const more = [["agreed", columns.consensus]];
      if (withReference) more.unshift(["reference", columns.reference]);
      const table = makeElement("table");
      const head = makeElement("tr");
      const titles = [
        columns.function,
        ...functions[0].counts.map((_, at) => String(at + lowest)),
        ...named.map((name) => columns[name]),
        ...more.map(([, title]) => title),
      ];
      head.append(...titles.map((title) => makeElement("th", { text: title, scope: "col" })));
      const body = makeElement("tbody");
      for (const scored of functions) {
        const row = makeElement("tr");
        row.append(makeElement("th", { text: scored.name, scope: "row" }));
        row.append(...scored.counts.map((count) => makeElement("td", { text: count ? String(count) : "·" })));
        row.append(
          ...[...named, ...more.map(([name]) => name)].map((name) => makeElement("td", { text: plain(scored[name]) })),
        );
        body.append(row);
      }
      const top = makeElement("thead");
      top.append(head);
      table.append(top, body);
      scroll.replaceChildren(table);
    },
  };
}
