// The scores of references that trainees dispute: how many, who answered, and the way to each dispute.

import { makeElement } from "../shared/dom.js";
import { makeCell, makeLogTable } from "./people.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { DisputedScore } from "./protocol.d.ts"
 */

/** @param {Words} words */
export function makeDisputes(words) {
  const element = makeElement("section", { class: "nmt-log-disputes" });
  /** @param {DisputedScore} score */
  function row(score) {
    const lines = score.disputes.map(({ by, text, state, open, to }) =>
      makeElement(
        "li",
        {},
        makeElement("a", { href: to, text: by }),
        makeElement("span", { class: open ? "nmt-log-open" : "nmt-quiet", text: state }),
        makeElement("q", { text }),
      ),
    );
    const name = makeElement("th", { scope: "row", text: score.function });
    const line = makeElement("tr", {}, name);
    line.append(
      ...[score.case, score.count, makeElement("ul", { class: "nmt-list is-tight" }, ...lines)].map(makeCell),
    );
    return line;
  }
  return {
    element,
    /** @param {DisputedScore[]} scores */
    draw(scores) {
      element.hidden = !scores.length;
      const { columns } = words;
      element.replaceChildren(
        makeElement("h2", { text: words.title }),
        makeElement("p", { class: "nmt-quiet", text: words.lead }),
        makeLogTable([columns.function, columns.case, columns.count, columns.disputes], scores.map(row), words.title),
      );
    },
  };
}
