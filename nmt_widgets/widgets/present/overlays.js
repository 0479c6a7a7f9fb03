// The dialogs over a scene: the list of scenes to jump to, the keys, and the question before a restart.

import { findAllIn, focusIndex, makeButton, makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Position } from "./position.js"
 * @import { Deck, DeckScene } from "./protocol.d.ts"
 */

/** @typedef {{ element: HTMLElement, focus(): void, fit?(): void }} Overlay */

/**
 * @param {string} title
 * @param {Words} words
 * @param {() => void} close
 */
export function makeOverlay(title, words, close) {
  const back = makeElement("div", { class: "nmt-overlay" });
  const box = makeElement("section", {
    class: "nmt-overlay-box",
    role: "dialog",
    "aria-modal": "true",
    "aria-label": title,
  });
  const head = makeElement("header", { class: "nmt-overlay-head" });
  head.append(makeElement("h2", { text: title }), makeButton("nmt-button is-plain", words.close, close));
  box.append(head);
  back.append(box);
  back.addEventListener("click", (event) => event.target === back && close());
  back.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...findAllIn(box, "button, [href], input, select")];
    const end = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement === end) {
      event.preventDefault();
      (event.shiftKey ? all.at(-1) : all[0])?.focus();
    }
  });
  return { element: back, box };
}

/**
 * @param {Deck} deck
 * @param {Position} position
 * @param {(at: number) => void} choose
 * @param {"h2" | "h3"} level of the heading of each part
 */
export function makeSceneButtons(deck, position, choose, level) {
  const words = deck.words.page;
  /**
   * @param {DeckScene} scene
   * @param {number} at
   */
  const makeItem = (scene, at) => {
    const button = makeButton("nmt-scene-button", "", () => choose(at));
    button.append(makeElement("b", { text: String(at + 1) }), makeElement("span", { text: scene.title }));
    if (at === position.at) button.setAttribute("aria-current", "true");
    return makeElement("li", {}, button);
  };
  /**
   * @param {string} name
   * @param {DeckScene[]} scenes
   * @param {number} first
   */
  const makePart = (name, scenes, first) => {
    const list = makeElement("ol", { class: "nmt-scene-list", "aria-label": name });
    list.append(...scenes.map((scene, at) => makeItem(scene, first + at)));
    return makeElement("div", { class: "nmt-scene-part" }, makeElement(level, { text: name }), list);
  };
  const { scenes, panels } = deck;
  return [
    ...(scenes.length ? [makePart(words.scenes, scenes, 0)] : []),
    ...(panels.length ? [makePart(words.panels, panels, scenes.length)] : []),
  ];
}

/**
 * @param {Deck} deck
 * @param {Position} position
 * @param {() => void} close
 * @returns {Overlay}
 */
export function makeJump(deck, position, close) {
  const words = deck.words.page;
  const { element, box } = makeOverlay(words.jump, words, close);
  /** @param {number} at */
  const choose = (at) => {
    close();
    position.jump(at);
  };
  const help = makeElement("p", { class: "nmt-quiet", text: words.jump_help, "aria-live": "polite" });
  box.append(help, ...makeSceneButtons(deck, position, choose, "h3"));
  const buttons = [...findAllIn(box, ".nmt-scene-button")];
  let typed = "";
  element.addEventListener("keydown", (event) => {
    const focused = focusIndex(buttons);
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: 1, ArrowRight: 1, PageDown: 1, ArrowUp: -1, ArrowLeft: -1, PageUp: -1 };
    if (moves[event.key]) buttons[Math.max(0, Math.min(buttons.length - 1, focused + moves[event.key]))].focus();
    else if (/^\d$/.test(event.key)) {
      typed = buttons[Number(typed + event.key) - 1] ? typed + event.key : event.key;
      buttons[Number(typed) - 1]?.focus();
      help.textContent = typed;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { element, focus: () => (buttons[position.at] ?? buttons[0]).focus() };
}

/**
 * @param {Deck} deck
 * @param {() => void} close
 * @param {(() => void) | null} openGlossary
 * @returns {Overlay}
 */
export function makeHelp(deck, close, openGlossary) {
  const words = deck.words.page;
  const { element, box } = makeOverlay(words.keys_title, words, close);
  const list = makeElement("dl", { class: "nmt-key-list" });
  for (const [keys, effect] of words.keys)
    list.append(makeElement("dt", { text: keys }), makeElement("dd", { text: effect }));
  box.append(list);
  if (openGlossary) box.append(makeButton("nmt-button is-quiet nmt-overlay-more", words.glossary, openGlossary));
  return { element, focus: () => box.querySelector("button")?.focus() };
}

/**
 * @param {Deck} deck
 * @param {Position} position
 * @param {() => void} close
 * @returns {Overlay}
 */
export function makeRestart(deck, position, close) {
  const words = deck.words.page;
  const { element, box } = makeOverlay(words.restart_sure, words, close);
  const row = makeElement("p", { class: "nmt-overlay-row" });
  const yes = makeButton("nmt-button", words.restart_yes, () => {
    close();
    position.restart();
  });
  row.append(yes, makeButton("nmt-button is-plain", words.restart_no, close));
  box.append(row);
  return { element, focus: () => yes.focus() };
}
