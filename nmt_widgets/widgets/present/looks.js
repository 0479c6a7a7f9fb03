// How a presentation looks: the map's colours, and light or dark. It begins as the page is, and is changed for this
// presentation only.

/** @import { Deck } from "./protocol.d.ts" */

/** @typedef {"palette" | "scheme"} Look */

export class Looks {
  /**
   * @param {Deck} deck
   * @param {HTMLElement} element
   */
  constructor(deck, element) {
    const { palette = "", chosenTheme = "auto" } = document.documentElement.dataset;
    const palettes = Object.keys(deck.palettes);
    this.element = element;
    this.palette = palettes.includes(palette) ? palette : palettes[0];
    this.scheme = chosenTheme;
    this.apply();
  }

  /**
   * @param {Look} name
   * @param {string} value
   */
  set(name, value) {
    this[name] = value;
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
