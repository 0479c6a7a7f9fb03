// The first part of the review: signs of danger that are present, not known, or not answered yet.

import { makeElement } from "../shared/dom.js";
import { numberOf } from "../shared/values.js";
import { countForms, fillWords } from "../shared/words.js";

/**
 * @import { FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

const SAFETY = "safety";

/**
 * @typedef {{ path: string, name: string, words: string }} Sign
 * @typedef {{ yes: Sign[], unknown: Sign[], open: Sign[], asks: boolean, section: Open | null }} Signs
 * @typedef {{ name: string, open: number, signs: number }} Open the questions of the section that are open, and how many of them are signs
 */

/**
 * The signs of danger in their order, by what was answered: each with its path, its name and the answer in words.
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {Words} say
 */
export function findSafety(answers, spec, say) {
  /** @type {Signs} */
  const signs = { yes: [], unknown: [], open: [], asks: false, section: null };
  for (const sign of spec.signs ?? []) {
    const question = answers.question(sign.path);
    if (!question) continue;
    signs.asks = true;
    const answer = answers.get(sign.path);
    const entry = { path: sign.path, name: sign.name || question.name, words: answers.say(sign.path, answer) };
    if (sign.person) {
      const rows = (Array.isArray(answer) ? answer : []).filter(({ safe }) => safe === sign.person);
      if (rows.length) signs.yes.push({ ...entry, words: answers.say(sign.path, rows) });
      continue;
    }
    const number = numberOf(question, answer);
    if (typeof number === "number")
      entry.words =
        fillWords(say.rated, { value: number, most: question.scale?.[1], statement: question.name }) +
        entry.words.slice(String(number).length);
    const state = answers.state(question);
    if (number === "yes" || (typeof number === "number" && number <= (sign.at_most ?? -Infinity)))
      signs.yes.push(entry);
    else if (sign.asks && state === "not known") signs.unknown.push(entry);
    else if (sign.asks && state === "open") signs.open.push(entry);
  }
  const section = spec.sections.find(({ id }) => id === SAFETY);
  const open = section?.questions.filter((question) => answers.state(question) === "open") ?? [];
  const own = signs.open.filter(({ path }) => open.some((question) => question.path === path));
  if (section) signs.section = { name: section.name, open: open.length, signs: own.length };
  return signs;
}

/**
 * @param {Signs} signs
 * @param {Words} say
 * @param {(path: string, words: string) => Node} link
 */
export function drawSafety(signs, say, link) {
  const { yes: present, unknown, open, section } = signs;
  /** @type {[Record<string, string>, Sign[]][]} */
  const counted = [
    [say.yes_count, present],
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
  const item = (question) =>
    makeElement("li", {}, named(question), makeElement("span", { text: question.words, dir: "auto" }));
  return makeElement(
    "section",
    { class: "nmt-card nmt-review-part nmt-review-safety", "data-urgent": present.length > 0 },
    makeElement(
      "div",
      { class: "nmt-review-head" },
      makeElement("h3", { text: say.title }),
      makeElement("span", { text: some.map(([words, signs]) => countForms(words, signs.length)).join(", ") }),
    ),
    present.length ? makeElement("p", { class: "nmt-review-urgent", text: say.yes_lead }) : null,
    present.length ? makeElement("ul", { class: "nmt-review-there" }, ...present.map(item)) : null,
    list(say.unknown, say.unknown_lead, unknown),
    list(say.open, say.open_lead, open),
    section && section.open > section.signs
      ? makeElement("p", {
          class: "nmt-review-quiet",
          text: countForms(say.others, section.open - section.signs, section),
        })
      : null,
    some.length ? null : makeElement("p", { text: say.none }),
  );
}
