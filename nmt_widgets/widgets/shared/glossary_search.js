// Which terms of the glossary fit what somebody types.

/** @import { GlossaryRow } from "./protocol.d.ts" */

/**
 * A text without capitals, accents and hyphens.
 * @param {string} text
 */
function plainText(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * How well a term fits: 0 where its name has words that begin like this, 1 where one of its other names has, 2 where
 * the words stand anywhere in it; null where one of them is missing.
 * @param {GlossaryRow} row
 * @param {string[]} words
 */
function rankOf(row, words) {
  /** @param {string} text */
  const hasBeginnings = (text) => words.every((word) => ` ${plainText(text)}`.includes(` ${word}`));
  if (hasBeginnings(row.term)) return 0;
  if (row.also.some(hasBeginnings)) return 1;
  const whole = plainText([row.term, ...row.also, row.text].join(" "));
  return words.every((word) => whole.includes(word)) ? 2 : null;
}

/**
 * The terms that fit, the best first; all of them for an empty query.
 * @param {GlossaryRow[]} rows
 * @param {string} query
 * @returns {GlossaryRow[]}
 */
export function searchTerms(rows, query) {
  const words = plainText(query).split(" ").filter(Boolean);
  if (!words.length) return rows;
  return rows
    .map((row) => ({ row, rank: rankOf(row, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => Number(a.rank) - Number(b.rank))
    .map(({ row }) => row);
}
