// What lies over a scene for a moment: the list to jump by, the keys, and the question before a restart.

import { findAllIn, focusIndex, makeButton, makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Deck } from "./protocol.d.ts"
 */

/**
 * @param {string} title
 * @param {Words} words
 * @param {() => void} close
 */
function makeOverlay(title, words, close) {
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
 * @param {any} position
 * @param {(...chosen: any[]) => void} choose
 */
export function makeSceneButtons(deck, position, choose) {
  const words = deck.words.page;
  const lists = [];
  let at = 0;
  for (const [name, scenes] of [
    [words.scenes, deck.scenes],
    [words.panels, deck.panels],
  ]) {
    if (!scenes.length) continue;
    const list = makeElement("ol", { class: "nmt-scene-list", "aria-label": name });
    for (const scene of scenes) {
      const here = at;
      const button = makeButton("nmt-scene-button", "", () => choose(here));
      button.append(makeElement("b", { text: String(here + 1) }), makeElement("span", { text: scene.title }));
      if (here === position.at) button.setAttribute("aria-current", "true");
      const item = makeElement("li");
      item.append(button);
      list.append(item);
      at += 1;
    }
    const part = makeElement("div", { class: "nmt-scene-part" });
    part.append(makeElement("h3", { text: name }), list);
    lists.push(part);
  }
  return lists;
}

/**
 * @param {Deck} deck
 * @param {any} position
 * @param {() => void} close
 */
export function makeJump(deck, position, close) {
  const words = deck.words.page;
  const { element, box } = makeOverlay(words.jump, words, close);
  /** @param {any} at */
  const choose = (at) => {
    close();
    position.jump(at);
  };
  const help = makeElement("p", { class: "nmt-quiet", text: words.jump_help, "aria-live": "polite" });
  box.append(help, ...makeSceneButtons(deck, position, choose));
  const buttons = [...findAllIn(box, ".nmt-scene-button")];
  let typed = "";
  element.addEventListener("keydown", (event) => {
    const here = focusIndex(buttons);
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: 1, ArrowRight: 1, PageDown: 1, ArrowUp: -1, ArrowLeft: -1, PageUp: -1 };
    if (moves[event.key]) buttons[Math.max(0, Math.min(buttons.length - 1, here + moves[event.key]))].focus();
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
 */
export function makeHelp(deck, close) {
  const words = deck.words.page;
  const { element, box } = makeOverlay(words.keys_title, words, close);
  const list = makeElement("dl", { class: "nmt-keys" });
  for (const [keys, does] of words.keys)
    list.append(makeElement("dt", { text: keys }), makeElement("dd", { text: does }));
  box.append(list);
  return { element, focus: () => box.querySelector("button")?.focus() };
}

/**
 * @param {Deck} deck
 * @param {any} position
 * @param {() => void} close
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
