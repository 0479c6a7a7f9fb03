// The fields that settle a difference: one side's answer or another one, and how sure it is.

import { makeElement, makeElementId } from "../shared/dom.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { RatingSide, PairDifference } from "./protocol.d.ts"
 */

/**
 * @param {RatingSide} side
 * @param {Words} words
 * @param {boolean} isReadOnly
 */
export function makeSide(side, words, isReadOnly) {
  const card = makeElement("label", { class: "nmt-side" });
  const input = makeElement("input", { type: "radio", name: "side", value: side.answer, required: "" });
  input.disabled = isReadOnly || !side.answer;
  if (isReadOnly) input.hidden = true;
  card.append(
    input,
    makeElement("span", { class: "nmt-side-by", text: side.by }),
    makeElement("b", { class: "nmt-side-answer", text: side.answer_words }),
  );
  if (side.confidence_words) card.append(makeElement("span", { class: "nmt-side-sure", text: side.confidence_words }));
  card.append(
    makeElement("span", {
      class: side.why ? "nmt-side-why" : "nmt-side-why nmt-quiet",
      text: side.why || words.no_why,
    }),
  );
  return { card, input };
}

/**
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} [hint]
 */
export function makeSettleField(label, input, hint = "") {
  const field = makeElement("div", { class: "nmt-field" });
  input.id = makeElementId();
  field.append(makeElement("label", { class: "nmt-field-name", text: label, for: input.id }), input);
  if (!hint) return field;
  field.append(makeElement("small", { text: hint, id: `${input.id}-hint` }));
  input.setAttribute("aria-describedby", `${input.id}-hint`);
  return field;
}
/**
 * @param {string} name
 * @param {string} label
 * @param {Pair[]} options
 */
function makeOptions(name, label, options) {
  const select = makeElement("select", { class: "nmt-input", name });
  select.append(...options.map(([id, text]) => makeElement("option", { text, value: id })));
  return { field: makeSettleField(label, select), select };
}

/**
 * `answer()` is the chosen answer as it is kept: "7", "8 chronic", "yes", "not known"; empty while none is chosen.
 * @param {PairDifference} difference
 * @param {Words} words
 * @param {Pair[]} levels
 * @param {Pair[]} patterns
 */
export function makeAnswer(difference, words, levels, patterns) {
  const element = makeElement("fieldset", { class: "nmt-sides" });
  element.append(makeElement("legend", { text: words.choose }));
  const sides = difference.sides.map((side) => makeSide(side, words, false));
  const other = makeElement("div", { class: "nmt-side nmt-side-other" });
  const radio = makeElement("input", { type: "radio", name: "side", value: "other", required: "" });
  const label = makeElement("label", { class: "nmt-side-by" });
  label.append(radio, makeElement("span", { text: words.other }));
  const isNumber = difference.scale.length > 0;
  const [low, high] = difference.scale;
  /** @type {Pair[]} */
  const numbers = isNumber
    ? Array.from({ length: high - low + 1 }, (_, at) => [String(high - at), String(high - at)])
    : difference.choices;
  const value = makeOptions("value", words.other_value, [["", ""], ...numbers, ["not known", words.not_known]]);
  const pattern = makeOptions("pattern", words.pattern, [["", words.no_pattern], ...patterns]);
  other.append(label, value.field);
  if (difference.patterns) other.append(pattern.field);
  element.append(...sides.map((side) => side.card), other);
  const sure = makeOptions("confidence", words.confidence, [["", words.no_confidence], ...levels]);
  sure.field.hidden = !isNumber;

  let isTouched = false; // the confidence follows the chosen side until somebody sets it
  sure.select.addEventListener("change", () => (isTouched = true));
  for (const [at, side] of sides.entries()) {
    side.input.addEventListener("change", () => {
      if (!isTouched) sure.select.value = difference.sides[at].confidence;
    });
  }
  for (const { select } of [value, pattern]) {
    select.addEventListener("change", () => (radio.checked = true));
  }

  const settled = difference.settled;
  if (settled) {
    const at = difference.sides.findIndex((side) => side.answer === settled.answer);
    if (at >= 0) sides[at].input.checked = true;
    else {
      const isUnknown = settled.answer === "not known";
      const [number, chosenPattern = ""] = isUnknown ? [settled.answer] : settled.answer.split(" ");
      radio.checked = true;
      value.select.value = number;
      pattern.select.value = chosenPattern;
    }
    sure.select.value = settled.confidence;
    isTouched = true;
  }
  return {
    element,
    sure: sure.field,
    confidence: () => sure.select.value,
    answer() {
      const at = sides.findIndex((side) => side.input.checked);
      if (at >= 0) return difference.sides[at].answer;
      const isPatterned =
        difference.patterns && pattern.select.value && value.select.value && value.select.value !== "not known";
      return radio.checked ? `${value.select.value}${isPatterned ? ` ${pattern.select.value}` : ""}` : "";
    },
    check: () => value.select.setCustomValidity(radio.checked && !value.select.value ? words.other_value : ""),
  };
}
