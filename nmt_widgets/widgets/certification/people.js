// Where everybody stands: a row for each person and level, opened by its name.

import { focusedElement, makeElement } from "../shared/dom.js";
import { makeCell, makeStackedTable } from "../shared/stacked_table.js";
import { fillWords } from "../shared/words.js";
import { makeNeeds } from "./needs.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { ChosenLevel, FirstLevel, StandingRow } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {boolean} own
 * @param {(row: StandingRow) => void} choose
 */
export function makePeople(words, own, choose) {
  const element = makeElement("section", { class: "nmt-log-people" });
  const place = makeElement("div");
  const title = own ? words.own : words.title;
  element.append(makeElement("h2", { text: title }), place);
  return {
    element,
    /**
     * @param {StandingRow[]} rows
     * @param {ChosenLevel | null} chosen
     * @param {FirstLevel[]} before
     */
    draw(rows, chosen, before) {
      if (!rows.length) {
        place.replaceChildren(
          makeElement("p", { text: words.none }),
          ...(before.length ? [makeElement("p", { text: words.before })] : []),
          ...before.flatMap(({ name, needs }) => [makeElement("h3", { text: name }), makeNeeds(needs)]),
        );
        return;
      }
      const focused = place.contains(document.activeElement) ? focusedElement()?.dataset.row : null;
      const { columns } = words;
      const lines = rows.map((standing) => {
        const row = makeElement("tr");
        const isChosen = standing.person === chosen?.person && standing.level === chosen.level;
        row.toggleAttribute("data-chosen", isChosen);
        const label = fillWords(standing.level ? words.choose : words.choose_before, {
          person: standing.person,
          level: standing.level_name,
        });
        const button = makeElement("button", {
          class: "nmt-button is-quiet nmt-log-name",
          text: standing.person,
          type: "button",
          "aria-label": label,
          "aria-pressed": String(isChosen),
        });
        button.dataset.row = `${standing.person}\n${standing.level}`;
        button.addEventListener("click", () => choose(standing));
        const name = makeElement("th", { scope: "row" });
        name.append(button);
        row.append(
          name,
          ...[standing.level_name, standing.hours, standing.sessions, standing.cases, standing.missing].map(makeCell),
        );
        row.toggleAttribute("data-done", standing.done);
        return row;
      });
      place.replaceChildren(
        makeStackedTable(
          [columns.person, columns.level, columns.hours, columns.sessions, columns.cases, columns.missing],
          lines,
          title,
        ),
      );
      if (focused)
        [...place.querySelectorAll("button")]
          .find((button) => button.dataset.row === focused)
          ?.focus({ preventScroll: true });
    },
  };
}
