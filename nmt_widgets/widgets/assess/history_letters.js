// The letters of the patterns in the grid of Parts A and B, the key to its signs, and the line of its keys.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/** @import { Pair, Words } from "../shared/protocol.d.ts" */

/**
 * A letter for each option by its name; letters that mean something else already are passed over.
 * @param {Pair[]} options
 * @param {string[]} reserved
 * @returns {Map<string, string>}
 */
export function optionLetters(options, reserved) {
  const used = new Set(reserved);
  const letters = new Map();
  for (const [id, name] of options) {
    const letter = [...name.toLowerCase()].find((sign) => /\p{L}/u.test(sign) && !used.has(sign)) ?? "";
    used.add(letter);
    letters.set(id, letter);
  }
  return letters;
}

/**
 * @param {string} className
 * @param {string} mark
 * @param {string} meaning
 */
const keyOf = (className, mark, meaning) =>
  makeElement(
    "span",
    { class: "nmt-hist-key" },
    makeElement("b", { class: className, text: mark, "aria-hidden": "true" }),
    makeElement("span", { text: meaning }),
  );

/**
 * @param {Pair[]} patterns none in Part B
 * @param {Map<string, string>} letters
 * @param {Words} words
 */
export function makeLegend(patterns, letters, words) {
  return makeElement(
    "p",
    { class: "nmt-hist-legend" },
    keyOf("", "–", words.key_open),
    keyOf("", "?", words.key_unknown),
    keyOf("nmt-hist-none", "", words.key_none),
    ...patterns.map(([id, name]) => keyOf("", letters.get(id) ?? "", name.toLowerCase())),
    patterns.length ? keyOf("nmt-hist-missing", "○", words.key_no_pattern) : null,
    keyOf("nmt-hist-line", "", words.key_confidence),
  );
}

/**
 * The line under the heading: which keys do what.
 * @param {string} id of the element
 * @param {Pair[]} patterns
 * @param {Map<string, string>} letters
 * @param {[number, number]} scale
 * @param {Words} words
 */
export function makeKeyLine(id, patterns, letters, [low, high], words) {
  const parts = patterns.flatMap(([id, name]) => {
    const letter = letters.get(id)?.toUpperCase();
    return letter ? [fillWords(words.keys_letter, { letter, name: name.toLowerCase() })] : [];
  });
  const text = fillWords(words.keys, { low, high, letters: [...parts, ""].join(" · ") });
  return makeElement("p", { class: "nmt-hist-keys", id, text });
}
