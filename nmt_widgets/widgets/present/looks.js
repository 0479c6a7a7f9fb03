// How a presentation looks: the map's colours, and light or dark. Kept in this browser.

/** @import { Deck } from "./protocol.d.ts" */

/** @typedef {"palette" | "scheme"} Look */

export class Looks {
  /**
   * @param {Deck} deck
   * @param {HTMLElement} element
   */
  constructor(deck, element) {
    this.element = element;
    this.palette = this.read("palette", Object.keys(deck.palettes));
    this.scheme = this.read("scheme", ["auto", "light", "dark"]);
    this.apply();
  }

  /**
   * @param {Look} name
   * @param {string[]} choices
   */
  read(name, choices) {
    const value = localStorage.getItem(`nmt-present-${name}`);
    return value !== null && choices.includes(value) ? value : choices[0];
  }

  /**
   * @param {Look} name
   * @param {string} value
   */
  set(name, value) {
    this[name] = value;
    localStorage.setItem(`nmt-present-${name}`, value);
    this.apply();
  }

  apply() {
    this.element.dataset.palette = this.palette;
    this.element.dataset.scheme = this.scheme;
  }

  /** From light to dark, or back. */
  turn() {
    const dark = this.scheme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : this.scheme === "dark";
    this.set("scheme", dark ? "light" : "dark");
  }
}
