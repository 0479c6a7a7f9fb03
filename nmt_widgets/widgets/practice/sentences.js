// A paragraph as sentences, and a quotation of it as evidence: `¶7: “He sits with his back to the wall.”`

/** @import { EvidenceEntry } from "../shared/answers/protocol.d.ts" */

/** @param {string} text */
export function splitSentences(text) {
  if (typeof Intl.Segmenter !== "function") return [text.trim()]; // an old browser attaches whole paragraphs
  const segmenter = new Intl.Segmenter(document.documentElement.lang || "en", { granularity: "sentence" });
  return [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter(Boolean);
}

/**
 * @param {string} source
 * @param {number} number
 * @param {string} text
 */
export function makeQuotation(source, number, text) {
  return { instrument: source, value: `¶${number}: “${text}”` };
}

/**
 * {number, text} of an evidence entry that quotes a paragraph; null for any other.
 * @param {EvidenceEntry} entry
 */
export function readQuotation(entry) {
  const [, number, text] = /^¶\s?(\d+): “([\s\S]*)”$/.exec(String(entry?.value ?? "")) ?? [];
  return number ? { number: Number(number), text } : null;
}

/**
 * Whether a quotation takes in a sentence of the paragraph.
 * @param {{ number: number, text: string }} quotation
 * @param {number} number
 * @param {string} sentence
 */
export function quotes(quotation, number, sentence) {
  return quotation.number === number && quotation.text.includes(sentence);
}
