// What the room expected, as a table: the same as the marks on the boxes of the map.

import { makeButton, makeElement } from "../shared/dom.js";
import { makeOverlay } from "./overlays.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Guessed } from "./guessing.js"
 * @import { Overlay } from "./overlays.js"
 * @import { SceneView } from "./scene_view.js"
 */

/**
 * Puts the button that opens the table beside the legend; without a guess there is none.
 * @param {SceneView} view
 * @param {Guessed[]} guessed
 * @param {Words} words
 * @param {(makeTable: (close: () => void) => Overlay) => void} open
 */
export function offerGuessTable(view, guessed, words, open) {
  if (!guessed.length) return;
  const button = makeButton("nmt-button is-plain nmt-guess-table", words.guess_table, () =>
    open((close) => makeGuessTable(guessed, words, close)),
  );
  view.body.querySelector(".nmt-corner.is-right")?.prepend(button);
}

/**
 * @param {Guessed[]} guessed
 * @param {Words} words
 * @param {() => void} close
 * @returns {Overlay}
 */
function makeGuessTable(guessed, words, close) {
  const { element, box } = makeOverlay(words.guess_table, words, close);
  const head = makeElement("tr");
  for (const text of words.guess_columns) head.append(makeElement("th", { scope: "col", text }));
  const body = makeElement("tbody");
  for (const { name, low, middle, high, count } of guessed) {
    const row = makeElement("tr", {}, makeElement("th", { scope: "row", text: name }));
    row.append(...[low, middle, high, count].map((text) => makeElement("td", { text })));
    body.append(row);
  }
  const table = makeElement("table", {}, makeElement("thead", {}, head), body);
  box.append(makeElement("div", { class: "nmt-table is-wide is-numbers" }, table));
  return { element, focus: () => box.querySelector("button")?.focus() };
}
