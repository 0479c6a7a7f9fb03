// Words with {braces}, and times as people read them.

/** @import { Words } from "./protocol.d.ts" */

let locale = "en-GB"; // until a widget sets the reader's

/**
 * Counts, dates and times are written by the rules of a widget's locale from here on.
 * @param {{ get(name: never): unknown }} model
 */
export function useLocale(model) {
  const reader = /** @type {{ get(name: string): unknown }} */ (model);
  locale = String(reader.get("locale") || locale);
}

export function readerLocale() {
  return locale;
}

/**
 * A day as people read it: "3 Mar".
 * @param {Date} day
 * @param {string} [timeZone]
 */
export function sayDay(day, timeZone) {
  return day.toLocaleDateString(locale, { day: "numeric", month: "short", timeZone });
}

/**
 * A date of an answer, 2026-03-02, as people read it: "2 March 2026". Other text stays as it is.
 * @param {string} text
 */
export function sayDate(text) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? readTime(text) : null;
  return day ? day.toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" }) : text;
}

/**
 * "{count} answers" with {count: 3}.
 * @param {string} words
 * @param {object} values
 */
export function fillWords(words, values) {
  const known = /** @type {Record<string, unknown>} */ (values);
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in known ? String(known[name]) : whole));
}

/**
 * Of the forms a language has by count ({one, other} in English, more elsewhere) the one that fits.
 * @param {Record<string, string>} forms
 * @param {number} count
 * @param {object} [values]
 */
export function countForms(forms, count, values = {}) {
  const category = new Intl.PluralRules(locale).select(count);
  return fillWords(forms[category] ?? forms.other ?? "", { count, ...values });
}

/**
 * The same for the forms at a key of the words.
 * @param {Words} words
 * @param {string} key
 * @param {number} count
 * @param {object} [values]
 */
export function countWords(words, key, count, values = {}) {
  return countForms(words[key], count, values);
}

/** @param {unknown} at */
export function readTime(at) {
  const isTime = typeof at === "number" || (typeof at === "string" && /^\d{4}-\d\d-\d\d/.test(at));
  const time = isTime ? new Date(at) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}

/**
 * Times are the reader's: "14:03:22", with the day where it is another one, or where it is always wanted.
 * @param {unknown} at
 * @param {boolean} [withDay]
 */
export function sayTime(at, withDay = false) {
  const time = readTime(at);
  if (!time) return String(at ?? "");
  const clock = time.toLocaleTimeString(locale);
  if (!withDay && time.toDateString() === new Date().toDateString()) return clock;
  return `${sayDay(time)} ${clock.slice(0, 5)}`;
}
