// The kinds of field a case has: what is typed into each, what it may hold, and how that is kept.

import { fillWords } from "../shared/words.js";
import { yearsOf } from "./ages.js";
import { choiceInput, longInput, picksInput, textInput } from "./field_inputs.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 * @import { FieldInput, Report } from "./field_inputs.js"
 * @import { AuthorField, FieldKind } from "./protocol.d.ts"
 */

/** @typedef {(field: AuthorField, report: Report, attributes: Properties, words: Words) => FieldInput} MakeInput */

/**
 * @param {string} text
 * @param {string | RegExp} separator
 */
const partsOf = (text, separator) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);

/**
 * @param {Answer} value
 * @param {string} separator
 */
const joined = (value, separator) => (Array.isArray(value) ? value.join(separator) : "");

/**
 * "T score: 71" as ["T score", 71]; what is no number stays as it is written.
 * @param {string} line
 * @returns {[scale: string, result: string | number]}
 */
function resultOf(line) {
  const colon = line.indexOf(":");
  const value = line.slice(colon + 1).trim();
  return [line.slice(0, colon).trim(), /^-?\d{1,6}(\.\d{1,4})?$/.test(value) ? Number(value) : value];
}

/** @type {Record<Exclude<FieldKind, "rows">, MakeInput>} */
export const FIELD_KINDS = {
  line: (field, report, attributes) => textInput(report, { maxlength: field.most, ...attributes }),
  age: (_field, report, attributes, words) =>
    textInput(
      report,
      { maxlength: 60, ...attributes },
      { check: (text) => (yearsOf(text) === null ? fillWords(words.unchecked, { name: `“${text}”` }) : "") },
    ),
  count(field, report, attributes, words) {
    /** @param {string} text */
    const isCount = (text) =>
      /^\d+$/.test(text) && Number(text) >= (field.low ?? 0) && Number(text) <= (field.high ?? Infinity);
    return textInput(
      report,
      { inputmode: "numeric", maxlength: 4, ...attributes },
      { check: (text) => (isCount(text) ? "" : fillWords(words.number, field)), convert: Number },
    );
  },
  numbers: (_field, report, attributes, words) =>
    textInput(
      report,
      { inputmode: "numeric", maxlength: 200, ...attributes },
      {
        check: (text) => (/^\d{1,3}(\s*,\s*\d{1,3})*$/.test(text) ? "" : words.numbers),
        convert: (text) => text.split(",").map(Number),
      },
    ),
  text: (_field, report, attributes) =>
    longInput(
      report,
      { rows: 2, ...attributes },
      { parse: (text) => (text.trim() ? text : ""), write: (value) => String(value ?? "") },
    ),
  lines: (field, report, attributes, words) =>
    longInput(report, attributes, {
      parse: (text) => partsOf(text, "\n"),
      write: (value) => joined(value, "\n"),
      check: (lines) =>
        lines.some((line) => line.length > (field.most ?? Infinity)) ? fillWords(words.long, field) : "",
    }),
  paragraphs: (_field, report, attributes) =>
    longInput(report, attributes, {
      parse: (text) => partsOf(text, /\n\s*\n/),
      write: (value) => joined(value, "\n\n"),
    }),
  results: (_field, report, attributes, words) =>
    longInput(report, attributes, {
      parse: (text) => partsOf(text, "\n"),
      write: (value) =>
        Object.entries(value ?? {})
          .map(([scale, result]) => `${scale}: ${result}`)
          .join("\n"),
      check: (lines) => (lines.every((line) => /^[^:]*[^:\s][^:]*:\s*\S/.test(line)) ? "" : words.results),
      convert: (lines) => Object.fromEntries(lines.map(resultOf)),
    }),
  choice: choiceInput,
  number: (field, report, attributes, words) => choiceInput(field, report, attributes, words, { convert: Number }),
  picks: picksInput,
};
