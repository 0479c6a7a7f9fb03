// One person's level in all: what it asks for, the entries, the practice cases, and what goes on afterwards.

import { makeElement } from "../shared/dom.js";
import { makeCell, makeStackedTable } from "../shared/stacked_table.js";
import { makeId } from "../shared/values.js";
import { makeNeeds } from "./needs.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { EntryRow, DistanceBar, LogMessage, RatedCase, RoundRow, ChosenLevel } from "./protocol.d.ts"
 */

/**
 * A distance with its interval on a bar whose lines are the bands' limits.
 * @param {string} distance
 * @param {DistanceBar | null} bar
 */
export function makeDistance(distance, bar) {
  const cell = makeElement("span", { class: "nmt-log-distance" });
  cell.append(makeElement("span", { text: distance }));
  if (!bar) return cell;
  const track = makeElement("span", { class: "nmt-measure nmt-log-track", "aria-hidden": "true" });
  /**
   * @param {string} className
   * @param {number} left
   * @param {number} [width]
   */
  const place = (className, left, width = undefined) => {
    const mark = makeElement("i", { class: className });
    mark.style.left = `${100 * left}%`;
    if (width !== undefined) mark.style.width = `${100 * Math.max(width, 0.006)}%`;
    track.append(mark);
  };
  for (const limit of bar.limits) place("nmt-log-limit", limit);
  if (bar.low !== null && bar.high !== null) place("nmt-log-interval", bar.low, bar.high - bar.low);
  place("nmt-log-point", bar.value);
  cell.append(track);
  return cell;
}

/**
 * @param {Words} words
 * @param {EntryRow} entry
 * @param {(message: LogMessage) => void} send
 */
function makeTakingBack(words, entry, send) {
  const place = makeElement("div");
  const begin = makeElement("button", {
    class: "nmt-button is-plain is-small",
    text: words.take_back,
    type: "button",
    "aria-label": `${words.take_back}: ${entry.day}, ${entry.kind}`,
  });
  const name = makeId();
  begin.addEventListener("click", () => {
    const form = makeElement("form", { class: "nmt-toolbar nmt-log-why" });
    const reason = makeElement("input", {
      class: "nmt-input",
      required: "",
      maxlength: "300",
      "aria-label": words.why,
      placeholder: words.why,
    });
    const cancel = makeElement("button", { class: "nmt-button is-plain is-small", text: words.cancel, type: "button" });
    cancel.addEventListener("click", () => {
      place.replaceChildren(begin);
      begin.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send({ type: "take_back", number: entry.number, reason: reason.value, edit: name });
    });
    form.append(reason, makeElement("button", { class: "nmt-button is-small", text: words.take_back }), cancel);
    place.replaceChildren(form);
    reason.focus();
  });
  place.append(begin);
  return place;
}

/**
 * @param {Words} words
 * @param {Words} fidelityWords
 * @param {(message: LogMessage) => void} send
 */
export function makeChosen(words, fidelityWords, send) {
  const element = makeElement("section", { class: "nmt-log-chosen" });
  const attestName = { of: "", id: "" };
  /** @param {EntryRow} entry */
  const entryRow = (entry) => {
    const row = makeElement("tr");
    row.toggleAttribute("data-gone", Boolean(entry.taken_back));
    const about = makeElement("span", { text: entry.about });
    if (entry.taken_back) about.append(makeElement("em", { text: entry.taken_back }));
    const last = entry.may_take_back ? makeTakingBack(words, entry, send) : "";
    row.append(...[entry.day, entry.kind, entry.hours, about, entry.author, last].map(makeCell));
    return row;
  };
  /** @param {RoundRow} round */
  const roundRow = (round) => {
    const row = makeElement("tr");
    row.append(
      ...[round.due, round.case, round.state, makeDistance(round.distance, round.bar), round.band].map(makeCell),
    );
    return row;
  };
  /** @param {RatedCase} rated */
  const caseRow = ({ day, case: title, distance, bar, band }) => {
    const row = makeElement("tr");
    row.append(...[day, title, makeDistance(distance, bar), band].map(makeCell));
    return row;
  };
  return {
    element,
    /** @param {ChosenLevel | null} chosen */
    draw(chosen) {
      element.hidden = !chosen;
      if (!chosen) return element.replaceChildren();
      /** @type {HTMLElement[]} */
      const parts = [makeElement("h2", { text: chosen.title, tabindex: "-1" })];
      if (chosen.state) parts.push(makeElement("p", { class: "nmt-log-state", text: chosen.state }));
      if (chosen.may_attest) {
        const button = makeElement("button", { class: "nmt-button", text: words.attest, type: "button" });
        const of = `${chosen.person}\n${chosen.level}`;
        if (attestName.of !== of) Object.assign(attestName, { of, id: makeId() });
        button.addEventListener("click", () => send({ type: "attest", edit: attestName.id }));
        parts.push(button);
      }
      parts.push(makeElement("h3", { text: words.needs }), makeNeeds(chosen.needs));
      if (chosen.fidelity) {
        const { columns } = fidelityWords;
        const titles = [columns.due, columns.case, columns.state, columns.distance, columns.band];
        parts.push(
          makeElement("h3", { text: fidelityWords.title }),
          makeElement("p", { class: "nmt-quiet", text: chosen.fidelity.lead }),
        );
        parts.push(makeStackedTable(titles, chosen.fidelity.rounds.map(roundRow), fidelityWords.title));
        parts.push(...chosen.fidelity.drift.map((text) => makeElement("p", { class: "nmt-log-drift", text })));
      }
      const { case_columns: columns } = words;
      parts.push(makeElement("h3", { text: words.cases }));
      if (chosen.cases.length)
        parts.push(
          makeStackedTable(
            [columns.day, columns.case, columns.distance, columns.band],
            chosen.cases.map(caseRow),
            words.cases,
          ),
        );
      else parts.push(makeElement("p", { class: "nmt-quiet", text: words.no_cases }));
      const { columns: named } = words;
      parts.push(
        makeElement("h3", { text: words.entries }),
        makeStackedTable(
          [named.day, named.what, named.hours, named.about, named.author, ""],
          chosen.entries.map(entryRow),
          words.entries,
        ),
      );
      element.replaceChildren(...parts);
    },
    focus: () => element.querySelector("h2")?.focus({ preventScroll: true }),
  };
}
