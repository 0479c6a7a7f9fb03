// A text that somebody wrote: a long one shows its beginning, and the whole of it when it is opened.

import { makeElement } from "./dom.js";

const LONG = 280; // characters
const BEGINNING = 140;

/**
 * Where a long text breaks off: after a word.
 * @param {string} text
 */
export function beginningOf(text) {
  if (text.length <= LONG) return text;
  const start = text.slice(0, BEGINNING);
  return `${start.replace(/\s+\S*$/u, "")} …`;
}

/**
 * @param {"p" | "q"} tag
 * @param {string} text
 */
export function makeLongText(tag, text) {
  const beginning = beginningOf(text);
  const whole = makeElement(tag, { text });
  if (beginning === text) return whole;
  return makeElement(
    "details",
    { class: "nmt-more is-quiet nmt-long-text" },
    makeElement("summary", { text: beginning }),
    whole,
  );
}
