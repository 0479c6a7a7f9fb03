// What a trainer sees before and after the scenes: start, the speaker's window, the scenes, the hand-outs, the looks.

import { makeButton, makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { makeSceneButtons } from "./overlays.js";

/**
 * @import { HandOutFiles } from "./hand_out_files.js"
 * @import { Looks } from "./looks.js"
 * @import { Position } from "./position.js"
 * @import { Deck } from "./protocol.d.ts"
 */

/**
 * What a trainer may do in a presentation; `leave` is null where there is nothing to go back to.
 * @typedef {{ start(): void, restart(): void, jump(at: number): void, notes(): void, help(): void,
 *   leave: (() => void) | null, handOut(kind: string): void }} Acts
 * @typedef {ReturnType<typeof makeLobby>} Lobby
 */

/**
 * @param {Deck} deck
 * @param {Position} position
 * @param {Looks} looks
 * @param {HandOutFiles} files
 * @param {Acts} acts
 */
export function makeLobby(deck, position, looks, files, acts) {
  const words = deck.words.page;
  const element = makeElement("div", { class: "nmt-lobby" });
  const head = makeElement("header", { class: "nmt-lobby-head" });
  head.append(makeElement("h1", { text: deck.title }));
  const minutes = deck.scenes.reduce((sum, scene) => sum + (scene.minutes ?? 0), 0);
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
  const message = makeElement("p", { class: "nmt-lobby-said", role: "alert" });

  const choices = makeElement("div", { class: "nmt-lobby-row" });
  /**
   * @param {string} label
   * @param {Record<string, string>} options
   * @param {string} value
   * @param {(value: string) => void} change
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
    choice(words.palette, palettes, looks.palette, (value) => looks.set("palette", value)),
    choice(words.scheme, words.schemes, looks.scheme, (value) => looks.set("scheme", value)),
  );
  const list = makeElement("div", { class: "nmt-lobby-scenes" });
  list.append(...makeSceneButtons(deck, position, acts.jump, "h2"));
  element.append(
    head,
    row,
    message,
    choices,
    list,
    files.part(acts.handOut),
    makeElement("p", { class: "nmt-quiet nmt-lobby-foot", text: deck.words.disclaimer }),
  );
  // A page that is not shown yet takes no focus: it is tried again.
  const focus = (tries = 40) => {
    start.focus({ preventScroll: true });
    if (document.activeElement !== start && tries)
      setTimeout(() => element.isConnected && document.activeElement === document.body && focus(tries - 1), 100);
  };
  /** @param {string} text */
  function say(text) {
    message.textContent = text;
  }
  return { element, focus, say };
}
