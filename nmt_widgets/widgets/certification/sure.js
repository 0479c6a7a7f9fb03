// How sure the scores are: worked out when somebody asks, as a table whose first figure has its interval on a bar.

import { makeElement } from "../shared/dom.js";
import { makeCell, makeStackedTable } from "../shared/stacked_table.js";
import { makeDistance } from "./chosen.js";

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
      const rows = panel.rows.map(({ cells: [name, error, ...others], bar }) =>
        makeRow(name, [makeDistance(error, bar), ...others]),
      );
      place.replaceChildren(...panel.lead.map((text) => makeElement("p", { text })));
      if (rows.length)
        place.append(
          makeElement("p", { text: panel.rows_lead }),
          makeStackedTable(panel.heads, rows, words.title),
          makeElement("p", { class: "nmt-quiet", text: panel.rule }),
        );
      if (panel.preview.length)
        place.append(
          makeElement("h3", { text: words.preview }),
          makeElement("ul", { class: "nmt-log-preview" }, ...panel.preview.map((text) => makeElement("li", { text }))),
          makeElement("p", { class: "nmt-quiet", text: words.how }),
        );
      const notes = panel.notes.map((text) => makeElement("p", { class: "nmt-quiet", text }));
      if (!rows.length) return place.append(...notes);
      const all = panel.all_rows.map(([name, ...figures]) => makeRow(name, figures));
      place.append(
        makeElement(
          "details",
          { class: "nmt-more" },
          makeElement("summary", { text: words.more }),
          makeStackedTable(panel.all_heads, all, words.more),
          ...notes,
        ),
      );
    },
  };
}

/**
 * @param {string} name
 * @param {(string | Node)[]} figures
 */
function makeRow(name, figures) {
  return makeElement("tr", {}, makeElement("th", { scope: "row", text: name }), ...figures.map(makeCell));
}
