// Fields and days, as the board of a plan and the weeks after it use them.

import { makeElement } from "../shared/dom.js";
import { sayDay } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 */

/**
 * The Monday of the week a day is in, written like 2026-03-02.
 * @param {Date} date
 */
export function mondayOf(date) {
  const day = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
/**
 * @param {string} monday
 * @param {number} count
 */
export function weeksUntil(monday, count) {
  const last = Date.parse(`${monday}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) =>
    new Date(last - (count - 1 - at) * 7 * 86_400_000).toISOString().slice(0, 10),
  );
}
/** @param {string} monday */
export function sayWeek(monday) {
  return sayDay(new Date(`${monday}T00:00:00Z`), "UTC");
}

/**
 * @param {string} words
 * @param {Node} input
 * @param {string} [className]
 */
export function labelled(words, input, className = "") {
  const label = makeElement("label", { class: `nmt-plan-field ${className}`.trim() });
  label.append(makeElement("span", { text: words }), input);
  return label;
}
/**
 * @param {string} type
 * @param {Properties} [attributes]
 */
export function inputOf(type, attributes = {}) {
  return makeElement("input", { class: "nmt-input", type, autocomplete: "off", ...attributes });
}
/** @param {Record<string, string>} options */
export function makeSelect(options) {
  const select = makeElement("select", { class: "nmt-input" });
  select.append(...Object.entries(options).map(([value, text]) => makeElement("option", { text, value })));
  return select;
}
/** @param {{ value: string }} input */
export function wholeOf(input) {
  return /^\d+$/.test(input.value.trim()) ? Number(input.value) : null;
}
