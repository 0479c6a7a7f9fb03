// Where everybody stands: a row for each person and level, opened by its name.

import { focusedElement, makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { StandingRow } from "./protocol.d.ts"
 */

/**
 * @param {string[]} titles
 * @param {HTMLElement[]} rows
 * @param {string} label
 */
export function makeLogTable(titles, rows, label) {
  const scroll = makeElement("div", { class: "nmt-table is-wide", tabindex: "0", role: "region", "aria-label": label });
  const table = makeElement("table");
  const head = makeElement("tr");
  head.append(...titles.map((title) => makeElement("th", { text: title, scope: "col" })));
  const top = makeElement("thead");
  top.append(head);
  const body = makeElement("tbody");
  body.append(...rows);
  table.append(top, body);
  scroll.append(table);
  return scroll;
}

/** @param {string | number | Node} part */
export function makeCell(part) {
  const cell = makeElement("td");
  cell.append(part instanceof Node ? part : String(part));
  return cell;
}

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
     * @param {any} chosen
     */
    draw(rows, chosen) {
      if (!rows.length) {
        place.replaceChildren(makeElement("p", { class: "nmt-quiet", text: words.none }));
        return;
      }
      const focused = place.contains(document.activeElement) ? focusedElement()?.dataset.row : null;
      const { columns } = words;
      const made = rows.map((one) => {
        const row = makeElement("tr");
        const isChosen = one.person === chosen.person && one.level === chosen.level;
        row.toggleAttribute("data-chosen", isChosen);
        const label = fillWords(words.choose, { person: one.person, level: one.level_said });
        const button = makeElement("button", {
          class: "nmt-button is-quiet nmt-log-name",
          text: one.person,
          type: "button",
          "aria-label": label,
          "aria-pressed": String(isChosen),
        });
        button.dataset.row = `${one.person}\n${one.level}`;
        button.addEventListener("click", () => choose(one));
        const name = makeElement("th", { scope: "row" });
        name.append(button);
        row.append(name, ...[one.level_said, one.hours, one.sessions, one.cases, one.missing].map(makeCell));
        row.toggleAttribute("data-done", one.done);
        return row;
      });
      place.replaceChildren(
        makeLogTable(
          [columns.person, columns.level, columns.hours, columns.sessions, columns.cases, columns.missing],
          made,
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
