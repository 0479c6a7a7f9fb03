// What the review says first: signs of danger that are there, and those nobody can tell of yet.

import { makeElement } from "../shared/dom.js";
import { numberOf } from "../shared/values.js";
import { countForms, fillWords } from "../shared/words.js";

/**
 * @import { FormSpec } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

/**
 * @typedef {{ path: string, name: string, said: string }} Sign
 * @typedef {{ yes: Sign[], unknown: Sign[], open: Sign[], asks: boolean }} Signs
 */

/**
 * {yes, unknown, open}: signs in their order, each with its path, name and what was said.
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {any} say
 */
export function findSafety(answers, spec, say) {
  /** @type {Signs} */
  const found = { yes: [], unknown: [], open: [], asks: false };
  for (const sign of spec.signs ?? []) {
    const question = answers.question(sign.path);
    if (!question) continue;
    found.asks = true;
    const answer = answers.get(sign.path);
    const one = { path: sign.path, name: sign.name || question.name, said: answers.say(sign.path, answer) };
    if (sign.person) {
      const rows = (Array.isArray(answer) ? answer : []).filter(({ safe }) => safe === sign.person);
      if (rows.length) found.yes.push({ ...one, said: answers.say(sign.path, rows) });
      continue;
    }
    const given = numberOf(question, answer);
    if (typeof given === "number")
      one.said =
        fillWords(say.rated, { value: given, most: question.scale?.[1], statement: question.name }) +
        one.said.slice(String(given).length);
    const state = answers.state(question);
    if (given === "yes" || (typeof given === "number" && given <= (sign.at_most ?? -Infinity))) found.yes.push(one);
    else if (sign.asks && state === "not known") found.unknown.push(one);
    else if (sign.asks && state === "open") found.open.push(one);
  }
  return found;
}

/**
 * @param {Signs} found
 * @param {any} say
 * @param {(path: string, words: string) => Node} link
 */
export function drawSafety(found, say, link) {
  const { yes: there, unknown, open } = found;
  /** @type {[any, Sign[]][]} */
  const counted = [
    [say.yes_count, there],
    [say.unknown_count, unknown],
    [say.open_count, open],
  ];
  const some = counted.filter(([, signs]) => signs.length);
  /** @param {{ path: string, name: string }} props */
  const named = ({ path, name }) => link(path, name);
  /**
   * @param {string} title
   * @param {string} lead
   * @param {Sign[]} questions
   */
  const list = (title, lead, questions) =>
    questions.length
      ? makeElement(
          "div",
          { class: "nmt-review-signs" },
          makeElement("h4", { text: title }),
          makeElement("p", { class: "nmt-review-quiet", text: lead }),
          makeElement("p", { class: "nmt-review-group" }, ...questions.map(named)),
        )
      : null;
  /** @param {Sign} question */
  const one = (question) =>
    makeElement("li", {}, named(question), makeElement("span", { text: question.said, dir: "auto" }));
  return makeElement(
    "section",
    { class: "nmt-card nmt-review-part nmt-review-safety", "data-urgent": there.length > 0 },
    makeElement(
      "div",
      { class: "nmt-review-head" },
      makeElement("h3", { text: say.title }),
      makeElement("span", { text: some.map(([words, signs]) => countForms(words, signs.length)).join(", ") }),
    ),
    there.length ? makeElement("p", { class: "nmt-review-urgent", text: say.yes_lead }) : null,
    there.length ? makeElement("ul", { class: "nmt-review-there" }, ...there.map(one)) : null,
    list(say.unknown, say.unknown_lead, unknown),
    list(say.open, say.open_lead, open),
    some.length ? null : makeElement("p", { text: say.none }),
  );
}
