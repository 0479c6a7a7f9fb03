// What the keys of a cell of Parts A and B make of its answer: digits, "not known", patterns by their letters.

import { digitReader, withNumber, withPart } from "../shared/form/rating.js";

/**
 * @import { RatedAnswer } from "../shared/answers/protocol.d.ts"
 * @import { Pair } from "../shared/protocol.d.ts"
 * @import { Rated } from "../shared/form/parts.js"
 */

/**
 * Returns what gives the answer a key leads to; undefined for a key that means nothing at this answer.
 * @param {"severity" | "rating"} key where an answer has its number
 * @param {Pair[]} patterns
 * @param {Map<string, string>} letters of the patterns
 * @param {string} notKnown
 * @returns {(pressed: string, question: Rated, answer: RatedAnswer | null) => RatedAnswer | null | undefined}
 */
export function makeRatingKeys(key, patterns, letters, notKnown) {
  const read = digitReader();
  /** @param {RatedAnswer | null} answer */
  function nextPattern(answer) {
    const at = patterns.findIndex(([id]) => id === answer?.pattern);
    return patterns[(at + 1) % patterns.length]?.[0];
  }
  return (pressed, { path, scale }, answer) => {
    if (/^[0-9]$/.test(pressed)) {
      const number = read(pressed, path, scale);
      return number === null ? answer : withNumber(answer, key, number);
    }
    if (pressed === "k") return withNumber(answer, key, notKnown);
    if (pressed === "backspace" || pressed === "delete") return withNumber(answer, key, null);
    const lettered = [...letters].find(([, letter]) => letter && letter === pressed)?.[0];
    const pattern = pressed === "p" ? nextPattern(answer) : lettered;
    const number = answer?.[key];
    return pattern && number !== 0 && number !== notKnown ? withPart(answer, "pattern", pattern) : undefined;
  };
}
