// Words with {braces}, and times as people read them.

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
 * Of a pair key_one, key_many the one that fits the count.
 * @param {Record<string, any>} words
 * @param {string} key
 * @param {number} count
 * @param {object} [values]
 */
export function countWords(words, key, count, values = {}) {
  return fillWords(words[count === 1 ? `${key}_one` : `${key}_many`], { count, ...values });
}

/**
 * The same of a pair {one, many}.
 * @param {{ one: string, many: string }} words
 * @param {number} n
 * @param {object} [values]
 */
export function fillCount({ one, many }, n, values = {}) {
  return fillWords(n === 1 ? one : many, { n, ...values });
}

/** @param {unknown} at */
export function readTime(at) {
  const isTime = typeof at === "number" || (typeof at === "string" && /^\d{4}-\d\d-\d\d/.test(at));
  const time = isTime ? new Date(at) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}

/**
 * Times are the reader's: "14:03:22", with the day where it is another one.
 * @param {unknown} at
 */
export function sayTime(at) {
  const time = readTime(at);
  if (!time) return String(at ?? "");
  const clock = time.toLocaleTimeString("en-GB");
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock.slice(0, 5)}`;
}
