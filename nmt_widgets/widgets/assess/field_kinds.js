// The kinds of question and what each is answered with.

import { makeElement } from "../shared/dom.js";
import { formOptions } from "../shared/form/parts.js";
import { formRating } from "../shared/form/rating.js";
import { fillWords } from "../shared/words.js";
import { ageField, countField, dayField, lineField, textField } from "./field_inputs.js";
import { linesField, rowsField } from "./field_lists.js";
import { formSignal } from "./signal.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { FormQuestion, FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 * @import { Rated } from "../shared/form/parts.js"
 * @import { Send } from "../shared/form/rating.js"
 */

/**
 * What a field is made with: `describe` and `labelled` are attributes that tie it to its help and its name; `send`
 * takes null for "not answered".
 * @typedef {{ question: FormQuestion, id: string, spec: FormSpec, say: Words, send: Send<Answer>, describe: Properties,
 *   labelled: Properties }} FieldParts
 */

/**
 * `labels`: a label names it by its id; `clears`: it can be emptied by a button; `saysUnknown`: "not known" is one of its
 * own answers; `key`: the answer is a rating, its number at this key; `flush` sends what is typed and waits.
 * @typedef {{ element: HTMLElement, show: (value: Answer) => void, focus: () => void, lock: (locked: boolean) => void,
 *   labels?: boolean, clears?: boolean, saysUnknown?: boolean, key?: "rating", flush?: () => void }} Field
 */

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function choiceField({ question, id, labelled, describe, say, send }) {
  const strange = makeElement("p", { class: "nmt-q-quiet", hidden: true, dir: "auto" });
  const few = question.options.length <= 6;
  const select = makeElement(
    "select",
    { id, class: "nmt-input nmt-q-select", ...describe },
    makeElement("option", { value: "", text: say.choose }),
    ...question.options.map(([value, words]) => makeElement("option", { value, text: words })),
  );
  select.addEventListener("change", () => send(select.value || null, false));
  const radios = formOptions(question.options, labelled, (value) => send(value, false));
  const known = new Set(question.options.map(([value]) => value));
  return {
    element: makeElement("div", {}, few ? radios.element : select, strange),
    labels: !few,
    clears: few,
    /** @param {Answer} value */
    show(value) {
      if (few) radios.show(value);
      else select.value = known.has(value) ? value : "";
      strange.hidden = value === null || known.has(value);
      strange.textContent = fillWords(say.strange_choice, { value });
    },
    focus: () => (few ? radios.focus() : select.focus()),
    /** @param {boolean} locked */
    lock(locked) {
      if (few) radios.lock(locked);
      else select.disabled = locked;
    },
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function ratingField({ question, spec, say, send }) {
  const rating = formRating({ spec, say, key: "rating", send });
  return {
    ...rating,
    clears: true,
    key: "rating",
    show: (/** @type {Answer} */ value) => rating.show(/** @type {Rated} */ (question), value),
  };
}

/**
 * @param {FieldParts} parts
 * @returns {Field}
 */
export function signalField({ spec, labelled, send }) {
  return { ...formSignal({ spec, labelled, send }), clears: true, saysUnknown: true };
}

/** @type {Record<string, (parts: FieldParts) => Field>} */
export const FIELD_KINDS = {
  line: lineField,
  age: ageField,
  day: dayField,
  text: textField,
  lines: linesField,
  choice: choiceField,
  count: countField,
  rows: rowsField,
  rating: ratingField,
  signal: signalField,
};
