// Below a row of a list: a form that changes or withdraws its entry, with a reason, and what the entry said before.

import { makeElement } from "../../shared/dom.js";
import { sendIfOpen } from "../../shared/kernel_line.js";
import { sayTime } from "../../shared/words.js";
import { makeField } from "./fields.js";
import { makeForm } from "./form.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @import { CountingReply, CountRow, CountsDone, HistoryLine, PhaseRow } from "./protocol.d.ts"
 * @typedef {{ done: (reply: CountsDone) => void, cancel: () => void }} Ends
 * @typedef {{ parts: HTMLElement[], close: () => void }} Panel
 */

/** @param {CountsPageParts} page */
const makeReason = ({ model, words }) =>
  makeField("reason", { label: words.form.reason, options: [["", words.form.choose], ...model.get("reasons")] });

/**
 * @param {CountsPageParts} page
 * @param {CountRow & { number: number }} entry
 * @param {Ends} ends
 * @returns {Panel}
 */
export function makeCorrection(page, entry, ends) {
  const { number } = entry;
  const { enter, list } = page.words;
  const count = makeField("count", { label: enter.count, mode: "numeric", text: entry.raw_count });
  const days = makeField("days", { label: enter.days, mode: "decimal", text: entry.raw_days });
  const form = makeForm(page, {
    key: `count-${number}`,
    fields: [count, days, makeReason(page)],
    acts: [
      {
        label: list.correct,
        class: "",
        request: (values, edit, sure) => ({
          type: "correct",
          number,
          count: values.count,
          days: values.days,
          reason: values.reason,
          sure,
          edit,
        }),
      },
      {
        label: list.withdraw,
        class: "is-plain is-danger",
        request: (values, edit) => ({ type: "withdraw", number, reason: values.reason, edit }),
      },
    ],
    ...ends,
  });
  const history = makeHistory(page, number);
  return {
    parts: [makeElement("p", { class: "nmt-quiet", text: list.change_lead }), form.element, ...history.parts],
    close() {
      form.close();
      history.close();
    },
  };
}

/**
 * @param {CountsPageParts} page
 * @param {number} number
 * @returns {Panel}
 */
export function makeHistory({ model, words }, number) {
  const lines = makeElement("ol", { class: "nmt-list is-tight" }, makeElement("li", { text: words.list.loading }));
  /** @param {HistoryLine} line */
  const makeLine = ({ text, author, at }) =>
    makeElement(
      "li",
      {},
      makeElement("span", { text }),
      makeElement("span", { class: "nmt-quiet", text: author && ` ${author}, ${sayTime(at, true)}` }),
    );
  /** @param {CountingReply} reply */
  function hear(reply) {
    if (reply.type === "history" && reply.number === number) lines.replaceChildren(...reply.lines.map(makeLine));
  }
  model.on("msg:custom", hear);
  sendIfOpen(model, { type: "history", number });
  return {
    parts: [makeElement("h4", { text: words.list.history_title }), lines],
    close: () => model.off("msg:custom", hear),
  };
}

/**
 * @param {CountsPageParts} page
 * @param {PhaseRow} phase
 * @param {Ends} ends
 * @returns {Panel}
 */
export function makePhaseChange(page, phase, ends) {
  const { number, unit } = phase;
  /** @type {Words} */
  const words = page.words.phases;
  const name = makeField("name", { label: words.name, list: words.names, text: phase.name });
  const begins = makeField("begins", { label: words.begins, hint: words.begins_hint, text: phase.begins });
  const form = makeForm(page, {
    key: `phase-${number}`,
    fields: [name, begins, makeReason(page)],
    acts: [
      {
        label: words.keep,
        class: "",
        request: (values, edit) => ({
          type: "set_phase",
          name: values.name,
          unit,
          begins: values.begins,
          changes: number,
          reason: values.reason,
          edit,
        }),
      },
      {
        label: words.withdraw,
        class: "is-plain is-danger",
        request: (values, edit) => ({ type: "withdraw_phase", number, reason: values.reason, edit }),
      },
    ],
    ...ends,
  });
  return { parts: [form.element], close: form.close };
}
