// Paper shows what the screen folds away: every table is open while a page is printed, and folded again after it.

import { findAllIn } from "./dom.js";

/**
 * Returns a function that stops this.
 * @param {ParentNode} root what is printed
 */
export function printableDetails(root) {
  /** @type {Element[]} */
  let opened = [];
  function open() {
    opened = findAllIn(root, "details:not([open])");
    for (const details of opened) details.setAttribute("open", "");
  }
  function fold() {
    for (const details of opened) details.removeAttribute("open");
    opened = [];
  }
  addEventListener("beforeprint", open);
  addEventListener("afterprint", fold);
  return () => {
    removeEventListener("beforeprint", open);
    removeEventListener("afterprint", fold);
  };
}
