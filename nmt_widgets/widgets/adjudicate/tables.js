// What was settled as a table, and what both rated alike, folded.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { PairDifference } from "./protocol.d.ts"
 */

/**
 * @param {string} caption
 * @param {string[]} columns
 * @param {string[][]} rows
 */
function makePairTable(caption, columns, rows) {
  const scroll = makeElement("div", { class: "nmt-table", tabindex: "0", role: "region", "aria-label": caption });
  const table = makeElement("table");
  const head = makeElement("tr");
  head.append(...columns.map((name) => makeElement("th", { text: name, scope: "col" })));
  const body = makeElement("tbody");
  body.append(
    ...rows.map(([name, ...cells]) => {
      const row = makeElement("tr");
      row.append(
        makeElement("th", { text: name, scope: "row" }),
        ...cells.map((cell) => makeElement("td", { text: cell })),
      );
      return row;
    }),
  );
  const top = makeElement("thead");
  top.append(head);
  table.append(makeElement("caption", { class: "nmt-quiet", text: caption }), top, body);
  scroll.append(table);
  return scroll;
}

/**
 * @param {Words} words
 * @param {PairDifference[]} differences
 */
export function makeSettledTable(words, differences) {
  const [first, second] = differences[0]?.sides.map((side) => side.by) ?? ["", ""];
  const columns = [
    words.columns.question,
    fillWords(words.columns.first, { owner: first }),
    fillWords(words.columns.second, { owner: second }),
    words.columns.settled,
    words.columns.reason,
  ];
  const rows = differences.map((difference) => [
    `${difference.place}: ${difference.name}`,
    ...difference.sides.map((side) => side.answer_words),
    difference.settled?.answer_words ?? words.open_mark,
    difference.settled?.reason ?? "",
  ]);
  return makePairTable(words.table, columns, rows);
}

/** @param {Words} words */
export function makeAgreed(words) {
  const element = makeElement("details", { class: "nmt-more nmt-agreed" });
  const summary = makeElement("summary");
  const body = makeElement("div");
  element.append(summary, body);
  return {
    element,
    /** @param {string[][]} agreed */
    draw(agreed) {
      element.hidden = !agreed.length;
      summary.textContent = fillWords(words.agreed, { n: agreed.length });
      body.replaceChildren(makePairTable(words.agreed_lead, [words.columns.question, words.columns.answer], agreed));
    },
  };
}
