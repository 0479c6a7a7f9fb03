// How sure the scores are: worked out when somebody asks, as a table whose first figure has its interval on a bar.

import { makeElement } from "../shared/dom.js";
import { makeDistance } from "./chosen.js";
import { makeCell, makeLogTable } from "./people.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { ErrorPanel, LogMessage } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {(message: LogMessage) => void} send
 */
export function makeSure(words, send) {
  const element = makeElement("section", { class: "nmt-log-sure" });
  const button = makeElement("button", { class: "nmt-button is-plain", text: words.estimate, type: "button" });
  const place = makeElement("div", { role: "status" });
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    send({ type: "estimate" });
  });
  element.append(
    makeElement("h2", { text: words.title }),
    makeElement("p", { class: "nmt-quiet", text: words.lead }),
    button,
    place,
  );
  return {
    element,
    /** @param {ErrorPanel | null} panel */
    draw(panel) {
      button.removeAttribute("aria-busy");
      if (!panel) return place.replaceChildren();
      button.textContent = words.again;
      const rows = panel.rows.map(({ cells: [name, error, ...others], bar }) => {
        const row = makeElement("tr");
        const head = makeElement("th", { scope: "row", text: name });
        row.append(head, ...[makeDistance(error, bar), ...others].map(makeCell));
        return row;
      });
      place.replaceChildren(
        ...panel.lead.map((text) => makeElement("p", { text })),
        ...(rows.length ? [makeLogTable(panel.heads, rows, words.title)] : []),
        ...panel.notes.map((text) => makeElement("p", { class: "nmt-quiet", text })),
      );
    },
  };
}
