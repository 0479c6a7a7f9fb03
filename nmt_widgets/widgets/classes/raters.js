// The raters beside each other: level and distance from the others, and who stands apart.

import { makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { RaterRow } from "./protocol.d.ts"
 */

/** @param {Words} words */
export function makeRaters(words) {
  const element = makeElement("section", { class: "nmt-raters" });
  const scroll = makeElement("div", {
    class: "nmt-table is-numbers",
    tabindex: "0",
    role: "region",
    "aria-label": words.title,
  });
  const note = makeElement("p", { class: "nmt-quiet" });
  element.append(
    makeElement("h2", { text: words.title }),
    makeElement("p", { class: "nmt-quiet", text: words.lead }),
    scroll,
    note,
  );
  return {
    element,
    /**
     * @param {RaterRow[]} raters
     * @param {string} remark
     */
    draw(raters, remark) {
      const table = makeElement("table");
      const head = makeElement("tr");
      /** @type {(keyof RaterRow)[]} */
      const names = ["rater", "level", "distance", "n", "apart"];
      head.append(...names.map((name) => makeElement("th", { text: words.columns[name], scope: "col" })));
      const top = makeElement("thead");
      top.append(head);
      const body = makeElement("tbody");
      for (const rater of raters) {
        const row = makeElement("tr");
        row.toggleAttribute("data-apart", Boolean(rater.apart));
        row.append(
          makeElement("th", { text: rater.rater, scope: "row" }),
          ...names.slice(1).map((name) => makeElement("td", { text: String(rater[name]) })),
        );
        body.append(row);
      }
      table.append(top, body);
      scroll.replaceChildren(table);
      scroll.hidden = raters.length === 0;
      note.textContent = remark;
      note.hidden = !remark;
    },
  };
}
