// What the panels below the bar are made of: a section that is made anew when there is news in it, small buttons,
// short texts.

import { findAllIn, focusIndex, makeElement } from "../dom.js";

/** @import { Properties } from "../dom.js" */

const SHORT_TEXT = 90;

/**
 * @param {string} text
 * @param {number} [most]
 */
export function shortText(text, most = SHORT_TEXT) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/**
 * @param {string} words
 * @param {(event: MouseEvent) => void} onClick
 * @param {string} [className]
 * @param {Properties} [attributes]
 */
export function barButton(words, onClick, className = "nmt-button is-plain is-small", attributes = {}) {
  const button = makeElement("button", { class: className, text: words, type: "button", ...attributes });
  button.addEventListener("click", onClick);
  return button;
}

/**
 * A panel is made anew only when what it shows has changed, so that a choice half made in it stays.
 * @template Data
 * @param {string} className
 * @param {() => Data | null} read what there is to decide; null for nothing
 * @param {(data: Data) => Node[]} build
 */
export function makePanel(className, read, build) {
  const element = makeElement("section", { class: `nmt-save-panel ${className}` });
  element.hidden = true;
  let content = "";
  return {
    element,
    draw() {
      const data = read();
      const now = data !== null ? JSON.stringify(data) : "";
      if (now === content) return;
      content = now;
      element.hidden = data === null;
      const place = focusIndex(findAllIn(element, "button, input, textarea"));
      element.replaceChildren(...(data !== null ? build(data) : []));
      if (place >= 0) findAllIn(element, "button, input, textarea")[place]?.focus();
    },
  };
}
