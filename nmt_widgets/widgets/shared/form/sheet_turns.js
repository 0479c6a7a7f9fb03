// One function at a time, where there is little room or a finger points: buttons and a swipe lead to the next one.

import { makeElement } from "../dom.js";
import { fillWords } from "../words.js";

/** @import { Words } from "../protocol.d.ts" */

const NARROW = 540; // px of a sheet below which twelve steps beside a name are too small
const SWIPE = 60; // px a finger has to move along a row

/**
 * @param {HTMLElement} sheet
 * @param {HTMLElement} rows
 * @param {Words} words
 * @param {(steps: number) => void} turn goes to the row that many rows further
 */
export function sheetTurns(sheet, rows, words, turn) {
  /** @type {boolean | null} what the person chose here; null until then */
  let isChosen = null;
  const finger = matchMedia("(pointer: coarse)");
  const isSingle = () => isChosen ?? (finger.matches || sheet.clientWidth < NARROW);

  /**
   * @param {string} text
   * @param {() => void} act
   */
  const button = (text, act) =>
    makeElement("button", { class: "nmt-button is-plain", type: "button", text, on: { click: act } });
  const back = button(words.turns.back, () => turn(-1));
  const next = button(words.turns.next, () => turn(1));
  const place = makeElement("span", { class: "nmt-sheet-place" });
  const form = button("", () => {
    isChosen = !isSingle();
    lay();
  });
  form.classList.add("nmt-sheet-form");
  const bar = makeElement(
    "nav",
    { class: "nmt-sheet-turns", "aria-label": words.turns.label },
    back,
    place,
    next,
    form,
  );

  function lay() {
    const single = isSingle();
    sheet.dataset.turn = single ? "one" : "all";
    form.textContent = single ? words.turns.all : words.turns.one;
    form.hidden = !single && isChosen === null;
    for (const part of [back, place, next]) part.hidden = !single;
    bar.hidden = form.hidden && !single;
  }

  /** @type {{ x: number, y: number } | null} */
  let from = null;
  rows.addEventListener("touchstart", ({ touches: [touch, other] }) => {
    from = other ? null : { x: touch.clientX, y: touch.clientY };
  });
  rows.addEventListener("touchend", ({ changedTouches: [touch] }) => {
    if (!from || sheet.dataset.turn !== "one") return;
    const [right, down] = [touch.clientX - from.x, touch.clientY - from.y];
    from = null;
    if (Math.abs(right) > SWIPE && Math.abs(right) > 2 * Math.abs(down)) turn(right < 0 ? 1 : -1);
  });
  const sized = new ResizeObserver(lay);
  sized.observe(sheet);
  finger.addEventListener("change", lay);
  lay();
  return {
    element: bar,
    /**
     * @param {number} number of the current row, from 1
     * @param {number} of
     */
    show(number, of) {
      place.textContent = fillWords(words.turns.place, { n: number, of });
      back.disabled = number === 1;
      next.disabled = number === of;
    },
    close() {
      sized.disconnect();
      finger.removeEventListener("change", lay);
    },
  };
}
