// Changed answers as a table: which question, what stood there before, what after.

import { makeElement } from "../shared/dom.js";
import { countForms } from "../shared/words.js";

/**
 * @import { RevisionChange } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 */

const FEW = 8; // more are folded: an import changes hundreds of answers at once

/**
 * On a narrow page each answer is a block of its own.
 * @param {RevisionChange[]} changes
 * @param {Words} say
 * @param {{ old: string, new: string, caption: string }} heads
 */
export function makeRevisionTable(changes, say, heads) {
  /**
   * @param {string} label
   * @param {string} text
   */
  const cell = (label, text) => makeElement("td", { "data-label": label }, makeElement("span", { text, dir: "auto" }));
  const table = makeElement(
    "table",
    { class: "nmt-revision-changes" },
    makeElement("caption", { class: "nmt-unseen", text: heads.caption }),
    makeElement(
      "thead",
      {},
      makeElement(
        "tr",
        {},
        ...[say.question, heads.old, heads.new].map((text) => makeElement("th", { scope: "col", text })),
      ),
    ),
    makeElement(
      "tbody",
      {},
      ...changes.map((change) =>
        makeElement(
          "tr",
          {},
          makeElement(
            "th",
            { scope: "row" },
            makeElement("span", { text: change.name, dir: "auto" }),
            makeElement("small", { text: change.section, dir: "auto" }),
          ),
          cell(heads.old, change.old),
          cell(heads.new, change.new),
        ),
      ),
    ),
  );
  if (changes.length <= FEW) return table;
  const summary = makeElement("summary", { text: countForms(say.answers, changes.length) });
  return makeElement("details", { class: "nmt-more is-quiet" }, summary, table);
}
