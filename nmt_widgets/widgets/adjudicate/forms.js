// The two forms beside the list: two ratings chosen to be compared, and an assessment to rate a second time.

import { makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { ListMessage, RatingChoice } from "./protocol.d.ts"
 */

/**
 * @param {string} text
 * @param {string} name
 */
function makeSelectField(text, name) {
  const field = makeElement("div", { class: "nmt-field" });
  const select = makeElement("select", { class: "nmt-input", name, id: makeElementId(), required: "" });
  field.append(makeElement("label", { class: "nmt-field-name", text, for: select.id }), select);
  return { field, select };
}

/**
 * @param {HTMLSelectElement} select
 * @param {{ id: string, label: string, group?: string }[]} choices
 * @param {boolean} [groups]
 */
function fillChoices(select, choices, groups = false) {
  const before = select.value;
  /** @type {Map<string, HTMLElement>} */
  const byGroup = new Map();
  const options = choices.map(({ id, label, group = "" }) => {
    const option = makeElement("option", { text: label, value: id });
    if (!groups) return option;
    const holder = byGroup.get(group) ?? makeElement("optgroup", { label: group });
    byGroup.set(group, holder);
    holder.append(option);
    return holder;
  });
  select.replaceChildren(...new Set(options));
  if (choices.some((choice) => choice.id === before)) select.value = before;
}

/**
 * @param {Words} words
 * @param {(message: ListMessage) => void} send
 */
export function makeFinder(words, send) {
  const form = makeElement("form", { class: "nmt-card is-quiet", role: "search" });
  const field = makeElement("div", { class: "nmt-field" });
  const input = makeElement("input", { class: "nmt-input", type: "search", name: "find", id: makeElementId() });
  input.maxLength = 200;
  field.append(makeElement("label", { class: "nmt-field-name", text: words.find, for: input.id }), input);
  const more = makeElement("p", { class: "nmt-quiet", role: "status" });
  form.append(more, field, makeElement("button", { class: "nmt-button", text: words.find_button }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ type: "find", words: input.value });
  });
  /** @param {string} text */
  function say(text) {
    more.textContent = text;
    form.hidden = !text && !input.value; // all are offered already
  }
  return { form, say };
}

/**
 * Of the second only those are offered that fit the first: the same case, another person, the same age.
 * @param {Words} words
 * @param {RatingChoice[]} choices
 * @param {(message: ListMessage) => void} send
 */
export function makeChooser(words, choices, send) {
  const form = makeElement("form", { class: "nmt-card is-quiet" });
  form.append(
    makeElement("h2", { text: words.choose }),
    makeElement("p", { class: "nmt-quiet", text: choices.length > 1 ? words.choose_hint : words.no_choice }),
  );
  if (choices.length < 2) return form;
  const first = makeSelectField(words.first, "first");
  const second = makeSelectField(words.second, "second");
  const button = makeElement("button", { class: "nmt-button", text: words.compare });
  const none = makeElement("p", { class: "nmt-quiet", text: words.no_second, role: "status" });
  /** @type {(rating: RatingChoice | undefined) => (other: RatingChoice) => boolean} */
  const fits = (rating) => (other) =>
    rating !== undefined &&
    other.id !== rating.id &&
    other.about === rating.about &&
    other.owner !== rating.owner &&
    Math.abs(other.age - rating.age) <= 0.1;
  function offer() {
    const chosen = choices.find((choice) => choice.id === first.select.value);
    const fitting = choices.filter(fits(chosen));
    fillChoices(second.select, fitting);
    second.field.hidden = button.hidden = !fitting.length;
    none.hidden = fitting.length > 0;
  }
  fillChoices(first.select, choices, true);
  first.select.value = choices.find((choice) => choices.some(fits(choice)))?.id ?? choices[0].id;
  first.select.addEventListener("change", offer);
  offer();
  form.append(first.field, second.field, none, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ type: "open", first: first.select.value, second: second.select.value });
  });
  return form;
}

/**
 * @param {Words} words
 * @param {Pair[]} candidates
 * @param {(message: ListMessage) => void} send
 */
export function makeSecondRating(words, candidates, send) {
  const form = makeElement("form", { class: "nmt-card is-quiet" });
  form.append(
    makeElement("h2", { text: words.again }),
    makeElement("p", { class: "nmt-quiet", text: candidates.length ? words.again_hint : words.no_candidate }),
  );
  if (!candidates.length) return form;
  const of = makeSelectField(words.of, "of");
  fillChoices(
    of.select,
    candidates.map(([id, label]) => ({ id, label })),
  );
  const edit = makeId();
  form.append(of.field, makeElement("button", { class: "nmt-button", text: words.begin }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ type: "second", of: of.select.value, edit: `${edit}-${of.select.value}` });
  });
  return form;
}
