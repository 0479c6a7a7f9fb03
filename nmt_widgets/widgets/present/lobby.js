// What a trainer sees before and after: start, the speaker's window, the scenes, the hand-out, the looks.

import { makeButton, makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { makeSceneButtons } from "./overlays.js";

/** @import { Deck } from "./protocol.d.ts" */

/**
 * @param {Deck} deck
 * @param {any} position
 * @param {any} looks
 * @param {any} files
 * @param {any} acts
 */
export function makeLobby(deck, position, looks, files, acts) {
  const words = deck.words.page;
  const element = makeElement("div", { class: "nmt-lobby" });
  const head = makeElement("header", { class: "nmt-lobby-head" });
  head.append(makeElement("h1", { text: deck.title }));
  const minutes = deck.scenes.reduce((sum, one) => sum + (one.minutes ?? 0), 0);
  if (minutes) head.append(makeElement("p", { class: "nmt-quiet", text: fillWords(words.minutes, { minutes }) }));
  const row = makeElement("div", { class: "nmt-lobby-row" });
  const begun = position.began && (position.at || position.step);
  const start = makeButton(
    "nmt-button",
    begun ? fillWords(words.go_on, { number: position.number }) : words.start,
    acts.start,
  );
  row.append(start);
  if (begun) row.append(makeButton("nmt-button is-plain", words.again, acts.restart));
  row.append(
    makeButton("nmt-button is-plain", words.notes, acts.notes),
    makeButton("nmt-button is-plain", words.help, acts.help),
  );
  if (acts.leave) row.append(makeButton("nmt-button is-plain", words.leave, acts.leave));
  const said = makeElement("p", { class: "nmt-lobby-said", role: "alert" });

  const choices = makeElement("div", { class: "nmt-lobby-row" });
  /**
   * @param {string} label
   * @param {any} options
   * @param {any} value
   * @param {any} change
   */
  const choice = (label, options, value, change) => {
    const holder = makeElement("label", { class: "nmt-tool-choice", text: `${label} ` });
    const select = makeElement("select", { class: "nmt-input" });
    for (const [id, name] of Object.entries(options)) select.append(makeElement("option", { text: name, value: id }));
    select.value = value;
    select.addEventListener("change", () => change(select.value));
    holder.append(select);
    return holder;
  };
  const palettes = Object.fromEntries(Object.keys(deck.palettes).map((id) => [id, deck.words.palettes[id] ?? id]));
  choices.append(
    choice(words.palette, palettes, looks.palette, (/** @type {string} */ value) => looks.set("palette", value)),
    choice(words.scheme, words.schemes, looks.scheme, (/** @type {string} */ value) => looks.set("scheme", value)),
  );
  const list = makeElement("div", { class: "nmt-lobby-scenes" });
  list.append(...makeSceneButtons(deck, position, acts.jump));
  element.append(
    head,
    row,
    said,
    choices,
    list,
    files.part(acts.handOut),
    makeElement("p", { class: "nmt-quiet nmt-lobby-foot", text: deck.words.disclaimer }),
  );
  // The page may not be shown yet, and what is hidden takes no focus.
  const focus = (tries = 40) => {
    start.focus({ preventScroll: true });
    if (document.activeElement !== start && tries)
      setTimeout(() => element.isConnected && document.activeElement === document.body && focus(tries - 1), 100);
  };
  /** @param {string} text */
  function say(text) {
    said.textContent = text;
  }
  return { element, focus, say };
}
