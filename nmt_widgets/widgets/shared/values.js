// Answers as values: whether there is one, whether two are the same, and the number in a rating.

import { fillWords, sayDate } from "./words.js";

/**
 * @import { Answer, SignalAnswer } from "./answers/protocol.d.ts"
 * @import { SignalWords } from "./form/protocol.d.ts"
 */

export function makeId() {
  // crypto.randomUUID is missing on a server reached by plain http
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The order of keys in an answer means nothing: the kernel may give them back in another one.
 * @param {Answer} value
 * @returns {string}
 */
function plainText(value) {
  if (Array.isArray(value)) return `[${value.map(plainText).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const keys = Object.keys(value).filter((key) => !isEmpty(value[key]));
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${plainText(value[key])}`)
    .join()}}`;
}
/**
 * @param {Answer} value
 * @returns {boolean}
 */
export function isEmpty(value) {
  if (value === null || value === undefined || value === "") return true;
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : Object.values(value).every(isEmpty);
}

/**
 * @param {Answer} a
 * @param {Answer} b
 */
export function sameAnswer(a, b) {
  return isEmpty(a) || isEmpty(b) ? isEmpty(a) === isEmpty(b) : plainText(a) === plainText(b);
}

/**
 * Whether an answer belongs to the team's plan, which is kept apart from the assessment's own answers.
 * @param {string} path
 */
export const isOfPlan = (path) => /^assessments\/[^/]+\/plan\//.test(path);

/**
 * A sign of danger in words: the answer, whom it concerns, where, who reported it and when.
 * @param {SignalAnswer | string} value
 * @param {Pick<SignalWords, "answers" | "places" | "reports">} words
 */
export function saySignal(value, { answers, places, reports }) {
  const { signal, person, place, source, date } = typeof value === "string" ? { signal: value } : value;
  /** @type {(pairs: [string, string][], id?: string) => string} */
  const named = (pairs, id) => pairs.find(([known]) => known === id)?.[1] ?? id ?? "";
  const report = source && date ? reports.by : source ? reports.by_whom : date ? reports.on : "";
  const parts = [
    named(answers, signal),
    person,
    place && named(places, place).toLowerCase(),
    report && fillWords(report, { source, date: sayDate(date ?? "") }),
  ];
  return parts.filter(Boolean).join("; ");
}

// The number of a score, rating or severity, the yes or no of a sign of danger; a plain answer is itself.
/** @type {Record<string, string>} */
export const NUMBER_OF = { score: "score", rating: "rating", severity: "severity", signal: "signal" };
/**
 * @param {{ kind: string }} question
 * @param {Answer} value
 * @returns {Answer}
 */
export function numberOf(question, value) {
  const key = NUMBER_OF[question.kind];
  return key && value !== null && typeof value === "object" ? (value[key] ?? null) : value;
}
