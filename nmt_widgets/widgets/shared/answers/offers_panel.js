// The panel of answers that were typed in a tab that died: put back, or discarded.

import { makeElement } from "../dom.js";
import { countWords, fillWords, sayTime } from "../words.js";
import { barButton, makePanel } from "./panel.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 * @import { Offer } from "./offers.js"
 */

/** @typedef {(path: string, value: Answer) => string} SayAnswer an answer in a few words */

/**
 * Answers of a tab that died, each with Put back and Discard.
 * @param {Answers} answers
 * @param {Words} words
 * @param {SayAnswer} say
 */
export function makeOffers(answers, words, say) {
  /** @type {Set<string>} */
  const toConfirm = new Set(); // drafts to be discarded, once more to be confirmed
  /** @type {Set<string>} */
  const locked = new Set(); // drafts that could not be put back
  /** @type {() => void} */
  let draw;
  /** @param {Offer} offer */
  const card = ({ key, at, answers: list }) => {
    const count = list.length;
    const box = makeElement("div", { class: "nmt-save-offer" });
    const items = makeElement("ul", { class: "nmt-save-list" });
    for (const { path, value } of list.slice(0, 12)) {
      const item = makeElement("li");
      item.append(makeElement("b", { text: answers.name(path) }), makeElement("span", { text: say(path, value) }));
      item.append(makeElement("small", { text: fillWords(words.offers.now, { value: say(path, answers.get(path)) }) }));
      items.append(item);
    }
    if (count > 12)
      items.append(
        makeElement("li", { class: "nmt-quiet", text: fillWords(words.offers.more, { count: count - 12 }) }),
      );
    const row = makeElement("div", { class: "nmt-save-buttons" });
    if (toConfirm.has(key)) {
      row.append(
        makeElement("span", { text: countWords(words.offers, "ask", count) }),
        barButton(words.offers.discard, () => answers.discard(key), "nmt-button is-plain is-small is-danger"),
        barButton(words.offers.keep, () => toConfirm.delete(key) && draw()),
      );
    } else {
      row.append(
        barButton(
          words.offers.put_back,
          () => {
            if (answers.putBack(key)) return;
            locked.add(key);
            draw();
          },
          "nmt-button is-small",
        ),
        barButton(words.offers.discard, () => toConfirm.add(key) && draw()),
      );
      if (locked.has(key))
        row.append(makeElement("span", { class: "nmt-save-problem", text: words.offers.locked, role: "alert" }));
    }
    box.append(
      makeElement("h3", { text: countWords(words.offers, "title", count, { at: sayTime(at, true) }) }),
      items,
      row,
    );
    return box;
  };
  const read = () =>
    answers.offers.length
      ? answers.offers.map((offer) => ({
          ...offer,
          isToConfirm: toConfirm.has(offer.key),
          isLocked: locked.has(offer.key),
        }))
      : null;
  const panel = makePanel("nmt-offers", read, (offers) => offers.map(card));
  draw = panel.draw;
  return panel;
}
