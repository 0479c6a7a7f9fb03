// The panel of answers the store did not take.

import { makeElement } from "../dom.js";
import { countWords } from "../words.js";
import { barButton, makePanel } from "./panel.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 * @import { SayAnswer } from "./offers_panel.js"
 */

/**
 * Answers the store did not take: what was typed, and why.
 * @param {Answers} answers
 * @param {Words} words
 * @param {SayAnswer} say
 * @param {((path: string) => void) | null} onGo
 */
export function makeRefused(answers, words, say, onGo) {
  /** @param {{ path: string, value: Answer, message: string }} props */
  const item = ({ path, value, message }) => {
    const line = makeElement("li");
    const title = onGo
      ? barButton(answers.name(path), () => onGo(path), "nmt-button is-quiet")
      : makeElement("b", { text: answers.name(path) });
    const copy = barButton(words.refused.copy, async () => {
      await navigator.clipboard?.writeText(typeof value === "string" ? value : answers.say(path, value));
      copy.textContent = words.refused.copied;
    });
    const row = makeElement("div", { class: "nmt-save-buttons" });
    row.append(
      barButton(words.refused.retry, () => answers.retry([path])),
      copy,
      barButton(words.refused.drop, () => answers.giveUp([path]), "nmt-button is-plain is-small", {
        title: words.refused.drop_help,
      }),
    );
    line.append(
      title,
      makeElement("span", { text: say(path, value) }),
      makeElement("small", { class: "nmt-save-problem", text: message }),
      row,
    );
    return line;
  };
  /** @param {Answers["refused"]} list */
  const build = (list) => {
    const items = makeElement("ul", { class: "nmt-save-list" });
    items.append(...list.map(item));
    return [
      makeElement("h3", { class: "nmt-unseen", text: countWords(words.refused, "title", list.length), role: "alert" }),
      items,
    ];
  };
  return makePanel("nmt-refused", () => (answers.refused.length ? answers.refused : null), build);
}
