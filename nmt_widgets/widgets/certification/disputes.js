// The scores of references that trainees dispute: how many, who answered, and the way to each dispute.

import { makeElement } from "../shared/dom.js";
import { makeLongText } from "../shared/long_text.js";
import { makeCell, makeStackedTable } from "../shared/stacked_table.js";
import { countWords } from "../shared/words.js";

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
        makeLongText("q", text),
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
      const heads = [columns.function, columns.case, columns.count, columns.disputes];
      /** @param {DisputedScore[]} some */
      const table = (some) => makeStackedTable(heads, some.map(row), words.title);
      const open = scores.filter((score) => score.open);
      const answered = scores.filter((score) => !score.open);
      element.replaceChildren(
        makeElement("h2", { text: words.title }),
        makeElement("p", { class: "nmt-quiet", text: words.lead }),
        open.length ? table(open) : makeElement("p", { text: words.none_open }),
      );
      if (!answered.length) return;
      const summary = makeElement("summary", { text: countWords(words, "answered", answered.length) });
      element.append(makeElement("details", { class: "nmt-more" }, summary, table(answered)));
    },
  };
}
